"""mpos-bridge receipt: whether a slip that somebody shows is genuine."""

import sys
from typing import Annotated, Any

import typer

from bridge.access.roles import Permission
from bridge.app import Bridge
from bridge.commands.asking import FROM_STDIN
from bridge.commands.calling import this_bridge
from bridge.commands.instants import in_zone
from bridge.commands.output import show, table
from bridge.reconcile.genuine import Finding, verify
from bridge.reconcile.slip_wording import meaning_of
from mpos.contract.canonical import BadContent
from mpos.contract.money import format_money
from mpos.contract.problems import BadUsage, Refused
from mpos.contract.slip_seal import MAX_QR_BYTES

app = typer.Typer(add_completion=False, help="Receipts: tell a genuine slip from a fake.")


class UnreadableSlip(BadUsage):
    """It can't be checked: {detail}."""

    hint = "Type the check code as the slip has it, or give the whole text of its QR code."


@app.callback()
def receipts() -> None:
    """Receipts: tell a genuine slip from a fake."""


@app.command("verify")
def verify_command(
    shown: Annotated[
        str,
        typer.Argument(metavar="CODE|QR-TEXT", help="The check code or the QR code's text; - reads stdin."),
    ],
) -> int:
    """Tell whether a slip is genuine, by its check code or its QR code. Its payment need not have come in yet."""
    text = _from_stdin() if shown == FROM_STDIN else shown
    try:
        with this_bridge(Permission.SEE) as bridge:
            finding = verify(bridge, text)
            content = _content(bridge, finding)
    except BadContent as error:
        raise UnreadableSlip(detail=error) from error
    show(content, lambda: _say(content))
    return 0 if finding.is_genuine else Refused.exit_code


def _from_stdin() -> str:
    try:
        text = sys.stdin.read(MAX_QR_BYTES + 1)
    except UnicodeError as error:
        raise UnreadableSlip(detail="what came on stdin is not text in UTF-8") from error
    if not text.strip():
        raise UnreadableSlip(detail="the code was to come from stdin, but nothing came")
    return text


def _content(bridge: Bridge, finding: Finding) -> dict[str, Any]:
    meaning = meaning_of(finding)
    is_listed = finding.payment is not None
    return {
        "genuine": finding.is_genuine,
        "meaning": meaning.sentence,
        "advice": meaning.advice,
        "checked_by": finding.checked_by,
        "proof_holds": finding.reason is None,
        "terminal_id": finding.terminal.terminal_id if finding.terminal else None,
        "terminal_revoked_at": in_zone(bridge, finding.terminal.revoked_at) if finding.terminal else None,
        "receipt_no": finding.receipt_no,
        "business_date": finding.business_date,
        "amount": format_money(finding.amount_minor),
        "customer_no": finding.customer_no,
        "uploaded": finding.place is not None,
        "place": finding.place,
        "matches": not finding.differs if is_listed or finding.differs else None,
        "differs": list(finding.differs),
        "voided": finding.is_voided if is_listed else None,
        "status": finding.payment.status if finding.payment else None,
    }


def _say(content: dict[str, Any]) -> None:
    print(content["meaning"])
    print(content["advice"])
    shown = {name: value for name, value in content.items() if name not in ("genuine", "meaning", "advice", "matches")}
    rows = [(name.replace("_", " ").capitalize(), _cell(value)) for name, value in shown.items()]
    table(("Field", "Value"), [row for row in rows if row[1]])


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, list) else str(value or "")
