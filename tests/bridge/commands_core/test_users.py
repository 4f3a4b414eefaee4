"""Office users by command, and who may do what over SSH."""

import getpass

import pytest

from bridge.access.roles import PERMISSIONS

from .conftest import Tell

ADDED = "a password\n"


@pytest.fixture
def staff(office: Tell) -> Tell:
    """An office with somebody of each role, named for it."""
    for role in ("manager", "cashier", "auditor"):
        assert office("users", "add", role, "--role", role, "--password", "-", stdin=ADDED).exit_code == 0
    return office


def test_a_user_is_added_changed_retired_and_readmitted(office: Tell) -> None:
    added = office(
        "users", "add", "rosa", "--role", "cashier", "--branch", "Cebu", "--password", "-", "--json", stdin=ADDED
    )
    assert (added.json["role"], added.json["branches"], added.json["active"]) == ("cashier", ["Cebu"], True)
    changed = office("users", "change", "rosa", "--role", "manager", "--all-branches", "--json").json
    assert (changed["role"], changed["branches"]) == ("manager", None)
    assert office("users", "retire", "rosa", "--json").json["active"] is False
    assert office("users", "readmit", "rosa", "--json").json["active"] is True
    deeds = [each["what"] for each in office("deeds", "list", "--json").json["items"]]
    assert deeds == ["user let in again", "user retired", "user changed", "user added"]


def test_the_last_administrator_stays_one(office: Tell) -> None:
    assert office("users", "retire", "admin").exit_code == 4
    assert office("users", "change", "admin", "--role", "auditor").exit_code == 4
    office("users", "add", "rosa", "--role", "administrator", "--password", "-", stdin=ADDED)
    assert office("users", "retire", "admin").exit_code == 0


@pytest.mark.parametrize(
    "words",
    [["--role", "king"], ["--role", "cashier", "--branch", " "]],
    ids=["no such role", "a branch without a name"],
)
def test_what_makes_no_sense_is_refused(office: Tell, words: list[str]) -> None:
    assert office("users", "add", "rosa", *words, "--password", "-", stdin=ADDED).exit_code == 2


def test_a_short_password_is_refused_and_no_password_comes_from_the_command_line(office: Tell) -> None:
    assert office("users", "add", "rosa", "--role", "cashier", "--password", "-", stdin="short\n").exit_code == 2
    assert office("users", "add", "rosa", "--role", "cashier", "--password", "a password").exit_code == 2


def test_with_as_one_may_do_what_that_user_may(staff: Tell) -> None:
    for role, may in {"manager": True, "cashier": False, "auditor": False}.items():
        said = staff("codes", "add", f"X-{role}", "--name", "Area", "--as", role, "--json")
        assert said.exit_code == (0 if may else 6), said
    assert staff("--as=auditor", "codes", "list", "--json").exit_code == 0
    assert staff("payments", "approve", "--all", "--as", "auditor").exit_code == 6
    assert staff("payments", "approve", "--all", "--as", "cashier").exit_code == 0
    assert staff("users", "retire", "cashier", "--as", "manager").exit_code == 6


def test_as_needs_a_user_that_there_is(staff: Tell) -> None:
    assert staff("codes", "list", "--as", "nobody").exit_code == 4
    assert staff("codes", "list", "--as").exit_code == 2
    staff("users", "retire", "auditor")
    assert staff("codes", "list", "--as", "auditor").exit_code == 4


def test_a_login_that_is_a_user_is_nobody_else(staff: Tell) -> None:
    staff("users", "change", "auditor", "--system-user", getpass.getuser())
    assert staff("codes", "add", "X", "--name", "Area").exit_code == 6
    assert staff("codes", "list").exit_code == 0
    assert staff("codes", "list", "--as", "admin").exit_code == 6


def test_with_sudo_it_is_the_login_before_it_that_counts(staff: Tell) -> None:
    staff("users", "change", "auditor", "--system-user", "ana")
    assert staff("codes", "add", "X", "--name", "Area", SUDO_USER="ana").exit_code == 6
    assert staff("codes", "add", "X", "--name", "Area", SUDO_USER="ben").exit_code == 0


def test_a_login_is_one_user_only(staff: Tell) -> None:
    staff("users", "change", "auditor", "--system-user", "ana")
    assert staff("users", "change", "cashier", "--system-user", "ana").exit_code == 4


def test_the_roles_are_told(office: Tell) -> None:
    assert set(office("users", "roles", "--json").json["roles"]) == set(PERMISSIONS)


def test_the_office_journal_says_who_was_at_the_machine(office: Tell) -> None:
    office("collectors", "add", "juan", "--name", "Juan", "--code", "X", "--pin", "-", "--as", "admin", stdin="2468\n")
    (deed,) = office("deeds", "list", "--what", "collector added", "--json").json["items"]
    assert (deed["who"], deed["system_user"]) == ("admin", getpass.getuser())
    assert office("deeds", "verify", "--json").json == {"ok": True, "problems": []}
