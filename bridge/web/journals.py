"""Journals: entries after the last acknowledged one against how far the bridge has got."""

from typing import Any

from fastapi import APIRouter

from bridge.intake.journals import take
from mpos.contract.wire import JOURNAL, read_upload, receipt_wire

from .requests import AskedBridge, Body, SendingTerminal, takes

router = APIRouter()


@router.post(JOURNAL, openapi_extra=takes(entries="array", seal="string", fates_after="integer"))
def journal(bridge: AskedBridge, terminal: SendingTerminal, body: Body) -> dict[str, Any]:
    """Takes the entries in, also from a revoked terminal: nothing that was recorded is lost."""
    return receipt_wire(take(bridge, terminal, read_upload(body)))
