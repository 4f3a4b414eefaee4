"""mpos-bridge audit: the proof from end to end."""

from typing import Annotated, Any

import typer

from bridge.app import Bridge
from bridge.commands.calling import this_bridge
from bridge.commands.instants import day_given, in_zone
from bridge.commands.output import in_words, show, table
from bridge.reconcile.audit import Proof, TerminalProof, audit
from mpos.contract.money import format_money
from mpos.contract.problems import PartlyDone

app = typer.Typer(add_completion=False)


@app.command("audit")
def audit_command(
    date: Annotated[str | None, typer.Option(help="Payments of this business day only: 2026-10-15")] = None,
    live: Annotated[bool, typer.Option("--live", help="Hold payments against PSCloud's own list too.")] = False,
) -> None:
    """Prove that every journal entry is there, unbroken, and that every payment stands once, or say where it waits."""
    day = day_given(date, "--date")
    with this_bridge() as bridge:
        content = _content(bridge, _audit_live(bridge, day) if live else audit(bridge, day))
    show(content, lambda: _say(content))
    if not content["ok"]:
        raise typer.Exit(PartlyDone.exit_code)


def _audit_live(bridge: Bridge, day: str | None) -> Proof:
    from bridge.sync import open_pscloud

    with open_pscloud(bridge) as pscloud:
        return audit(bridge, day, pscloud)


def _content(bridge: Bridge, proof: Proof) -> dict[str, Any]:
    return {
        "ok": proof.ok,
        "terminals": [_terminal(bridge, each) for each in proof.terminals],
        **proof.tally._asdict(),
        "amounts": {
            name.removesuffix("_minor"): format_money(minor) for name, minor in proof.amounts._asdict().items()
        },
        "problems": proof.problems,
    }


def _terminal(bridge: Bridge, proof: TerminalProof) -> dict[str, Any]:
    said = proof.terminal.contact or {}
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
        "on_device": {
            "as_of": in_zone(bridge, proof.terminal.last_contact_at),
            **{name: said.get(name) for name in ("pending_entries", "last_receipt_no", "cash_in_hand")},
        },
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
            each["on_device"]["pending_entries"],
        )
        for each in content["terminals"]
    ]
    table(("Terminal", "Entries", "Journal", "First receipt", "Last receipt", "Gaps", "Still on device"), rows)
    print(
        "{payments} payments: {posted} posted, {waiting} waiting, {refused} refused, {voided} voided.".format(**content)
    )
    amounts = content["amounts"]
    print(
        "Collected {collected}: posted {posted}, waiting {waiting}, refused {refused}, voided {voided}.".format(
            **in_words(amounts)
        )
    )
    for problem in content["problems"]:
        print(problem)
    print("Everything holds." if content["ok"] else f"{len(content['problems'])} things do not hold.")
