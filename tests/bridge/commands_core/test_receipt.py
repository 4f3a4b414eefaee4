"""`mpos-bridge receipt verify`, for the person who holds a slip."""

import json
from pathlib import Path

import pytest

from bridge.app import open_bridge
from bridge.store.engine import writing
from bridge.store.terminals import add_terminal
from mpos.contract.check_code import Issued, check_secret, write_code
from mpos.contract.seal import Signer
from mpos.contract.slip_seal import SealedSlip, write_qr
from tests.bridge.office_core import DAY, NINE, MovableClock

from .conftest import Tell

KEY = Signer(b"t" * 32)
ISSUED = Issued("T001", "A00000002", DAY, 298_514)
QR = write_qr(SealedSlip(ISSUED, "8527-BUQIK", "ab" * 32), KEY)


@pytest.fixture
def code(office: Tell, home: Path, clock: MovableClock) -> str:
    """The check code of a terminal that the office knows."""
    series = office("terminals", "enroll", "--json").json["series_prefix"]
    bridge = open_bridge({"MPOS_BRIDGE_HOME": str(home)}, clock)
    with writing(bridge.engine) as conn:
        add_terminal(conn, series, KEY.public_key, NINE)
    bridge.close()
    return write_code(check_secret(KEY, bridge.signer.public_key, "T001"), ISSUED)


def test_a_genuine_slip_is_told_with_all_that_is_known_of_it(office: Tell, code: str) -> None:
    said = office("receipt", "verify", code, "--json")
    assert said.exit_code == 0
    assert said.json == {
        "genuine": True,
        "meaning": "Genuine: one of the terminals has issued it, and its payment has not come in yet.",
        "advice": said.json["advice"],
        "checked_by": "check code",
        "proof_holds": True,
        "terminal_id": "T001",
        "terminal_revoked_at": None,
        "receipt_no": "A00000002",
        "business_date": DAY,
        "amount": "2985.14",
        "customer_no": None,
        "uploaded": False,
        "place": None,
        "matches": None,
        "differs": [],
        "voided": None,
        "status": None,
    }


def test_a_qr_code_may_come_from_a_scanner_on_stdin(office: Tell, code: str) -> None:
    said = office("receipt", "verify", "-", "--json", stdin=f"{QR}\r\n")
    assert said.exit_code == 0
    assert (said.json["checked_by"], said.json["customer_no"]) == ("QR code", "8527-BUQIK")
    assert office("receipt", "verify", "-", stdin=f"{code}\n").exit_code == 0


@pytest.mark.parametrize("fake", ["A00000002-298515-K7M3Q9X2", QR.replace("298514", "998514"), "Q7-100-K7M3Q9X2"])
def test_a_fake_is_told_as_one_and_ends_with_4(office: Tell, code: str, fake: str) -> None:
    said = office("receipt", "verify", fake, "--json")
    assert said.exit_code == 4
    assert (said.json["genuine"], said.json["proof_holds"], said.json["business_date"]) == (False, False, None)
    in_words = office("receipt", "verify", fake)
    assert in_words.exit_code == 4
    assert in_words.out.startswith("Not genuine: ")
    assert code not in in_words.out


def test_people_are_told_in_words(office: Tell, code: str) -> None:
    said = office("receipt", "verify", code.lower().replace("-", " "))
    assert said.exit_code == 0
    assert said.out.startswith("Genuine: ")
    assert "Amount\t2985.14" in said.out
    assert "Uploaded\tno" in said.out


@pytest.mark.parametrize(
    ("typed", "stdin"),
    [
        ("", ""),
        ("x", ""),
        ("A00000002", ""),
        ("MPOS1|T001|A1", ""),
        (QR[:-5], ""),
        (QR + "x" * 400, ""),
        ("A\udcff-1-K7M3Q9X2", ""),
        (QR.replace("8527", "\udcff"), ""),
        ("-", ""),
        ("-", "  \n"),
        ("-", "x" * 10_000),
    ],
)
def test_what_can_not_be_read_ends_with_2_and_says_what_to_type(
    office: Tell, code: str, typed: str, stdin: str
) -> None:
    said = office("receipt", "verify", typed, "--json", stdin=stdin)
    assert said.exit_code == 2
    assert json.loads(said.out)["error"]["code"] == "unreadable_slip"
    assert "can't be checked" in said.err
    assert said.err.count("\n") == 1
    assert code


@pytest.mark.parametrize(
    "argv", [("receipt",), ("receipt", "verify"), ("receipt", "verify", "a", "b"), ("receipt", "x")]
)
def test_a_mistyped_command_is_a_usage_error(office: Tell, argv: tuple[str, ...]) -> None:
    assert office(*argv).exit_code == 2
