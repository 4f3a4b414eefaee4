"""SOA lists that are rightly signed and hostile in content: none is put in the place of the one in use."""

import lzma
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from bridge.feed.soa_list import write_soa_list
from mpos.contract.sealed_file import SOA_LIST, read_sealed, write_sealed
from mpos.store.list_check import MAX_VALUE_BYTES
from scripts.fuzzing.spoiling import bent
from tests.mpos.office_at_work import CODE, DUE, Office
from tests.mpos.terminal_at_work import Homes, TerminalAtWork, assert_one_line, at_work, copied

HOSTILE_SCHEMAS = {
    "a trigger that would run when the list changes": (
        "CREATE TRIGGER gone AFTER DELETE ON soa BEGIN DELETE FROM effect; END",
    ),
    "a view in the place of a table": (
        "DROP TABLE effect",
        "CREATE VIEW effect AS SELECT soa_no, '' payment_id, '' invoice_no, 1, 1, NULL FROM soa",
    ),
    "a view that never ends": (
        "DROP TABLE invoice",
        """CREATE VIEW invoice AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
        SELECT 'SOA-1000' soa_no, i line, 'A1' invoice_no FROM n""",
    ),
    "a column that is worked out": (
        "DROP TABLE effect",
        """CREATE TABLE effect (soa_no TEXT NOT NULL, payment_id TEXT NOT NULL, invoice_no TEXT NOT NULL,
        balance_minor INTEGER NOT NULL, penalty_minor INTEGER AS (upper('1')), reflected_from INTEGER)""",
    ),
    "a default that calls a function": ("CREATE TABLE more (name TEXT DEFAULT (randomblob(9)))",),
    "a check that calls a function": ("CREATE TABLE more (name TEXT CHECK (load_extension(name)))",),
    "an index over an expression": ("CREATE INDEX more ON soa (upper(name))",),
    "a table that is missing": ("DROP TABLE effect",),
    "a table of somebody else": ("CREATE TABLE more (block BLOB)",),
    "a full-text index": ("CREATE VIRTUAL TABLE soa_by_words USING fts5(words)",),
}
HOSTILE_VALUES = {
    "a text for an amount": "UPDATE invoice SET balance_minor = 'much'",
    "a fraction for an amount": "UPDATE soa SET amount_due_minor = 1.5",
    "an amount beyond all amounts": "UPDATE soa SET amount_due_minor = 9223372036854775807",
    "bytes for a name": "UPDATE soa SET name = x'ff00'",
    "bytes that are no text, said to be one": "UPDATE soa SET name = CAST(x'c328ff' AS TEXT)",
    "a name of a million letters": "UPDATE soa SET name = hex(zeroblob(500000))",
    "a date that is none": "UPDATE invoice SET due_date = 'tomorrow'",
    "a VAT type that nobody knows": "UPDATE invoice SET vat_type = 'none'",
    "a revision that is no number": "UPDATE about SET value = 'x' WHERE key = 'revision'",
    "no codes": "DELETE FROM about WHERE key = 'codes'",
    "positions that are none": "UPDATE about SET value = '[[1]]' WHERE key = 'taken'",
    "nesting without end": "UPDATE about SET value = replace(hex(zeroblob(50000)), '00', '[') WHERE key = 'taken'",
    "another format": "PRAGMA user_version = 99",
}


@pytest.fixture(scope="module")
def terminal(homes: Homes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TerminalAtWork]:
    """One for all of these: what is refused changes nothing."""
    with at_work(copied(homes, tmp_path_factory.mktemp("terminal"))) as terminal:
        yield terminal


@pytest.mark.parametrize("what", HOSTILE_SCHEMAS)
def test_a_list_with_anything_that_could_run_is_refused(terminal: TerminalAtWork, what: str, tmp_path: Path) -> None:
    assert_refused(terminal, changed_list(terminal.office, tmp_path, *HOSTILE_SCHEMAS[what]), tmp_path)


@pytest.mark.parametrize("what", HOSTILE_VALUES)
def test_a_list_with_a_value_of_the_wrong_kind_is_refused(terminal: TerminalAtWork, what: str, tmp_path: Path) -> None:
    assert_refused(terminal, changed_list(terminal.office, tmp_path, HOSTILE_VALUES[what]), tmp_path)


def test_a_value_that_would_fill_the_memory_is_never_read(terminal: TerminalAtWork, tmp_path: Path) -> None:
    huge = f"INSERT INTO about VALUES ('more', CAST(zeroblob({MAX_VALUE_BYTES + 1}) AS TEXT))"
    assert_refused(terminal, changed_list(terminal.office, tmp_path, huge), tmp_path)


def test_the_same_list_unchanged_is_taken(terminal: TerminalAtWork, tmp_path: Path) -> None:
    (tmp_path / "good").write_bytes(changed_list(terminal.office, tmp_path))
    terminal.ask("download-soa", "--from", str(tmp_path / "good"))
    assert terminal.due() == DUE


def test_a_list_with_damaged_pages_is_refused_or_harmless(terminal: TerminalAtWork, tmp_path: Path) -> None:
    office = terminal.office
    whole = list_database(office)

    @settings(max_examples=10, suppress_health_check=list(HealthCheck))
    @given(bent(whole))
    def try_one(database: bytes) -> None:
        (tmp_path / "bent").write_bytes(sealed(office, database))
        ran = terminal.run("download-soa", "--from", str(tmp_path / "bent"))
        assert ran.exit_code in (0, 4), ran
        assert terminal.run("soa", "list").exit_code == 0
        assert terminal.run("soa", "list", "--search", "a").exit_code in (0, 7)

    try_one()


def assert_refused(terminal: TerminalAtWork, blob: bytes, folder: Path) -> None:
    (folder / "hostile").write_bytes(blob)
    ran = terminal.run("download-soa", "--from", str(folder / "hostile"))
    assert ran.exit_code == 4, ran
    assert_one_line(ran, ["can't be used", "the list from before is still in use"])
    assert terminal.due() == DUE


def changed_list(office: Office, folder: Path, *statements: str) -> bytes:
    """The list of Ana's code, changed by these statements, and signed by the office all the same."""
    path = folder / "list.sqlite3"
    path.write_bytes(list_database(office))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)
    return sealed(office, path.read_bytes())


def list_database(office: Office) -> bytes:
    blob, _ = write_soa_list(office.bridge, [CODE])
    return lzma.decompress(read_sealed(blob, SOA_LIST, office.bridge.signer.public_key).payload)


def sealed(office: Office, database: bytes) -> bytes:
    """A file with this database that is signed as a list of the office's."""
    _, description = write_soa_list(office.bridge, [CODE])
    return write_sealed(SOA_LIST, description, lzma.compress(database), office.bridge.signer)
