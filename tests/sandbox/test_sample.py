"""The sample is what the demonstration needs, and comes out the same each time."""

import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

from scripts.pscloud_sandbox import PSCloudWorld, load_invoices, make_app
from scripts.pscloud_sandbox.cli import SAMPLE, SAMPLE_DAY, SAMPLE_PENALTY_BASIS_POINTS
from tests.sandbox.conftest import NOW
from tests.sandbox.door import API_KEY, Door

MAKE_SAMPLE = SAMPLE.parents[1] / "make_sample"


def test_the_sample_in_the_tree_is_the_one_that_its_seed_makes(tmp_path: Path) -> None:
    made = tmp_path / "made.csv"
    subprocess.run([sys.executable, MAKE_SAMPLE, made], check=True, capture_output=True)
    assert made.read_bytes() == SAMPLE.read_bytes()


def test_another_seed_makes_another_sample(tmp_path: Path) -> None:
    made = tmp_path / "made.csv"
    subprocess.run([sys.executable, MAKE_SAMPLE, "--seed", "7", made], check=True, capture_output=True)
    assert made.read_bytes() != SAMPLE.read_bytes()
    assert len({listed.customer_no for listed in load_invoices(made)}) == 60


def test_the_sample_holds_every_kind_of_account() -> None:
    listed = load_invoices(SAMPLE)
    assert {each.collector_code for each in listed} == {"C391", "C406", "C770", "C818", "C897"}
    assert max(Counter((each.customer_no, each.settled_on) for each in listed).values()) >= 2
    assert any(each.invoice.disputed for each in listed)
    assert any(each.settled_on == each.invoice.invoice_date for each in listed)
    assert any(each.settled_on > date(2026, 10, 31) for each in listed)


def test_the_sample_day_has_open_settled_and_penalised_soas_and_names_to_stumble_over() -> None:
    world = PSCloudWorld(lambda: NOW, penalty_basis_points=SAMPLE_PENALTY_BASIS_POINTS)
    world.load(load_invoices(SAMPLE), SAMPLE_DAY)
    door = Door(make_app(world, API_KEY))
    soas = door.items("/soas", updated_since="2020-01-01T00:00:00Z")
    assert {soa["status"] for soa in soas} == {"active", "settled"}
    assert any(invoice["penalty"] != "0.00" for soa in soas for invoice in soa["invoices"])
    names = "".join(soa["customer"]["name"] for soa in soas)
    assert all(letter in names for letter in "ñé'")
