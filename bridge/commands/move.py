"""mpos-bridge move: takes the office from SQLite to PostgreSQL."""

import os
import sys
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

from bridge.access.roles import Permission
from bridge.commands.calling import actor, current, this_bridge
from bridge.commands.output import show, table
from bridge.move import Moved, move
from bridge.settings import CONFIG_NAME, read_line
from bridge.store.copying import Told
from mpos.contract.console import warn
from mpos.contract.money import format_money
from mpos.contract.problems import BadUsage

VARIABLE = "MPOS_BRIDGE_MOVE_TO"
app = typer.Typer(add_completion=False)


@app.command("move")
def move_command(
    to: Annotated[
        str | None, typer.Option(metavar="URL", help="postgresql://user@host/name, without password.")
    ] = None,
    to_file: Annotated[Path | None, typer.Option(metavar="FILE", help="A file that holds the URL.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Do all of it, compare, and take it back.")] = False,
) -> None:
    """Move the office to an empty PostgreSQL database; counts and sums are compared before it counts.

    Without --to and --to-file the URL is read from MPOS_BRIDGE_MOVE_TO. The old database keeps all it has.
    """
    url = _url(to, to_file)
    with this_bridge(Permission.KEEP) as bridge:
        moved = move(bridge, actor(), url, only_check=check, told=_telling(), waiting=_say_who_has_the_turn)
        config = bridge.settings.home / CONFIG_NAME
    show(_content(moved), lambda: _say(moved, config))


def _url(to: str | None, to_file: Path | None) -> str:
    if to is not None and to_file is not None:
        raise BadUsage(detail="Give one of --to and --to-file.")
    if to_file is not None:
        return read_line(to_file, "--to-file")
    if to is None:
        if url := current().environ.get(VARIABLE):
            return url
        raise BadUsage(detail=f"Where to? Give --to URL, --to-file FILE, or {VARIABLE} in the environment.")
    if urlsplit(to).password:
        raise BadUsage(detail=f"A password in --to is seen by all users of this machine; use --to-file or {VARIABLE}.")
    return to


def _say_who_has_the_turn(who: str) -> None:
    warn(f"A sync is at work ({who}); the move begins when it has ended.")


def _telling() -> Told:
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return lambda _name, _done, _total: None
    return _tell


def _tell(name: str, done: int, total: int) -> None:
    """One line that each next one takes the place of."""
    if total:
        print(f"\r\033[K{name}: {done} of {total}", end="\n" if done == total else "", file=sys.stderr, flush=True)


def _content(moved: Moved) -> dict[str, Any]:
    tables = [
        {"table": name, "rows": sums.rows}
        | {_plain(column): format_money(minor) for column, minor in sums.minor.items()}
        for name, sums in moved.tables.items()
    ]
    return {"to": moved.to, "only_checked": moved.only_checked, "tables": tables}


def _plain(column: str) -> str:
    return column.removesuffix("_minor")


def _say(moved: Moved, config: Path) -> None:
    rows = [
        (name, sums.rows, ", ".join(f"{_plain(column)} {format_money(minor)}" for column, minor in sums.minor.items()))
        for name, sums in moved.tables.items()
        if sums.rows
    ]
    table(("Table", "Rows", "Sums"), rows)
    if moved.only_checked:
        print("Counts, sums and journals were the same on both sides. It was taken back: nothing is changed on either.")
        return
    print(
        f"The office is at {moved.to}; counts, sums and journals are the same. Now set database_url (or "
        f"database_url_file) in {config}, start the bridge again, and run: mpos-bridge audit\n"
        "The old database keeps all it had; nothing can be added to it any more."
    )
