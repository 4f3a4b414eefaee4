"""A slip that somebody shows, before and after its payment has come in."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bridge.reconcile.genuine import CHECK_CODE, DAYS_AHEAD, DAYS_BACK, QR_CODE, Finding, verify
from bridge.reconcile.slip_wording import meaning_of
from bridge.store.astray import IN_CONFLICT, SET_ASIDE
from bridge.store.engine import writing
from bridge.store.terminals import revoke
from mpos.contract.canonical import BadContent
from mpos.contract.identity import new_id
from mpos.contract.journal import EMPTY
from tests.bridge.office_core import DAY, NINE, Core, Hand, open_core
from tests.bridge.reconcile.slips_shown import check_code, forged, qr_text, two_hands

Proof = Callable[..., str]
PROOFS = [check_code, qr_text]


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    with open_core(tmp_path / "home") as core:
        yield core


def shown(core: Core, text: str) -> Finding:
    return verify(core.bridge, text)


@pytest.mark.parametrize("proof", PROOFS)
def test_a_genuine_slip_is_known_before_its_payment_comes_in(core: Core, proof: Proof) -> None:
    hand = core.terminal()
    text = proof(hand, hand.collect())
    found = shown(core, text)
    assert found.is_genuine
    assert (found.receipt_no, found.business_date, found.amount_minor) == ("A00000001", DAY, 10_000)
    assert found.terminal is not None
    assert found.terminal.terminal_id == "T001"
    assert found.place is None
    assert "has not come in yet" in meaning_of(found).sentence


def test_a_qr_code_tells_the_customer_and_a_check_code_does_not(core: Core) -> None:
    hand = core.terminal()
    payment = hand.collect()
    by_code, by_qr = shown(core, check_code(hand, payment)), shown(core, qr_text(hand, payment))
    assert (by_code.checked_by, by_code.customer_no) == (CHECK_CODE, None)
    assert (by_qr.checked_by, by_qr.customer_no) == (QR_CODE, "1000")


@pytest.mark.parametrize("proof", PROOFS)
def test_once_uploaded_the_books_are_asked_too(core: Core, proof: Proof) -> None:
    hand = core.terminal()
    payment = hand.collect()
    text = proof(hand, payment)
    assert hand.upload().is_success
    found = shown(core, text)
    assert found.is_genuine
    assert found.place == "listed"
    assert not found.is_voided
    hand.void(payment)
    assert hand.upload(hand.entries[1:]).is_success
    found = shown(core, text)
    assert (found.is_genuine, found.is_voided) == (True, True)
    assert "voided" in meaning_of(found).sentence


def test_a_forged_code_proves_nothing(core: Core) -> None:
    hand = core.terminal()
    code = check_code(hand, hand.collect())
    for fake in (forged(code), code.replace("-10000-", "-99999-"), code.replace("A00000001", "A00000002")):
        found = shown(core, fake)
        assert not found.is_genuine
        assert found.terminal is None
        assert found.business_date is None
        assert "does not belong" in meaning_of(found).sentence


def test_a_code_is_read_as_people_type_it(core: Core) -> None:
    hand = core.terminal()
    code = check_code(hand, hand.collect())
    for typed in (
        code.lower(),
        code.replace("-", " "),
        code.replace("A00000001", "a1"),
        f" {code.replace('0', 'o')}\n",
    ):
        assert shown(core, typed).is_genuine


def test_a_number_of_nobody_is_no_number_of_ours(core: Core) -> None:
    core.terminal()
    assert "no terminal has such a number" in meaning_of(shown(core, "Z1-100-K7M3Q9X2")).sentence


def test_series_that_begin_alike_are_told_apart(core: Core) -> None:
    one, other = two_hands(core)
    codes = {hand.terminal_id: check_code(hand, hand.collect()) for hand in (one, other)}
    for terminal_id, code in codes.items():
        found = shown(core, code)
        assert found.is_genuine
        assert found.terminal is not None
        assert found.terminal.terminal_id == terminal_id
    # Once: its proof may have the same letters.
    assert not shown(core, codes["T002"].replace("AB", "A", 1)).is_genuine


def test_a_later_epochs_number_is_known_by_its_prefix(core: Core) -> None:
    hand = core.terminal()
    code = check_code(hand, hand.collect(receipt_no="AQXWLB00000007"))
    assert shown(core, code).is_genuine
    assert shown(core, code.lower().replace("00000007", "7")).is_genuine


def test_another_terminals_key_signs_nothing_in_this_ones_name(core: Core) -> None:
    one, other = two_hands(core)
    payment = one.collect()
    honest = qr_text(one, payment)
    one.signer = other.signer
    assert not shown(core, qr_text(one, payment)).is_genuine
    assert not shown(core, check_code(one, payment)).is_genuine
    assert shown(core, honest).is_genuine


def test_a_terminal_can_not_vouch_for_a_number_of_another(core: Core) -> None:
    one, other = two_hands(core)
    found = shown(core, qr_text(one, one.collect(receipt_no="AB00000001")))
    assert "not one of this terminal's" in meaning_of(found).sentence
    assert other.terminal_id == "T002"


def test_an_unknown_terminal_vouches_for_nothing(core: Core) -> None:
    stranger = Hand(core)
    stranger.terminal_id, stranger.series = "T777", "A"
    assert "no terminal of this office" in meaning_of(shown(core, qr_text(stranger, stranger.collect()))).sentence


@pytest.mark.parametrize(
    ("days", "is_genuine"),
    [(-DAYS_AHEAD - 1, False), (-DAYS_AHEAD, True), (0, True), (DAYS_BACK, True), (DAYS_BACK + 1, False)],
)
def test_a_check_code_alone_is_tried_with_the_days_around_today(core: Core, days: int, is_genuine: bool) -> None:
    hand = core.terminal()
    payment = hand.collect()
    day = (NINE.date() - timedelta(days=days)).isoformat()
    assert shown(core, check_code(hand, payment, hand.record("x_reading", business_date=day))).is_genuine == is_genuine


def test_a_slip_of_years_ago_is_known_by_the_books(core: Core) -> None:
    hand = core.terminal()
    code = check_code(hand, hand.collect())
    hand.upload()
    core.clock.move(days=3 * DAYS_BACK)
    assert shown(core, code).business_date == DAY


@pytest.mark.parametrize(
    ("proof", "change", "differs"),
    [
        (check_code, {"amount_minor": 99_999}, ("amount",)),
        (qr_text, {"amount_minor": 99_999}, ("amount",)),
        (qr_text, {"customer_no": "2000"}, ("customer_no",)),
    ],
)
def test_a_slip_that_says_what_the_books_do_not_is_not_to_be_trusted(
    core: Core, proof: Proof, change: dict[str, Any], differs: tuple[str, ...]
) -> None:
    hand = core.terminal()
    payment = hand.collect()
    text = proof(hand, payment._replace(**change))
    assert shown(core, text).is_genuine
    hand.upload()
    found = shown(core, text)
    assert found.differs == differs
    assert not found.is_genuine
    assert "Not to be trusted" in meaning_of(found).sentence


def test_a_slip_of_another_day_or_another_entry_than_the_books_is_not_to_be_trusted(core: Core) -> None:
    hand = core.terminal()
    payment = hand.collect()
    hand.upload()
    other = hand.record("x_reading", business_date="2026-10-14")
    assert shown(core, check_code(hand, payment, other)).differs == ("business_date",)
    assert shown(core, qr_text(hand, payment, other)).differs == ("business_date", "journal_entry")


def test_a_number_that_the_books_lack_though_later_ones_came_in_is_not_to_be_trusted(core: Core) -> None:
    hand = core.terminal()
    never_recorded = check_code(hand, hand.collect())
    hand.entries.clear()
    hand.head = EMPTY
    of_another_series = check_code(hand, hand.collect(receipt_no="AQXWLB00000001"))
    hand.collect()
    assert shown(core, never_recorded).is_genuine
    assert hand.upload().is_success
    assert shown(core, never_recorded).differs == ("receipt_no",)
    assert shown(core, of_another_series).is_genuine


def test_a_payment_whose_number_another_has_is_found_beside_the_books(core: Core) -> None:
    hand = core.terminal()
    hand.collect(receipt_no="A00000009")
    taken = hand.collect(receipt_no="A00000009", amount_minor=5_000)
    text = qr_text(hand, taken)
    hand.upload()
    found = shown(core, text)
    assert (found.is_genuine, found.place) == (True, SET_ASIDE)
    assert "waits for a person" in meaning_of(found).sentence


def test_a_copied_devices_slip_is_found_among_the_conflicts(core: Core) -> None:
    hand, copy = core.terminal(), Hand(core)
    copy.terminal_id, copy.series, copy.token = hand.terminal_id, hand.series, hand.token
    hand.collect()
    twin = copy.collect(amount_minor=4_000)
    text = qr_text(copy, twin)
    hand.upload()
    copy.upload()
    found = shown(core, text)
    assert (found.is_genuine, found.place) == (True, IN_CONFLICT)


def test_a_revoked_terminals_slip_is_genuine_and_says_so(core: Core) -> None:
    hand = core.terminal()
    code = check_code(hand, hand.collect())
    with writing(core.bridge.engine) as conn:
        revoke(conn, hand.terminal_id, "stolen", core.clock.now())
    found = shown(core, code)
    assert found.is_genuine
    assert "revoked" in meaning_of(found).advice


@pytest.mark.parametrize("text", ["", "what", "MPOS1|T001", "MPOS1|" + "x" * 500, "A1-5-UUUUUUUU"])
def test_what_is_neither_code_nor_qr_text_is_refused(core: Core, text: str) -> None:
    with pytest.raises(BadContent):
        shown(core, text)


def test_a_payments_id_is_no_receipt_number(core: Core) -> None:
    hand = core.terminal()
    hand.collect()
    hand.upload()
    with pytest.raises(BadContent):
        shown(core, new_id())
