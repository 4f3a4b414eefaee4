"""Comparing with PSCloud, kept with the name of who asked; on a page in the background, one at a time."""

from collections.abc import Callable
from threading import Lock, Thread
from typing import Any, NamedTuple

from bridge.access.actor import Actor
from bridge.access.roles import Permission
from bridge.app import Bridge
from bridge.connector.opening import open_back_office
from bridge.pscloud.back_office import BackOffice
from bridge.reconcile.compare import Comparison, Difference, compare
from bridge.reconcile.totals import NOTHING
from bridge.store.branch_scope import Branches, codes_of
from bridge.store.comparisons import CodeSums, Kept, keep_comparison
from bridge.store.engine import Connection, writing
from bridge.store.office_deeds import record_deed
from bridge.store.soa_totals import Line
from mpos.contract.money import format_money
from mpos.contract.problems import Problem


class Progress(NamedTuple):
    """How far a comparison has come: collector codes that are looked at one by one."""

    began_at: str
    done: int
    of: int


class Comparing:
    """The comparison that is at work in this program, if any, and why the last one failed, if it did."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.progress: Progress | None = None
        self.problem: Problem | None = None

    def begin(self, bridge: Bridge, actor: Actor) -> bool:
        """Starts one in the background; False when one is at work."""
        actor.require(Permission.SYNC)
        with self._lock:
            if self.progress is not None:
                return False
            self.progress, self.problem = Progress(bridge.now_text(), 0, 0), None
        Thread(target=self._run, args=(bridge, actor), daemon=True).start()
        return True

    def _run(self, bridge: Bridge, actor: Actor) -> None:
        try:
            with open_back_office(bridge) as pscloud:
                compare_and_keep(bridge, pscloud, actor, self._note)
        except Problem as problem:
            self.problem = problem
        except Exception as error:  # noqa: BLE001 -- nobody waits for this thread: the page must say that it failed
            self.problem = Problem(detail=f"the comparison ended early: {error}")
        finally:
            self.progress = None

    def _note(self, done: int, of: int) -> None:
        if self.progress is not None:
            self.progress = self.progress._replace(done=done, of=of)


def compare_and_keep(
    bridge: Bridge, pscloud: BackOffice, actor: Actor, progress: Callable[[int, int], None] = lambda *_: None
) -> Kept:
    """Compares all codes and keeps the result, with a deed of it. PscloudUnreachable, CantTell; NotAllowed."""
    actor.require(Permission.SYNC)
    kept = compared(bridge, pscloud, actor.name, progress)
    with writing(bridge.engine) as conn:
        keep(bridge, conn, kept)
        told = {"ok": kept.ok, "differing": kept.differing}
        record_deed(conn, actor, "soas compared", told, bridge.clock.now())
    return kept


def compared(
    bridge: Bridge, pscloud: BackOffice, asked_by: str, progress: Callable[[int, int], None] = lambda *_: None
) -> Kept:
    """A comparison of all codes, not kept yet. PscloudUnreachable, CantTell."""
    return _kept(compare(bridge, pscloud, progress), asked_by)


def keep(bridge: Bridge, conn: Connection, kept: Kept) -> None:
    """Keeps a comparison as made now."""
    keep_comparison(conn, kept, bridge.clock.now())


def within(conn: Connection, kept: Kept, branches: Branches) -> Kept:
    """As somebody of these branches sees it: their codes only, and sums of those."""
    codes = codes_of(conn, branches)
    if codes is None:
        return kept
    lines = [line for line in kept.by_code if line.collector_code in codes]
    differences = [each for each in kept.differences if each.get("collector_code") in codes]
    sums = [sum(column) for column in zip(*(line[1:] for line in lines), strict=True)] or [0, 0, 0, 0]
    soas, due, upstream_soas, upstream_due = sums
    return kept._replace(
        ok=all(line.agree for line in lines) and not differences,
        soas=soas,
        amount_due_minor=due,
        upstream_soas=upstream_soas,
        upstream_amount_due_minor=upstream_due,
        differences=differences,
        differing=len(differences),
        by_code=lines,
    )


def _kept(found: Comparison, asked_by: str) -> Kept:
    both = found.totals
    lines = [CodeSums(code, *(ours or NOTHING), *(theirs or NOTHING)) for code, (ours, theirs) in both.by_code.items()]
    return Kept(
        made_at="",
        ok=found.ok,
        soas=both.ours.soas,
        amount_due_minor=both.ours.amount_due_minor,
        upstream_soas=both.upstream.soas,
        upstream_amount_due_minor=both.upstream.amount_due_minor,
        differences=[_record(each) for each in found.differences],
        differing=len(found.differences),
        by_code=lines,
        asked_by=asked_by,
    )


def _record(difference: Difference) -> dict[str, Any]:
    return difference._asdict() | {"ours": _line(difference.ours), "upstream": _line(difference.upstream)}


def _line(line: Line | None) -> dict[str, Any] | None:
    return None if line is None else {"version": line.version, "amount_due": format_money(line.amount_due_minor)}
