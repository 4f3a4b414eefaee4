"""Rule 2: each committed payment is in PSCloud once, or on a list that a person sees; never twice, never altered."""

from collections.abc import Iterator

from bridge.store.postings import COMPLETED, FAILED, PENDING
from mpos.contract.journal import Entry
from mpos.contract.wire import IN_PSCLOUD
from scripts.pscloud_sandbox.records import Posting, PostingStatus
from scripts.world.rules.finding import Finding, Moment
from scripts.world.rules.known import place_of
from scripts.world.stage.outside import facts_of, fates_of

RULE = 2


def posted_as_recorded(now: Moment) -> Iterator[Finding]:
    """Whatever PSCloud has taken since the last look is what somebody recorded, once and to the centavo."""
    for posting in now.stage.pscloud.memory.changed:
        yield from _not_as_recorded(posting, now)
    now.stage.pscloud.memory.changed.clear()
    if now.happened.device is not None:
        branch = now.ledger.branches[now.happened.device.name]
        for entry in branch.fresh:
            paid = branch.payments.get(entry.body.get("payment_id", ""))
            first = now.ledger.payments[paid.payment_id] if paid else None
            if paid and first and first.entry.hash != paid.entry.hash:
                yield Finding(RULE, f"payment {paid.payment_id} is both {first.receipt_no} and {paid.receipt_no}")


def every_payment_arrived(now: Moment) -> Iterator[Finding]:
    """At rest: all that was not lost with its device is posted, or a person sees why not."""
    statuses, seen = now.known.statuses(), now.known.seen_by_people()
    alive = now.ledger.alive(device.name for device in now.stage.present)
    for paid in now.ledger.payments.values():
        if place_of(paid.entry) in seen or not _exists(now, alive, paid.entry):
            continue
        posting = now.stage.pscloud.world.books.postings.get(paid.payment_id)
        stands = posting is not None and posting.status is PostingStatus.POSTED
        waits = statuses.get(paid.payment_id) in (FAILED, PENDING)
        voids = [entry for entry in now.ledger.voids[paid.payment_id] if _exists(now, alive, entry)]
        if voids and stands and not waits and not any(place_of(entry) in seen for entry in voids):
            yield Finding(RULE, f"{paid.receipt_no} was voided, and PSCloud still counts it")
        if not voids and not stands and not waits:
            where = statuses.get(paid.payment_id, "unknown")
            yield Finding(RULE, f"{paid.receipt_no} ({paid.amount_minor} centavos) is not posted; the office: {where}")


def fates_are_told(now: Moment) -> Iterator[Finding]:
    """At rest: nothing waits on a device, and each knows of its own payments where they are."""
    statuses, seen = now.known.statuses(), now.known.seen_by_people()
    for device in now.stage.present:
        if unsent := facts_of(device.home).unsent:
            yield Finding(RULE, f"{device.name} still has {unsent} entries that are not at the office")
        told = fates_of(device.store)
        for paid in now.ledger.branches[device.name].payments.values():
            if place_of(paid.entry) in seen:
                continue
            is_posted = paid.payment_id in now.stage.pscloud.memory.taken
            fate = told.get(paid.payment_id, "nothing")
            if is_posted and statuses.get(paid.payment_id) == COMPLETED and fate != IN_PSCLOUD:
                yield Finding(RULE, f"{device.name} was told {fate} of {paid.receipt_no}, which is in PSCloud")


def _not_as_recorded(posting: Posting, now: Moment) -> Iterator[Finding]:
    paid = now.ledger.payments.get(posting.payment_id)
    if paid is None:
        yield Finding(RULE, f"PSCloud has {posting.receipt_no}, which nobody recorded")
        return
    if (posting.amount_minor, posting.receipt_no) != (paid.amount_minor, paid.receipt_no):
        yield Finding(RULE, f"{paid.receipt_no} is posted as {posting.receipt_no} with {posting.amount_minor} centavos")
    if posting.soa_no not in (paid.soa_no, None):
        yield Finding(RULE, f"{paid.receipt_no} on {paid.soa_no} is posted on {posting.soa_no}")
    if posting.status is PostingStatus.VOIDED and not now.ledger.voids[paid.payment_id]:
        yield Finding(RULE, f"{paid.receipt_no} is voided in PSCloud, and nobody voided it")


def _exists(now: Moment, alive: set[str], entry: Entry) -> bool:
    """Whether anybody still has it; what was on a lost device alone can't arrive."""
    return entry.hash in alive or now.known.entries.get(place_of(entry)) == entry.hash
