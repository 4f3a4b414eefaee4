"""The day, key by key. E is Enter, C is Clear; what must stand on the screen afterwards is named with each step."""

from typing import NamedTuple

NUMBER = "8527"
"""The first digits of a customer's number."""
NAME = "26435"
"""A name by the keys that carry its letters: ANGEL."""
EXACT, CHANGE, CHECK = "in cash, exact", "in cash, with change", "by check"


class Step(NamedTuple):
    """Some keys, and what they bring. The keys of a payment are counted, but for `free`: numbers and amounts."""

    name: str
    keys: str
    shows: tuple[str, ...]
    payment: str = ""
    free: int = 0


MORNING = (
    Step("the PIN", "1", ("PIN",)),
    Step("menu, the registry is closed", "1234E", ("MENU", "Registry closed")),
    Step("change fund", "E", ("OPEN THE REGISTRY",)),
    Step("a last look before the day begins", "0500E", ("RECORD IT",)),
    Step("menu, the day is open", "E", ("MENU", "> 1 Collect")),
    Step("downloaded", "4", ("DOWNLOADED",)),
    Step("what comes next is marked", "E", ("MENU", "> 1 Collect")),
)
ROUND = (
    Step("find a customer", "1", ("FIND A CUSTOMER",), EXACT),
    Step("the list narrows", NUMBER, ("> ",), EXACT, len(NUMBER)),
    Step("a SOA and its invoices", "E", ("DUE",), EXACT),
    Step("the amount, centavos shift in", "15000", ("Pay",), EXACT, 5),
    Step("how it is paid", "E", ("Cash",), EXACT),
    Step("cash received", "E", ("CASH RECEIVED",), EXACT),
    Step("confirm", "E", ("CONFIRM", "RECORD IT"), EXACT),
    Step("receipt", "E", ("RECEIPT A00000001", "printed"), EXACT),
    Step("the next customer", "E", ("FIND A CUSTOMER",), CHANGE),
    Step("by letters on the keys", NAME, ("> ",), CHANGE, len(NAME)),
    Step("several fit, a digit chooses", "E", ("Digit: choose",), CHANGE),
    Step("the one chosen", "2", ("DUE",), CHANGE),
    Step("all that is due", "E", ("Cash",), CHANGE),
    Step("cash", "E", ("CASH RECEIVED",), CHANGE),
    Step("confirm with change", "0300E", ("CONFIRM", "CHANGE"), CHANGE, 4),
    Step("the change, large", "E", ("RECEIPT A00000002", "CHANGE"), CHANGE),
    Step("a third customer", "E", ("FIND A CUSTOMER",), CHECK),
    Step("her SOA", f"{NUMBER}E", ("DUE",), CHECK, len(NUMBER)),
    Step("a whole amount", "01000", ("Pay",), CHECK, 5),
    Step("by check", "E2", ("HOW MUCH OF IT",), CHECK),
    Step("which bank", "E", ("WHICH BANK",), CHECK),
    Step("check number", "3", ("umber",), CHECK),
    Step("check date", "123456E", ("Date on the check",), CHECK, 6),
    Step("confirm the check", "E", ("CONFIRM", "Check"), CHECK),
    Step("receipt of the check", "E", ("RECEIPT A00000003",), CHECK),
    Step("back to the menu", "C", ("MENU",)),
)
AFTERNOON = (
    Step("receipts of the day", "2", ("RECEIPTS",)),
    Step("one receipt", "E", ("Print it again",)),
    Step("a reprint is marked", "1", ("REPRINT",)),
    Step("reprinted", "1", ("Reprints so far: 1",)),
    Step("menu again", "E", ("MENU",)),
    Step("a receipt to be voided", "2E3", ("> 1",)),
    Step("void, confirm", "1", ("RECORD IT",)),
    Step("voided", "E", ("V00000001",)),
    Step("after the void", "E", ("MENU",)),
    Step("readings", "6", ("X-reading",)),
    Step("X-reading", "1", ("X-READING",)),
    Step("menu once more", "CC", ("MENU",)),
)
EVENING = (
    Step("end of the day", "7", ("END OF THE DAY",)),
    Step("uploaded", "1", ("UPLOADED",)),
    Step("what is left of the day", "E", ("END OF THE DAY", "[x] Upload")),
    Step("counting, the largest note", "2", ("1,000",)),
    Step("counting, running total", "E1E2E", ("400.00",)),
    Step("is this right", "EEEEE4E2EE1EE", ("IS THIS RIGHT?",)),
    Step("exact", "E", ("EXACT",)),
    Step("the Z-reading closes the day", "E3", ("for good",)),
    Step("Z-reading", "E", ("Z-READING",)),
    Step("remit", "C4", ("REMIT",)),
    Step("how much", "1", ("all of it",)),
    Step("to whom", "E", ("HANDED TO",)),
    Step("reference", "1", ("REFERENCE",)),
    Step("confirm the remittance", "E", ("CONFIRM", "RECORD IT")),
    Step("remitted", "E", ("REMITTED",)),
    Step("the readings still to be sent", "E", ("END OF THE DAY",)),
    Step("uploaded, too", "1", ("UPLOADED",)),
    Step("the day is done", "E", ("day is done",)),
    Step("more", "C8", ("MORE",)),
    Step("log out", "5", ("LOG OUT?",)),
    Step("logged out", "2", ("LOG IN",)),
)
DAY = MORNING + ROUND + AFTERNOON + EVENING
