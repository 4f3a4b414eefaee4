"""Whatever keys come: nothing is raised, no screen overflows, and money is recorded by a confirmation alone."""

from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from mpos.keypad.pages.confirm import ConfirmPaymentPage
from mpos.keypad.pages.lock import LockPage
from mpos.keypad.pages.login import LoginPage
from mpos.keypad.pages.menu import MenuPage
from mpos.keypad.pages.taken import TakenPage
from mpos.keypad.session import SECONDS_A_MINUTE
from tests.mpos.keypad.keypad_at_work import KeypadAtWork, keypad_of
from tests.mpos.office_at_work import PIN
from tests.mpos.terminal_at_work import Homes, TerminalAtWork, at_work, copied

IDLE_S = 10 * SECONDS_A_MINUTE
WAIT, IDLE = "wait", "idle"
FAR_BACK = 150
"""More than any entry takes digits, on each page of the longest way."""
keys = st.sampled_from([*"0123456789", *"EEEEEEECCC", "."])
ways = st.sampled_from(
    [
        *("1 1000 E", "1 1000 EEEEE", "1 1000 EE 2 E", "1 1000 EE 3 E 123E 1234E", "1 1000 EE 8 1 E"),
        *("2 E", "2 1E 1 E", "2 1E 3 1 E", "3 1 4711EE 1 1000 E", "3 1 4711EE 2 77E 2122E 500E 1"),
        *("3 2 1 1000 EE 1 123E 251226E E", "3 2 2", "4", "5", "6 1", "7", "8 1", "8 2 2", "8 5 2"),
        *("EEEEE", "CCCC", f"{PIN}E", "0500E", "251226E", WAIT, IDLE),
    ]
)
"""What people do, so that random keys come further than the first menus."""


def press(keypad: KeypadAtWork, steps: list[str]) -> int:
    """How many payments were confirmed."""
    confirmed = 0
    for step in steps:
        if step == WAIT:
            keypad.wait()
        elif step == IDLE:
            keypad.tick(IDLE_S)
        else:
            confirmed += sum(_confirms(keypad, key) for key in step.replace(" ", ""))
    return confirmed


def _confirms(keypad: KeypadAtWork, key: str) -> bool:
    is_confirmation = isinstance(keypad.page, ConfirmPaymentPage)
    keypad.press(key)
    return is_confirmation and isinstance(keypad.page, TakenPage)


def open_device(homes: Homes, cleanup: ExitStack, *, has_printer: bool) -> TerminalAtWork:
    place = Path(cleanup.enter_context(TemporaryDirectory()))
    device = cleanup.enter_context(at_work(copied(homes, place)))
    device.open_registry()
    if has_printer:
        device.print_to(place / "paper")
    return device


@settings(max_examples=15)
@given(st.lists(st.one_of(keys, keys, ways), max_size=40), st.booleans())
def test_any_keys_leave_a_sound_journal_and_record_only_what_was_confirmed(
    homes: Homes, steps: list[str], has_printer: bool
) -> None:
    with ExitStack() as cleanup:
        device = open_device(homes, cleanup, has_printer=has_printer)
        before = device.kinds
        with keypad_of(device) as keypad:
            confirmed = press(keypad, steps)
            keypad.wait()
        assert device.kinds[: len(before)] == before
        assert device.kinds.count("payment_recorded") == confirmed
        assert device.ask("journal", "verify")["entries"] == len(device.kinds)


@settings(max_examples=10)
@given(st.lists(st.one_of(keys, ways), max_size=30))
def test_clear_leads_back_to_the_menu_from_everywhere_and_records_nothing(homes: Homes, steps: list[str]) -> None:
    with ExitStack() as cleanup:
        device = open_device(homes, cleanup, has_printer=False)
        with keypad_of(device) as keypad:
            press(keypad, steps)
            keypad.wait()
            before = device.kinds
            keypad.press_all("C" * FAR_BACK).wait()
            assert device.kinds == before
            assert isinstance(keypad.page, MenuPage | LoginPage | LockPage)
