"""The day itself: a morning in the office, a collector's round without network, the evening, and the proof."""

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple

from scripts.demo_day.narration import Narrator
from scripts.demo_day.office import Office
from scripts.demo_day.opening import CODE, LOGIN, NAME, PASSWORD, PIN, enrolment_code

NOTES_AND_COINS = ("1000", "500", "200", "100", "50", "20", "10", "5", "1", "0.25", "0.10", "0.05", "0.01")
UNREACHABLE = 3


class Customer(NamedTuple):
    """One line of the collector's list."""

    soa_no: str
    name: str
    due: Decimal


class Visits(NamedTuple):
    """Who is visited, by what happens there."""

    overdue: Customer
    cash: Customer
    credit: Customer
    ewallet: Customer
    check: Customer
    mistake: Customer


def play(narrator: Narrator, office: Office) -> None:
    """The whole day, in the order in which it happens."""
    morning_in_the_office(narrator, office)
    start_of_work(narrator)
    round_without_network(narrator, office)
    evening(narrator)
    proof(narrator)


def morning_in_the_office(narrator: Narrator, office: Office) -> None:
    """The bridge is set up, has PSCloud's SOAs, serves, and knows a collector and a terminal."""
    narrator.part("Morning, in the office")
    narrator.step("The bridge gets its home", "Once. It stands between PSCloud and the terminals.")
    narrator.run("mpos-bridge", "init", "--admin", "office", "--password", "-", typed=PASSWORD)
    narrator.step("Today's SOAs come from PSCloud", "The bridge does this on schedule. Here once by hand, to see it.")
    narrator.run("mpos-bridge", "sync", "--download")
    narrator.step("A collector and her area", "Ana works in area C391. Her PIN comes from stdin and is kept hashed.")
    narrator.run("mpos-bridge", "collectors", "add", LOGIN, "--name", NAME, "--code", CODE, "--pin", "-", typed=PIN)
    narrator.step("A terminal is bound to this office", "By a code that works once. `mpos-bridge serve` runs now.")
    url = office.start_bridge()
    shown = narrator.run("mpos-bridge", "terminals", "enroll")
    narrator.run("mpos", "enroll", "--bridge", url, "--code", enrolment_code(shown))


def start_of_work(narrator: Narrator) -> None:
    """Ana logs in, opens the day, and has her list."""
    narrator.part("Ana starts work")
    narrator.step("She logs in and opens the registry", "The change fund is counted into the cash box first.")
    narrator.run("mpos", "login", LOGIN, "--pin", "-", typed=PIN)
    narrator.run("mpos", "open-registry", "--change-fund", "500")
    narrator.step("She takes the day's list along", "Until the new list is whole, yesterday's stays in use.")
    narrator.run("mpos", "download-soa")
    narrator.run("mpos", "soa", "list", "--limit", "6")


def round_without_network(narrator: Narrator, office: Office) -> None:
    """Payments of every kind, a reprint, a void and a reading, with the bridge out of reach."""
    office.stop_bridge()
    narrator.part("On the road, without network")
    narrator.step("The office is out of reach", "The bridge is stopped here. Nothing that Ana does now needs it.")
    narrator.run("mpos", "upload", expected=UNREACHABLE)
    visits = plan_visits(narrator)
    pay_in_cash(narrator, visits.cash)
    pay_in_part(narrator, visits.overdue)
    pay_by_check_and_wallet(narrator, visits.check, visits.ewallet)
    pay_more_than_is_due(narrator, visits.credit)
    enter_paper_receipt(narrator)
    correct_a_mistake(narrator, visits.mistake)
    narrator.step("How does the day stand?", "The X-reading totals the day so far and resets nothing.")
    narrator.run("mpos", "x-reading")
    narrator.run("mpos", "transactions")
    office.start_bridge()


def pay_in_cash(narrator: Narrator, customer: Customer) -> None:
    """More is handed over than is due; the rest is change."""
    narrator.step("Cash, with change", f"Ana searches a word of the name. {customer.name} pays all that is due.")
    narrator.run("mpos", "soa", "list", "--search", customer.name.split()[-1])
    narrator.run("mpos", "collect", customer.soa_no, "--amount", f"{customer.due}", "--cash", above(customer.due, 100))


def pay_in_part(narrator: Narrator, customer: Customer) -> None:
    """Two invoices of the customer's choice; the rest stays due."""
    narrator.step("A part, for two invoices", f"{customer.name} is overdue and says which invoices the money is for.")
    narrator.run("mpos", "soa", "show", customer.soa_no)
    invoices = narrator.ask("mpos", "soa", "show", customer.soa_no)["invoices"]
    first, *_, last = [invoice for invoice in invoices if Decimal(invoice["balance"])]
    amount = Decimal(last["balance"]) + Decimal(last["penalty"])
    wishes = (f"--pay={first['invoice_no']}=1500", f"--pay={last['invoice_no']}={amount}")
    narrator.run("mpos", "collect", customer.soa_no, *wishes, "--cash", above(amount + 1500, 100))


def pay_by_check_and_wallet(narrator: Narrator, by_check: Customer, by_wallet: Customer) -> None:
    """Two methods in one payment, and a payment without any cash."""
    amount = below(by_check.due, 1000)
    check = f"{amount}:RURAL BANK:0012345:{narrator.ask('mpos', 'status')['business_date']}"
    rest = f"{by_check.due - Decimal(amount)}"
    narrator.step("A check and cash", f"{by_check.name} brings a check in round pesos, and the rest in cash.")
    narrator.run("mpos", "collect", by_check.soa_no, "--check", check, "--cash", rest)
    narrator.step("An e-wallet", f"{by_wallet.name} has sent all that is due and shows the reference.")
    narrator.run("mpos", "collect", by_wallet.soa_no, "--ewallet", f"{by_wallet.due}:2291-7745-0318")


def pay_more_than_is_due(narrator: Narrator, customer: Customer) -> None:
    """The excess is the customer's credit, only when that is said."""
    narrator.step("An advance, with the collector's copy", f"{customer.name} pays ahead; the excess is kept as credit.")
    narrator.run("mpos", "collect", customer.soa_no, "--cash", above(customer.due + 500, 500), "--advance", "--copy")


def enter_paper_receipt(narrator: Narrator) -> None:
    """Someone who is on no list was receipted on paper."""
    narrator.step("A paper receipt is typed in", "A new customer, on no list, was given no. 4711 of the booklet.")
    customer = ("--customer-no", "0417-NEWCO", "--name", "Juan dela Cruz")
    narrator.run("mpos", "or-entry", "--manual-or", "4711", *customer, "--cash", "350")


def correct_a_mistake(narrator: Narrator, customer: Customer) -> None:
    """A reprint is marked and counted; a void keeps its number."""
    narrator.step("A wrong payment, a reprint and a void", "The void keeps the number, and travels like a payment.")
    shown = narrator.run("mpos", "collect", customer.soa_no, "--cash", "200")
    narrator.run("mpos", "receipt")
    narrator.run("mpos", "void", receipt_no_in(shown), "--reason", "Wrong customer")


def evening(narrator: Narrator) -> None:
    """Everything reaches PSCloud, the cash is counted, and the day is closed for good."""
    narrator.part("Back at the office")
    narrator.step("Is this slip genuine?", "A customer called and read out the code on it. Nothing is uploaded yet.")
    first = narrator.ask("mpos", "transactions")["items"][0]["receipt_no"]
    slip = narrator.ask("mpos", "receipt", first, "--preview")["text"]
    narrator.run("mpos-bridge", "receipt", "verify", check_code_in(slip))
    narrator.step("She uploads", "The bridge checks the journal's chain and seal, and derives the payments from it.")
    narrator.run("mpos", "upload")
    narrator.step("The bridge posts to PSCloud", "Each payment under one key from the terminal on, so never twice.")
    narrator.run("mpos-bridge", "sync")
    narrator.step("The terminal learns the fates", "Each payment is on the device, at the office, or in PSCloud.")
    narrator.run("mpos", "download-soa")
    narrator.run("mpos", "transactions")
    narrator.step("The collection report", "For the cashier who takes the money.")
    narrator.run("mpos", "collection-report")
    narrator.step("The cash is counted", "Notes and coins by denomination. After this, nothing more is collected.")
    cash = Decimal(narrator.ask("mpos", "status")["cash_in_hand"])
    narrator.run("mpos", "close-registry", *counted(cash))
    narrator.step("The Z-reading closes the day", "Once a day: it advances the Z counter and the grand total.")
    narrator.run("mpos", "z-reading")
    narrator.step("She hands over the cash", "The slip is signed by both; until then it counted as cash in her hands.")
    narrator.run("mpos", "remit", "--amount", f"{cash}", "--to", "Cashier")
    narrator.run("mpos", "upload")
    narrator.run("mpos", "status")


def proof(narrator: Narrator) -> None:
    """What the office sees, and that nothing is missing."""
    narrator.part("What the office sees")
    narrator.step("Is the list complete?", "Counts and sums against PSCloud's own totals.")
    narrator.run("mpos-bridge", "sync")
    narrator.run("mpos-bridge", "downloads")
    narrator.run("mpos-bridge", "soa", "compare")
    narrator.step("Payments and terminals", "What came in and what became of it; what is still out there.")
    narrator.run("mpos-bridge", "payments", "list")
    narrator.run("mpos-bridge", "terminals", "list")
    narrator.step("Where is every peso?", "The terminal proves its journal, and the audit all of it, from end to end.")
    narrator.run("mpos", "journal", "verify")
    narrator.run("mpos-bridge", "audit")


def plan_visits(narrator: Narrator) -> Visits:
    """The longest overdue customer, and of the others those with the smallest amounts first."""
    items = narrator.ask("mpos", "soa", "list")["items"]
    customers = [Customer(item["soa_no"], item["name"], Decimal(item["amount_due"])) for item in items]
    overdue, *others = [customer for customer in customers if customer.due]
    return Visits(overdue, *sorted(others, key=lambda customer: customer.due)[: len(Visits._fields) - 1])


def receipt_no_in(shown: str) -> str:
    """The number in "Receipt A00000007: ...", which is how `collect` begins."""
    return shown.split()[1].rstrip(":")


def check_code_in(slip: str) -> str:
    """The check code on a receipt's slip, which stands below its label."""
    found = re.search(r"Check code\s+(\S+)", slip)
    assert found, "no check code is on the receipt"
    return found[1]


def counted(cash: Decimal) -> list[str]:
    """The options of close-registry for a cash box that holds exactly this much."""
    options = []
    for piece in NOTES_AND_COINS:
        pieces, cash = divmod(cash, Decimal(piece))
        if pieces:
            options += ["--count", f"{piece}x{int(pieces)}"]
    return options


def above(amount: Decimal, step: int) -> str:
    """The next multiple of `step` pesos, as what a customer hands over."""
    return f"{(amount / step).to_integral_value(ROUND_CEILING) * step}"


def below(amount: Decimal, step: int) -> str:
    """The multiple of `step` pesos that is not more than the amount."""
    return f"{(amount / step).to_integral_value(ROUND_FLOOR) * step}"
