"""Collection and Payments as pages: found, approved, explained, decided; and nothing can be removed."""

import io
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import text

from bridge.access.roles import AUDITOR, CASHIER, MANAGER
from bridge.store import payment_search
from bridge.store.attachments import keep
from bridge.store.engine import reading, writing
from bridge.store.schema import metadata
from bridge.web.pages import PAGES
from mpos.contract import kinds
from mpos.contract.held_check import HeldCheck, ReturnedCheck, held_check_body, returned_check_body
from mpos.contract.payment import Payment, Tender, payment_body
from mpos.contract.remittance import Remittance, remittance_body
from mpos.contract.signature import Signature, signature_body
from tests.bridge.pscloud_office import DAY
from tests.bridge.web.pages.pscloud_browser import Online, open_online

TODAY = DAY.isoformat()


@pytest.fixture
def online(tmp_path: Path) -> Iterator[Online]:
    with open_online(tmp_path / "home", MPOS_BRIDGE_APPROVAL="cashier") as online:
        online.office.sync()
        yield online


def refused(online: Online, amount_minor: int = 6_000) -> Payment:
    """A payment that PSCloud refused: its SOA was cancelled, and the office wants a person to decide."""
    payment = online.office.payment(None, amount_minor)._replace(soa_no="SOA-9999")
    online.office.record(kinds.PAYMENT_RECORDED, payment_body(payment))
    return payment


def test_payments_are_found_by_whatever_is_known_of_them(online: Online) -> None:
    online.office.collect("SOA-1000", 11_200, "A1", customer_name="Ana Peña", tenders=(Tender("check", 11_200, "77"),))
    online.office.void(online.office.collect("SOA-2000", 5_000, "B1", customer_name="Jose Rizal"))
    browser = online.browser
    browser.sign_in()
    for query, names in [
        ("", "Ana Jose"),
        ("search=pena", "Ana"),
        ("search=112", "Ana"),
        ("search=112.00+SOA-1000", "Ana"),
        ("search=50.00", "Jose"),
        ("search=ana+soa2000", ""),
        ("search=---", ""),
        ("search=%25", ""),
        ("search=A00000002", "Jose"),
        ("search=nobody", ""),
        ("method=check", "Ana"),
        ("voided=yes", "Jose"),
        ("voided=no", "Ana"),
        ("status=pending", "Ana"),
        ("from=2026-10-16", ""),
        ("to=2026-10-14", ""),
        (f"from={TODAY}&to={TODAY}", "Ana Jose"),
        ("collector=ana&code=C391&terminal=T001", "Ana Jose"),
        ("terminal=T002", ""),
        ("branch=Nowhere", ""),
        ("person=yes", ""),
    ]:
        page = browser.get(f"/payments?{query}")
        assert page.status == 200, query
        assert {name for name in ("Ana", "Jose") if f"{name} " in page.words} == set(names.split()), query
    for wrong in ("from=soon", "status=lost", "method=shells", "before=x"):
        assert browser.get(f"/payments?{wrong}").status == 400


def test_the_list_goes_on_page_by_page_and_every_payment_is_on_one(online: Online) -> None:
    for _ in range(105):
        online.office.collect("SOA-1000", 100, "A1")
    browser = online.browser
    browser.sign_in()
    first = browser.get("/payments")
    older = first.text.split('class="more"><a href="')[1].split('"')[0].replace("&amp;", "&")
    second = browser.get(older)
    numbers = [f"A{number:08}" for number in range(1, 106)]
    assert [number for number in numbers if number in first.words] == numbers[5:]
    assert [number for number in numbers if number in second.words] == numbers[:5]
    assert "105 payments" in first.words
    assert "105 payments" in second.words


def test_a_cashier_approves_one_several_or_all_shown(online: Online) -> None:
    payments = [online.office.collect("SOA-1000", 1_000, "A1") for _ in range(5)]
    browser = online.browser
    browser.become(CASHIER)
    first = f"/payments/{payments[0].payment_id}"
    page = browser.submit(browser.get(first), f"{first}/approve")
    assert "goes to PSCloud" in page.words
    form = browser.get("/payments").form("/payments/approve").values
    token = {"csrf_token": form["csrf_token"], "query": form["query"]}
    assert browser.send("/payments/approve", **token).status == 400
    browser.send("/payments/approve", **token, chosen=[payments[1].payment_id, payments[2].payment_id])
    assert [online.office.status(each) for each in payments] == ["approved"] * 3 + ["pending"] * 2
    browser.send("/payments/approve", **token, all="yes", shown=[each.payment_id for each in payments[3:]])
    assert [online.office.status(each) for each in payments] == ["approved"] * 5
    assert online.office.value("SELECT count(*) FROM office_deed WHERE what = 'payment approved'") == 5


def test_who_collected_a_payment_does_not_decide_on_it(online: Online) -> None:
    payment = online.office.collect("SOA-1000", 1_000, "A1")
    browser = online.browser
    browser.become(MANAGER, name="Ana")
    page = browser.get(f"/payments/{payment.payment_id}")
    assert "You collected it yourself" in page.words
    token = page.form("/sign-out").values["csrf_token"]
    said = browser.send(f"/payments/{payment.payment_id}/approve", csrf_token=token)
    assert said.status == 403
    assert "was collected by ana: somebody else has to decide on it" in said.words
    assert online.office.status(payment) == "pending"


def test_a_refused_payment_explains_itself_and_is_attached_where_it_belongs(online: Online) -> None:
    payment = refused(online)
    browser = online.browser
    browser.become(MANAGER)
    browser.submit(browser.get(f"/payments/{payment.payment_id}"), f"/payments/{payment.payment_id}/approve")
    online.office.sync()
    path = f"/payments/{payment.payment_id}"
    assert payment.receipt_no in browser.get("/payments?person=yes").words
    page = browser.get(path)
    assert "PSCloud has no SOA of this number." in page.words
    assert [form.action.split("/")[-1] for form in page.forms if path in form.action] == [
        *("attach", "credit", "refund", "retry")
    ]
    assert browser.submit(page, f"{path}/attach", soa_no="SOA-1000", attach_reason=" ").status == 400
    lost = browser.submit(page, f"{path}/attach", soa_no="SOA-0", attach_reason="hers")
    assert (lost.status, lost.form(f"{path}/attach").values["attach_reason"]) == (404, "hers")
    done = browser.submit(page, f"{path}/attach", soa_no="SOA-1000", attach_reason="the slip names her")
    assert "It goes on SOA SOA-1000 with the next sync." in done.words
    assert online.office.due("SOA-1000") == 125_050 - 6_000
    online.office.sync()
    assert online.office.posted == [(payment.receipt_no, 6_000)]
    assert online.office.due("SOA-1000") == 125_050 - 6_000
    page = browser.get(path)
    for said in ("the slip names her", "attached", "manager", "completed", "Counts on SOA SOA-1000"):
        assert said in page.words
    assert not [form for form in page.forms if path in form.action]


def test_a_refund_is_for_good_and_has_a_total_of_its_own(online: Online) -> None:
    payment = refused(online)
    browser = online.browser
    browser.become(MANAGER)
    path = f"/payments/{payment.payment_id}"
    browser.submit(browser.get(path), f"{path}/approve")
    online.office.sync()
    page = browser.get(path)
    browser.submit(page, f"{path}/refund", refund_reason="cash back, voucher 7")
    for act in ("refund", "retry", "credit", "attach"):
        fields = page.form(f"{path}/{act}").values | {f"{act}_reason": "again", "soa_no": "SOA-1000"}
        assert browser.send(f"{path}/{act}", **fields).status == 409
    shown = browser.get("/payments")
    assert "Active collection 0.00" in shown.words
    assert "Refunded 60.00" in shown.words
    assert payment.receipt_no not in browser.get("/payments?person=yes").words
    online.office.void(payment)
    online.office.sync()
    assert "Voided 60.00" in browser.get("/payments").words
    assert online.office.posted == []


def test_an_auditor_sees_everything_and_decides_nothing(online: Online) -> None:
    payment = online.office.collect("SOA-1000", 1_000, "A1")
    browser = online.browser
    browser.become(AUDITOR)
    for path in (
        "/payments",
        f"/payments/{payment.payment_id}",
        "/remittances",
        "/checks",
        "/confirmations",
        "/reconcile",
    ):
        page = browser.get(path)
        assert page.status == 200
        assert [form.action for form in page.forms if form.method == "post"] == ["/sign-out"]
    token = browser.get("/payments").form("/sign-out").values["csrf_token"]
    for act in ("approve", "retry", "attach", "credit", "refund", "confirm/1"):
        assert browser.send(f"/payments/{payment.payment_id}/{act}", csrf_token=token).status == 403
    assert browser.send("/reconcile", csrf_token=token, day=TODAY).status == 403


def test_who_is_kept_to_a_branch_sees_nothing_of_another(online: Online) -> None:
    online.office.change("UPDATE collector_code SET branch = 'North' WHERE collector_code = 'C391'")
    online.office.change("UPDATE collector_code SET branch = 'South' WHERE collector_code = 'C406'")
    payment = online.office.collect("SOA-1000", 1_000, "A1")
    other = online.office.collect("SOA-3000", 2_000, "C1", collector_code="C406")
    browser = online.browser
    browser.become(MANAGER, branches=("South",))
    page = browser.get("/payments")
    assert (other.receipt_no in page.words, payment.receipt_no in page.words) == (True, False)
    assert "Active collection 20.00" in page.words
    assert browser.get(f"/payments/{payment.payment_id}").status == 404
    token = page.form("/sign-out").values["csrf_token"]
    assert browser.send(f"/payments/{payment.payment_id}/approve", csrf_token=token).status == 404
    assert browser.get("/reconcile").status == 403


def test_a_signature_is_shown_to_people_who_are_signed_in(online: Online) -> None:
    payment = online.office.collect("SOA-1000", 1_000, "A1")
    picture = io.BytesIO()
    Image.new("1", (8, 8)).save(picture, "PNG")
    content = picture.getvalue()
    digest = sha256(content).hexdigest()
    signed = Signature(payment.receipt_no, payment.payment_id, digest, len(content), 8, 8)
    online.office.record(kinds.SIGNATURE_TAKEN, signature_body(signed))
    path = f"/payments/{payment.payment_id}/signature.png"
    assert "/sign-in" in online.browser.get(path).path
    online.browser.sign_in()
    assert online.browser.get(path).status == 404
    with writing(online.office.bridge.engine) as conn:
        assert keep(conn, "T001", digest, content, online.office.clock.now())
    assert online.browser.get(path).status == 200
    assert path in online.browser.get(f"/payments/{payment.payment_id}").text


def test_prints_and_reprints_of_a_receipt_are_on_its_page(online: Online) -> None:
    payment = online.office.collect("SOA-1000", 1_000, "A1")
    receipt_no = payment.receipt_no
    online.office.record(kinds.SLIP_PRINTED, {"slip": "receipt", "receipt_no": receipt_no, "outcome": "printed"})
    online.office.record(kinds.SLIP_PRINTED, {"slip": "z-reading", "receipt_no": None, "outcome": "printed"})
    again = {"receipt_no": receipt_no, "payment_id": payment.payment_id, "reprint": 1, "copy": False}
    online.office.record(kinds.RECEIPT_REPRINTED, again)
    online.browser.sign_in()
    page = online.browser.get(f"/payments/{payment.payment_id}")
    assert "receipt printed" in page.words
    assert "reprint 1" in page.words
    assert online.office.value("SELECT count(*) FROM receipt_slip") == 2


def test_money_that_nobody_saw_arrive_is_looked_for_and_confirmed(online: Online) -> None:
    tender = Tender("ewallet", 1_000, "QR-7", for_confirmation=True)
    payment = online.office.collect("SOA-1000", 1_000, "A1", tenders=(tender,))
    browser = online.browser
    browser.become(CASHIER)
    assert "QR-7" in browser.get("/confirmations").words
    path = f"/payments/{payment.payment_id}"
    assert browser.submit(browser.get(path), f"{path}/confirm/1", found="no", remark="").status == 400
    browser.submit(browser.get(path), f"{path}/confirm/1", found="no", remark="not in the account at noon")
    assert "not found" in browser.get("/confirmations").words
    browser.submit(browser.get(path), f"{path}/confirm/1", found="yes", remark="came at three")
    assert "QR-7" not in browser.get("/confirmations").words
    assert "found came at three cashier" in browser.get(path).words
    assert online.office.value("SELECT count(*) FROM confirmation") == 2
    token = browser.get(path).form("/sign-out").values["csrf_token"]
    assert browser.send(f"{path}/confirm/2", csrf_token=token, found="yes").status == 409


def test_cash_is_held_against_what_was_remitted(online: Online) -> None:
    online.office.collect("SOA-1000", 10_000, "A1")
    online.office.void(online.office.collect("SOA-1000", 5_000, "A1"))
    at = "2026-10-15T17:00:00.000+08:00"
    handed = Remittance("A-R00000001", 7_500, (), "Main branch", "DS-1", at)
    online.office.record(kinds.CASH_REMITTED, remittance_body(handed))
    online.browser.sign_in()
    page = online.browser.get("/remittances")
    assert "Cash collected 100.00 Remitted 75.00 Still in hand 25.00" in page.words
    assert "2026-10-15 ana 100.00 75.00 25.00 in hand" in page.words
    assert "A-R00000001" in page.words
    assert "Still in hand 0.00" in online.browser.get("/remittances?collector=ben").words


def test_a_check_in_keeping_leaves_when_it_is_collected_or_returned_and_comes_back_with_a_void(online: Online) -> None:
    at = "2026-10-15T09:00:00.000+08:00"
    for number in ("A-K1", "A-K2"):
        check = HeldCheck(
            number, "SOA-1000", "1000", "Ana Peña", "C391", "PHP", 4_000, "BPI", f"no {number}", "2026-10-20", at
        )
        online.office.record(kinds.CHECK_HELD, held_check_body(check))
    browser = online.browser
    browser.sign_in()
    assert "Held 80.00 2 checks" in browser.get("/checks").words
    tender = Tender("check", 4_000, "no A-K1", "BPI", "2026-10-20")
    payment = online.office.collect("SOA-1000", 4_000, "A1", tenders=(tender,), held_check_no="A-K1")
    online.office.record(kinds.CHECK_RETURNED, returned_check_body(ReturnedCheck("A-K2", "the customer paid cash", at)))
    assert "None." in browser.get("/checks").words
    every = browser.get("/checks?state=all").words
    assert f"collected {payment.receipt_no}" in every
    assert "returned the customer paid cash" in every
    online.office.void(payment)
    assert "no A-K1" in browser.get("/checks").words


def test_a_day_is_reconciled_from_the_page(online: Online) -> None:
    online.office.collect("SOA-1000", 10_000, "A1")
    browser = online.browser
    browser.become(CASHIER)
    page = browser.submit(browser.get("/reconcile"), "/reconcile", day=TODAY)
    assert page.path == "/reconcile/1"
    assert "waits Nothing differs, but not all of it is at PSCloud yet." in page.words
    assert "cashier" in browser.get("/reconcile").words
    assert browser.submit(browser.get("/reconcile"), "/reconcile", day="2026-10-16").status == 400
    assert browser.get("/reconcile/7").status == 404


def test_no_page_removes_a_row(online: Online) -> None:
    """Whatever is sent anywhere: payments, journal, decisions and deeds only grow."""
    online.office.collect("SOA-1000", 10_000, "A1")
    online.browser.sign_in()
    kept = {
        "payment",
        "journal",
        "posting",
        "void",
        "resolution",
        "office_deed",
        "tender",
        "allocation",
        "receipt_slip",
    }
    before = counts(online, kept)
    paths = [(route.path, route.methods) for router in PAGES for route in router.routes]  # type: ignore[attr-defined]
    assert not [path for path, methods in paths if methods & {"DELETE", "PUT", "PATCH"}]
    token = online.browser.get("/payments").form("/sign-out").values["csrf_token"]
    for path, methods in paths:
        if path.startswith(("/payments", "/reconcile", "/checks", "/remittances")) and "POST" in methods:
            online.browser.send(path.replace("{payment_id}", "A00000001").replace("{line}", "1"), csrf_token=token)
    after = counts(online, kept)
    assert all(after[name] >= before[name] for name in kept)


def counts(online: Online, names: set[str]) -> dict[str, int]:
    """How many rows each table has."""
    assert names <= metadata.tables.keys()
    with reading(online.office.bridge.engine) as conn:
        return {name: conn.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in names}


def test_what_is_too_much_to_add_up_is_listed_without_totals(online: Online, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(payment_search, "MAX_SUMMED", 1)
    for _ in range(2):
        online.office.collect("SOA-1000", 1_000, "A1")
    browser = online.browser
    browser.sign_in()
    page = browser.get("/payments")
    assert "too many payments to add up at once" in page.words
    assert "A00000002" in page.words
    assert "Active collection" in browser.get("/payments?search=A00000002").words
