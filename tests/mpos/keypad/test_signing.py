"""The customer signs at the keypad, on a panel that is a pipe."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from mpos.ink.panels import find_panels
from mpos.keypad.pages import signing
from mpos.keypad.pages.receipts import ReceiptPage
from tests.mpos.ink.test_panels import PLANE, TOUCH, add_device
from tests.mpos.keypad.keypad_at_work import KeypadAtWork, keypad_of
from tests.mpos.signing import SCRAWL, kept_pictures, recorded
from tests.mpos.terminal_at_work import TerminalAtWork

SIGN = "2 E 5"
"""From the menu: the newest receipt, and the customer signs."""


@pytest.fixture
def pen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """What the customer writes with, on the only panel of a device whose root is elsewhere."""
    root = tmp_path / "root"
    add_device(root, 0, "Goodix Touch", TOUCH, PLANE)
    (root / "dev/input").mkdir(parents=True)
    os.mkfifo(root / "dev/input/event0")
    monkeypatch.setattr(signing, "find_panels", lambda: find_panels(root))
    pen = os.open(root / "dev/input/event0", os.O_RDWR)
    yield pen
    os.close(pen)


@pytest.fixture
def keypad(open_terminal: TerminalAtWork) -> Iterator[KeypadAtWork]:
    """One receipt is there to be signed for."""
    open_terminal.collect("100")
    with keypad_of(open_terminal) as keypad:
        yield keypad


def test_a_signature_is_kept_with_its_receipt(keypad: KeypadAtWork, pen: int) -> None:
    keypad.press(SIGN)
    assert "Hand over the device" in keypad.text()
    os.write(pen, recorded(SCRAWL))
    keypad.press("E").wait()
    assert "SIGNED" in keypad.text()
    assert keypad.device.kinds[-1] == "signature_taken"
    assert len(kept_pictures(keypad.device)) == 1
    keypad.press("E")
    assert isinstance(keypad.page, ReceiptPage)


def test_the_customer_signs_right_after_the_payment(keypad: KeypadAtWork, pen: int) -> None:
    keypad.press("1 1000 EEEEE")
    assert "2: the customer signs" in keypad.text()
    keypad.press("2")
    os.write(pen, recorded(SCRAWL))
    keypad.press("E").wait()
    keypad.press("E")
    assert "RECEIPT A00000002" in keypad.text()
    assert keypad.device.rows("SELECT receipt_no FROM signature s JOIN payment p ON p.seq = s.payment_seq") == [
        ("A00000002",)
    ]


@pytest.mark.usefixtures("pen")
def test_beside_the_signature_there_is_room_for_how_the_slip_fares(open_terminal: TerminalAtWork) -> None:
    open_terminal.print_to("serial:/dev/no-such-printer")
    with keypad_of(open_terminal) as keypad:
        keypad.press("1 1000 EEEEE").wait()
        shown = " ".join(keypad.text().split())
        assert "2: the customer signs" in shown
        assert "1: print it now." in shown
        assert str(prints_detail(open_terminal)) in shown


def prints_detail(device: TerminalAtWork) -> object:
    """What the printer's trouble is, in full."""
    return device.rows("SELECT detail FROM print_job ORDER BY job_id DESC LIMIT 1")[0][0]


def test_clear_gives_it_up_with_nothing_recorded(keypad: KeypadAtWork, pen: int) -> None:
    keypad.press(SIGN)
    os.write(pen, recorded(SCRAWL))
    keypad.press("C").wait()
    assert isinstance(keypad.page, ReceiptPage)
    assert "signature_taken" not in keypad.device.kinds


def test_what_was_written_before_0_does_not_count(keypad: KeypadAtWork, pen: int) -> None:
    keypad.press(SIGN)
    os.write(pen, recorded(SCRAWL))
    keypad.press("0 E").wait()
    assert "There is no signature on it." in keypad.text()
    keypad.press("E")
    assert isinstance(keypad.page, ReceiptPage)
    assert "signature_taken" not in keypad.device.kinds


def test_a_device_without_a_panel_offers_no_signature(
    keypad: KeypadAtWork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing, "find_panels", lambda: find_panels(tmp_path))
    keypad.press(SIGN)
    assert isinstance(keypad.page, ReceiptPage)
    assert "signs" not in keypad.text()
