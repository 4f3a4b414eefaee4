"""Whether a home is encrypted at rest: machines of all kinds as the kernel describes them, and this one."""

from pathlib import Path

import pytest

from mpos.services.encryption import ENCRYPTED, OPEN, UNKNOWN, Kernel, encryption_of
from tests.mpos.terminal_at_work import TerminalAtWork

LUKS = "CRYPT-LUKS2-98e188ba9dcc4d69b0916eb4815af5b0-home"


class Machine:
    """What a kernel would tell of mounts and devices, as files."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.home = place / "var lib" / "mpos"
        self.home.mkdir(parents=True)
        self.kernel = Kernel(place / "mountinfo", place / "dev")
        self.kernel.devices.mkdir()
        self._lines = [f"20 1 0:99 / {place.parent} rw - overlay overlay rw"]
        self._write()

    def mount(self, device: str, at: Path, kind: str = "ext4", source: str = "/dev/nowhere") -> None:
        point = str(at).replace(" ", "\\040")
        self._lines.append(f"21 20 {device} / {point} rw,noatime shared:1 - {kind} {source} rw")
        self._write()

    def device(self, number: str, name: str, within: str = "", slaves: tuple[str, ...] = (), **files: str) -> None:
        """A block device; `files` are named with __ for /."""
        place = self.place / "sys" / within / name
        place.mkdir(parents=True)
        for path, text in files.items():
            file = place / path.replace("__", "/")
            file.parent.mkdir(exist_ok=True)
            file.write_text(f"{text}\n")
        (place / "slaves").mkdir()
        for slave in slaves:
            (place / "slaves" / slave).symlink_to(self.place / "sys" / slave)
        (self.kernel.devices / number).symlink_to(place)

    @property
    def state(self) -> str:
        return encryption_of(self.home, self.kernel).state

    def _write(self) -> None:
        self.kernel.mounts.write_text("".join(f"{line}\n" for line in self._lines))


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """One with a plain disk, 8:0."""
    machine = Machine(tmp_path / "machine")
    machine.device("8:0", "sda")
    return machine


def test_a_plain_disk_is_open(machine: Machine) -> None:
    machine.mount("8:0", machine.place)
    assert encryption_of(machine.home, machine.kernel) == (OPEN, "sda, as it is")


def test_a_luks_volume_is_encrypted_and_named(machine: Machine) -> None:
    machine.device("253:0", "dm-0", slaves=("sda",), dm__uuid=LUKS, dm__name="home")
    machine.mount("253:0", machine.place)
    assert encryption_of(machine.home, machine.kernel) == (ENCRYPTED, "home, LUKS2")


@pytest.mark.parametrize("kind", ["CRYPT-PLAIN-home", "CRYPT-LUKS1-00-home", "CRYPT-BITLK-00-home"])
def test_so_is_what_else_dm_crypt_opens(machine: Machine, kind: str) -> None:
    machine.device("253:0", "dm-0", slaves=("sda",), dm__uuid=kind)
    machine.mount("253:0", machine.place)
    assert machine.state == ENCRYPTED


@pytest.mark.parametrize("kind", ["LVM-abcdef", "CRYPT-VERITY-00-root", "CRYPT-INTEGRITY-home", "mpath-1", ""])
def test_what_only_maps_or_checks_is_as_open_as_what_it_lies_on(machine: Machine, kind: str) -> None:
    machine.device("253:0", "dm-0", slaves=("sda",), dm__uuid=kind)
    machine.mount("253:0", machine.place)
    assert machine.state == OPEN


def test_a_logical_volume_on_luks_is_encrypted(machine: Machine) -> None:
    machine.device("253:0", "dm-0", slaves=("sda",), dm__uuid=LUKS)
    machine.device("253:1", "dm-1", slaves=("dm-0",), dm__uuid="LVM-abcdef")
    machine.mount("253:1", machine.place)
    assert machine.state == ENCRYPTED


def test_a_volume_is_as_open_as_the_most_open_of_its_disks(machine: Machine) -> None:
    machine.device("253:0", "dm-0", slaves=("sda",), dm__uuid=LUKS)
    machine.device("8:16", "sdb")
    machine.device("253:1", "dm-1", slaves=("dm-0", "sdb"), dm__uuid="LVM-abcdef")
    machine.mount("253:1", machine.place)
    assert machine.state == OPEN


def test_a_partition_is_as_open_as_its_disk(machine: Machine) -> None:
    machine.device("179:1", "mmcblk0p1", within="mmcblk0", partition="1")
    machine.mount("179:1", machine.place)
    assert encryption_of(machine.home, machine.kernel) == (OPEN, "mmcblk0, as it is")


@pytest.mark.parametrize(("below", "state"), [(LUKS, ENCRYPTED), ("", OPEN)])
def test_a_loop_file_is_as_open_as_where_it_lies(machine: Machine, below: str, state: str) -> None:
    machine.device("253:0", "dm-0", slaves=("sda",), dm__uuid=below)
    (machine.place / "images").mkdir()
    machine.mount("253:0", machine.place / "images")
    machine.device("7:0", "loop0", loop__backing_file=str(machine.place / "images" / "home.img"))
    machine.mount("7:0", machine.home)
    assert machine.state == state


def test_a_loop_file_that_lies_in_itself_has_an_end(machine: Machine) -> None:
    machine.device("7:0", "loop0", loop__backing_file=str(machine.home / "home.img"))
    machine.mount("7:0", machine.home)
    assert machine.state == UNKNOWN


@pytest.mark.parametrize("kind", ["ecryptfs", "fuse.gocryptfs"])
def test_a_file_system_that_encrypts_is_known_by_its_name(machine: Machine, kind: str) -> None:
    machine.mount("0:50", machine.home, kind)
    assert encryption_of(machine.home, machine.kernel) == (ENCRYPTED, kind)


@pytest.mark.parametrize("kind", ["tmpfs", "nfs4", "overlay", "zfs"])
def test_what_the_kernel_does_not_show_is_not_guessed(machine: Machine, kind: str) -> None:
    machine.mount("0:50", machine.home, kind, "none")
    assert machine.state == UNKNOWN


def test_a_file_system_with_numbers_of_its_own_is_known_by_its_source(machine: Machine) -> None:
    machine.device("1:3", "dm-0", slaves=("sda",), dm__uuid=LUKS)
    machine.mount("0:41", machine.home, "btrfs", "/dev/null")  # any node will do: 1:3
    assert machine.state == ENCRYPTED


def test_what_is_mounted_later_and_deeper_counts(machine: Machine) -> None:
    machine.device("253:0", "dm-0", slaves=("sda",), dm__uuid=LUKS)
    machine.mount("253:0", machine.home)
    machine.mount("8:0", machine.home.parent)
    assert machine.state == ENCRYPTED
    machine.mount("8:0", machine.home)
    assert machine.state == OPEN


@pytest.mark.parametrize("lines", ["", "nonsense\n", "21 20\n - \n", "21 20 8:0 / / rw - \n"])
def test_a_kernel_that_tells_nothing_usable_is_no_accident(machine: Machine, lines: str) -> None:
    machine.kernel.mounts.write_text(lines)
    assert machine.state == UNKNOWN
    machine.kernel.mounts.unlink()
    assert machine.state == UNKNOWN


def test_this_machine_is_told_of(tmp_path: Path) -> None:
    found = encryption_of(tmp_path)
    assert found.state in (ENCRYPTED, OPEN, UNKNOWN)
    assert found.seen
    assert encryption_of(Path("/dev/shm")).state == UNKNOWN  # memory on every Linux


def test_the_doctor_advises_and_does_not_fail_for_it(terminal: TerminalAtWork) -> None:
    found = next(check for check in terminal.ask("doctor")["checks"] if check["name"] == "encryption")
    assert found["ok"]
    seen = "ok" if "is encrypted at rest" in found["detail"] else "mind"
    assert f"{seen:4}  encryption {found['detail']}" in terminal.run("doctor").out
