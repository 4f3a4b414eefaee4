"""mpos journal: exports and verifies the electronic journal."""

import json
from pathlib import Path
from typing import Annotated

import typer

from mpos.commands.calling import current, this_terminal
from mpos.commands.output import show
from mpos.contract.problems import StoreDamaged
from mpos.services.journal_file import export_lines, verify_file, verify_store

app = typer.Typer(add_completion=False)


class JournalBroken(StoreDamaged):
    """The journal does not hold at entry {seq}: {reason}."""

    hint = "Delete nothing. Tell your office which entry it is; the entries before it are proven."


@app.command()
def export(
    since: Annotated[int, typer.Option(min=1, metavar="N", help="From this entry on.")] = 1,
) -> int:
    """Print the journal, one JSON line an entry and the seal of its end last. With --json, as one document."""
    with this_terminal() as terminal:
        lines = export_lines(terminal, since)
        if current().as_json:
            return _show_document(list(lines))
        for line in lines:
            print(line)
    return 0


@app.command()
def verify(
    file: Annotated[Path | None, typer.Argument(help="An exported journal; else this device's own.")] = None,
) -> int:
    """Check the chain, and name the first entry that does not hold. A file can be checked on any machine."""
    if file is None:
        with this_terminal() as terminal:
            found = verify_store(terminal)
    else:
        found = verify_file(file)
    bad = found.first_bad
    content = {
        "entries": found.entries,
        "ok": bad is None,
        "first_bad": bad.seq if bad else None,
        "reason": bad.reason if bad else None,
    }
    problem = JournalBroken(seq=bad.seq, reason=bad.reason) if bad else None
    return show(content, lambda: print(f"{found.entries} entries hold."), problem)


def _show_document(lines: list[str]) -> int:
    entries = [json.loads(line) for line in lines]
    return show({"entries": entries[:-1], "seal": entries[-1] if entries else None}, lambda: None)
