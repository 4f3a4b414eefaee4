"""The end of a day, after which each payment has to stand at PSCloud exactly once."""

from collections.abc import Iterator

from mpos.contract import kinds
from mpos.contract.money import parse_money
from scripts.crashes.ledger import Ledger, read_ledger
from scripts.crashes.office_rules import faults_at_the_end, faults_of_office, read_kept
from scripts.crashes.outside_rules import faults_on_paper
from scripts.crashes.stage import Device, Stage, log_in
from scripts.crashes.store_rules import faults_of

REFUSED = 4
NO_CASH = ("--count", "0.01x0")


def end_day(stage: Stage, device: Device, before: Ledger) -> Iterator[str]:
    """Count, Z, upload, sync and download, as on any evening; then the proof, by our rules and by the product's own."""
    log_in(device)
    # Both are refused where the day was counted or closed before the kill; the journal tells below.
    device.do("mpos", "close-registry", *NO_CASH, expected=(0, REFUSED))
    device.do("mpos", "z-reading", expected=(0, REFUSED))
    device.do("mpos", "upload")
    stage.do("mpos-bridge", "sync")
    stage.do("mpos-bridge", "sync")
    device.do("mpos", "download-soa")
    device.do("mpos", "upload")
    device.do("mpos", "journal", "verify")
    ledger = read_ledger(device.home)
    yield from _faults(stage, device, ledger, before)


def _faults(stage: Stage, device: Device, ledger: Ledger, before: Ledger) -> Iterator[str]:
    yield from faults_of(ledger, before)
    yield from faults_on_paper(device.paper, ledger)
    opened, closed = len(ledger.of_kind(kinds.REGISTRY_OPENED)), len(ledger.of_kind(kinds.Z_READING))
    if opened != closed:
        yield f"{opened} days were opened, and {closed} have a Z-reading"
    books = stage.books()
    yield from faults_of_office(read_kept(stage.bridge_home), books, [ledger])
    yield from faults_at_the_end(books, ledger)
    yield from _faults_of_list(device, books.due_minor)
    proof = stage.ask("mpos-bridge", "audit", "--live", expected=(0, 8))
    yield from (f"audit: {problem}" for problem in proof["problems"])
    if proof["waiting"] or proof["refused"]:
        yield f"audit: {proof['waiting']} payments wait and {proof['refused']} are refused"


def _faults_of_list(device: Device, due_minor: dict[str, int]) -> Iterator[str]:
    """What is due is never counted twice and never bounces back (rule 6)."""
    known = {item["soa_no"]: parse_money(item["amount_due"]) for item in device.ask("mpos", "soa", "list")["items"]}
    for soa_no in sorted(known.keys() | due_minor.keys()):
        if known.get(soa_no) != due_minor.get(soa_no):
            yield f"{soa_no} owes {due_minor.get(soa_no)} centavos, and the terminal says {known.get(soa_no)}"
