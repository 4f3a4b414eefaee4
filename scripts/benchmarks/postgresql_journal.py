"""Fills an office on PostgreSQL with years of journals, by its own statements and not by uploads.

A hundred terminals, each with 120 payments and 120 slips a day. Hashes stand in for real ones, as nobody looks at
them: what is measured has real journals of its own.
"""

from sqlalchemy import text

from bridge.store.engine import Connection, Engine, writing
from bridge.store.schema import metadata

TERMINALS = 100
ENTRIES_A_DAY = TERMINALS * 240
FIRST_DAY = "2010-01-01"
_FILLED = ("journal", "payment", "tender", "allocation", "posting")


def add_terminals(conn: Connection) -> None:
    """Those who wrote the journals."""
    conn.execute(
        text(
            "INSERT INTO terminal (terminal_id, series_prefix, public_key, enrolled_at)"
            " SELECT 'F' || t, 'F' || t || 'X', '', '2010-01-01T00:00:00.000+00:00'"
            " FROM generate_series(1, :terminals) t"
        ),
        {"terminals": TERMINALS},
    )


def fill(engine: Engine, first: int, last: int) -> None:
    """The days from `first` up to `last`, without it; indexes are made anew behind the rows."""
    indexes = sorted(
        (index for name in _FILLED for index in metadata.tables[name].indexes), key=lambda index: str(index.name)
    )
    with writing(engine) as conn:
        # Foreign keys are not looked at: that would be most of the time, and these rows have what they point to.
        conn.execute(text("SET LOCAL session_replication_role = replica"))
        for index in indexes:
            index.drop(conn)
        for statement in _STATEMENTS:
            conn.exec_driver_sql(statement.replace(":first", str(first)).replace(":last", str(last)))
        for index in indexes:
            index.create(conn)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("VACUUM (ANALYZE)"))


_PLACES = f"""
    FROM generate_series(:first, :last - 1) d, generate_series(1, {TERMINALS}) t, generate_series(1, 240) n,
    LATERAL (SELECT d * 240 + n AS seq, to_char(DATE '2010-01-01' + d, 'YYYY-MM-DD') AS day) place,
    LATERAL (SELECT day || 'T' || lpad((n / 30)::text, 2, '0') || ':' || lpad((mod(n, 60))::text, 2, '0')
             || ':00.000+00:00' AS at,
             md5(t || ':' || seq) || md5('h' || t || ':' || seq) AS own,
             md5(t || ':' || (seq - 1)) || md5('h' || t || ':' || (seq - 1)) AS before,
             md5('p' || t || ':' || seq)::uuid::text AS id) made"""
_PAYMENTS = f"{_PLACES} WHERE mod(n, 2) = 1"
_STATEMENTS = (
    f"""
    INSERT INTO journal (terminal_id, epoch, seq, kind, recorded_at, business_date, collector, body, prev_hash, hash,
                         received_at)
    SELECT 'F' || t, 1, seq, CASE mod(n, 2) WHEN 1 THEN 'payment.recorded' ELSE 'slip.printed' END, at, day, 'c' || t,
        (CASE mod(n, 2) WHEN 1 THEN
            '{{"payment_id":"' || id || '","receipt_no":"F' || t || 'X' || lpad(seq::text, 8, '0') || '","source":'
            || '"collected","soa_no":"SOA-' || t || '-' || n || '","soa_version":1,"customer_no":"' || t || '-' || n
            || '","customer_name":"Customer ' || n || ' of route ' || t || '","collector_code":"R' || t
            || '","paid_at":"' || at || '","currency":"PHP","amount":"1250.00","advance":"0.00","cash_received":'
            || '"1250.00","change":"0.00","vat":"133.93","balance_after":"0.00","tenders":[{{"method":"cash","amount":'
            || '"1250.00"}}],"allocations":[{{"invoice_no":"SOA-' || t || '-' || n || '-1","balance":"1250.00",'
            || '"penalty":"0.00"}}]}}'
         ELSE '{{"slip":"receipt","receipt_no":"F' || t || 'X' || lpad(seq::text, 8, '0') || '","outcome":"printed"}}'
         END)::json, before, own, at
    {_PLACES}""",
    f"""
    INSERT INTO payment (payment_id, terminal_id, epoch, seq, receipt_no, source, soa_no, on_soa, customer_no,
        customer_name, collector, collector_code, business_date, paid_at, currency, amount_minor, advance_minor,
        vat_minor, status, approved_by, approved_at, payment_no, soa_version, fate_revision, arrival)
    SELECT id, 'F' || t, 1, seq, 'F' || t || 'X' || lpad(seq::text, 8, '0'), 'collected', 'SOA-' || t || '-' || n,
        'SOA-' || t || '-' || n, t || '-' || n, 'Customer ' || n || ' of route ' || t, 'c' || t, 'R' || t, day, at,
        'PHP', 125000, 0, 13393, 'completed', 'policy', at, 'P-' || t || '-' || seq, 1,
        d::bigint * 100000 + t * 240 + n, d::bigint * 100000 + t * 240 + n
    {_PAYMENTS}""",
    f"INSERT INTO tender (payment_id, line, method, amount_minor) SELECT id, 1, 'cash', 125000 {_PAYMENTS}",
    f"""
    INSERT INTO allocation (payment_id, line, invoice_no, balance_minor, penalty_minor)
    SELECT id, 1, 'SOA-' || t || '-' || n || '-1', 125000, 0 {_PAYMENTS}""",
    f"""
    INSERT INTO posting (idempotency_key, payment_id, action, state, attempts, next_attempt_at)
    SELECT id, id, 'post', 'done', 1, at {_PAYMENTS}""",
)
