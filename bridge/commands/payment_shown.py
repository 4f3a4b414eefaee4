"""How `payments list` and `payments show` tell people."""

from typing import Any

from bridge.commands.output import in_words, table

_SUMMED = "{count} payments: active {active}, synced {synced}, VAT {vat}, voided {voided}, refunded {refunded}"
_LISTS = ("allocations", "confirmations", "resolutions", "slips", "postings", "attempts")
"""What gets a table of its own."""


def say_payments(content: dict[str, Any]) -> None:
    """The list, and what it adds up to."""
    names = ("business_date", "receipt_no", "customer_name", "collector", "amount", "status", "payment_no", "detail")
    headings = ("Day", "Receipt", "Customer", "Collector", "Amount", "Status", "PSCloud's no.", "Detail", "Voided")
    table(headings, [[*(item[name] for name in names), _ended(item)] for item in content["items"]])
    if content["next"]:
        print(f"There are more: --behind {content['next']}")
    print(_SUMMED.format(**in_words(content["totals"])))
    for what in ("by_status", "by_method"):
        told = (f"{name} {each['count']} ({each['amount']})" for name, each in content[what].items())
        if line := ", ".join(told):
            print(f"{what.replace('_', ' ').capitalize()}: {line}")


def say_payment(item: dict[str, Any]) -> None:
    """One payment with all that happened to it."""
    plain = {name: value for name, value in item.items() if name not in (*_LISTS, "explained") and value is not None}
    table(("Field", "Value"), [(name, _on_one_line(value)) for name, value in plain.items()])
    for name in _LISTS:
        if rows := item[name]:
            print(f"\n{name.capitalize()}")
            table([field.replace("_", " ").capitalize() for field in rows[0]], [list(row.values()) for row in rows])
    if told := item["explained"]:
        print(f"\nRefused ({item['code']}): {told['meaning']} {told['cause']}")
        print(f"What helps: {told['advice']}")


def _ended(item: dict[str, Any]) -> str:
    return "voided" if item["voided"] else "refunded" if item["refunded"] else ""


def _on_one_line(value: Any) -> Any:
    if isinstance(value, list):
        return "; ".join(map(_on_one_line, value))
    if not isinstance(value, dict):
        return value
    return ", ".join(f"{name} {'not yet' if part is None else part}" for name, part in value.items())
