"""All that the office knows of one SOA."""

from typing import NamedTuple

from bridge.problems import NotFound
from bridge.store.branch_scope import Branches
from bridge.store.downloads import Failure, open_failure_of
from bridge.store.effects import effects_on
from bridge.store.engine import Connection
from bridge.store.soa_events import Event, PaymentOn, events_of, payments_on
from bridge.store.soa_rows import SoaRow, soa_rows
from bridge.store.soa_versions import Version, versions_of
from bridge.store.soas import load
from mpos.contract.due import Due, due_now
from mpos.contract.soa import Effect


class NoSoa(NotFound):
    """There is no SOA {soa_no} here{reason}."""

    hint = "See whether PSCloud has it: mpos-bridge soa show {soa_no} --live; or name all differences: soa compare"


class Story(NamedTuple):
    """A SOA: as it was stated last, what is due of it now and why, its versions and what collectors did about it.

    `failure` is the newest record of it that could not be taken, when none has come well since.
    """

    row: SoaRow
    due: Due
    effects: list[Effect]
    versions: list[Version]
    payments: list[PaymentOn]
    events: list[Event]
    failure: Failure | None


def story_of(conn: Connection, soa_no: str, branches: Branches = None) -> Story:
    """The SOA with this number; NoSoa, also for one of a branch that the asker does not see."""
    rows = soa_rows(conn, [soa_no])
    failure = open_failure_of(conn, soa_no)
    if not rows:
        told = failure if branches is None else None
        raise NoSoa(soa_no=soa_no, reason=f": its record could not be taken ({told.detail})" if told else "")
    if branches is not None and rows[0].branch not in branches:
        raise NoSoa(soa_no=soa_no, reason="")
    soa = load(conn, [soa_no])[soa_no]
    effects = effects_on(conn, [soa_no]).get(soa_no, [])
    payments = payments_on(conn, soa_no, branches)
    events = events_of(conn, soa_no, payments, branches)
    return Story(rows[0], due_now(soa, effects), effects, versions_of(conn, soa_no), payments, events, failure)
