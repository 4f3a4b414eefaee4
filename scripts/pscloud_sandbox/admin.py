"""The sandbox's own addresses, which PSCloud does not have: look at the world, move its day, order bad days."""

from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from scripts.pscloud_sandbox.bodies import DateText, parse_date, read
from scripts.pscloud_sandbox.faults import Fault
from scripts.pscloud_sandbox.problems import Problem
from scripts.pscloud_sandbox.reading import read_body
from scripts.pscloud_sandbox.totals import state
from scripts.pscloud_sandbox.world import DayInThePast, PSCloudWorld


class _Order(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Advance(_Order):
    """Go forward to a day."""

    to: DateText


class Cancellation(_Order):
    """Withdraw an SOA."""

    soa_no: str


_ADVANCE = TypeAdapter(Advance)
_CANCELLATION = TypeAdapter(Cancellation)
_FAULT = TypeAdapter(Fault)


def admin_routes(world: PSCloudWorld) -> list[Route]:
    """What /sandbox offers; every answer is the state of the world after the order."""

    async def show(_: Request) -> Response:
        return JSONResponse(state(world))

    async def order_fault(request: Request) -> Response:
        world.inject(_read_fault(world, await read_body(request)))
        return JSONResponse(state(world), 201)

    async def call_off_faults(_: Request) -> Response:
        world.faults.clear()
        return JSONResponse(state(world))

    async def advance(request: Request) -> Response:
        order = read(_ADVANCE, await read_body(request))
        try:
            world.advance_to(parse_date(order.to))
        except DayInThePast as error:
            raise Problem(400, "invalid_body", str(error)) from error
        return JSONResponse(state(world))

    async def cancel(request: Request) -> Response:
        order = read(_CANCELLATION, await read_body(request))
        _require_soa(world, order.soa_no)
        world.cancel_soa(order.soa_no)
        return JSONResponse(state(world))

    return [
        Route("/state", show),
        Route("/faults", order_fault, methods=["POST"]),
        Route("/faults", call_off_faults, methods=["DELETE"]),
        Route("/advance", advance, methods=["POST"]),
        Route("/cancel", cancel, methods=["POST"]),
    ]


def _read_fault(world: PSCloudWorld, document: Any) -> Fault:
    fault = read(_FAULT, document)
    if fault.soa_no:
        _require_soa(world, fault.soa_no)
    return fault


def _require_soa(world: PSCloudWorld, soa_no: str) -> None:
    if soa_no not in world.books.soas:
        raise Problem(404, "unknown_soa", f"there is no SOA {soa_no}")
