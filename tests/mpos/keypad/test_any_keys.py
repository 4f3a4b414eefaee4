"""Whatever keys come: nothing is raised, no screen overflows, and money is recorded by a confirmation alone."""

from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from mpos.keypad.advice import ProblemPage
from mpos.keypad.pages.confirm import ConfirmPage
from mpos.keypad.pages.lock import LockPage
from mpos.keypad.pages.taken import TakenPage
from mpos.keypad.session import SECONDS_A_MINUTE
from tests.mpos.keypad.keypad_at_work import KeypadAtWork, keypad_of
from tests.mpos.office_at_work import PIN
from tests.mpos.terminal_at_work import Homes, at_work, copied

IDLE_S = 10 * SECONDS_A_MINUTE
WAIT, IDLE = "wait", "idle"
single_keys = st.sampled_from([*"0123456789", *"EEEEEEECCC", "."])
ways = st.sampled_from(
    ["1 1000 E", "EEEEE", "1 1000 EEEEE", "2 E", "3 1", "3 2", "8", f"{PIN}E", "20000", "22 11 26 E", WAIT, IDLE]
)
"""What people do, so that random keys come further than the first menus."""


def _play(keypad: KeypadAtWork, steps: list[str]) -> int:
    """How many payments were confirmed."""
    confirmed = 0
    for step in steps:
        if step == WAIT:
            keypad.wait()
        elif step == IDLE:
            keypad.tick(IDLE_S)
        for key in step.replace(" ", "") if step not in (WAIT, IDLE) else "":
            is_confirming = key == "E" and isinstance(keypad.page, ConfirmPage)
            keypad.press(key)
            confirmed += is_confirming and isinstance(keypad.page, TakenPage)
    return confirmed


@settings(max_examples=40)
@given(st.lists(st.one_of(single_keys, single_keys, ways), max_size=60), st.booleans())
def test_any_keys_leave_a_sound_journal_and_record_only_what_was_confirmed(
    homes: Homes, steps: list[str], has_printer: bool
) -> None:
    with ExitStack() as cleanup:
        place = Path(cleanup.enter_context(TemporaryDirectory()))
        device = cleanup.enter_context(at_work(copied(homes, place)))
        device.open_registry()
        if has_printer:
            device.print_to(place / "paper")
        before = device.kinds
        with keypad_of(device) as keypad:
            confirmed = _play(keypad, steps)
            keypad.wait()
        kinds = device.kinds
        assert kinds[: len(before)] == before
        assert kinds.count("payment_recorded") == confirmed
        device.log_in()
        assert device.ask("journal", "verify")["entries"] == len(device.kinds)


@settings(max_examples=40)
@given(st.lists(st.one_of(single_keys, ways), max_size=40))
def test_clear_always_leads_back_to_the_menu_and_records_nothing(homes: Homes, steps: list[str]) -> None:
    """From wherever keys have led: one step back for each Clear, and each entry of seven digits takes seven."""
    with ExitStack() as cleanup:
        place = Path(cleanup.enter_context(TemporaryDirectory()))
        device = cleanup.enter_context(at_work(copied(homes, place)))
        device.open_registry()
        with keypad_of(device) as keypad:
            _play(keypad, steps)
            if isinstance(keypad.page, LockPage):
                keypad.press(f"{PIN}E")
            keypad.wait()
            before = device.kinds
            keypad.press_all("C" * 150)
            keypad.wait()
            assert device.kinds == before
            assert not isinstance(keypad.page, ProblemPage)
            assert "MENU" in keypad.text() or "LOG IN" in keypad.text() or "LOCKED" in keypad.text()
