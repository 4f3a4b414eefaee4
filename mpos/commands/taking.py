"""From the words of collect and or-entry to the deed, and what the collector is shown of it."""

from mpos.commands.calling import this_terminal
from mpos.commands.output import show
from mpos.commands.payment_words import PaymentWords, read_request
from mpos.contract.console import warn
from mpos.contract.money import format_money, print_money
from mpos.contract.payment import allocation_wire, tender_wire
from mpos.contract.problems import NotPrinted, PrintedInPart
from mpos.light.typing import Any
from mpos.services.collecting import Collected, ManualReceipt, collect, enter_manual
from mpos.services.printing import Printed


def take_payment(words: PaymentWords) -> int:
    """`mpos collect`."""
    request = read_request(words)
    with this_terminal() as terminal:
        return show_collected(collect(terminal, words.soa_no, request))


def take_manual(manual: ManualReceipt, words: PaymentWords) -> int:
    """`mpos or-entry`."""
    request = read_request(words)
    with this_terminal() as terminal:
        return show_collected(enter_manual(terminal, manual, request))


def show_collected(collected: Collected) -> int:
    """Tells of a payment that is on disk; the exit code says whether its slip is on paper."""
    payment = collected.payment
    if collected.printed.doubt:
        warn(doubted(collected.printed, f"mpos receipt {payment.receipt_no}"))
    return show(
        payment_content(collected),
        lambda: _show_lines(collected),
        not_printed(collected.printed, f"Receipt {payment.receipt_no}"),
    )


def not_printed(printed: Printed, recorded: str) -> NotPrinted | None:
    """The problem to tell when a slip waits in the queue, or stopped in the middle."""
    if not printed.problem:
        return None
    return (PrintedInPart if printed.in_part else NotPrinted)(recorded=recorded, detail=printed.problem)


def doubted(printed: Printed, again: str) -> str:
    """What to tell of a slip that the printer did not confirm, with the command that prints it again."""
    return f"The printer did not confirm the slip: {printed.doubt} Look at the paper; if it is not whole: {again}"


def payment_content(collected: Collected) -> dict[str, Any]:
    """The payment as --json prints it."""
    payment = collected.payment
    return {
        "payment_id": payment.payment_id,
        "receipt_no": payment.receipt_no,
        "soa_no": payment.soa_no,
        "customer_no": payment.customer_no,
        "customer_name": payment.customer_name,
        "amount": format_money(payment.amount_minor),
        "cash_received": format_money(payment.cash_received_minor),
        "change": format_money(payment.change_minor),
        "advance": format_money(payment.advance_minor),
        "tenders": [tender_wire(tender) for tender in payment.tenders],
        "allocations": [allocation_wire(allocation) for allocation in payment.allocations],
        "balance_after": format_money(payment.balance_after_minor),
        "manual_or_no": payment.manual_or_no,
        "paid_at": payment.paid_at,
        "as_of": collected.as_of,
        "printed": collected.printed.on_paper,
    }


def _show_lines(collected: Collected) -> None:
    payment = collected.payment
    print(f"Receipt {payment.receipt_no}: {payment.customer_name} paid {print_money(payment.amount_minor)}.")
    if payment.change_minor:
        print(f"CHANGE {print_money(payment.change_minor)}")
    if payment.advance_minor:
        print(f"Kept as credit: {print_money(payment.advance_minor)}")
    if payment.soa_no:
        print(f"Still due on {payment.soa_no}: {print_money(payment.balance_after_minor)}")
