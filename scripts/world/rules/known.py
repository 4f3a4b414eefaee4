"""What the office knew at which revision, read past the program: the other half of what a list may account for."""

from pathlib import Path
from typing import NamedTuple

from mpos.contract.journal import Entry
from scripts.world.stage.outside import looked_into


class Place(NamedTuple):
    """Where an entry stands at the office."""

    terminal_id: str
    epoch: int
    seq: int


def place_of(entry: Entry) -> Place:
    """Where this entry stands."""
    return Place(entry.terminal_id, entry.epoch, entry.seq)


class KnownAtOffice:
    """Grows with each look. Payments and voids are kept with the revision at which they were known."""

    def __init__(self, home: Path) -> None:
        self._database = home / "bridge.sqlite3"
        self.revision = 0
        self.forget()

    def forget(self) -> None:
        """The office is another one from now on: it is read anew."""
        self._rows = {"journal": 0, "payment": 0, "void": 0}
        self.entries: dict[Place, str] = {}
        self.fresh: list[tuple[Place, str]] = []
        self._payments: list[tuple[int, str]] = []
        self._voids: list[tuple[int, str]] = []

    def look(self) -> None:
        """Takes in what is new."""
        with looked_into(self._database) as connection:
            self.revision = int(connection.execute("SELECT value FROM setting WHERE key = 'revision'").fetchone()[0])

            def new_rows(table: str, columns: str) -> list[tuple[object, ...]]:
                query = f"SELECT rowid, {columns} FROM {table} WHERE rowid > ? ORDER BY rowid"  # noqa: S608
                rows = connection.execute(query, (self._rows[table],)).fetchall()
                self._rows[table] = rows[-1][0] if rows else self._rows[table]
                return [row[1:] for row in rows]

            self.fresh = [
                (Place(str(row[0]), int(str(row[1])), int(str(row[2]))), str(row[3]))
                for row in new_rows("journal", "terminal_id, epoch, seq, hash")
            ]
            self.entries.update(self.fresh)
            self._payments += [(self.revision, str(row[0])) for row in new_rows("payment", "payment_id")]
            self._voids += [(self.revision, str(row[0])) for row in new_rows("void", "payment_id")]

    def payments_at(self, revision: int) -> set[str]:
        """The payments that a list of this revision accounts for."""
        return {payment_id for known_at, payment_id in self._payments if known_at <= revision}

    def voids_at(self, revision: int) -> set[str]:
        """The payments of whose void a list of this revision knows."""
        return {payment_id for known_at, payment_id in self._voids if known_at <= revision}

    def statuses(self) -> dict[str, str]:
        """The status of each payment as the office's list shows it."""
        with looked_into(self._database) as connection:
            return dict(connection.execute("SELECT payment_id, status FROM payment").fetchall())

    def seen_by_people(self) -> set[Place]:
        """The places of entries that stand on a list which a person looks at: set aside, or in conflict."""
        query = (
            "SELECT terminal_id, epoch, seq FROM set_aside UNION SELECT terminal_id, epoch, seq FROM journal_conflict"
        )
        with looked_into(self._database) as connection:
            return {Place(*row) for row in connection.execute(query)}
