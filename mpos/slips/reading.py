"""X- and Z-readings on paper, in the field order of RMO 24-2023's Annexes D-1 and D-2 as implementers read them.

Their labels stay word for word where the meaning is the same; what they call sales are collections here. A line whose
amount is zero, or a range that is empty, is printed all the same.
"""

from collections.abc import Iterator

from mpos.contract.money import parse_money, print_money
from mpos.contract.payment import CASH, EWALLET, METHODS, WITHHOLDING_TAX
from mpos.domain.reading import X, accumulated
from mpos.light.typing import Any
from printers.document import Block, Document, Pair, Rule, Text

from .issuer import Issuer
from .letterhead import END, Say, closing, letterhead
from .wording import METHOD_NAMES, NOT_A_RECEIPT, shown_time

HASH_DIGITS = 16
"""Enough of the journal's head to compare by eye, on one line of the narrowest paper."""

Body = dict[str, Any]


def reading_slip(body: Body, issuer: Issuer, collector_name: str) -> Document:
    """The slip of a reading, from its journal body (`mpos.domain.reading.reading_body`).

    Expected cash that nobody is to know before a blind count is None in it.
    """
    in_order = _annex_d1 if body["reading"] == X else _annex_d2
    say = issuer.say
    return Document(
        (
            *letterhead(issuer),
            *_period(body, collector_name, say),
            *_numbers(body, say),
            *in_order(body, say),
            *_held_checks(body, say),
            *_soas(body, say),
            *_journal(body, say),
            *closing(issuer, say(NOT_A_RECEIPT)),
            END,
        )
    )


def _annex_d1(body: Body, say: Say) -> Iterator[Block]:
    """The X-reading: what came in and what is in the drawer; what it comes to over all days, which is ours, last."""
    yield _money(say("Opening Fund"), body["change_fund"])
    yield Rule()
    yield Text(say("PAYMENTS RECEIVED (NET)"))
    yield from _by_method(body, say)
    yield _money(say("Total Payments"), body["net"], bold=True)
    yield Rule()
    yield _money(say("VOID"), body["voided"])
    yield _money(say("WITHDRAWAL"), body["remitted"])
    yield Rule()
    yield Text(say("TRANSACTION SUMMARY (NET)"))
    yield _in_drawer(body, say)
    yield from _by_method(body, say, without=CASH)
    yield Rule()
    yield from _declared(body, say)
    yield from _applied(body, say)
    yield from _accumulated(body, say)


def _annex_d2(body: Body, say: Say) -> Iterator[Block]:
    """The Z-reading: what the day comes to over all days, how it is made up, and what is in the drawer."""
    yield from _accumulated(body, say)
    yield from _applied(body, say)
    yield _money(say("Gross Amount"), body["gross"])
    yield _money(f"  {say('of which Manual OR')}", body["manual"])
    yield _money(say("Less Void"), body["voided"])
    yield _money(say("Net Amount"), body["net"], bold=True)
    yield Rule()
    yield Text(say("TRANSACTION SUMMARY (NET)"))
    yield _in_drawer(body, say)
    yield from _by_method(body, say)
    yield _money(say("Opening Fund"), body["change_fund"])
    yield _money(say("Less Withdrawal (remitted)"), body["remitted"])
    yield _money(say("Payments Received"), body["net"])
    yield Rule()
    yield from _declared(body, say)


def _period(body: Body, collector_name: str, say: Say) -> Iterator[Block]:
    opened_at, taken_at = shown_time(body["opened_at"]), shown_time(body["taken_at"])
    yield Text(say("X-READING REPORT") if body["reading"] == X else say("Z-READING REPORT"), "center", bold=True)
    yield Pair(say("Business Date"), body["business_date"])
    yield Pair(say("Report Date"), taken_at[:10])
    yield Pair(say("Report Time"), taken_at[11:])
    yield Pair(say("Start"), opened_at)
    yield Pair(say("End"), taken_at)
    yield Pair(say("Collector"), collector_name)
    yield Rule()


def _numbers(body: Body, say: Say) -> Iterator[Block]:
    for label, number in (
        ("Beg. CR #", body["first_receipt_no"]),
        ("End. CR #", body["last_receipt_no"]),
        ("Beg. VOID #", body["first_void_no"]),
        ("End. VOID #", body["last_void_no"]),
        ("Beg. Manual OR #", body["first_manual_or_no"]),
        ("End. Manual OR #", body["last_manual_or_no"]),
    ):
        yield Pair(say(label), number or say("none"))
    yield Pair(say("Receipts"), str(body["receipts"]))
    yield Pair(say("Voids"), str(body["voids"]))
    yield Pair(say("Manual OR entries"), str(body["manual_receipts"]))
    yield Rule()


def _accumulated(body: Body, say: Say) -> Iterator[Block]:
    present, previous = (accumulated(parse_money(body[f"{when}_grand_total"])) for when in ("present", "previous"))
    yield Pair(say("Reset Counter No."), str(present.reset_counter))
    yield Pair(say("Z Counter No."), str(body["z_counter"]))
    yield Rule()
    yield Pair(say("Present Accumulated Collections"), print_money(present.amount_minor))
    yield Pair(say("Previous Accumulated Collections"), print_money(previous.amount_minor))
    yield _money(say("Collections for the Day"), body["gross"])
    yield Rule()


def _applied(body: Body, say: Say) -> Iterator[Block]:
    yield Text(say("BREAKDOWN OF COLLECTIONS (NET)"))
    yield _money(say("Penalty"), body["penalty"])
    yield _money(say("Balance"), body["balance"])
    yield _money(say("Advance"), body["advance"])
    yield _money(say("VAT Amount (included)"), body["vat"])
    yield Rule()


def _by_method(body: Body, say: Say, without: str | None = None) -> Iterator[Block]:
    for method in METHODS:
        if method == without:
            continue
        yield _money(say(METHOD_NAMES[method]), body["by_method"][method])
        if method == EWALLET:
            yield _money(f"  {say('of which for confirmation')}", body["for_confirmation"])
        if method == WITHHOLDING_TAX:
            yield Text(f"  {say('Not cash')}")


def _held_checks(body: Body, say: Say) -> Iterator[Block]:
    """Checks that are not due yet: a memo, in none of the totals above."""
    yield Text(say("POST-DATED CHECKS (MEMO)"))
    yield Pair(say("Taken in keeping"), str(body["checks_taken"]))
    yield _money(say("Amount taken"), body["checks_taken_amount"])
    yield Pair(say("Now in keeping"), str(body["checks_held"]))
    yield _money(say("Amount held"), body["checks_held_amount"])
    yield Rule()


def _in_drawer(body: Body, say: Say) -> Pair:
    """The cash that should be there: opening fund and cash, less what was remitted."""
    expected = body["expected_cash"]
    label = say("Cash In Drawer")
    return Pair(label, say("not yet")) if expected is None else _money(label, expected)


def _declared(body: Body, say: Say) -> Iterator[Block]:
    if body["counted_cash"] is None:
        yield Pair(say("Cash Declared"), say("not yet"))
        yield Pair(say("SHORT/OVER"), say("not yet"))
    else:
        yield _money(say("Cash Declared"), body["counted_cash"])
        yield Pair(say("SHORT/OVER"), _over_short(parse_money(body["over_short"]), say), bold=True)
        yield _money(say("Remitted after the count"), body["remitted_after_count"])
    yield Rule()


def _over_short(minor: int, say: Say) -> str:
    if minor == 0:
        return print_money(0)
    return f"{say('SHORT')} ({print_money(-minor)})" if minor < 0 else f"{say('OVER')} {print_money(minor)}"


def _soas(body: Body, say: Say) -> Iterator[Block]:
    for label, count in (
        ("SOAs on the list", body["soas_listed"]),
        ("SOAs paid", body["soas_paid"]),
        ("SOAs not paid", body["soas_unpaid"]),
    ):
        yield Pair(say(label), say("no list") if count is None else str(count))
    yield Rule()


def _journal(body: Body, say: Say) -> Iterator[Block]:
    yield Pair(say("Reprints"), str(body["reprints"]))
    yield Pair(say("Numbers missing"), str(body["missing_numbers"]))
    yield Pair(say("Entries not uploaded"), str(body["not_uploaded"]))
    yield Pair(say("Journal up to entry"), str(body["head_seq"]))
    yield Pair(say("Journal head"), body["head_hash"][:HASH_DIGITS])
    if body["reading"] == X:
        yield Text(say("Nothing was reset."))


def _money(label: str, amount: str, *, bold: bool = False) -> Pair:
    return Pair(label, print_money(parse_money(amount)), bold=bold)
