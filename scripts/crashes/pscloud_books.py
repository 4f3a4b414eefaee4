"""PSCloud's own lists, read at its own door: which payments it has, and what its SOAs owe."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import httpx

from mpos.contract.money import parse_money
from scripts.demo_day.opening import CODE

TIMEOUT_S = 30
PAGE = "1000"


class Posted(NamedTuple):
    """A payment in PSCloud's books."""

    payment_id: str
    receipt_no: str
    amount_minor: int
    is_voided: bool


class Books(NamedTuple):
    """All payments in the order in which they were posted, and what each SOA of the collector owes."""

    payments: tuple[Posted, ...]
    due_minor: dict[str, int]


def read_books(url: str, key: str) -> Books:
    """Asks for both lists."""
    with httpx.Client(timeout=TIMEOUT_S, headers={"Authorization": f"Bearer {key}"}) as client:
        payments = tuple(_posted(each) for each in _listed(client, f"{url}/payments"))
        soas = _listed(client, f"{url}/soas", collector_code=CODE)
        return Books(payments, {each["soa_no"]: parse_money(each["amount_due"]) for each in soas})


def _posted(document: dict[str, Any]) -> Posted:
    amount_minor, is_voided = parse_money(document["amount"]), document["status"] == "voided"
    return Posted(document["payment_id"], document["receipt_no"], amount_minor, is_voided)


def _listed(client: httpx.Client, url: str, **asked: str) -> Iterator[dict[str, Any]]:
    cursor: str | None = ""
    while cursor is not None:
        answer = client.get(url, params={**asked, "limit": PAGE, **({"cursor": cursor} if cursor else {})})
        page = answer.raise_for_status().json()
        yield from page["items"]
        cursor = page["next_cursor"]
