"""The rows of the table: what was measured, the goal, the figure, and whether it is met."""

from typing import NamedTuple


class Figure(NamedTuple):
    """One line of the table."""

    what: str
    goal: str
    figure: str
    met: str


def at_most(what: str, goal: float | None, found: float, shown: str = "") -> Figure:
    """A figure that must not be larger than its goal; without a goal it is only told."""
    text = shown or f"{found:.2g}" if found < 1 else shown or f"{found:.1f}"
    return Figure(what, "", text, "") if goal is None else Figure(what, f"<= {goal:g}", text, _met(found <= goal))


def at_least(what: str, goal: float, found: float) -> Figure:
    """A figure that must not be smaller."""
    return Figure(what, f">= {goal:g}", f"{found:.2f}", _met(found >= goal))


def _met(is_met: bool) -> str:
    return "yes" if is_met else "NO"
