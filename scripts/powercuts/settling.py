"""The office after a power cut on either side: everything that was answered is there, and arrives exactly once."""

from collections.abc import Iterator
from contextlib import closing

from sqlalchemy import text

from bridge.reconcile.audit import audit
from bridge.store.engine import reading
from mpos.store import journal
from mpos.store.database import open_store
from mpos.store.identity import read_identity

from .promises import Seen
from .stage import TERMINAL, Stage


def inspect_office(stage: Stage, seen: Seen) -> list[str]:
    """What of the office's word does not hold in its database, in sentences."""
    return list(_unkept_word(stage, seen))


def settle(stage: Stage) -> list[str]:
    """Uploads and posts what there is; what then does not add up between the terminal, its office and PSCloud."""
    stage.ask("upload")
    synced = stage.sync()
    findings = [f"sync: {synced.problem}"] if synced.problem else []
    return [*findings, *audit(stage.bridge).problems, *_differences(stage)]


def _unkept_word(stage: Stage, seen: Seen) -> Iterator[str]:
    with reading(stage.bridge.engine) as conn:
        kept = {tuple(row) for row in conn.execute(text("SELECT epoch, seq, hash FROM journal"))}
        [(verdict,)] = conn.execute(text("PRAGMA quick_check(1)"))
    if verdict != "ok":
        yield f"the office's quick_check: {verdict}"
    for head in seen.acknowledged():
        if head not in kept:
            yield f"lost: the office has acknowledged entry {head.seq}, and does not have it"
    yield from _unknown_to_terminal(stage, kept)


def _unknown_to_terminal(stage: Stage, kept: set[tuple[object, ...]]) -> Iterator[str]:
    """What the office has, the terminal had sent: it must have it still."""
    with closing(open_store(stage.root / TERMINAL)) as connection:
        identity = read_identity(connection)
        entries = journal.all_entries(connection, identity.terminal_id) if identity else ()
        own = {tuple(entry.head) for entry in entries}
    for _, seq, _hash in sorted(kept - own, key=str):
        yield f"lost: entry {seq} reached the office, and the terminal does not have it"


def _differences(stage: Stage) -> Iterator[str]:
    with closing(open_store(stage.root / TERMINAL)) as connection:
        rows = connection.execute("SELECT payment_id, amount_minor, seq FROM payment").fetchall()
        voided = {row[0] for row in connection.execute("SELECT payment_seq FROM void")}
    recorded = {payment_id: amount for payment_id, amount, seq in rows if seq not in voided}
    standing = {
        posting.payment_id: posting.amount_minor
        for posting in stage.pscloud.books.postings.values()
        if posting.status.value == "posted"
    }
    if recorded != standing:
        yield (
            f"recorded are {len(recorded)} payments of {sum(recorded.values())}, and in PSCloud {len(standing)} of "
            f"{sum(standing.values())}"
        )
