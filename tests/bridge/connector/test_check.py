"""mpos-bridge connector check: what a file makes of a live server."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bridge.commands import run
from tests.bridge.connector import banawe, tala
from tests.bridge.connector.conftest import OtherOffice

Check = Callable[..., tuple[int, Any]]


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    """Writes a connector file and checks it."""

    def check(office: OtherOffice, connector: str, *options: str) -> tuple[int, Any]:
        file = tmp_path / "tried.toml"
        file.write_text(connector)
        environ = {"MPOS_BRIDGE_HOME": str(office.bridge.settings.home)}
        exit_code = run(["connector", "check", str(file), *options], environ, office.clock, office.network)
        said = capsys.readouterr()
        return exit_code, json.loads(said.out) if "--json" in options else said.out + said.err

    return check


def found(content: Any) -> dict[str, bool | None]:
    return {each["name"]: each["ok"] for each in content["checks"]}


def test_a_file_that_fits_says_what_it_understood(cloud: OtherOffice, check: Check) -> None:
    exit_code, content = check(cloud, tala.CONNECTOR, "--json")
    assert (exit_code, content["ok"]) == (0, True)
    assert found(content) == dict.fromkeys(
        ["reached", "auth", "records", "paging", "lookup", "control_totals", "collectors", "payments", "changes"], True
    )
    assert (content["first_soa"]["soa_no"], content["first_soa"]["amount_due"]) == ("S1", "1250.50")
    assert json.loads(content["would_send"]["body"])["amount"] == 125_050
    assert cloud.books.entries == []
    assert not any(asked.startswith(("PUT", "POST")) for asked in cloud.books.requests)


def test_what_a_back_office_cannot_tell_is_no_failure(ledger: OtherOffice, check: Check) -> None:
    exit_code, content = check(ledger, banawe.CONNECTOR, "--json")
    assert (exit_code, content["ok"]) == (0, True)
    assert {name for name, ok in found(content).items() if ok is None} == {
        "lookup",
        "control_totals",
        "collectors",
        "payments",
        "changes",
    }


def test_people_can_read_it(ledger: OtherOffice, check: Check) -> None:
    exit_code, said = check(ledger, banawe.CONNECTOR)
    assert exit_code == 0
    assert "This connector fits." in said
    assert "1250.50" in said
    assert banawe.KEY not in said


def test_a_wrong_mapping_is_named_with_the_field(ledger: OtherOffice, check: Check) -> None:
    wrong = banawe.CONNECTOR.replace('date = "%d/%m/%Y"', 'date = "%Y-%m-%d"')
    exit_code, content = check(ledger, wrong, "--json")
    assert (exit_code, content["ok"]) == (8, False)
    assert content["failures"][0] == {"soa_no": "S1", "reason": "due_date is not a date as %Y-%m-%d"}


def test_a_wrong_key_is_said(ledger: OtherOffice, check: Check) -> None:
    (ledger.bridge.settings.home / "banawe.key").write_text("another")
    exit_code, content = check(ledger, banawe.CONNECTOR, "--json")
    assert (exit_code, content["error"]["code"]) == (3, "key_rejected")
    assert "Banawe Ledger rejected our key" in content["error"]["message"]


def test_a_wrong_oauth2_secret_is_said(cloud: OtherOffice, check: Check) -> None:
    (cloud.bridge.settings.home / "tala.secret").write_text("another")
    exit_code, content = check(cloud, tala.CONNECTOR, "--json")
    assert (exit_code, content["error"]["code"]) == (3, "key_rejected")


def test_a_server_that_is_away_is_said(ledger: OtherOffice, check: Check) -> None:
    ledger.network.is_down = True
    exit_code, content = check(ledger, banawe.CONNECTOR, "--json")
    assert (exit_code, content["error"]["code"]) == (3, "pscloud_unreachable")
    assert content["error"]["message"].startswith("Banawe Ledger can't be reached")


@pytest.mark.parametrize(
    ("part", "instead", "reason"),
    [
        ('soa_no = "AccountNo"\n', "", "soa.soa_no: is missing"),
        ('invoice_no = "DocNo"', 'invoice_no = "DocNo["', "no JMESPath"),
        ('style = "page"', 'style = "pages"', "soas.paging.style"),
        ('header = "X-Ledger-Key"', 'headr = "X"', "headr"),
        ('secret_file = "banawe.key"', "", "secret"),
        ("{payment_no}", "{number}", "{number} stands for nothing"),
        ('name = "Banawe Ledger"', "name = ", "Invalid value"),
        ("https://ledger.banawe.example/ledger", "ftp://banawe.example", "base_url"),
        ('zone = "Asia/Manila"', 'zone = "Asia/Nowhere"', "time zone"),
    ],
)
def test_a_mistake_in_the_file_is_named(
    ledger: OtherOffice, check: Check, part: str, instead: str, reason: str
) -> None:
    assert part in banawe.CONNECTOR
    exit_code, content = check(ledger, banawe.CONNECTOR.replace(part, instead, 1), "--json")
    assert exit_code == 2
    assert reason in content["error"]["message"]


def test_a_secret_that_others_can_read_is_refused(ledger: OtherOffice, check: Check) -> None:
    (ledger.bridge.settings.home / "banawe.key").chmod(0o644)
    exit_code, content = check(ledger, banawe.CONNECTOR, "--json")
    assert exit_code == 2
    assert "chmod 600" in content["error"]["message"]


def test_what_is_in_force_is_shown(ledger: OtherOffice, capsys: pytest.CaptureFixture[str]) -> None:
    environ = {"MPOS_BRIDGE_HOME": str(ledger.bridge.settings.home)}
    assert run(["connector", "show", "--json"], environ, ledger.clock) == 0
    assert json.loads(capsys.readouterr().out)["name"] == "PSCloud"
    other = environ | {"MPOS_BRIDGE_CONNECTOR": "back-office.toml"}
    assert run(["connector", "show", "--json"], other, ledger.clock) == 0
    content = json.loads(capsys.readouterr().out)
    assert (content["name"], content["auth"], content["lookup"]) == ("Banawe Ledger", "api_key", False)
    assert run(["connector", "show"], other, ledger.clock) == 0
    assert "Banawe Ledger" in capsys.readouterr().out
