"""Two back offices that share nothing but the file that describes each, through a whole day."""

import pytest

from bridge.connector.opening import open_back_office
from bridge.pscloud.back_office import CantTell
from bridge.reconcile.compare import compare
from bridge.reconcile.upstream import posted_upstream
from tests.bridge.connector.conftest import OtherOffice


@pytest.fixture(params=["ledger", "cloud"])
def office(request: pytest.FixtureRequest) -> OtherOffice:
    """Each of the two."""
    office: OtherOffice = request.getfixturevalue(request.param)
    return office


def test_all_pages_are_downloaded(office: OtherOffice) -> None:
    result = office.sync()
    assert result.problem is None
    assert result.download is not None
    assert (result.download.status, result.download.total, result.download.failed) == ("completed", 5, 0)
    assert [office.due(number) for number in ("S1", "S2", "S3", "S4", "S5")] == [125_050, 8_008, 6_000, 10_010, 110]
    assert office.value("SELECT name FROM soa WHERE soa_no = 'S2'") == "Ana Ñuñez"
    assert office.value("SELECT customer_no FROM soa WHERE soa_no = 'S2'") == "2000"


def test_an_unchanged_list_changes_nothing(office: OtherOffice) -> None:
    office.sync()
    before = office.value("SELECT max(revision) FROM soa")
    office.clock.sleep(3_600)
    office.sync(whole=True)
    assert office.value("SELECT max(revision) FROM soa") == before


def test_a_payment_is_posted_once_and_due_never_bounces(office: OtherOffice) -> None:
    office.sync()
    payment = office.collect("S1", 30_020, "D1")
    assert office.due("S1") == 95_030
    office.sync()
    assert (office.status(payment), office.due("S1")) == ("completed", 95_030)
    office.clock.sleep(60)
    office.books.charge("S1", "D9", 1_000)
    office.sync()
    assert office.due("S1") == 96_030
    assert office.booked == [(payment.receipt_no, 30_020)]


def test_two_payments_on_one_soa_are_reflected_together(office: OtherOffice) -> None:
    office.sync()
    office.collect("S1", 10_000, "D1")
    office.collect("S1", 25_050, "D2")
    office.sync()
    office.sync()
    assert office.due("S1") == 90_000
    assert len(office.booked) == 2


def test_a_lost_answer_does_not_post_twice(office: OtherOffice) -> None:
    office.sync()
    payment = office.collect("S1", 10_010, "D1")
    office.books.lose_answers = 1
    office.sync()
    office.clock.sleep(120)
    assert office.due("S1") == 115_040
    office.sync()
    office.sync()
    assert (office.status(payment), office.due("S1")) == ("completed", 115_040)
    assert office.booked == [(payment.receipt_no, 10_010)]


def test_a_void_takes_it_back_once(office: OtherOffice) -> None:
    office.sync()
    payment = office.collect("S2", 8_008, "D3")
    office.sync()
    office.void(payment)
    office.books.lose_answers = 1
    office.sync()
    office.clock.sleep(120)
    office.sync()
    office.sync()
    assert office.booked == []
    assert office.due("S2") == 8_008
    assert office.value("SELECT count(*) FROM posting WHERE state <> 'done'") == 0


def test_a_closed_soa_turns_the_payment_to_credit(ledger: OtherOffice) -> None:
    ledger.sync()
    payment = ledger.collect("S3", 6_000, "D4")
    ledger.books.close("S3")
    ledger.sync()
    assert ledger.status(payment) == "completed"
    assert [entry.account for entry in ledger.books.entries] == [None]


def test_a_refusal_waits_for_a_person_with_its_own_code(cloud: OtherOffice) -> None:
    cloud.sync()
    payment = cloud.collect("S3", 6_000, "D4")
    cloud.books.close("S3")
    cloud.sync()
    assert cloud.status(payment) == "failed"
    assert cloud.value("SELECT code FROM payment") == "closed"


def test_an_expired_token_is_renewed_in_the_middle(cloud: OtherOffice) -> None:
    cloud.sync()
    given = cloud.tokens.given
    cloud.sync()
    assert cloud.tokens.given == given
    cloud.tokens.revoke()
    cloud.collect("S5", 110, "D6")
    assert cloud.sync().problem is None
    assert cloud.tokens.given == given + 1
    assert len(cloud.booked) == 1


def test_only_changes_are_asked_for_where_they_are_told(cloud: OtherOffice) -> None:
    cloud.sync()
    cloud.clock.sleep(600)
    cloud.books.charge("S2", "D8", 500)
    result = cloud.sync()
    assert result.download is not None
    assert (result.download.scope, result.download.total) == ("changes", 1)
    assert cloud.due("S2") == 8_508


def test_what_is_paid_leaves_the_list(cloud: OtherOffice) -> None:
    cloud.sync()
    cloud.collect("S5", 110, "D6")
    cloud.sync()
    assert cloud.value("SELECT status FROM soa WHERE soa_no = 'S5'") == "settled"


def test_control_totals_and_payments_are_compared(cloud: OtherOffice) -> None:
    cloud.sync()
    payment = cloud.collect("S1", 100, "D1")
    cloud.sync()
    with open_back_office(cloud.bridge, cloud.clock.sleep) as tala:
        assert compare(cloud.bridge, tala).ok
        cloud.clock.sleep(60)
        cloud.books.charge("S4", "D7", 900)
        found = compare(cloud.bridge, tala)
        assert [difference.soa_no for difference in found.differences] == ["S4"]
        assert posted_upstream(tala)[payment.payment_id].amount_minor == 100


def test_what_a_back_office_cannot_tell_is_said(ledger: OtherOffice) -> None:
    result = ledger.sync()
    assert result.download is not None
    assert result.download.reason == "not compared: Banawe Ledger can't tell what all SOAs add up to."
    with open_back_office(ledger.bridge, ledger.clock.sleep) as banawe:
        with pytest.raises(CantTell):
            compare(ledger.bridge, banawe)
        with pytest.raises(CantTell):
            banawe.soa("S1")
        with pytest.raises(CantTell):
            posted_upstream(banawe)


def test_a_record_that_is_wrong_is_set_aside_alone(ledger: OtherOffice) -> None:
    ledger.books.accounts["S3"].lines[0].balance = -5
    ledger.books.accounts["S3"].name = ""
    result = ledger.sync()
    assert result.download is not None
    assert (result.download.succeeded, result.download.failed) == (4, 1)
    assert ledger.value("SELECT soa_no FROM download_failure") == "S3"
    assert "AccountNo" in str(ledger.value("SELECT record FROM download_failure"))
    ledger.books.accounts["S3"].lines[0].balance = 6_000
    ledger.books.accounts["S3"].name = "Lito"
    ledger.sync()
    assert ledger.value("SELECT count(*) FROM download_failure WHERE healed_by IS NULL") == 0
