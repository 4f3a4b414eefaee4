"""The keypad in Filipino: whatever is pressed, what it says fits on the smallest screen, and is said whole."""

import ast
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeGuard

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mpos.contract.problems import Problem
from mpos.keypad.advice import problem_view, told
from mpos.keypad.frame import SMALLEST, USUAL, Size, View, compose
from mpos.keypad.language import _, speak
from mpos.keypad.page import Page
from mpos.keypad.pages.asking import TextPage
from mpos.keypad.pages.dates import DatePage
from mpos.keypad.pages.day_end import DayEndPage
from mpos.keypad.pages.printed import PrintedPage
from mpos.keypad.pages.summary import SummaryPage
from mpos.keypad.pages.working import WorkingPage
from mpos.keypad.said_elsewhere import SAID, said_here
from mpos.keypad.session import SECONDS_A_MINUTE
from mpos.keypad.status_line import Alarm, Standing, status_lines
from mpos.store.fates import WhereMoneyIs
from scripts.translating.catalog import KEYPAD, ROOT
from tests.mpos.contract.test_qr_ph import STATIC_P2M
from tests.mpos.keypad.keypad_at_work import KeypadAtWork, keypad_of
from tests.mpos.keypad.test_advice import MET, ROWS_LEFT, made
from tests.mpos.office_at_work import PIN
from tests.mpos.terminal_at_work import Homes, NoNetwork, at_work, copied

IDLE_S = 10 * SECONDS_A_MINUTE
WAIT, IDLE = "wait", "idle"
FOUND = "1 1000 E"
BY_CHECK = f"{FOUND} 50000 E 2 E"
COUNTED = "E 1E EEE EEE EEE EE E E"
"""From the count to what came of it: one note of 500."""
ROUTES = {
    "a search": ["1 9999999 E CCCCCCC E 2 C C C C"],
    "cash": [f"{FOUND} 130000 E 1 C 50000 E E 100000 E E", "E 2000 E 100000 E 2 E E E", "C"],
    "several methods": [f"{FOUND} E 3 20000 E 123456 E 4242 E 4 7550 E 5550001112223 E 7 1000 E 77 E E E", "C"],
    "one invoice": [f"{FOUND} E 8 2 1000 E C C"],
    "a check": [f"{BY_CHECK} 0 0 C C {BY_CHECK} 1 0012345 E 310226 E CCCCCC 1234567 C E E", "C"],
    "a check that is kept": [f"{BY_CHECK} 1 0012345 E 251226 E E", WAIT, "C 3 2 2 1 E C 2 5 81 C C 1 E", "C"],
    "a check that is collected": ["3 2 1 1000 E E 1 0012345 E E E", "C"],
    "QR Ph": [f"{FOUND} E 5 1000 E", WAIT, "1", WAIT, "E E E E", WAIT, "C"],
    "receipts": [f"2 C {FOUND} E E E E", WAIT, "C 2 77 E C CC 1 E 4 EE CC C 1 E 1 E", WAIT, "E 2 E 2 E", WAIT, "E"],
    "a void": [f"{FOUND} E E E E", WAIT, "C 2 E 3 5 81 C C C 1 E", "1 9999 E", f"C {PIN} E", WAIT, "E 2 E C C"],
    "a paper receipt": ["3 1 4711 E 231126 E CCCCCC E 1 1000 E E E E E", "C"],
    "a stranger's paper receipt": ["3 1 E 21 C C 4712 E E 2 77001 E 51 82 E 035000 E E E", "C"],
    "the office": ["4", WAIT, "E 5", WAIT, "E"],
    "readings": ["6 1 E C C 6 4 C 5 211126 E C C"],
    "the rest": ["8 1 C 2 1", WAIT, "C 2", WAIT, "C 3", WAIT, "E 8 3 C C 8 4", f"12345678 C {PIN} E", IDLE, f"{PIN} E"],
    "another collector": ["8 5 2 3 C C 1 1111 E", WAIT, f"E 1 {PIN} E", WAIT],
    "cash remitted": ["7 4 1 0100 E 1 123 E E", "C 7 4 2 EE 1 E EEEEEEEEEEE 4 51 E C C C"],
    "the day's end": [
        "7 3 E 2",
        COUNTED,
        "2",
        COUNTED,
        "E E",
        "CCC 7 1",
        WAIT,
        "E 4 1 E 1 E E",
        "E 5 0 E 1 211126 E E C C",
    ],
}
"""From the main menu of an open day: keys, and waiting for what they began."""
SAID_WHOLE = (SummaryPage, PrintedPage, TextPage, DatePage, DayEndPage, WorkingPage)
"""Pages whose lines are all sentences and labels: none may be missing where there is less room."""
FEWEST_ROWS, PLENTY = Size(SMALLEST.columns, 7), Size(SMALLEST.columns, 40)
"""What a page has on the smallest screen below three rows of status, and what no page fills."""
NOT_OURS = ("Dionisio", "Rosalinda", "file:")
"""Names of people, and of the file that stands for a printer, may be shortened; our own words may not."""
NEEDS_A_PANEL = {"SignaturePage"}
SHORTENED = re.compile(r"(?<!\.)\.\.(?!\.)")


@pytest.fixture(autouse=True)
def in_filipino() -> Iterator[None]:
    speak("fil")
    yield
    speak("en")


@contextmanager
def keypad_at(homes: Homes, place: Path) -> Iterator[KeypadAtWork]:
    """An open day of Ana, at an office with QR Ph that wants a supervisor, Boss, for a void; paper is a file."""
    policy = {"MPOS_BRIDGE_BUSINESS_QR_PH": STATIC_P2M, "MPOS_BRIDGE_POLICY_VOID_NEEDS_SUPERVISOR": "true"}
    with at_work(copied(homes, place), **policy) as device:
        device.office.add_collector("boss", supervisor=True)
        device.log_in("boss")
        device.log_in()
        device.ask("download-soa")
        device.open_registry()
        device.print_to(place / "paper")
        with keypad_of(device) as keypad:
            yield keypad


def walked(keypad: KeypadAtWork, steps: list[str]) -> Iterator[Page]:
    """The page after each step; the driver looks at both sizes of screen after each key."""
    for step in steps:
        if step == WAIT:
            keypad.wait()
        elif step == IDLE:
            keypad.tick(IDLE_S)
        for key in step.replace(" ", "") if step not in (WAIT, IDLE) else "":
            keypad.press(key)
            yield keypad.page
        yield keypad.page


def words(view: View) -> set[str]:
    return {word for line in view.lines for word in line.text.split() if word.isalpha()}


def check_said_whole(keypad: KeypadAtWork) -> None:
    """None of our words is shortened, and none left out for want of rows."""
    shown = [line for line in keypad.text().splitlines() if SHORTENED.search(line)]
    assert all(any(name in line for name in NOT_OURS) for line in shown), shown
    if isinstance(keypad.page, SAID_WHOLE):
        assert words(keypad.page.view(PLENTY)) <= words(keypad.page.view(FEWEST_ROWS)), keypad.text()


def pages(kind: type[Page] = Page) -> Iterator[str]:
    """The names of all kinds of pages."""
    for narrower in kind.__subclasses__():
        yield narrower.__name__
        yield from pages(narrower)


def test_every_page_says_all_of_it_on_the_smallest_screen(homes: Homes, tmp_path: Path) -> None:
    seen = set()
    for route, steps in ROUTES.items():
        with keypad_at(homes, tmp_path / route) as keypad:
            for page in walked(keypad, steps):
                seen |= {kind.__name__ for kind in type(page).mro()}
                check_said_whole(keypad)
    assert set(pages()) - seen == NEEDS_A_PANEL


single_keys = st.sampled_from([*"0123456789", *"EEEEEEECCC", "."])
ways = st.sampled_from([FOUND, "EEEEE", "2 E", "3 1", "3 2", "7", "8", f"{PIN}E", "20000", "22 11 26 E", WAIT, IDLE])
"""What people do, so that random keys come further than the first menus."""


@settings(max_examples=10)
@given(st.lists(st.one_of(single_keys, ways), max_size=40))
def test_whatever_is_pressed_no_screen_overflows(homes: Homes, steps: list[str]) -> None:
    with ExitStack() as cleanup:
        place = Path(cleanup.enter_context(TemporaryDirectory()))
        keypad = cleanup.enter_context(keypad_at(homes, place))
        for _page in walked(keypad, steps):
            pass


@given(st.sampled_from(MET), st.text(max_size=100) | st.just("9,999,999,999.99"), st.sampled_from(ROWS_LEFT))
def test_a_problem_is_told_with_its_help_whole(kind: type[Problem], fact: str, rows: int) -> None:
    problem = made(kind, fact)
    for columns in (SMALLEST.columns, USUAL.columns):
        size = Size(columns, rows)
        frame = compose([], problem_view(problem, size), Size(columns, rows + 2))
        shown = " ".join(" ".join(line.text for line in frame.lines).split())
        _happened, safe, helps = told(problem)
        assert not frame.cut
        assert safe in shown
        assert helps in shown


@pytest.mark.parametrize("kind", MET, ids=lambda kind: kind.name())
def test_what_happened_is_told_whole_where_the_facts_are_short(kind: type[Problem]) -> None:
    happened, _safe, _helps = told(made(kind, "A00000012"))
    shown = " ".join(line.text for line in problem_view(made(kind, "A00000012"), FEWEST_ROWS).lines)
    assert " ".join(happened.split()) in " ".join(shown.split())


def test_the_status_line_tells_the_first_thing_that_is_amiss_in_full_words() -> None:
    alarms = [
        Alarm(_(full), _(short))
        for full, short in (
            ("Device revoked", "revoked"),
            ("Registry closed", "closed"),
            ("Not downloaded today", "no download"),
        )
    ]
    where = WhereMoneyIs((9, 123_456_00), (9, 123_456_00), (9, 123_456_00), (9, 123_456_00))
    for count in (1, 2, 3):
        for some in combinations(alarms, count):
            lines = status_lines(Standing("Ana", "2026-11-22", where, _("no printer"), some, ""), SMALLEST)
            told_of = " ".join(line.text for line in lines[1:])
            assert some[0].full in told_of or some[0].short in told_of


def test_places_of_money_have_different_letters() -> None:
    assert len({_(place)[0] for place in ("Here", "Office", "Cloud", "Refused")}) == 4


def test_whoever_gets_the_cash_is_written_down_in_english(homes: Homes, tmp_path: Path) -> None:
    with keypad_at(homes, tmp_path) as keypad:
        keypad.press_all("7 4 1 0100 E")
        assert _("Cashier") in keypad.text()
        keypad.press_all("1 E E")
        body = keypad.device.rows("SELECT body FROM journal WHERE kind = 'cash_remitted'")[0][0]
        assert '"handed_to":"Cashier"' in str(body)


def test_a_printer_without_paper_is_told_of_in_filipino() -> None:
    assert said_here("The printer is out of paper. Put in a new roll.").startswith("Ubos na ang papel")
    assert said_here("A fault that nobody has heard of") == "A fault that nobody has heard of"


def test_an_office_that_is_not_reached_is_told_of_in_filipino_alone(homes: Homes, tmp_path: Path) -> None:
    with keypad_at(homes, tmp_path) as keypad:
        keypad.device.transport = NoNetwork()
        shown = " ".join(keypad.press("5").wait().text().split())
    assert "Hindi maabot ang opisina: walang koneksyon doon" in shown


def test_what_is_said_elsewhere_is_still_said_there() -> None:
    sources = [
        path for room in ("mpos", "printers") for path in (ROOT / room).rglob("*.py") if KEYPAD not in path.parents
    ]
    written = {node.value for path in sources for node in ast.walk(ast.parse(path.read_text())) if is_text(node)}
    assert set(SAID) <= written


def is_text(node: ast.AST) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
