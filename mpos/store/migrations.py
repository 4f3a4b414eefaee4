"""The store's schema, step by step. Imported only when a store is not up to date: sqlite-utils takes time to load."""

from sqlite_utils import Database, Migrations

from .database import SCHEMA_VERSION, transaction
from .sqlite import sqlite3

migrations = Migrations("mpos")


def migrate(connection: sqlite3.Connection) -> None:
    """Brings the store up to date in one transaction: an older version's rows are all kept, or nothing changes."""
    with transaction(connection):
        migrations.apply(Database(connection))
        connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")


@migrations()
def m001_the_first_store(database: Database) -> None:
    """The journal and what is derived from it."""
    for statement in _FIRST:
        database.execute(statement)


@migrations()
def m002_countersigned_heads(database: Database) -> None:
    """What the office has signed to hold: the proof that a cut tail was once there."""
    for statement in _SECOND:
        database.execute(statement)


@migrations()
def m003_states_of_slips(database: Database) -> None:
    """A slip's state says what is known of its paper: queued, sent, confirmed, unknown or failed."""
    for statement in _THIRD:
        database.execute(statement)


@migrations()
def m004_held_checks_and_remittances(database: Database) -> None:
    """Post-dated checks taken in keeping, cash handed over, and what readings tell of tenders and booklets."""
    for statement in _FOURTH:
        database.execute(statement)


@migrations()
def m005_signatures(database: Database) -> None:
    """Customers' signatures: which there are, and which of them the office still wants."""
    for statement in _FIFTH:
        database.execute(statement)


_FIRST = (
    """CREATE TABLE identity (
        one INTEGER PRIMARY KEY CHECK (one = 1), terminal_id TEXT NOT NULL, series_prefix TEXT NOT NULL,
        epoch INTEGER NOT NULL, series TEXT NOT NULL, bridge_url TEXT NOT NULL, bridge_id TEXT NOT NULL,
        bridge_key TEXT NOT NULL) STRICT""",
    """CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID""",
    """CREATE TABLE journal (
        seq INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, kind TEXT NOT NULL, recorded_at TEXT NOT NULL,
        business_date TEXT, collector TEXT, body TEXT NOT NULL, prev_hash TEXT NOT NULL,
        hash TEXT NOT NULL) STRICT""",
    """CREATE TRIGGER journal_is_append_only_update BEFORE UPDATE ON journal
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    """CREATE TRIGGER journal_is_append_only_delete BEFORE DELETE ON journal
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    # INSERT OR REPLACE deletes without asking the trigger above.
    """CREATE TRIGGER journal_is_append_only_replace BEFORE INSERT ON journal
        WHEN EXISTS (SELECT 1 FROM journal WHERE seq = NEW.seq)
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    """CREATE TABLE business_day (
        business_date TEXT PRIMARY KEY, opened_seq INTEGER NOT NULL UNIQUE REFERENCES journal (seq),
        collector TEXT NOT NULL, opened_at TEXT NOT NULL, change_fund_minor INTEGER NOT NULL) STRICT""",
    """CREATE TABLE cash_count (
        seq INTEGER PRIMARY KEY REFERENCES journal (seq), business_date TEXT NOT NULL,
        expected_minor INTEGER NOT NULL, counted_minor INTEGER NOT NULL, pieces TEXT NOT NULL) STRICT""",
    """CREATE TABLE z_reading (
        z_counter INTEGER PRIMARY KEY, business_date TEXT NOT NULL UNIQUE,
        seq INTEGER NOT NULL REFERENCES journal (seq), present_grand_total_minor INTEGER NOT NULL) STRICT""",
    """CREATE TABLE payment (
        seq INTEGER PRIMARY KEY REFERENCES journal (seq), payment_id TEXT NOT NULL UNIQUE,
        epoch INTEGER NOT NULL, number INTEGER NOT NULL, receipt_no TEXT NOT NULL UNIQUE, source TEXT NOT NULL,
        soa_no TEXT, customer_no TEXT NOT NULL, customer_name TEXT NOT NULL, business_date TEXT NOT NULL,
        paid_at TEXT NOT NULL, amount_minor INTEGER NOT NULL, advance_minor INTEGER NOT NULL,
        vat_minor INTEGER NOT NULL, UNIQUE (epoch, number)) STRICT""",
    """CREATE TABLE tender (
        payment_seq INTEGER NOT NULL REFERENCES payment (seq), line INTEGER NOT NULL, method TEXT NOT NULL,
        amount_minor INTEGER NOT NULL, PRIMARY KEY (payment_seq, line)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE allocation (
        payment_seq INTEGER NOT NULL REFERENCES payment (seq), line INTEGER NOT NULL, invoice_no TEXT NOT NULL,
        balance_minor INTEGER NOT NULL, penalty_minor INTEGER NOT NULL,
        PRIMARY KEY (payment_seq, line)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE void (
        seq INTEGER PRIMARY KEY REFERENCES journal (seq), payment_seq INTEGER NOT NULL UNIQUE REFERENCES payment (seq),
        epoch INTEGER NOT NULL, number INTEGER NOT NULL, void_no TEXT NOT NULL UNIQUE, reason TEXT NOT NULL,
        voided_at TEXT NOT NULL, UNIQUE (epoch, number)) STRICT""",
    """CREATE TABLE reprint (
        seq INTEGER PRIMARY KEY REFERENCES journal (seq), payment_seq INTEGER NOT NULL REFERENCES payment (seq),
        number INTEGER NOT NULL, UNIQUE (payment_seq, number)) STRICT""",
    """CREATE TABLE print_job (
        job_id INTEGER PRIMARY KEY, slip TEXT NOT NULL, receipt_no TEXT, document TEXT NOT NULL, state TEXT NOT NULL,
        detail TEXT, queued_at TEXT NOT NULL) STRICT""",
    """CREATE TABLE person (
        login TEXT PRIMARY KEY, name TEXT NOT NULL, codes TEXT NOT NULL, pin_hash TEXT NOT NULL,
        supervisor INTEGER NOT NULL) STRICT""",
    """CREATE TABLE pin_tries (login TEXT PRIMARY KEY, failures INTEGER NOT NULL, locked_until TEXT) STRICT""",
    """CREATE TABLE fate (
        payment_id TEXT PRIMARY KEY, state TEXT NOT NULL, payment_no TEXT, voided INTEGER NOT NULL,
        detail TEXT) STRICT""",
    "CREATE INDEX payment_by_soa ON payment (soa_no, seq)",
    "CREATE INDEX payment_by_date ON payment (business_date, seq)",
    "CREATE INDEX count_by_date ON cash_count (business_date, seq)",
    "CREATE INDEX print_job_waiting ON print_job (state, job_id)",
    "CREATE INDEX print_job_by_receipt ON print_job (receipt_no)",
)

_SECOND = (
    """CREATE TABLE countersign (
        epoch INTEGER NOT NULL, seq INTEGER NOT NULL, hash TEXT NOT NULL, signature TEXT NOT NULL, at TEXT NOT NULL,
        PRIMARY KEY (epoch, seq)) STRICT, WITHOUT ROWID""",
    """CREATE TRIGGER countersign_is_kept_update BEFORE UPDATE ON countersign
        BEGIN SELECT RAISE(ABORT, 'a countersignature is never changed'); END""",
    """CREATE TRIGGER countersign_is_kept_delete BEFORE DELETE ON countersign
        BEGIN SELECT RAISE(ABORT, 'a countersignature is never removed'); END""",
    """CREATE TRIGGER countersign_is_kept_replace BEFORE INSERT ON countersign
        WHEN EXISTS (SELECT 1 FROM countersign WHERE epoch = NEW.epoch AND seq = NEW.seq)
        BEGIN SELECT RAISE(ABORT, 'a countersignature is never changed'); END""",
)

_THIRD = (
    "UPDATE print_job SET state = 'sent' WHERE state = 'sending'",
    "UPDATE print_job SET state = 'confirmed' WHERE state = 'printed'",
)

_FOURTH = (
    """CREATE TABLE held_check (
        seq INTEGER PRIMARY KEY REFERENCES journal (seq), epoch INTEGER NOT NULL, number INTEGER NOT NULL,
        ack_no TEXT NOT NULL UNIQUE, soa_no TEXT NOT NULL, customer_no TEXT NOT NULL, customer_name TEXT NOT NULL,
        business_date TEXT NOT NULL, bank TEXT NOT NULL, check_no TEXT NOT NULL, check_date TEXT NOT NULL,
        amount_minor INTEGER NOT NULL, UNIQUE (epoch, number)) STRICT""",
    """CREATE TABLE check_settled (
        seq INTEGER PRIMARY KEY REFERENCES journal (seq), held_seq INTEGER NOT NULL REFERENCES held_check (seq),
        outcome TEXT NOT NULL) STRICT""",
    """CREATE TABLE remittance (
        seq INTEGER PRIMARY KEY REFERENCES journal (seq), epoch INTEGER NOT NULL, number INTEGER NOT NULL,
        remittance_no TEXT NOT NULL UNIQUE, business_date TEXT NOT NULL, amount_minor INTEGER NOT NULL,
        UNIQUE (epoch, number)) STRICT""",
    "CREATE INDEX remittance_by_date ON remittance (business_date, seq)",
    "CREATE INDEX check_settled_by_held ON check_settled (held_seq)",
    "ALTER TABLE tender ADD COLUMN for_confirmation INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE payment ADD COLUMN manual_or_no TEXT",
    # An entry that can't be read any more must not keep a damaged store from being opened and looked at.
    """UPDATE payment SET manual_or_no = (
        SELECT json_extract(j.body, '$.manual_or_no') FROM journal j WHERE j.seq = payment.seq AND json_valid(j.body))
        WHERE source = 'or_entry'""",
)

_FIFTH = (
    """CREATE TABLE signature (
        seq INTEGER PRIMARY KEY REFERENCES journal (seq), payment_seq INTEGER NOT NULL REFERENCES payment (seq),
        sha256 TEXT NOT NULL, size INTEGER NOT NULL) STRICT""",
    "CREATE INDEX signature_by_payment ON signature (payment_seq, seq)",
    "CREATE TABLE signature_wanted (sha256 TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
)
