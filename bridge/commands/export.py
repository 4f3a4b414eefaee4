"""mpos-bridge export: a SOA list as a file, for a terminal without network."""

from pathlib import Path
from typing import Annotated

import typer

from bridge.access.roles import Permission
from bridge.commands.calling import this_bridge
from bridge.commands.output import show
from bridge.commands.written import write_file
from bridge.feed.soa_list import write_soa_list
from bridge.problems import NotFound
from bridge.store.codes import unknown_codes
from bridge.store.engine import reading

app = typer.Typer(add_completion=False)


@app.command()
def export(
    collector_code: Annotated[list[str], typer.Option(help="A collector code; may be given more than once.")],
    file: Annotated[Path, typer.Argument(help="Where to write the list.")],
) -> None:
    """Write the SOA list of these codes to a file that `mpos download-soa --from` takes."""
    with this_bridge(Permission.EXCHANGE) as bridge:
        with reading(bridge.engine) as conn:
            unknown = unknown_codes(conn, collector_code)
        if unknown:
            raise NotFound(what=f"code {unknown[0]}")
        blob, description = write_soa_list(bridge, sorted(set(collector_code)), None, None)
    write_file(file, blob)
    told = {name: description[name] for name in ("list_id", "codes", "count", "amount_due", "failed", "as_of")}
    show(
        {"file": str(file), **told},
        lambda: print(f"{file}: {told['count']} SOAs, {told['amount_due']} due, as of {told['as_of'] or 'never'}"),
    )
