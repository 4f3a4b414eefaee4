"""The status line: on every screen, never too wide, never a wrong number."""

import re

from hypothesis import given
from hypothesis import strategies as st

from mpos.contract.money import MAX_MINOR
from mpos.keypad.frame import SMALLEST, USUAL, Size
from mpos.keypad.money_line import money_line
from mpos.keypad.status_line import Alarm, Standing, status_lines
from mpos.store.fates import WhereMoneyIs
from printers.characters import width
from tests.mpos.keypad.keypad_at_work import keypad_of
from tests.mpos.terminal_at_work import TerminalAtWork

PLACES = st.one_of(st.just((0, 0)), st.tuples(st.integers(1, 99_999_999), st.integers(1, MAX_MINOR)))
WHERE = st.builds(WhereMoneyIs, PLACES, PLACES, PLACES, PLACES)
ALARMS = st.lists(
    st.sampled_from(
        [Alarm("Registry closed", "closed"), Alarm("Not downloaded today", "no download"), Alarm("Revoked", "revoked")]
    ),
    max_size=3,
    unique=True,
).map(tuple)
STANDINGS = st.builds(
    Standing,
    who=st.text(max_size=200),
    business_date=st.sampled_from(["", "2026-11-22"]),
    where=WHERE,
    paper=st.sampled_from(["no printer", "printer ok", "9999 to print"]),
    alarms=ALARMS,
    at_work=st.sampled_from(["", "uploading"]),
)
SIZES = st.builds(Size, st.integers(32, 80), st.integers(12, 25))
SIGNS = {"": 1, "k": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}


@given(STANDINGS, SIZES)
def test_it_fits_whatever_it_has_to_tell(standing: Standing, size: Size) -> None:
    lines = status_lines(standing, size)
    assert 2 <= len(lines) <= 3
    assert all(width(line.text) <= size.columns for line in lines)


@given(STANDINGS, SIZES)
def test_it_always_tells_the_printer_and_the_day_and_what_is_amiss(standing: Standing, size: Size) -> None:
    lines = status_lines(standing, size)
    assert standing.paper in lines[0].text
    assert standing.business_date[5:] in lines[0].text
    told = " ".join(line.text for line in lines[1:])
    if standing.alarms:
        first = standing.alarms[0]
        assert first.full in told or first.short in told


@given(WHERE, st.integers(32, 80))
def test_money_is_never_rounded_without_a_sign_and_never_up(where: WhereMoneyIs, columns: int) -> None:
    text = money_line(where, columns)
    assert width(text) <= columns
    places = re.findall(r"[A-Z][a-z]* ?([0-9]+)([kM]?)(?:/(<1k|[0-9,.]+)([kMBT]?))?", text)
    assert len(places) == (4 if where.refused[0] else 3)
    for (receipts, minor), (count, count_sign, pesos, sign) in zip(where, places, strict=False):
        assert int(count) == receipts // SIGNS[count_sign]
        if pesos == "<1k":
            assert minor < 100_000
        elif pesos and not sign:
            assert round(float(pesos.replace(",", "")) * 100) == minor if minor < 10**12 else pesos in text
        elif pesos:
            unit = SIGNS[sign] * (10 if "." in pesos else 100)
            assert int(pesos.replace(".", "").replace(",", "")) == minor // unit


def test_small_amounts_are_told_in_full_beside_what_is_amiss() -> None:
    where = WhereMoneyIs((2, 127_550), (0, 0), (12, 4_530_000), (0, 0))
    standing = Standing("Ana Peña", "", where, "printer ok", (Alarm("Registry closed", "closed"),), "")
    assert [line.text for line in status_lines(standing, SMALLEST)][1] == "H2/1.2k O0 C12/45.3k    ! closed"
    assert [line.text for line in status_lines(standing, USUAL)] == [
        "Ana Peña                   -- printer ok",
        "Here 2/1,275.50 Office 0 Cloud 12/45,300",
        "! Registry closed",
    ]


def test_what_a_collector_does_moves_it(terminal: TerminalAtWork) -> None:
    with keypad_of(terminal) as keypad:
        assert "! Registry closed" in keypad.text()
        keypad.press_all("7 0500E E")
        assert keypad.text(USUAL).splitlines()[:2] == [
            "Ana                2026-11-22 no printer",
            "Here 0 Office 0 Cloud 0",
        ]
        keypad.device.collect("100")
        keypad.tick()
        assert "Here 1/100 Office 0 Cloud 0" in keypad.text()
        keypad.press_all("5").wait().press_all("E")
        assert "Here 0 Office 1/100 Cloud 0" in keypad.text()
        keypad.device.office.sync()
        keypad.press_all("5").wait().press_all("E")
        assert "Here 0 Office 0 Cloud 1/100" in keypad.text()


def test_a_list_of_yesterday_is_told_until_the_new_one_is_here(terminal: TerminalAtWork) -> None:
    terminal.clock.move(days=1)
    with keypad_of(terminal) as keypad:
        assert "! Registry closed, Not downloaded today" in keypad.text(USUAL)
        keypad.press_all("E 0500E E")
        assert "! Not downloaded" in keypad.text()
        keypad.press_all("E").wait()
        assert "Not downloaded" not in keypad.text()


def test_a_registry_of_yesterday_that_is_still_open_is_told(open_terminal: TerminalAtWork) -> None:
    with keypad_of(open_terminal) as keypad:
        assert "!" not in keypad.text(USUAL)
        open_terminal.clock.move(days=1)
        keypad.tick()
        assert "! Still the day of 11-22" in keypad.text(USUAL)
        assert "old day" in keypad.text()


def test_payments_of_earlier_days_that_are_only_here_are_not_forgotten(open_terminal: TerminalAtWork) -> None:
    open_terminal.collect("100")
    open_terminal.collect("200")
    open_terminal.ask("void", "A00000002", "--reason", "Wrong customer")
    open_terminal.close_day()
    open_terminal.clock.move(days=1)
    open_terminal.open_registry()
    open_terminal.environ["MPOS_BACKGROUND_UPLOAD"] = "false"
    with keypad_of(open_terminal) as keypad:
        assert "! no download, old unsent" in keypad.text(USUAL)
        keypad.press_all("4").wait().press("E")
        assert "! 1 of earlier days not sent" in keypad.text(USUAL)
        assert "! old unsent" in keypad.text()
        keypad.press_all("5").wait().press("E")
        assert "earlier" not in keypad.text(USUAL)


def test_a_revoked_device_says_so(terminal: TerminalAtWork) -> None:
    terminal.office.revoke(terminal.ask("status")["terminal_id"])
    with keypad_of(terminal) as keypad:
        keypad.press_all("5").wait().press_all("E")
        assert "revoked" in keypad.text().lower()
