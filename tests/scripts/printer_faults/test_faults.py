"""The real command on printers that fail: what the collector hears, what is on paper, what the journal says.

Each process is killed long after the five seconds that a dead printer may hold a collector; how long it really took,
scripts/printer-faults writes down.
"""

from typing import NamedTuple

import pytest

from scripts.printer_faults.faults import FAULTS, Fault
from scripts.printer_faults.table import HEADINGS, as_markdown
from scripts.printer_faults.trying import Hand, take_payment
from tests.mpos.office_at_work import SOA
from tests.mpos.terminal_at_work import TerminalAtWork

WHOLE, NOTHING, SOME, OTHER = "the whole receipt", "nothing", " of ", "nothing of it"


class Expected(NamedTuple):
    """What must come of it: exit code, a part of what is said, how the paper is described, and the slips' states."""

    exit_code: int
    said: str
    on_paper: str
    state: str


CONFIRMED = Expected(0, "", WHOLE, "receipt confirmed")
EXPECTED = {
    "none: all is well": CONFIRMED,
    "none: a file stands for the printer": CONFIRMED,
    "paper out before": Expected(5, "out of paper", NOTHING, "receipt queued"),
    "paper out in the middle": Expected(5, "stopped in the middle", SOME, "receipt failed"),
    "paper near its end": CONFIRMED,
    "cover open": Expected(5, "cover is open", NOTHING, "receipt queued"),
    "cover opened in the middle": Expected(5, "stopped in the middle", SOME, "receipt failed"),
    "offline": Expected(5, "offline", NOTHING, "receipt queued"),
    "prints, but never answers": Expected(0, "did not confirm", WHOLE, "receipt unknown"),
    "stale answer ahead of paper out": Expected(5, "stopped in the middle", SOME, "receipt failed"),
    "garbled answers": Expected(0, "did not confirm", WHOLE, "receipt unknown"),
    "slow, 9600 baud": CONFIRMED,
    "hung from the start, small slip": Expected(0, "did not confirm", NOTHING, "receipt unknown"),
    "hung in the middle, small slip": Expected(0, "did not confirm", SOME, "receipt unknown"),
    "hung in the middle, over 20 kB": Expected(5, "stopped in the middle", OTHER, "report failed, receipt queued"),
    "not plugged in": Expected(5, "cannot be used", NOTHING, "receipt queued"),
    "unplugged in the middle": Expected(0, "did not confirm", SOME, "receipt unknown"),
    "device node, hung": Expected(0, "did not confirm", NOTHING, "receipt unknown"),
    "device node, hung, over 20 kB": Expected(5, "stopped in the middle", NOTHING, "report failed, receipt queued"),
    "network: refused": Expected(5, "refused", NOTHING, "receipt queued"),
    "network: out of range": Expected(5, "no answer", NOTHING, "receipt queued"),
    "network: reset at once": Expected(5, "", NOTHING, "receipt queued"),
    "network: reset in the middle": Expected(5, "stopped in the middle", SOME, "receipt failed"),
    "network: prints, but never answers": Expected(0, "did not confirm", WHOLE, "receipt unknown"),
    "network: hung": Expected(0, "did not confirm", NOTHING, "receipt unknown"),
}


@pytest.mark.parametrize(
    ("name", "again"),
    [
        ("paper out before", "the original, late"),
        ("paper out in the middle", "REPRINT 1"),
        ("network: hung", "REPRINT 1"),
    ],
)
def test_once_the_printer_is_well_a_slip_comes_late_or_as_a_reprint(
    open_terminal: TerminalAtWork, name: str, again: str
) -> None:
    [fault] = [fault for fault in FAULTS if fault.name == name]
    assert take_payment(Hand(open_terminal.environ, open_terminal.home, SOA), fault).again == again


def test_each_fault_has_its_expectation() -> None:
    assert {fault.name for fault in FAULTS} == set(EXPECTED)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_the_payment_stands_and_paper_journal_and_queue_agree(open_terminal: TerminalAtWork, fault: Fault) -> None:
    seen = take_payment(Hand(open_terminal.environ, open_terminal.home, SOA), fault, and_again=False)
    expected = EXPECTED[fault.name]
    assert (seen.exit_code, seen.state) == (expected.exit_code, expected.state)
    assert expected.said in seen.said
    assert seen.on_paper.startswith(expected.on_paper) or expected.on_paper == SOME in seen.on_paper
    assert seen.journal.startswith("payment_recorded")
    assert ("slip_printed receipt" in seen.journal) == ("receipt queued" not in seen.state)
    if seen.exit_code == 5:
        assert "The money is safe." in seen.said
    assert len(list(as_markdown([(fault, seen)]))[2].split(" | ")) == len(HEADINGS)
