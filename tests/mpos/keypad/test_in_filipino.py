"""The keypad in Filipino: whatever is pressed, everything said fits on the smallest screen, and is said whole."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mpos.contract.problems import Problem
from mpos.keypad.advice import problem_view, told
from mpos.keypad.frame import CUT, SMALLEST, USUAL, Size, compose
from mpos.keypad.language import _, speak
from mpos.keypad.page import Page
from mpos.keypad.session import SECONDS_A_MINUTE
from tests.mpos.contract.test_qr_ph import STATIC_P2M
from tests.mpos.keypad.keypad_at_work import KeypadAtWork, keypad_of
from tests.mpos.keypad.test_advice import MET, ROWS_LEFT, made
from tests.mpos.office_at_work import PIN
from tests.mpos.terminal_at_work import Homes, NoNetwork, TerminalAtWork, at_work, copied

LANGUAGE = "fil"
IDLE_S = 10 * SECONDS_A_MINUTE
WAIT, IDLE = "wait", "idle"
FOUND = "1 1000 E"
COUNTED = "E 1E EEE EEE EEE EE E"
"""From the count to what came of it: one note of 500."""
NAMES = ("Dionisio", "Maria", "MARIA", "VENECIA")
"""Of people, who may be cut where a line has an amount, too: the words beside them may not."""
ROUTES = {
    "find": ["1 C", "1 9999999 E CCCCCCC C", "1 E 1 C C", f"{FOUND} 130000 E 1 C C"],
    "cash": [f"{FOUND} 50000 E E 100000 E E", "E C", f"{FOUND} E E E E", "C"],
    "advance": ["1 2000 E 100000 E 2 E E E", "C"],
    "card": [f"{FOUND} E 3 20000 E 123456 E 4242 E", "4 7550 E 5550001112223 E 6 E 77 E E", "C"],
    "withheld": [f"{FOUND} E 7 5000 E 778 E E E E", "C", f"{FOUND} E 8 2 1000 E C C"],
    "check": [f"{FOUND} 50000 E 2 E 1 0012345 E 310226 E CCCCCC 123456789 CC E E", "C"],
    "check of another bank": [f"{FOUND} 50000 E 2 E 0 0 C", f"{FOUND} 50000 E 2 E 0 0 3 21 22 7 1 0 5 E C C C C C C C"],
    "check kept": [f"{FOUND} 50000 E 2 E 1 0012345 E 251226 E", "E E", WAIT, "3 2 2 1 E", "E C 3 2 2 2 1 E", "C"],
    "check given back": ["3 2 1 1000 E 50000 E 1 77 E 251226 E E", "C 3 2 2 2 4 81 E E", "C"],
    "check collected": ["3 2 1 1000 E E 1 0012345 E E E", "C"],
    "qr": [f"{FOUND} E 5 1000 E", WAIT, "1", WAIT, "E E E", WAIT, "C"],
    "receipts": [f"2 C {FOUND} E E E E", WAIT, "C 2 77 E C CC 1 E 4 EEEE CC C 1 E 1 E", WAIT, "E 2 E 2 E", WAIT, "E"],
    "void": [f"{FOUND} E E E E", WAIT, "C 2 E 3 5 81 C C C 2 E 3 1 E", WAIT, "C 2 E 3 1 E C C C C"],
    "paper": ["3 1 4711 E 231126 E CCCCCC E 1 1000 E E E E E", "C"],
    "stranger on paper": ["3 1 E 21 C C C 4712 E E 2 77001 E 51 82 E 035000 E E E", "C"],
    "upload": ["5", WAIT, "E"],
    "download": ["4", WAIT, "E"],
    "readings": ["6 1 EEEEEEEE", WAIT, "C C 6 3", WAIT, "C C 6 4 C 5 211126 E C C C C"],
    "more": ["8 1 C 2 1", WAIT, "C 2", WAIT, "C 3", WAIT, "E", "8 3 C C 8 5 C C", "8 4", f"12345678 C {PIN} E"],
    "another collector": ["8 5 2", "E C 0", "2 22 C C C", "1 1111 E", WAIT, "E CCCCC", "1", f"{PIN} E", WAIT],
    "remit": ["7 4 1 0100 E 1 123 E E", "C 7 4 2 EE 1 E EEEEEEEEEEEEE", "4 51 E C C C C C C C C C C C C C C C C C"],
    "the day's end": [f"{FOUND} E E E E", "C 7 3 E 2", COUNTED, "E 2", COUNTED, "E 3 E", "EEEEEEEEEEEEEEE", WAIT],
    "the day after": ["7 2", COUNTED, "E 3 E EEEEEEEEEE 4 1 E 1 E E", "E 7 1", WAIT, "C 7 5 0 E 1 211126 E E", "C C C"],
}
"""From the main menu of an open day: keys, and waiting for what they began."""
NOT_WALKED = {"SignaturePage"}
"""Needs a touch panel."""


@pytest.fixture(autouse=True)
def filipino() -> Iterator[None]:
    speak(LANGUAGE)
    yield
    speak("en")


@contextmanager
def keypad_at(homes: Homes, place: Path, **policy: str) -> Iterator[KeypadAtWork]:
    """An open day at an office with QR Ph; the printer prints into a file."""
    with at_work(copied(homes, place), MPOS_BRIDGE_BUSINESS_QR_PH=STATIC_P2M, **policy) as device:
        device.ask("download-soa")
        device.open_registry()
        device.print_to(place / "paper")
        with keypad_of(device) as keypad:
            yield keypad


def walk(keypad: KeypadAtWork, steps: list[str]) -> Iterator[Page]:
    """The page after each key, whose screens have been looked at in both sizes."""
    for step in steps:
        if step == WAIT:
            keypad.wait()
            yield keypad.page
        elif step == IDLE:
            keypad.tick(IDLE_S)
        for key in step.replace(" ", "") if step not in (WAIT, IDLE) else "":
            keypad.press(key)
            yield keypad.page
