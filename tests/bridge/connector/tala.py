"""Tala Cloud, an invented back office: pages by Link header, nested records, centavos as integers, OAuth2 client
credentials, revisions, changes, look-ups, totals, posted payments, and keys that settle a doubt.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.bridge.connector.books import Account, Books, Entry

SECRET = "tala-secret-for-tests"
PER_PAGE = 2

CONNECTOR = (Path(__file__).parents[3] / "docs/connectors/tala.toml").read_text()


class Tokens:
    """The tokens that it gave out; `revoke` ends them all."""

    def __init__(self) -> None:
        self.given = 0
        self._holding = ""

    def give(self) -> str:
        self.given += 1
        self._holding = f"token-{self.given}"
        return self._holding

    def revoke(self) -> None:
        self._holding = ""

    def hold(self, header: str) -> bool:
        return bool(self._holding) and header == f"Bearer {self._holding}"


class Tala:
    """Its API over its books."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.tokens = Tokens()

    def app(self) -> Starlette:
        served = {
            "/statements": self._statements,
            "/statements/summary": self._summary,
            "/statements/{number}": self._statement,
            "/territories": self._territories,
            "/receipts": self._receipts,
        }
        routes = [Route("/v2" + path, self._guarded(serve)) for path, serve in served.items()]
        routes += [
            Route("/oauth/token", self._token, methods=["POST"]),
            Route("/v2/receipts/{reference}", self._guarded(self._post), methods=["PUT"]),
            Route("/v2/receipts/{reference}/reversal", self._guarded(self._reverse), methods=["POST"]),
        ]
        return Starlette(routes=routes)

    def _guarded(self, serve: Any) -> Any:
        async def answer(request: Request) -> Response:
            self.books.requests.append(f"{request.method} {request.url.path}?{request.url.query}")
            if not self.tokens.hold(request.headers.get("Authorization", "")):
                return JSONResponse({"errors": [{"code": "unauthorised"}]}, 401)
            answered: Response = await serve(request)
            return answered

        return answer

    async def _token(self, request: Request) -> Response:
        form = parse_qs((await request.body()).decode())
        assert form == {"grant_type": ["client_credentials"], "scope": ["collections"]}
        if "bXBvczp0YWxhLXNlY3JldC1mb3ItdGVzdHM=" not in request.headers["Authorization"]:
            return JSONResponse({"error": "invalid_client"}, 401)
        return JSONResponse({"access_token": self.tokens.give(), "token_type": "Bearer", "expires_in": 3600})

    async def _statements(self, request: Request) -> Response:
        since = request.query_params.get("modified_after")
        territory = request.query_params.get("territory")
        found = [
            account
            for account in sorted(self.books.accounts.values(), key=lambda account: account.number)
            if (since is None or account.changed_at > datetime.fromisoformat(since))
            and territory in (None, account.code)
            and (since is not None or account.due)
        ]
        return self._paged(request, [_statement(account) for account in found])

    async def _statement(self, request: Request) -> Response:
        account = self.books.accounts.get(request.path_params["number"])
        return JSONResponse({"data": _statement(account)} if account else {}, 200 if account else 404)

    async def _summary(self, _: Request) -> Response:
        open_ones = [account for account in self.books.accounts.values() if account.due]
        codes = sorted({account.code for account in open_ones})
        lines = [{"id": code, **_sums([each for each in open_ones if each.code == code])} for code in codes]
        return JSONResponse({"data": {**_sums(open_ones), "territories": lines}})

    async def _territories(self, _: Request) -> Response:
        codes = sorted({account.code for account in self.books.accounts.values()})
        return JSONResponse({"data": [{"id": code, "label": f"Territory {code}"} for code in codes]})

    async def _receipts(self, request: Request) -> Response:
        return self._paged(request, [_receipt(entry) for entry in self.books.entries])

    async def _post(self, request: Request) -> Response:
        asked = json.loads(await request.body())
        assert request.headers["Idempotency-Key"] == asked["external"]["id"]
        known = self.books.find(asked["external"]["id"])
        if known is None:
            account = self.books.accounts.get(asked["statement"] or "")
            if account is not None and account.closed:
                return JSONResponse({"errors": [{"code": "closed", "title": "Closed"}]}, 422)
            parts = [(line["ref"], line["amount"]) for line in asked["lines"]]
            external = asked["external"]
            known = self.books.book(external["id"], external["receipt"], asked["statement"], asked["amount"], parts)
            self.books.answer()
        return JSONResponse({"data": _receipt(known)}, 201)

    async def _reverse(self, request: Request) -> Response:
        entry = self.books.find(request.path_params["reference"])
        assert entry is not None
        if not entry.reversed:
            self.books.reverse(entry)
            self.books.answer()
        return JSONResponse({"data": _receipt(entry)}, 201)

    def _paged(self, request: Request, records: list[Any]) -> Response:
        start = int(request.query_params.get("after", 0))
        size = int(request.query_params.get("per_page", PER_PAGE))
        following = request.url.include_query_params(after=start + size)
        more = {"Link": f'<{following}>; rel="next", </v2>; rel="index"'} if start + size < len(records) else {}
        meta = {"generated": self.books.now().strftime("%Y-%m-%dT%H:%M:%S.%f%z")}
        return JSONResponse({"data": records[start : start + size], "meta": meta}, headers=more)


def _sums(accounts: list[Account]) -> dict[str, int]:
    return {"count": len(accounts), "open": sum(account.due for account in accounts)}


def _statement(account: Account) -> dict[str, Any]:
    invoices = [
        {
            "kind": "invoice",
            "ref": line.number,
            "due": "2026-10-31",
            "totals": {"gross": line.amount, "open": line.balance},
        }
        for line in account.lines
    ]
    return {
        "id": account.number,
        "revision": account.revision,
        "state": "open" if account.due else "paid",
        "modified": account.changed_at.strftime("%Y-%m-%dT%H:%M:%S.%f%z"),
        "party": {"ref": account.customer, "names": {"full": account.name}, "address": {"city": "Iriga"}},
        "assignment": {"territory": account.code},
        "terms": {"due": "2026-10-31"},
        "documents": {"invoices": [*invoices, {"kind": "note", "ref": "N1"}]},
    }


def _receipt(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.entry_no,
        "external": {"id": entry.reference, "receipt": entry.receipt},
        "amount": entry.amount,
        "statement": entry.account,
        "state": "reversed" if entry.reversed else "booked",
    }
