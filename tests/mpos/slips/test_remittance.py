from mpos.slips.remittance import remittance_slip
from tests.mpos.slips.records import COLLECTOR, ISSUER, REMITTANCE, on_paper, rows

SLIP = remittance_slip(REMITTANCE, ISSUER, "2026-11-22", COLLECTOR, 400)


def test_it_tells_the_cash_in_notes_figures_and_words() -> None:
    lines = rows(SLIP)
    start = lines.index("NOTES AND COINS")
    assert lines[start : start + 6] == [
        "NOTES AND COINS",
        "1,000.00 x 1 1,000.00",
        "50.00 x 5 250.00",
        "-" * 48,
        "CASH REMITTED 1,250.00",
        "ONE THOUSAND TWO HUNDRED FIFTY PESOS AND 00/100",
    ]


def test_it_has_a_number_of_its_own_and_is_no_receipt() -> None:
    lines = rows(SLIP)
    assert lines[lines.index("REMITTANCE SLIP") + 1] == "No. A-R00000001"
    assert {"Handed to: Cashier Cruz", "Reference DEP-0001", "THIS IS NOT A RECEIPT.", "Journal entry 400"} <= set(
        lines
    )


def test_both_sign() -> None:
    assert on_paper(SLIP).count("_" * 48) == 2
    assert {"Collector: Maria Santos", "Received by: Cashier Cruz"} <= set(rows(SLIP))


def test_what_was_not_said_takes_no_line_and_the_receiver_may_sign_all_the_same() -> None:
    bare = remittance_slip(
        REMITTANCE._replace(pieces=(), handed_to=None, reference=None), ISSUER, "2026-11-22", COLLECTOR, 400
    )
    text = on_paper(bare)
    for absent in ("NOTES", "Handed", "Reference", "None"):
        assert absent not in text
    assert "Received by:" in rows(bare)
