"""mpos-bridge connector: which back office this bridge has, and whether a connector file fits a live one."""

from pathlib import Path
from typing import Annotated, Any

import typer

from bridge.access.roles import Permission
from bridge.app import Bridge
from bridge.commands.calling import this_bridge
from bridge.commands.output import show, table
from bridge.connector.description import Description, read_description
from bridge.connector.opening import connector_file, open_connector
from bridge.connector.trying import Trial, try_connector
from bridge.pscloud.problems import PSCLOUD_NAME
from mpos.contract.problems import PartlyDone, error_content

app = typer.Typer(add_completion=False, help="The back office: PSCloud, or another one that a file describes.")


@app.command("show")
def show_command() -> None:
    """Which back office is in force, and what it can tell."""
    with this_bridge(Permission.SEE) as bridge:
        content = _in_force(bridge)
    show(content, lambda: table(("Field", "Value"), [(name, _cell(value)) for name, value in content.items()]))


@app.command("check")
def check_command(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A connector file; docs/connectors.md is its reference.")
    ],
) -> None:
    """Try a connector file against the live server, and say what it understood. Posts nothing."""
    with this_bridge(Permission.SYNC) as bridge, open_connector(bridge, file.absolute(), tries=1) as client:
        trial = try_connector(client)
        content = _content(client.description, trial)
    show(content, lambda: _say(content))
    if not trial.ok:
        raise typer.Exit(PartlyDone.exit_code if trial.problem is None else trial.problem.exit_code)


def _in_force(bridge: Bridge) -> dict[str, Any]:
    path = connector_file(bridge)
    if path is None:
        return {"connector": None, "name": PSCLOUD_NAME, "base_url": bridge.settings.pscloud_url}
    return {"connector": str(path), **_told(read_description(path))}


def _told(description: Description) -> dict[str, Any]:
    return {
        "name": description.name,
        "base_url": description.base_url,
        "auth": description.auth.style,
        "paging": description.soas.paging.style,
        "changes": description.soas.changed_since is not None,
        "lookup": description.lookup is not None,
        "control_totals": description.control_totals is not None,
        "collectors": description.collectors is not None,
        "payments": description.payments is not None,
        "voids": description.void is not None,
        "idempotent": description.post.idempotent,
    }


def _content(description: Description, trial: Trial) -> dict[str, Any]:
    content = {
        "ok": trial.ok,
        "name": description.name,
        "base_url": description.base_url,
        "checks": [finding._asdict() for finding in trial.findings],
        "first_soa": trial.first_soa,
        "failures": [{"soa_no": soa_no, "reason": reason} for soa_no, reason in trial.failures],
        "would_send": trial.would_send,
    }
    return content if trial.problem is None else content | error_content(trial.problem)


def _say(content: dict[str, Any]) -> None:
    words = {True: "yes", False: "NO", None: "can't tell"}
    table(
        ("Check", "Well", "Detail"), [(each["name"], words[each["ok"]], each["detail"]) for each in content["checks"]]
    )
    if soa := content["first_soa"]:
        print("\nThe first record in our words:")
        table(("Field", "Value"), [(name, value) for name, value in soa.items() if name != "invoices" and value != ""])
        invoices = soa["invoices"]
        table(("Invoice", "Due date", "Balance", "Penalty"), [list(invoice.values()) for invoice in invoices])
    if content["failures"]:
        print("\nNot understood:")
        table(("SOA", "Why"), [(each["soa_no"], each["reason"]) for each in content["failures"]])
    if sent := content["would_send"]:
        print(f"\nA payment of 1250.50 would be sent as {sent['method']} {sent['path']}:\n{sent['body']}")
    print("\nThis connector fits." if content["ok"] else "\nThis connector does not fit yet.")


def _cell(value: object) -> object:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
