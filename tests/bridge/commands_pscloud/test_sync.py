"""mpos-bridge sync and downloads."""

from pathlib import Path

from bridge.turn import work_turn
from scripts.pscloud_sandbox import FaultKind
from tests.bridge.pscloud_office import Office

from .conftest import Tell


def test_sync_posts_and_downloads(office: Office, tell: Tell) -> None:
    office.collect("SOA-1000", 10_000, "A1")
    said = tell("sync", "--json")
    assert said.exit_code == 0
    assert said.json["post"] == {"completed": 1, "failed": 0, "waiting": 0, "voids": 0}
    assert said.json["download"].items() >= {"id": 2, "status": "completed", "total": 1, "succeeded": 1}.items()


def test_each_half_can_be_asked_for_alone(office: Office, tell: Tell) -> None:
    office.collect("SOA-1000", 10_000, "A1")
    assert tell("sync", "--download", "--json").json["post"] is None
    assert office.posted == []
    assert tell("sync", "--post", "--json").json["download"] is None
    assert len(office.posted) == 1
    assert tell("sync", "--whole", "--json").json["download"]["scope"] == "whole"


def test_an_unreachable_pscloud_is_exit_code_3_and_both_are_told(office: Office, tell: Tell) -> None:
    office.collect("SOA-1000", 10_000, "A1")
    office.network.is_down = True
    said = tell("--json", "sync", "--post")
    assert said.exit_code == 3
    assert said.json["post"]["waiting"] == 1
    assert said.json["error"]["code"] == "pscloud_unreachable"
    assert "Nothing is lost" in said.err


def test_a_rejected_key_says_what_to_do(office: Office, tell: Tell) -> None:
    office.bad_day(FaultKind.ROTATE_KEY, key="another-key")
    said = tell("sync", "--post", "--download")
    assert said.exit_code == 3
    assert "rejected our key" in said.err
    assert "MPOS_BRIDGE_PSCLOUD_KEY" in said.err
    assert "a-key-for-tests" not in said.out + said.err


def test_no_key_at_all_is_a_setting_to_make(tell: Tell) -> None:
    said = tell("sync", MPOS_BRIDGE_PSCLOUD_KEY="")
    assert said.exit_code == 2
    assert "MPOS_BRIDGE_PSCLOUD_KEY" in said.err


def test_failed_records_are_exit_code_8_and_listed(office: Office, tell: Tell) -> None:
    office.world.touch("SOA-2000")
    office.bad_day(FaultKind.MALFORMED_RECORD, soa_no="SOA-2000")
    said = tell("sync", "--json")
    assert (said.exit_code, said.json["download"]["failed"]) == (8, 1)
    shown = tell("downloads", "2", "--json").json
    assert [failure["detail"] for failure in shown["failures"]] == ["due_date is missing"]
    assert shown["failures"][0]["record"]["soa_no"] == "SOA-2000"
    assert "due_date is missing" in tell("downloads", "2").out


def test_refused_payments_are_exit_code_8(office: Office, tell: Tell) -> None:
    office.collect("SOA-1000", 10_000, "A1", currency="USD")
    assert tell("sync").exit_code == 8


def test_sync_tries_at_once_what_was_only_resting(office: Office, tell: Tell) -> None:
    office.collect("SOA-1000", 10_000, "A1")
    office.bad_day(FaultKind.STATUS, status=500, path="/payments", times=6)
    assert office.sync(download=False).problem
    assert office.sync(download=False).problem
    assert office.sync(download=False, at_once=False).post == (0, 0, 1, 0, None)
    assert tell("sync", "--post").exit_code == 0
    assert len(office.posted) == 1


def test_beside_another_sync_it_says_so_and_does_no_harm(office: Office, tell: Tell, tmp_path: Path) -> None:
    office.collect("SOA-1000", 10_000, "A1")
    with work_turn(tmp_path / "home", office.clock, 0, lambda _: None):
        said = tell("sync", "--wait", "0", "--json")
    assert (said.exit_code, said.json) == (0, {"download": None, "post": None, "busy": True})
    assert office.posted == []


def test_downloads_are_listed_newest_first(tell: Tell) -> None:
    tell("sync")
    items = tell("downloads", "--json").json["items"]
    assert [(item["id"], item["scope"], item["status"]) for item in items] == [
        (2, "changes", "completed"),
        (1, "whole", "completed"),
    ]
    assert items[1]["started_at"] == "2026-10-15T09:00:00.000+08:00"


def test_an_unknown_download_is_refused(tell: Tell) -> None:
    assert tell("downloads", "77").exit_code == 4


def test_downloads_run_brings_what_changed_or_everything_and_posts_nothing(office: Office, tell: Tell) -> None:
    office.collect("SOA-1000", 10_000, "A1")
    said = tell("downloads", "run", "--json").json
    assert (said["post"], said["download"]["scope"], said["download"]["asked_by"]) == (None, "changes", "command line")
    assert tell("downloads", "run", "--whole", "--json").json["download"]["scope"] == "whole"
    assert office.value("SELECT count(*) FROM office_deed WHERE what = 'download run'") == 2
    assert office.posted == []


def test_downloads_can_be_cancelled_only_while_at_work(tell: Tell) -> None:
    assert tell("downloads", "cancel").exit_code == 4
    assert "completed already" in tell("downloads", "cancel", "1").err


def test_a_failed_record_says_which_download_healed_it_and_when(office: Office, tell: Tell) -> None:
    office.clock.sleep(60)
    office.world.touch("SOA-2000")
    office.bad_day(FaultKind.MALFORMED_RECORD, soa_no="SOA-2000")
    tell("sync")
    tell("sync")
    (failure,) = tell("downloads", "2", "--json").json["failures"]
    assert (failure["healed_by"], failure["healed_at"]) == (3, "2026-10-15T09:01:00.000+08:00")
