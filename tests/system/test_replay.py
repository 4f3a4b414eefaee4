"""A few days of the sample through the whole field; CI runs a month of it, and anybody the two real years."""

from datetime import date
from pathlib import Path

from scripts.pscloud_sandbox import load_invoices
from scripts.world.replay import SAMPLE, Span, replay


def test_ten_days_of_the_sample_add_up_to_the_centavo(tmp_path: Path) -> None:
    invoices = load_invoices(SAMPLE)
    span = Span.of(invoices, date(2026, 9, 25), 10)
    outcome = replay(tmp_path, invoices, span, penalty_basis_points=200)
    assert outcome.findings == ()
    assert outcome.payments > 0
    assert outcome.penalties_minor > 0
    assert outcome.posted_minor == outcome.invoices_minor + outcome.penalties_minor
