"""PSCloud's door as a caller finds it, and the letters that are brought to it."""

import asyncio
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
from starlette.types import ASGIApp

from tests.sandbox.contract import check_answer

API_KEY = "a-key-for-tests"
API_ROOT = "/api/v1"

Document = dict[str, Any]


class Door:
    """Calls the application in-process; every answer of the API is held against the contract."""

    def __init__(self, app: ASGIApp, key: str = API_KEY) -> None:
        self._app = app
        self.key = key

    def get(self, path: str, **parameters: str | int) -> httpx.Response:
        return self.ask("GET", path, params=parameters)

    def items(self, path: str, **parameters: str | int) -> list[Document]:
        """The records of all pages of a listing."""
        return [item for page in self.pages(path, **parameters) for item in page["items"]]

    def pages(self, path: str, **parameters: str | int) -> Iterator[Document]:
        cursor: str | None = ""
        while cursor is not None:
            answer = self.get(path, **parameters, **({"cursor": cursor} if cursor else {}))
            assert answer.status_code == 200, answer.text
            page: Document = answer.json()
            yield page
            cursor = page["next_cursor"]

    def soa(self, soa_no: str) -> Document:
        answer = self.get(f"/soas/{soa_no}")
        assert answer.status_code == 200
        found: Document = answer.json()
        return found

    def pay(self, body: Document, key: str = "") -> httpx.Response:
        return self.ask("POST", "/payments", json=body, headers={"Idempotency-Key": key or body["payment_id"]})

    def void(self, payment_id: str, key: str = "", reason: str = "wrong amount") -> httpx.Response:
        body = {"reason": reason, "voided_at": "2026-10-15T10:00:00+08:00"}
        headers = {"Idempotency-Key": key or str(uuid4())}
        return self.ask("POST", f"/payments/{payment_id}/void", json=body, headers=headers)

    def ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        """Sends a request to the API and checks that the answer keeps to the contract."""
        answer = asyncio.run(self.send(method, API_ROOT + path, **request))
        check_answer(method, path, answer)
        return answer

    def order(self, method: str, path: str, **request: Any) -> httpx.Response:
        """Sends a request to the sandbox's own addresses."""
        return asyncio.run(self.send(method, f"/sandbox{path}", **request))

    async def send(self, method: str, path: str, **request: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self._app)
        headers = {"Authorization": f"Bearer {self.key}"} | request.pop("headers", {})
        async with httpx.AsyncClient(transport=transport, base_url="http://pscloud") as client:
            return await client.request(method, path, headers=headers, **request)


def payment(soa_no: str | None, amount: str, *allocations: Document, **fields: Any) -> Document:
    """A payment in cash, with fields of its own and a receipt number that no other has."""
    body: Document = {
        "payment_id": str(uuid4()),
        "receipt_no": f"T1-{uuid4().hex[:8]}",
        "soa_no": soa_no,
        "collector_code": "C391",
        "terminal_id": "T1",
        "paid_at": "2026-10-15T09:30:00+08:00",
        "business_date": "2026-10-15",
        "currency": "PHP",
        "amount": amount,
        "allocations": list(allocations),
        "tenders": [{"method": "cash", "amount": amount}],
    }
    return body | fields


def to(invoice_no: str, amount: str, penalty: str = "0.00") -> Document:
    """An allocation."""
    return {"invoice_no": invoice_no, "amount": amount, "penalty": penalty}
