"""The day, key by key. E is Enter, C is Clear; what must stand on the screen afterwards is named with each step."""

from typing import NamedTuple


class Step(NamedTuple):
    """Some keys, and what they bring. `payment` steps are counted: keys besides the customer's number and amounts."""

    name: str
    keys: str
    shows: tuple[str, ...]
    payment: str = ""
    free: int = 0
    """How many of the keys are a number or an amount that the collector has to type anyway."""


def steps(number: str, other_number: str) -> tuple[Step, ...]:
    """A day with these two customers' numbers, as far as they are digits."""
    return (
        Step("log in", "1", ("PIN",)),
        Step("the menu, registry closed", "1234E", ("MENU", "Registry closed")),
        Step("change fund", "E", ("OPEN THE REGISTRY",)),
        Step("a last look before the day begins", "0500E", ("RECORD IT", "500")),
        Step("the day is open", "E", ("MENU", "Download")),
        Step("download", "4", ("DOWNLOADED",)),
        Step("what comes next is collecting", "E", ("MENU", "> 1 Collect")),
        Step("find a customer", "1", ("FIND A CUSTOMER",), payment="exact cash"),
        Step("the list narrows", number, ("> ",), payment="exact cash", free=len(number)),
        Step("one customer's SOA", "E", ("DUE",), payment="exact cash"),
        Step("an amount", "15000", ("150.00",) if False else ("Pay",), payment="exact cash", free=5),
        Step("how it is paid", "E", ("Cash",), payment="exact cash"),
        Step("cash received", "E", ("CASH RECEIVED",), payment="exact cash"),
        Step("confirm", "E", ("CONFIRM", "RECORD IT"), payment="exact cash"),
        Step("the receipt", "E", ("RECEIPT A00000001", "printed"), payment="exact cash"),
        Step("the next customer", "E", ("FIND A CUSTOMER",), payment="with change"),
        Step("by letters on the keys", other_number, ("> ",), payment="with change", free=len(other_number)),
        Step("her SOA", "E", ("DUE",), payment="with change"),
        Step("all that is due", "E", ("Cash",), payment="with change"),
        Step("cash", "E", ("CASH RECEIVED",), payment="with change"),
        Step("what was handed over", "0300E", ("CONFIRM", "CHANGE"), payment="with change", free=4),
        Step("the change, large", "E", ("RECEIPT A00000002", "CHANGE"), payment="with change"),
    )
