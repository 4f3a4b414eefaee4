"""mpos-bridge init: makes a bridge once, and never harms one."""

import stat
from pathlib import Path

import pytest

from .conftest import Tell


def test_init_makes_a_home_that_only_its_owner_reads(tell: Tell, home: Path) -> None:
    said = tell("init", "--admin", "ann", "--password", "-", "--json", stdin="a-password\n")
    assert (said.exit_code, said.json) == (0, {"home": str(home), "admin": "ann"})
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    for name in ("config.toml", "bridge.key"):
        assert stat.S_IMODE((home / name).stat().st_mode) == 0o600
    assert b"a-password" not in (home / "bridge.sqlite3").read_bytes()


def test_init_leaves_a_bridge_that_is_there_as_it_is(office: Tell, home: Path) -> None:
    before = {path.name: path.read_bytes() for path in home.iterdir() if path.name != "bridge.sqlite3"}
    said = office("init", "--admin", "eve", "--password", "-", "--json", stdin="another-password\n")
    assert (said.exit_code, said.json["error"]["code"]) == (4, "home_taken")
    assert before == {path.name: path.read_bytes() for path in home.iterdir() if path.name != "bridge.sqlite3"}
    assert office("terminals", "list").exit_code == 0


def test_init_completes_what_was_left_half_done(tell: Tell, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text("poll_seconds = 60\n")
    assert tell("init", "--admin", "ann", "--password", "-", stdin="short\n").exit_code == 2
    assert tell("terminals", "list").exit_code == 2
    assert tell("init", "--admin", "ann", "--password", "-", stdin="a-password\n").exit_code == 0
    assert (home / "config.toml").read_text() == "poll_seconds = 60\n"


@pytest.mark.parametrize(
    "argv",
    [
        ["init", "--password", "-"],
        ["init", "--admin", "ann"],
        ["init", "--admin", "ann", "--password", "on-the-command-line"],
        ["init", "--admin", "ann", "--password"],
        ["nonsense"],
        ["terminals"],
        ["terminals", "nonsense"],
        ["codes", "add"],
    ],
)
def test_usage_errors_say_so_in_one_line(tell: Tell, argv: list[str]) -> None:
    said = tell(*argv)
    assert (said.exit_code, said.out, said.err.count("\n")) == (2, "", 1)
    assert tell(*argv, "--json").json["error"]["code"] == "bad_usage"


def test_every_command_without_a_bridge_says_how_to_make_one(tell: Tell) -> None:
    said = tell("--json", "terminals", "list")
    assert (said.exit_code, said.json["error"]["code"]) == (2, "no_home")
    assert "mpos-bridge init" in said.json["error"]["hint"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("poll_secons = 60", "poll_secons"),
        ("poll_seconds = 'often'", "poll_seconds"),
        ("timezone = 'Manila'", "timezone"),
        ("[policy]\nvat = 12", "vat"),
        ("[business]\nfooter = 'one line'", "footer"),
        ("poll_seconds =", "config.toml"),
    ],
)
def test_a_bad_setting_is_named_with_its_file(office: Tell, home: Path, line: str, says: str) -> None:
    (home / "config.toml").write_text(line)
    said = office("terminals", "list")
    assert (said.exit_code, said.err.count("\n")) == (2, 1)
    assert says in said.err
    assert str(home / "config.toml") in said.err


def test_a_bad_variable_is_named(office: Tell) -> None:
    said = office("terminals", "list", MPOS_BRIDGE_POLL_SECONDS="0")
    assert said.exit_code == 2
    assert "MPOS_BRIDGE_POLL_SECONDS" in said.err


def test_a_damaged_database_is_named_and_not_touched(office: Tell, home: Path) -> None:
    (home / "bridge.sqlite3").write_bytes(b"not a database at all" * 500)
    said = office("terminals", "list", "--json")
    assert (said.exit_code, said.json["error"]["code"]) == (7, "home_damaged")
    assert (home / "bridge.sqlite3").read_bytes() == b"not a database at all" * 500


def test_help_and_version_are_for_anybody(tell: Tell) -> None:
    assert "terminals" in tell("--help").out
    assert tell("--version").exit_code == 0
    assert tell("terminals", "--help").exit_code == 0
