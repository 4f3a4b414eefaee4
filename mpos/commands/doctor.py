"""mpos doctor: checks the store, the journal's chain, the printer, the clock and the bridge."""

import typer

from mpos.commands.calling import this_terminal
from mpos.commands.output import show
from mpos.contract.problems import PartlyDone
from mpos.services.checking import Check, examine

app = typer.Typer(add_completion=False)


class NotInOrder(PartlyDone):
    """Not in order: {names}."""

    hint = "Nothing was changed. Do what is said there, or tell your office."


@app.command()
def doctor() -> int:
    """Check store, journal, printer, clock and bridge, and say what to do."""
    with this_terminal(as_found=True) as terminal:
        checks = examine(terminal)
    bad = [check.name for check in checks if not check.ok]
    problem = NotInOrder(names=", ".join(bad)) if bad else None
    content = [{"name": check.name, "ok": check.ok, "detail": check.detail} for check in checks]
    return show({"checks": content}, lambda: _show_checks(checks), problem)


def _show_checks(checks: list[Check]) -> None:
    for check in checks:
        verdict = "mind" if check.warns else "ok" if check.ok else "BAD"
        print(f"{verdict:4}  {check.name:10} {' '.join(check.detail.split())}")
