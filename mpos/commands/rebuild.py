"""mpos rebuild: makes the store whole again, from its journal or from all that is left."""

import typer

from mpos.app import machine_clock
from mpos.commands.calling import current
from mpos.commands.output import show
from mpos.services import rebuilding
from mpos.services.rebuilding import Rebuilt
from mpos.settings import read_settings

app = typer.Typer(add_completion=False)


@app.command()
def rebuild() -> int:
    """Verify the journal and derive all rows anew. A damaged store is saved into a new one, and kept under a name."""
    call = current()
    settings = read_settings(call.environ)
    done = rebuilding.rebuild(settings.home, call.clock or machine_clock(settings), settings.journal_copy)
    content = {**done._asdict(), "rows": list(done.rows)}
    return show(content, lambda: _tell(done), done.end_missing)


def _tell(done: Rebuilt) -> None:
    if done.kept_as:
        print(f"{done.entries} entries are saved, {done.from_copy} of them from the journal's second copy.")
        print(f"Receipts go on as {done.series}; log in again. The damaged store is kept as {done.kept_as}.")
        print("If a receipt was given out that this device no longer lists, tell your office.")
        return
    print(f"{done.entries} entries hold.")
    for found in done.rows:
        print(f"{found['table']}: {found['missing']} rows were missing, {found['unfounded']} had no ground.")
    print("They are put right." if done.rows else "All rows follow from them. Nothing was changed.")
