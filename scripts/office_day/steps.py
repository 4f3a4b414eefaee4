"""The walk: what people of the office do in a day, page by page. Each step says what must be on the screen after it."""

import unicodedata

from playwright.sync_api import expect

from scripts.office_day.eyes import Eyes
from scripts.world.field import ADMIN, PASSWORD

CASHIER = "rosa"
CASHIERS_PASSWORD = "a password of the cashier"  # noqa: S105 -- of an office that lasts a minute


def walk(eyes: Eyes) -> None:
    """All of it, in the order of the day."""
    _sign_in(eyes, ADMIN, PASSWORD)
    eyes.look("today", "/today")
    _look_at_downloads(eyes)
    _find_a_customer(eyes)
    _compare(eyes)
    _assign_a_code(eyes)
    _look_at_terminals(eyes)
    _hire_a_cashier(eyes)
    _decide_on_a_refused_one(eyes)
    _look_at_cash(eyes)
    _reconcile(eyes)
    _acknowledge(eyes)
    for name, path in (("office-journal", "/deeds"), ("users", "/users"), ("keys", "/keys"), ("account", "/account")):
        eyes.look(name, path)
    _work_as_the_cashier(eyes)


def _sign_in(eyes: Eyes, name: str, password: str) -> None:
    page = eyes.go("/sign-in")
    if name == ADMIN:
        eyes.look_here("sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/today")


def _look_at_downloads(eyes: Eyes) -> None:
    """This morning's failed records, and a run by hand that heals them."""
    eyes.look("downloads", "/downloads")
    page = eyes.go("/downloads")
    page.get_by_role("region", name="Downloads, the newest first").get_by_role("link").first.click()
    expect(page.get_by_role("main")).to_contain_text("due_date")
    eyes.look("download-with-failed-records")
    eyes.go("/downloads")
    page.get_by_label("Bring").select_option("whole")
    page.get_by_role("button", name="Run now").click()
    expect(page.get_by_role("main")).to_contain_text("completed")


def _find_a_customer(eyes: Eyes) -> None:
    page = eyes.go("/soas")
    eyes.look("customers", "/soas")
    found = page.get_by_role("region", name="SOAs")
    names = found.locator("tbody td:nth-child(2)").all_inner_texts()
    wanted = next((name for name in names if not name.isascii()), names[0])
    page.get_by_label("Name, account, SOA, invoice or address").fill(_without_accents(wanted))
    page.get_by_role("button", name="Show").click()
    expect(found).to_contain_text(wanted)
    eyes.look("customers-found")
    found.get_by_role("link").first.click()
    eyes.look("customer")
    page.get_by_role("button", name="Look at PSCloud now").click()
    expect(page.get_by_role("main")).to_contain_text("PSCloud")
    eyes.look_here("customer-as-pscloud-has-it")


def _without_accents(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign)).lower()


def _compare(eyes: Eyes) -> None:
    page = eyes.go("/soas/compare")
    page.get_by_role("button", name="Compare now").click()
    expect(page.locator("#comparison")).to_contain_text("Both sides")
    eyes.look("comparison", "/soas/compare")


def _assign_a_code(eyes: Eyes) -> None:
    """What changes at the terminals is shown before it is saved."""
    eyes.look("codes", "/codes")
    page = eyes.go("/codes")
    page.get_by_role("link", name="C391", exact=True).click()
    eyes.look("code")
    page = eyes.go("/collectors/collector-c391")
    eyes.look("collector")
    page.get_by_label("C406").check()
    page.get_by_role("button", name="Show what changes").first.click()
    expect(page.get_by_role("main")).to_contain_text("At the next download")
    eyes.look_here("what-changes-at-terminals")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_be_visible()
    eyes.look("accounts-without-code", "/accounts-without-code")
    eyes.look("collectors", "/collectors")


def _look_at_terminals(eyes: Eyes) -> None:
    eyes.look("terminals", "/terminals")
    eyes.look("terminal", "/terminals/T001")


def _hire_a_cashier(eyes: Eyes) -> None:
    page = eyes.go("/users")
    page.get_by_label("Name").fill(CASHIER)
    page.get_by_label("Role").select_option("cashier")
    page.get_by_label("First password").fill(CASHIERS_PASSWORD)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("status")).to_contain_text(CASHIER)


def _decide_on_a_refused_one(eyes: Eyes) -> None:
    """It explains itself; the money becomes the customer's credit, with a reason."""
    eyes.look("payments", "/payments")
    page = eyes.go("/payments?person=yes")
    page.get_by_role("region").get_by_role("link").first.click()
    expect(page.get_by_role("main")).to_contain_text("Hold it as")
    eyes.look("refused-payment")
    form = page.locator("form", has=page.get_by_role("heading", name="Hold it as the customer's credit", level=3))
    form.get_by_role("textbox").fill("The SOA was settled at the branch")
    form.get_by_role("button").click()
    expect(page.get_by_role("status")).to_be_visible()
    eyes.look("payment-as-credit")


def _look_at_cash(eyes: Eyes) -> None:
    for name, path in (
        ("payments-to-confirm", "/confirmations"),
        ("cash", "/remittances"),
        ("checks-in-keeping", "/checks"),
    ):
        eyes.look(name, path)


def _reconcile(eyes: Eyes) -> None:
    page = eyes.go("/reconcile")
    page.get_by_role("button", name="Reconcile this day now").click()
    expect(page.get_by_role("main")).to_contain_text("Counted at PSCloud")
    eyes.look("reconciliation")
    eyes.look("reconcile", "/reconcile")


def _acknowledge(eyes: Eyes) -> None:
    page = eyes.go("/alerts")
    eyes.look("alerts", "/alerts")
    buttons = page.get_by_role("button", name="I look after")
    if buttons.count():
        buttons.first.click()
        expect(page.get_by_role("main")).to_contain_text(ADMIN)


def _work_as_the_cashier(eyes: Eyes) -> None:
    """Whoever is no administrator sees only what they may do; what waits is approved."""
    page = eyes.go("/today")
    page.get_by_role("button", name="Sign out").click()
    _sign_in(eyes, CASHIER, CASHIERS_PASSWORD)
    page = eyes.go("/payments?status=pending")
    expect(page.get_by_role("link", name="Users")).to_have_count(0)
    page.get_by_role("button", name="Approve all shown here").click()
    expect(page.get_by_role("status")).to_be_visible()
    eyes.look_here("approved-by-the-cashier")
