"""Banawe Ledger, an invented back office: numbered pages, flat records, amounts as JSON fractions, local dates, an API
key in a header, no version, no look-up of one SOA, no idempotency; it can be asked for an entry by our reference.
"""

from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.bridge.connector.books import Account, Books
from tests.clocks import MANILA

KEY = "banawe-key-for-tests"
PER_PAGE = 2

CONNECTOR = (Path(__file__).parents[3] / "docs/connectors/banawe.toml").read_text()


def make_app(books: Books) -> Starlette:
    """Its API."""
    ledger = _Ledger(books)
    return Starlette(
        routes=[
            Route("/ledger/accounts", ledger.guarded(ledger.accounts)),
            Route("/ledger/entries", ledger.guarded(ledger.entries), methods=["GET"]),
            Route("/ledger/entries", ledger.guarded(ledger.post), methods=["POST"]),
            Route("/ledger/entries/{entry_no}/reverse", ledger.guarded(ledger.reverse), methods=["POST"]),
        ]
    )


class _Ledger:
    def __init__(self, books: Books) -> None:
        self._books = books

    def guarded(self, serve: Any) -> Any:
        async def answer(request: Request) -> Response:
            self._books.requests.append(f"{request.method} {request.url.path}?{request.url.query}")
            if request.headers.get("X-Ledger-Key") != KEY:
                return JSONResponse({"Result": "ERR"}, 401)
            answered: Response = await serve(request)
            return answered

        return answer

    async def accounts(self, request: Request) -> Response:
        page = int(request.query_params["Page"])
        known = sorted(self._books.accounts.values(), key=lambda account: account.number)
        rows = known[(page - 1) * PER_PAGE : page * PER_PAGE]
        pages = -(-len(known) // PER_PAGE)
        return JSONResponse({"Page": page, "Pages": pages, "Rows": [_account(account) for account in rows]})

    async def entries(self, request: Request) -> Response:
        entry = self._books.find(request.query_params["Ref"])
        if entry is not None and "Reversed" in request.query_params and not entry.reversed:
            entry = None
        return JSONResponse({"Rows": [{"EntryNo": entry.entry_no, "Ref": entry.reference}] if entry else []})

    async def post(self, request: Request) -> Response:
        asked = await request.json()
        self._books.ask()
        account = self._books.accounts.get(asked["Account"] or "")
        if account is not None and account.closed:
            return JSONResponse({"Result": "ERR", "Code": "CLOSED", "Message": "The account is closed"})
        parts = [(part["Doc"], round(part["Amount"] * 100)) for part in asked["Parts"]]
        entry = self._books.book(asked["Ref"], asked["Receipt"], asked["Account"], round(asked["Amount"] * 100), parts)
        self._books.answer()
        return JSONResponse({"Result": "OK", "EntryNo": entry.entry_no})

    async def reverse(self, request: Request) -> Response:
        entry = self._books.find(request.path_params["entry_no"])
        if entry is None:
            return JSONResponse({"Result": "ERR", "Code": "NO_ENTRY"}, 404)
        assert not entry.reversed, "reversed twice"
        self._books.reverse(entry)
        self._books.answer()
        return JSONResponse({"Result": "OK", "EntryNo": entry.entry_no})


def _account(account: Account) -> dict[str, Any]:
    return {
        "AccountNo": account.number,
        "CustomerId": int(account.customer),
        "CustomerName": account.name,
        "Route": account.code,
        "DueOn": "31/10/2026",
        "Closed": account.closed,
        "LastChange": account.changed_at.astimezone(MANILA).strftime("%d/%m/%Y %H:%M:%S"),
        "Total": account.due / 100 + 1e-12,
        "Items": [
            {"DocNo": line.number, "Amount": line.amount / 100, "Paid": (line.amount - line.balance) / 100}
            for line in account.lines
        ],
    }
