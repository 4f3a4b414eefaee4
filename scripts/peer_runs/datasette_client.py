"""A client of datasette as its user would write it: `pull URL DATABASE` and `push URL DATABASE`.

Runs in the peers' own environment, so it needs nothing of this project.
"""

import json
import sqlite3
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import sqlite_utils

PAGE = 1_000
BATCH = 100
"""The most rows that it takes in at once, unless it is told otherwise."""
PATIENCE_S = 60
TABLES = {"soas": ("soa_no",), "invoices": ("soa_no", "line")}


def pull(http: httpx.Client, database: sqlite_utils.Database) -> None:
    """Both tables in one transaction: all at first, then the rows of later revisions."""
    database.enable_wal()
    with database.atomic():
        for table, key in TABLES.items():
            for rows in _pages(http, table, _revision(database, table)):
                database.table(table).insert_all(rows, pk=key, replace=True)


def push(http: httpx.Client, database: sqlite_utils.Database) -> None:
    """All payments; those that the server has are left as they are."""
    payments = list(database.table("payments").rows)
    for first in range(0, len(payments), BATCH):
        asked = {"rows": payments[first : first + BATCH], "ignore": True}
        http.post("/payments/-/insert", json=asked).raise_for_status()


def _pages(http: httpx.Client, table: str, after: int) -> Iterator[list[dict[str, Any]]]:
    # Without a count, and in the order of the key: each page begins where the last one ended.
    asked = {"_size": PAGE, "_nocount": 1, **({"revision__gt": after} if after else {})}
    following: str | None = None
    while True:
        answer = http.get(f"/{table}.json", params={**asked, **({"_next": following} if following else {})})
        page = json.loads(answer.raise_for_status().content)
        if page["rows"]:
            yield page["rows"]
        following = page["next"]
        if not following:
            return


def _revision(database: sqlite_utils.Database, table: str) -> int:
    if not database.table(table).exists():
        return 0
    return int(database.execute(f"SELECT max(revision) FROM {table}").fetchone()[0] or 0)  # noqa: S608


def main() -> None:
    """Does what the first word says."""
    what, url, path = sys.argv[1:]
    with httpx.Client(base_url=url, timeout=PATIENCE_S) as http:
        {"pull": pull, "push": push}[what](http, sqlite_utils.Database(sqlite3.connect(path)))


if __name__ == "__main__":
    main()
