"""What systemd is told."""

import socket
from pathlib import Path

import pytest

from bridge.systemd import ALIVE, READY, Systemd


def test_it_hears_that_the_daemon_is_ready(tmp_path: Path) -> None:
    place = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(place))
        manager.settimeout(5)
        Systemd.of({"NOTIFY_SOCKET": str(place)}).tell(READY)
        assert manager.recv(100) == b"READY=1"


def test_an_address_without_a_file_is_spoken_to_as_well() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("")  # the kernel gives it a name of the abstract namespace
        manager.settimeout(5)
        name = manager.getsockname().decode()
        Systemd.of({"NOTIFY_SOCKET": f"@{name[1:]}"}).tell(ALIVE)
        assert manager.recv(100) == b"WATCHDOG=1"


@pytest.mark.parametrize(("wanted", "every_s"), [("30000000", 15), ("", None), ("soon", None)])
def test_it_wants_to_hear_in_half_the_time_that_it_waits(wanted: str, every_s: int | None) -> None:
    assert Systemd.of({"WATCHDOG_USEC": wanted}).alive_every_s == every_s


def test_nobody_who_listens_is_no_trouble(tmp_path: Path) -> None:
    Systemd().tell(READY)
    Systemd(str(tmp_path / "nobody")).tell(READY)
