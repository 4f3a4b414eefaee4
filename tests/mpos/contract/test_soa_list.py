import sqlite3
from contextlib import closing

from hypothesis import given
from hypothesis import strategies as st

from mpos.contract.soa import Effect, Invoice, Soa
from mpos.contract.soa_list import FINDING, ROWS, list_id
from tests.mpos.contract.records import numbers


def columns(connection: sqlite3.Connection, table: str) -> set[str]:
    return {row[0] for row in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))}


def test_the_tables_hold_every_field_of_the_records() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        for statement in (*ROWS, *FINDING):
            connection.execute(statement)
        assert columns(connection, "soa") >= set(Soa._fields) - {"invoices"}
        assert columns(connection, "invoice") >= set(Invoice._fields) | {"soa_no"}
        assert columns(connection, "effect") >= set(Effect._fields) | {"soa_no"}


@given(st.lists(numbers, unique=True, max_size=4))
def test_a_list_is_named_for_its_codes_in_any_order(codes: list[str]) -> None:
    assert list_id("bridge", reversed(codes)) == list_id("bridge", codes)


def test_another_bridge_or_other_codes_make_another_list() -> None:
    assert len({list_id("b1", ["N1"]), list_id("b2", ["N1"]), list_id("b1", ["N2"]), list_id("b1", ["N1", "N2"])}) == 4
