"""What x-reading and z-reading show: the reading's fields, or the slip as text."""

from mpos.commands.output import lines, show
from mpos.commands.taking import not_printed
from mpos.contract.money import parse_money, print_money
from mpos.services.readings import Taken


def show_reading(taken: Taken, text: str | None) -> int:
    """Tells of a reading that is on disk, with its slip's text if asked for; the exit code tells of its paper."""
    content = {**taken.body, "printed": taken.printed.on_paper, **({} if text is None else {"text": text})}
    recorded = f"The {taken.body['reading']}-reading of {taken.body['business_date']}"
    return show(
        content, lambda: _show_lines(taken.body) if text is None else print(text), not_printed(taken.printed, recorded)
    )


def _show_lines(body: dict[str, object]) -> None:
    numbers = f"{body['first_receipt_no'] or 'none'} to {body['last_receipt_no'] or 'none'}"
    lines(
        (f"{body['reading']}-READING", body["business_date"]),
        ("Z counter", body["z_counter"]),
        ("Receipts", f"{body['receipts']} ({numbers})"),
        ("Gross", _amount(body["gross"])),
        ("Voided", _amount(body["voided"])),
        ("Net", _amount(body["net"])),
        ("Previous grand total", _amount(body["previous_grand_total"])),
        ("Present grand total", _amount(body["present_grand_total"])),
        ("Cash handed over", _amount(body["remitted"])),
        ("Cash expected", _amount(body["expected_cash"])),
        ("Cash counted", _amount(body["counted_cash"])),
        ("Over or short", _amount(body["over_short"])),
    )


def _amount(text: object) -> str:
    return print_money(parse_money(text)) if isinstance(text, str) else ""
