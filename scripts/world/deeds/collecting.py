"""Money at a customer's door: payments in every way in which they are handed over, voids and reprints."""

from collections.abc import Callable, Mapping
from random import Random

from mpos.contract import kinds
from mpos.contract.due import Due
from mpos.contract.money import format_money
from mpos.contract.payment import BANK_TRANSFER, CARD, CHECK, EWALLET, WITHHOLDING_TAX, Tender
from mpos.contract.problems import Problem
from mpos.domain.allocation import Wish
from mpos.domain.refusals import AlreadyVoided, MoreThanDue, NothingDue, VoidTooLate
from mpos.domain.tendering import Handed
from mpos.services import collecting, reprinting, voiding
from mpos.services.collecting import Collected, ManualReceipt, PaymentRequest
from mpos.services.known_soas import known_soas
from mpos.services.terminal import Terminal
from mpos.store import days, payments
from scripts.world.deeds.turn import Deed, Turn
from scripts.world.happening import NOTHING, Claim, Claims

METHODS = (CHECK, CARD, EWALLET, BANK_TRANSFER, WITHHOLDING_TAX)
MUCH_MINOR = 50_000_00


def collect(turn: Turn) -> Claims:
    """A payment on a SOA of the list, on one that others visit too if there are any."""
    with turn.device.opened() as terminal:
        due = _visited(terminal, turn.dice)
        if due is None:
            return NOTHING
        way = turn.dice.choice(WAYS)
        turn.stage.excuses = _excuses(way, due)
        request = way(due, turn.dice)._replace(print=turn.dice.random() < 0.7, copy=turn.dice.random() < 0.2)
        taken = collecting.collect(terminal, due.soa.soa_no, request)
    return (claim_of(taken),)


def or_entry(turn: Turn) -> Claims:
    """A receipt of the paper booklet is typed in, on a SOA or of a customer who is on no list."""
    manual_no = f"{turn.dice.randint(1, 9_999)}"
    with turn.device.opened() as terminal:
        due = _visited(terminal, turn.dice) if turn.dice.random() < 0.5 else None
        if due is None:
            manual = ManualReceipt(manual_no, "9000-NEW", "Juan dela Cruz", None, None)
            request = PaymentRequest(Handed(turn.dice.randint(1, MUCH_MINOR), ()))
        else:
            manual = ManualReceipt(manual_no, due.soa.customer_no, None, due.soa.soa_no, None)
            request = part(due, turn.dice)
            turn.stage.excuses = _excuses(part, due)
        taken = collecting.enter_manual(terminal, manual, request)
    return (claim_of(taken),)


def void(turn: Turn) -> Claims:
    """A payment is taken back, one of today's if there are any."""
    with turn.device.opened() as terminal:
        receipt_no = _some_receipt(terminal, turn.dice)
        if receipt_no is None:
            return NOTHING
        turn.stage.excuses = {AlreadyVoided, VoidTooLate} if _is_past_voiding(terminal, receipt_no) else set()
        done = voiding.void(terminal, receipt_no, "entered by mistake", None, to_print=turn.dice.random() < 0.7)
    return (Claim(kinds.PAYMENT_VOIDED, {"void_id": done.void.void_id, "receipt_no": receipt_no}),)


def reprint(turn: Turn) -> Claims:
    """A receipt once more; the original, if that still waits."""
    with turn.device.opened() as terminal:
        receipt_no = _some_receipt(terminal, turn.dice)
        before = payments.find(terminal.connection, receipt_no) if receipt_no else None
        if before is None:
            return NOTHING
        had = payments.reprints_of(terminal.connection, before.seq)
        again = reprinting.print_again(terminal, receipt_no, copy=turn.dice.random() < 0.2)
    if again.reprints == had:
        return NOTHING
    return (Claim(kinds.RECEIPT_REPRINTED, {"receipt_no": receipt_no, "reprint": again.reprints}),)


def exact(_due: Due, _dice: Random) -> PaymentRequest:
    """What is due, in cash."""
    return PaymentRequest(Handed(None, ()))


def part(due: Due, dice: Random) -> PaymentRequest:
    """Some of it, in cash."""
    return PaymentRequest(Handed(_some(due.amount_minor, dice), ()))


def with_change(due: Due, dice: Random) -> PaymentRequest:
    """A note that is too large."""
    amount = _some(due.amount_minor, dice)
    return PaymentRequest(Handed(amount + dice.randint(1, 99_999), ()), amount_minor=amount)


def ahead(due: Due, dice: Random) -> PaymentRequest:
    """More than is due, the rest kept as credit."""
    return PaymentRequest(Handed(due.amount_minor + dice.randint(1, 50_000), ()), advance=True)


def by_other_means(_due: Due, dice: Random) -> PaymentRequest:
    """What is due by a check, card and the like, whose amount nobody keyed in."""
    return PaymentRequest(Handed(None, (), _tender(0, dice)))


def mixed(due: Due, dice: Random) -> PaymentRequest:
    """Part by other means, the rest in cash."""
    amount = _some(due.amount_minor, dice)
    other = _some(amount, dice)
    cash = amount - other or None
    return PaymentRequest(Handed(cash, (_tender(other, dice),)), amount_minor=amount)


def as_wished(due: Due, dice: Random) -> PaymentRequest:
    """The customer says what goes to which invoice."""
    owing = [line for line in due.invoices if line.amount_minor] or list(due.invoices)
    chosen = dice.sample(owing, dice.randint(1, len(owing)))
    wishes = tuple(Wish(line.invoice.invoice_no, _some(line.amount_minor, dice)) for line in chosen)
    return PaymentRequest(Handed(None, ()), wishes=wishes)


def too_much(due: Due, _dice: Random) -> PaymentRequest:
    """A mistyped amount, which is to be refused."""
    return PaymentRequest(Handed(due.amount_minor + 100, ()), amount_minor=due.amount_minor + 100)


WAYS = (exact, part, part, part, with_change, ahead, by_other_means, mixed, as_wished, too_much)


Way = Callable[[Due, Random], PaymentRequest]


def _excuses(way: Way, due: Due) -> set[type[Problem]]:
    """What this way of paying is to be refused with, given what is due."""
    if due.amount_minor == 0 and way is not ahead:
        return {NothingDue}
    return {MoreThanDue} if way is too_much else set()


def _is_past_voiding(terminal: Terminal, receipt_no: str) -> bool:
    paid, day = payments.find(terminal.connection, receipt_no), days.last_day(terminal.connection)
    return paid is None or day is None or paid.void_no is not None or paid.business_date != day.business_date


def _visited(terminal: Terminal, dice: Random) -> Due | None:
    soas = known_soas(terminal, terminal.collector)
    items = sorted(soas.items(None, None, None), key=lambda item: item.listed.soa_no)
    if not items:
        return None
    # The first customers are visited most, so that two collectors often meet.
    place = min(int(dice.expovariate(0.4)), len(items) - 1)
    return soas.due_of(items[place].listed.soa_no)


def _some_receipt(terminal: Terminal, dice: Random) -> str | None:
    last = payments.last(terminal.connection)
    if last is None:
        return None
    return dice.choice(payments.on_date(terminal.connection, last.business_date)).receipt_no


def _some(minor: int, dice: Random) -> int:
    return dice.randint(1, max(1, minor))


def _tender(minor: int, dice: Random) -> Tender:
    method = dice.choice(METHODS)
    return Tender(method, minor, reference=f"{dice.randint(1, 10**7)}", bank="RURAL BANK" if method == CHECK else None)


def claim_of(taken: Collected) -> Claim:
    """What somebody was told who took this payment."""
    payment = taken.payment
    return Claim(
        kinds.PAYMENT_RECORDED,
        {
            "payment_id": payment.payment_id,
            "receipt_no": payment.receipt_no,
            "amount": format_money(payment.amount_minor),
            "change": format_money(payment.change_minor),
        },
    )


DEEDS: Mapping[str, Deed] = {
    "collect": collect,
    "or_entry": or_entry,
    "void": void,
    "reprint": reprint,
}
