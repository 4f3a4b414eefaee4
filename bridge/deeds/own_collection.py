"""Maker and checker: who took a payment in does not decide on it at the office."""

from bridge.access.actor import Actor
from bridge.store.collectors import find_collector
from bridge.store.engine import Connection
from mpos.contract.problems import LockedOut


class OwnCollection(LockedOut):
    """Receipt {receipt_no} was collected by {collector}: somebody else has to decide on it."""

    http_status = 403
    hint = "Nothing was changed. Ask a colleague at the office."


def is_own(conn: Connection, actor: Actor, collector: str) -> bool:
    """Whether this person is the collector: the name that they sign in with here, or their login on this machine, is
    the collector's login or name, whatever its case.
    """
    known = find_collector(conn, collector)
    theirs = {collector.casefold(), known.name.casefold() if known else collector.casefold()}
    mine = {each.casefold() for each in (actor.name, actor.system_user) if each}
    return bool(theirs & mine)


def refuse_own(conn: Connection, actor: Actor, collector: str, receipt_no: str) -> None:
    """OwnCollection when this person is the collector."""
    if is_own(conn, actor, collector):
        raise OwnCollection(receipt_no=receipt_no, collector=collector)
