"""Coming to rest: nothing fails any more, everybody uploads, the office posts all, and everybody downloads."""

from datetime import timedelta

from bridge.store import decisions, payments
from bridge.store.engine import reading, writing
from bridge.store.payments import Filter
from bridge.store.postings import FAILED
from mpos.services import downloading, logins, uploading
from scripts.world.stage.device import Device
from scripts.world.stage.office import PIN
from scripts.world.stage.outside import facts_of
from scripts.world.stage.stage import Stage

ROUNDS = 4
"""What one round leaves open the next one settles: a refusal, then the credit it becomes, then the new version."""
LONGEST_PAUSE = timedelta(hours=2)
"""Longer than PSCloud may ask to be left alone."""


def come_to_rest(stage: Stage) -> None:
    """Until nothing is under way. What stays refused afterwards waits for a person who has more to go by than we."""
    stage.pscloud.world.faults.clear()
    stage.office.network.begin()
    stage.office.to_pscloud.begin()
    for device in stage.present:
        device.clock.ahead = timedelta()
        device.paper.mood = "fine"
        _report(device)
    for _ in range(ROUNDS):
        stage.clock.advance(LONGEST_PAUSE)
        _decide(stage)
        stage.office.sync()
        if _is_settled(stage):
            break
    stage.office.sync()
    for device in stage.present:
        _hear(stage, device)


def _report(device: Device) -> None:
    with device.opened() as terminal:
        if not facts_of(device.home).session:
            logins.log_in(terminal, device.collector, PIN)
        uploading.upload(terminal)


def _hear(stage: Stage, device: Device) -> None:
    with device.opened() as terminal:
        if terminal.identity.terminal_id not in stage.revoked:
            downloading.download(terminal)
            device.has_foreign_list = False
        uploading.upload(terminal)


def _decide(stage: Stage) -> None:
    now = stage.clock.now()
    with writing(stage.office.bridge.engine) as conn:
        for payment_id in decisions.waiting_for_approval(conn):
            decisions.approve(conn, payment_id, "cashier", now)
        for failed in payments.list_payments(conn, Filter(status=FAILED), 1_000):
            decisions.resolve_as_credit(conn, failed.payment_id, now) or decisions.retry(conn, failed.payment_id, now)


def _is_settled(stage: Stage) -> bool:
    with reading(stage.office.bridge.engine) as conn:
        return not payments.list_payments(conn, Filter(status=FAILED), 1)
