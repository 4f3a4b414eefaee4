"""Metrics: who may read them, what they count, and what they never tell."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bridge.access import keys
from bridge.access.actor import holder_of_the_home
from tests.bridge.office_core import Core, a_soa, open_core


@pytest.fixture
def open_to_here(tmp_path: Path) -> Iterator[Core]:
    with open_core(tmp_path / "open", MPOS_BRIDGE_METRICS="loopback") as core:
        yield core


def key_for(core: Core, *scopes: str) -> dict[str, str]:
    """The header of a key with these scopes."""
    _, text = keys.add(core.bridge, holder_of_the_home(None), "-".join(scopes), scopes, None)
    return {"Authorization": f"Bearer {text}"}


def told(core: Core, **headers: str) -> dict[tuple[str, ...], float]:
    """The samples by name and labels."""
    answer = core.http.get("/metrics", headers=headers)
    assert answer.status_code == 200, answer.text
    families = text_string_to_metric_families(answer.text)
    samples = [sample for family in families for sample in family.samples]
    return {(sample.name, *sorted(sample.labels.values())): sample.value for sample in samples}


def test_they_take_a_key_with_their_scope(core: Core) -> None:
    assert core.http.get("/metrics").status_code == 401
    assert core.http.get("/metrics", headers=key_for(core, "soas:read")).status_code == 403
    assert core.http.get("/metrics", headers=key_for(core, "metrics:read")).status_code == 200


def test_programs_of_this_machine_read_them_without_a_key_where_the_office_says_so(open_to_here: Core) -> None:
    assert open_to_here.http.get("/metrics").status_code == 200
    for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"):
        assert open_to_here.http.get("/metrics", headers={header: "127.0.0.1"}).status_code == 401


def test_what_came_in_is_counted_and_nobody_named(open_to_here: Core) -> None:
    core = open_to_here
    core.keep(a_soa("SOA-1"))
    hand = core.terminal()
    hand.collect("SOA-1", 12_345)
    hand.collect("SOA-1", 5_000)
    hand.upload()
    found = told(core)
    assert found["mpos_journal_entries_total",] == 2
    assert found["mpos_payments_open", "approved"] == 2
    assert found["mpos_payments_open_amount_minor", "approved"] == 17_345
    assert found["mpos_payments_today_amount_minor", "approved"] == 17_345
    assert found["mpos_waiting", "postings"] == 2
    assert found["mpos_terminals", "enrolled"] == 1
    assert found["mpos_request_seconds_count", "/terminal/v1/journal", "200", "POST"] == 1
    text = core.http.get("/metrics").text
    for private in ("Peña", "SOA-1", "A00000001", "juan", "C-SOA"):
        assert private not in text


def test_the_tables_are_asked_at_most_every_ten_seconds(open_to_here: Core) -> None:
    core = open_to_here
    assert told(core)["mpos_terminals", "enrolled"] == 0
    core.terminal()
    assert told(core)["mpos_terminals", "enrolled"] == 0
    core.clock.move(seconds=10)
    assert told(core)["mpos_terminals", "enrolled"] == 1
    core.clock.move(seconds=-60)
    assert told(core)["mpos_terminals", "enrolled"] == 1


def test_addresses_that_are_not_there_are_one_series(open_to_here: Core) -> None:
    for number in range(3):
        open_to_here.http.get(f"/nowhere/{number}")
    open_to_here.http.request("PROPFIND", "/nowhere")
    found = told(open_to_here)
    assert found["mpos_request_seconds_count", "(none)", "404", "GET"] == 3
    assert found["mpos_request_seconds_count", "(none)", "404", "other"] == 1
