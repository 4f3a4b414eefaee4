"""What must hold of a terminal's store whenever it is looked at: each rule is given what lies there."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from mpos.contract import kinds
from mpos.contract.journal import find_break
from mpos.contract.money import format_money, parse_money
from scripts.crashes.derived import rows_from
from scripts.crashes.ledger import Ledger

Faults = Iterator[str]


def faults_of(ledger: Ledger, before: Ledger) -> list[str]:
    """Every fault that the rules find; `before` is what was there when somebody last looked."""
    if ledger.verdict != "ok":
        return [f"the store is damaged: {ledger.verdict}"]
    if fault := find_break(ledger.entries):
        return [f"journal entry {fault.seq}: {fault.reason}"]
    return [*_forgotten(ledger, before), *(fault for rule in _RULES for fault in rule(ledger))]


def _forgotten(ledger: Ledger, before: Ledger) -> Faults:
    """What was committed once stays (rule 1), and the office never acknowledged what is not there."""
    if ledger.entries[: len(before.entries)] != before.entries:
        yield f"journal entries up to {len(before.entries)} were there before, and are not any more"
    if ledger.acknowledged > len(ledger.entries):
        yield f"entry {ledger.acknowledged} is acknowledged, and the journal ends with {len(ledger.entries)}"


CONFIRMED = ("confirmed", "printed")
"""What the state of a slip that came out is called; the second in stores before version 3."""
_NUMBERED = (
    (kinds.PAYMENT_RECORDED, "receipt"),
    (kinds.PAYMENT_VOIDED, "void"),
    (kinds.CASH_REMITTED, "remittance"),
    (kinds.CHECK_HELD, "acknowledgement"),
)


def _numbers(ledger: Ledger) -> Faults:
    """Numbers of a series run without gap or repeat (rule 3)."""
    for kind, name in _NUMBERED:
        by_epoch: defaultdict[int, list[int]] = defaultdict(list)
        for entry in ledger.of_kind(kind):
            by_epoch[entry.epoch].append(entry.body["number"])
        for epoch, numbers in by_epoch.items():
            if numbers != list(range(1, len(numbers) + 1)):
                yield f"{name} numbers of epoch {epoch} do not run: {numbers}"
    issued = [entry.body["receipt_no"] for entry in ledger.of_kind(kinds.PAYMENT_RECORDED)]
    if len(set(issued)) < len(issued):
        yield "a receipt number was issued twice"


def _grand_total(ledger: Ledger) -> Faults:
    """The grand total never falls, and present less previous is the day (rule 4)."""
    total_minor, day_minor, counter = 0, 0, 0
    for entry in ledger.entries:
        if entry.kind == kinds.PAYMENT_RECORDED:
            day_minor += parse_money(entry.body["amount"])
        if entry.kind not in (kinds.X_READING, kinds.Z_READING):
            continue
        said = {name: parse_money(entry.body[f"{name}_grand_total"]) for name in ("previous", "present")}
        if said != {"previous": total_minor, "present": total_minor + day_minor}:
            expected = format_money(total_minor + day_minor)
            yield f"{entry.kind} {entry.seq} says {entry.body['present_grand_total']}, not {expected}"
        if entry.kind == kinds.Z_READING:
            total_minor, day_minor, counter = said["present"], 0, counter + 1
            if entry.body["z_counter"] != counter:
                yield f"Z-reading {entry.seq} has counter {entry.body['z_counter']}, not {counter}"


def _rows(ledger: Ledger) -> Faults:
    """Nothing is half done: the rows are those that follow from the journal."""
    if ledger.rows is None:
        return
    for table, expected in rows_from(ledger.entries).items():
        found = ledger.rows.get(table, set())
        if strays := found - expected:
            yield f"{table} has a row that no entry calls for: {min(strays)}"
        if missing := expected - found:
            yield f"{table} lacks a row that an entry calls for: {min(missing)}"


def _slips(ledger: Ledger) -> Faults:
    """Each slip belongs to what was recorded, and each that was sent to the end is recorded as printed."""
    issued = {entry.body["receipt_no"] for entry in ledger.of_kind(kinds.PAYMENT_RECORDED)}
    for slip in ledger.slips:
        if slip.receipt_no is not None and slip.receipt_no not in issued:
            yield f"a {slip.slip} of {slip.receipt_no} is queued, which was never recorded"
    originals = [slip.receipt_no for slip in ledger.slips if slip.slip == "receipt"]
    if len(set(originals)) < len(originals):
        yield "an original receipt is queued twice"
    sent = sum(slip.state in CONFIRMED for slip in ledger.slips)
    noted = len([entry for entry in ledger.of_kind(kinds.SLIP_PRINTED) if entry.body["outcome"] == "confirmed"])
    if sent != noted:
        yield f"{sent} slips are printed, and the journal tells of {noted}"


_RULES: tuple[Callable[[Ledger], Faults], ...] = (_numbers, _grand_total, _rows, _slips)
