from mpos.slips.check_acknowledgement import check_acknowledgement_slip
from tests.mpos.slips.records import COLLECTOR, HELD_CHECK, ISSUER, rows

SLIP = check_acknowledgement_slip(HELD_CHECK, ISSUER, "2026-11-22", COLLECTOR, 401)


def test_it_has_a_number_of_its_own_and_says_that_nothing_is_paid() -> None:
    lines = rows(SLIP)
    assert lines[lines.index("ACKNOWLEDGEMENT OF POST-DATED CHECK") + 1] == "No. A-P00000001"
    assert "THIS IS NOT A RECEIPT." in lines
    assert "Nothing is paid by this slip." in " ".join(lines)


def test_it_describes_the_check() -> None:
    assert {
        "Bank BDO",
        "Check no. 0012345",
        "Check date 2026-12-15",
        "CHECK AMOUNT 1,234.56",
        "PEÑAFLORIDA, MARIA CONSOLACION",
        "SOA no. SOA-0379-NEVHP",
    } <= set(rows(SLIP))
    assert "ONE THOUSAND TWO HUNDRED THIRTY-FOUR PESOS AND 56/100" in " ".join(rows(SLIP))


def test_after_midnight_it_shows_the_business_date_too() -> None:
    late = HELD_CHECK._replace(held_at="2026-11-23T00:10:00.000+08:00")
    assert "Business date 2026-11-22" in rows(check_acknowledgement_slip(late, ISSUER, "2026-11-22", COLLECTOR, 401))
    assert not [line for line in rows(SLIP) if line.startswith("Business date")]
