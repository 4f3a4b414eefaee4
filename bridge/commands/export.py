"""mpos-bridge export: a SOA list as a file, for a terminal without network."""

from pathlib import Path
from typing import Annotated

import typer

from bridge.access.roles import Permission
from bridge.commands.calling import actor, this_bridge
from bridge.commands.output import show
from bridge.commands.written import write_file
from bridge.deeds.reach import check_codes, reachable_terminal
from bridge.feed.soa_list import write_soa_list
from bridge.store.engine import reading
from bridge.store.serving import read_serving
from mpos.contract.problems import BadUsage, Refused

app = typer.Typer(add_completion=False)


class NotServed(Refused):
    """{terminal_id} is not served {code}."""

    hint = "Nothing was written. See what it is served with: mpos-bridge terminals show"


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="Where to write the list.")],
    collector_code: Annotated[
        list[str] | None, typer.Option(help="A collector code; may be given more than once.")
    ] = None,
    terminal: Annotated[
        str | None, typer.Option(help="For this terminal only: the codes that it is served, or those of them named.")
    ] = None,
) -> None:
    """Write the SOA list of these codes to a file that `mpos download-soa --from` takes."""
    if not collector_code and terminal is None:
        raise BadUsage(detail="Say which codes with --collector-code, or which terminal with --terminal.")
    with this_bridge(Permission.EXCHANGE) as bridge:
        with reading(bridge.engine) as conn:
            codes = sorted(set(collector_code or ()))
            if terminal is not None:
                served = read_serving(conn).codes_at(reachable_terminal(conn, actor(), terminal).terminal_id)
                for code in set(codes) - set(served):
                    raise NotServed(terminal_id=terminal, code=code)
                codes = codes or list(served)
            check_codes(conn, actor(), codes)
        blob, description = write_soa_list(bridge, codes, [terminal] if terminal else None)
    write_file(file, blob)
    told = {name: description[name] for name in ("list_id", "codes", "count", "amount_due", "failed", "as_of")}
    show(
        {"file": str(file), **told},
        lambda: print(f"{file}: {told['count']} SOAs, {told['amount_due']} due, as of {told['as_of'] or 'never'}"),
    )
