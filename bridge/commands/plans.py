"""What a change of codes does at terminals, as commands tell of it."""

from typing import Annotated, Any

import typer

from bridge.commands.output import in_words, table

Preview = Annotated[
    bool, typer.Option("--preview", help="Only show what the next download of each terminal would bring and take.")
]


def say_plan(content: dict[str, Any]) -> None:
    """A plan as text, one line for each collector at each terminal."""
    print("Saved." if content["saved"] else "Nothing is saved; this is what it would do.")
    for login, codes in content["collectors"].items():
        print(f"{login}: {', '.join(codes) or 'no code'}")
    for terminal_id, codes in content["terminals"].items():
        print(f"{terminal_id} is kept to {', '.join(codes) or 'nothing'}")
    if not content["changes"]:
        print("Nothing changes at any terminal.")
        return
    print("At the next download:")
    headings = ("Terminal", "Collector", "SOAs come", "Amount due", "SOAs go", "of amount due", "Codes")
    table(headings, [_row(change) for change in content["changes"]])
    for change in content["changes"]:
        _say_money(change)


def _row(change: dict[str, Any]) -> tuple[object, ...]:
    comes, goes = change["comes"], change["goes"]
    codes = ", ".join(change["codes_after"]) or "none"
    sums = (comes["soas"], comes["amount_due"], goes["soas"], goes["amount_due"])
    return (change["terminal_id"], change["collector"], *sums, codes)


def _say_money(change: dict[str, Any]) -> None:
    place = f"{change['terminal_id']}, {change['collector']}"
    if change["underway"]["payments"]:
        said = in_words(change["underway"])
        print(f"{place}: {said['payments']} payments over {said['amount']} on SOAs that go are not in PSCloud yet.")
    if change["unsent"]["payments"]:
        said = in_words(change["unsent"])
        print(
            f"{place}: at its last contact {said['payments']} payments over {said['amount']} were still on the "
            "terminal. They stay there and are sent all the same."
        )
    if not change["codes_after"]:
        print(f"{place}: is left without a code there, and can collect nothing.")
