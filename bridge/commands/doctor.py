"""mpos-bridge doctor: is everything well, and if not, what to do."""

import typer

from bridge.access.roles import Permission
from bridge.checks import Check, examine
from bridge.commands.calling import this_bridge
from bridge.commands.output import show, table
from mpos.contract.problems import PartlyDone, StoreDamaged

app = typer.Typer(add_completion=False)


@app.command()
def doctor() -> None:
    """Check home, database, PSCloud, clock, disk and queue."""
    checks = _examine()
    show({"checks": [check._asdict() for check in checks]}, lambda: _table(checks))
    if not all(check.ok for check in checks):
        raise typer.Exit(PartlyDone.exit_code)


def _examine() -> list[Check]:
    try:
        with this_bridge(Permission.SEE) as bridge:
            return list(examine(bridge))
    except StoreDamaged as damaged:
        return [Check("database", False, f"{damaged.message} {damaged.advice}")]


def _table(checks: list[Check]) -> None:
    table(("Check", "Well", "Detail"), [(check.name, "yes" if check.ok else "NO", check.detail) for check in checks])
