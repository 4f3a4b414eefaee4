"""Pictures at the bridge: only what the terminal's own journal names, only as it was named, and for good."""

import httpx
import pytest

from mpos.contract import kinds
from mpos.contract.payment import Payment
from mpos.contract.signature import MAX_PICTURE_BYTES, Signature, hash_picture, signature_body
from mpos.contract.wire import ATTACHMENT, MAX_WANTED
from mpos.ink.picture import picture_of
from tests.bridge.office_core import Core, Hand, Listed, problem
from tests.mpos.signing import picture_file

PICTURE = picture_file(size=(300, 90))
NOT_NAMED, BROKEN = Listed(409, "attachment_unknown"), Listed(422, "attachment_broken")
KEPT = "SELECT count(*) FROM attachment WHERE content IS NOT NULL"


@pytest.fixture
def hand(core: Core) -> Hand:
    return core.terminal()


def picture(shade: int = 1) -> bytes:
    """A picture of a signature as terminals send it; each shade is another one."""
    return picture_of([[(0, 0), (300, 100), (shade, 30)]]).png


def signed(hand: Hand, payment: Payment, content: bytes) -> str:
    """The entry of a signature; the hash of its picture."""
    sha256 = hash_picture(content)
    named = Signature(payment.receipt_no, payment.payment_id, sha256, len(content), 384, 90)
    hand.record(kinds.SIGNATURE_TAKEN, signature_body(named))
    return sha256


def put(hand: Hand, sha256: str, content: bytes) -> httpx.Response:
    return hand.ask("PUT", ATTACHMENT.format(sha256=sha256), content=content)


def test_a_picture_is_taken_in_once_its_entry_is_there_and_wanted_until_then(core: Core, hand: Hand) -> None:
    content = picture()
    sha256 = signed(hand, hand.collect(), content)
    assert problem(put(hand, sha256, content)) == NOT_NAMED
    assert hand.upload().json()["wanted"] == [sha256]
    assert put(hand, sha256, content).json()["sha256"] == sha256
    assert hand.upload([]).json()["wanted"] == []
    assert core.value("SELECT content FROM attachment") == content


def test_the_same_picture_again_changes_nothing(core: Core, hand: Hand) -> None:
    content = picture()
    sha256 = signed(hand, hand.collect(), content)
    signed(hand, hand.collect(), content)
    assert hand.upload().json()["wanted"] == [sha256]
    received = []
    for _ in range(2):
        assert put(hand, sha256, content).is_success
        received.append(core.value("SELECT received_at FROM attachment"))
        core.clock.move(hours=1)
    assert received[0] == received[1]


@pytest.mark.parametrize(
    "content",
    [picture(2), b"", picture()[:-1], picture() + b"\0", b"\x89PNG\r\n\x1a\n"],
    ids=["another", "nothing", "cut", "longer", "its first bytes"],
)
def test_what_is_not_what_was_named_is_refused(core: Core, hand: Hand, content: bytes) -> None:
    sha256 = signed(hand, hand.collect(), picture())
    hand.upload()
    assert problem(put(hand, sha256, content)) == BROKEN
    assert (core.value(KEPT), hand.upload([]).json()["wanted"]) == (0, [sha256])


@pytest.mark.parametrize(
    "content",
    [b"<svg onload='x'/>" * 9, PICTURE, picture_file(size=(4_000, 90)), b"\x89PNG\r\n\x1a\n" + b"\0" * 40],
    ids=["markup", "grey", "too wide", "no header"],
)
def test_no_file_but_a_small_black_and_white_picture_is_taken_even_if_it_was_named(hand: Hand, content: bytes) -> None:
    sha256 = signed(hand, hand.collect(), content)
    assert hand.upload().json()["set_aside"] == []
    assert problem(put(hand, sha256, content)) == BROKEN


def test_more_than_a_picture_can_have_is_refused(hand: Hand) -> None:
    sha256 = signed(hand, hand.collect(), picture())
    hand.upload()
    assert problem(put(hand, sha256, b"x" * (MAX_PICTURE_BYTES + 1))) == Listed(413, "too_large")


@pytest.mark.parametrize("name", ["5" * 63, "5" * 65, "A" * 64, "..%2F..%2Fbridge.key", "x", "%00" * 64])
def test_a_name_that_is_no_hash_leads_nowhere(hand: Hand, name: str) -> None:
    answer = hand.ask("PUT", f"/terminal/v1/attachments/{name}", content=picture())
    assert problem(answer).status in (400, 404)


def test_a_picture_that_another_terminal_named_is_not_taken_from_this_one(core: Core, hand: Hand) -> None:
    thief, content = core.terminal(b"u" * 32), picture()
    sha256 = signed(hand, hand.collect(), content)
    hand.upload()
    assert problem(put(thief, sha256, content)) == NOT_NAMED
    assert thief.upload([]).json()["wanted"] == []


def test_a_signature_for_a_payment_of_another_terminal_is_set_aside(core: Core, hand: Hand) -> None:
    thief = core.terminal(b"u" * 32)
    payment = hand.collect()
    hand.upload()
    signed(thief, payment, picture())
    answer = thief.upload().json()
    assert ([item["code"] for item in answer["set_aside"]], answer["wanted"]) == (["payment_unknown"], [])


@pytest.mark.parametrize(
    "spoilt", [{"sha256": "X" * 64}, {"size": MAX_PICTURE_BYTES + 1}, {"width": 0}, {"height": 97}]
)
def test_an_entry_that_names_no_possible_picture_is_set_aside(hand: Hand, spoilt: dict[str, object]) -> None:
    payment = hand.collect()
    named = signature_body(Signature(payment.receipt_no, payment.payment_id, "5" * 64, 900, 384, 90))
    hand.record(kinds.SIGNATURE_TAKEN, {**named, **spoilt})
    assert [item["code"] for item in hand.upload().json()["set_aside"]] == ["bad_content"]


def test_of_many_that_are_wanted_a_page_is_asked_for_the_last_named_first(hand: Hand) -> None:
    payment = hand.collect()
    hashes = [signed(hand, payment, bytes([number])) for number in range(MAX_WANTED + 5)]
    assert hand.upload().json()["wanted"] == hashes[::-1][:MAX_WANTED]
