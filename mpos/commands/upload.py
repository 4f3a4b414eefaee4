"""mpos upload: sends everything recorded and not yet acknowledged."""

from pathlib import Path
from typing import Annotated

import typer

from mpos.commands.calling import this_terminal
from mpos.commands.output import show
from mpos.commands.progress import working
from mpos.contract.console import warn
from mpos.contract.problems import PartlyDone
from mpos.domain.refusals import TerminalRevoked
from mpos.services.attaching import Attached
from mpos.services.contacting import missing_the_office
from mpos.services.standing import is_revoked
from mpos.services.uploading import upload as send
from mpos.services.uploading import upload_to

app = typer.Typer(add_completion=False)


@app.command()
def upload(
    to: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it to a file for the office instead.")] = None,
) -> int:
    """Send everything recorded and not yet acknowledged. Sending again is harmless."""
    with this_terminal() as terminal, working("Uploading"), missing_the_office(terminal):
        done = upload_to(terminal, to) if to else send(terminal)
        revoked = is_revoked(terminal)
    if revoked:
        warn(f"{TerminalRevoked().message} {TerminalRevoked().advice}")
    if done.signatures.trouble:
        warn(f"The money is there; of its signatures {done.signatures.waiting} still wait: {done.signatures.trouble}")
    refused = [item._asdict() for item in done.refused]
    content = {
        "sent": done.sent,
        "acknowledged": done.acknowledged,
        "pending": done.pending,
        "refused": refused,
        "acknowledged_seq": done.head.seq,
        "revoked": revoked,
        "signatures": {"sent": done.signatures.sent, "waiting": done.signatures.waiting},
    }
    problem = PartlyDone(detail=f"The office could not make sense of {len(refused)} entries.") if refused else None
    told = f"{done.sent} entries sent, {done.pending} still wait. The office has entries up to {done.head.seq}."
    return show(content, lambda: print(told + _about(done.signatures)), problem)


def _about(signatures: Attached) -> str:
    if not signatures.sent and not signatures.waiting:
        return ""
    return f" {signatures.sent} signatures sent, {signatures.waiting} still wait."
