"""mpos-bridge audit: the proof from end to end."""

from typing import Annotated, Any

import typer

from bridge.access.roles import Permission
from bridge.app import Bridge
from bridge.commands.calling import this_bridge
from bridge.commands.instants import day_given, in_zone
from bridge.commands.output import show, table
from bridge.reconcile.audit import Proof, TerminalProof, audit
from bridge.reconcile.whereabouts import Place, Whereabouts
from bridge.store.alert_signs import keep_audit
from bridge.store.engine import writing
from mpos.contract.console import warn
from mpos.contract.money import format_money
from mpos.contract.problems import PartlyDone, Problem

PLACES = {
    "on_device": "On devices, as far as known",
    "for_approval": "At the office, for approval",
    "to_post": "At the office, to be posted",
    "in_pscloud": "In PSCloud",
    "refused": "Refused, for a person",
    "refunded": "Refused and given back to the customer",
    "set_aside": "Set aside, for a person",
    "in_conflict": "In conflict, for a person",
    "voided": "Voided",
    "total": "Together",
}
app = typer.Typer(add_completion=False)


@app.command("audit")
def audit_command(
    date: Annotated[str | None, typer.Option(help="Payments of this business day only: 2026-10-15")] = None,
    live: Annotated[bool, typer.Option("--live", help="Hold payments against PSCloud's own list too.")] = False,
) -> None:
    """Prove that every journal entry is there, unbroken, and that every peso is at one place, and say where."""
    day = day_given(date, "--date")
    with this_bridge(Permission.SEE) as bridge:
        proof = _audit_live(bridge, day) if live else audit(bridge, day)
        if day is None:
            _keep(bridge, proof)
        content = _content(bridge, proof, day)
    show(content, lambda: _say(content))
    if not content["ok"]:
        raise typer.Exit(PartlyDone.exit_code)


def _keep(bridge: Bridge, proof: Proof) -> None:
    """What an audit of everything came to is looked at for alerts. Where it can't be kept, it is told all the same."""
    try:
        with writing(bridge.engine) as conn:
            keep_audit(conn, len(proof.problems), next(iter(proof.problems), None), bridge.clock.now())
    except Problem as problem:
        warn(f"The result could not be kept: {problem.message}")


def _audit_live(bridge: Bridge, day: str | None) -> Proof:
    from bridge.connector.opening import open_back_office

    with open_back_office(bridge) as pscloud:
        return audit(bridge, day, pscloud)


def _content(bridge: Bridge, proof: Proof, day: str | None) -> dict[str, Any]:
    return {
        "ok": proof.ok,
        "terminals": [_terminal(bridge, each) for each in proof.terminals],
        **proof.tally._asdict(),
        "amounts": {
            name.removesuffix("_minor"): format_money(minor) for name, minor in proof.amounts._asdict().items()
        },
        "where": _where(proof.where, of_one_day=day is not None),
        "problems": proof.problems,
        "notes": proof.notes,
    }


def _where(where: Whereabouts, *, of_one_day: bool) -> dict[str, Any]:
    """Of one day nobody knows what devices still have."""
    places = {name: _place(place) for name, place in where._asdict().items()}
    return {**places, "total": _place(where.total), **({"on_device": None} if of_one_day else {})}


def _place(place: Place) -> dict[str, Any]:
    return {"payments": place.payments, "amount": format_money(place.amount_minor)}


def _terminal(bridge: Bridge, proof: TerminalProof) -> dict[str, Any]:
    open_day = proof.days.open_day
    return {
        "terminal_id": proof.terminal.terminal_id,
        "series_prefix": proof.terminal.series_prefix,
        "epochs": proof.chain.epochs,
        "entries": proof.chain.entries,
        "last_seq": proof.chain.last_seq,
        "chain_ok": proof.chain.ok,
        "sealed_to": proof.chain.sealed_to,
        "first_receipt_no": proof.receipts.first,
        "last_receipt_no": proof.receipts.last,
        "gaps": [gap._asdict() for gap in proof.receipts.gaps],
        "z_readings": proof.days.z_readings,
        "open_day": open_day.business_date if open_day else None,
        "on_device": _on_device(bridge, proof),
    }


def _on_device(bridge: Bridge, proof: TerminalProof) -> dict[str, Any]:
    said, place = proof.terminal.contact or {}, proof.on_device.place
    return {
        "as_of": in_zone(bridge, proof.terminal.last_contact_at),
        **{name: said.get(name) for name in ("pending_entries", "last_receipt_no", "cash_in_hand")},
        "payments": place.payments if place else None,
        "amount": format_money(place.amount_minor) if place else None,
    }


def _say(content: dict[str, Any]) -> None:
    rows = [
        (
            each["terminal_id"],
            each["entries"],
            "unbroken" if each["chain_ok"] else "BROKEN",
            each["first_receipt_no"],
            each["last_receipt_no"],
            len(each["gaps"]),
            each["z_readings"],
            each["on_device"]["amount"] or "not known",
        )
        for each in content["terminals"]
    ]
    headings = ("Terminal", "Entries", "Journal", "First receipt", "Last receipt", "Gaps", "Z", "Still on device")
    table(headings, rows)
    where = content["where"]
    table(
        ("Where", "Payments", "Amount"),
        [(label, where[name]["payments"], where[name]["amount"]) for name, label in PLACES.items() if where[name]],
    )
    for line in (*content["notes"], *content["problems"]):
        print(line)
    print(_verdict(len(content["problems"])))


def _verdict(problems: int) -> str:
    if not problems:
        return "Everything holds."
    return "1 thing does not hold." if problems == 1 else f"{problems} things do not hold."
