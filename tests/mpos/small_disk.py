"""A home on a disk of its own, that can be filled or made read-only: in user and mount namespaces, without root.

Run as a program inside the namespaces it plays a list of steps; `on_small_disk` starts it there.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.mpos.terminal_at_work import declare_original

ROOT = Path(__file__).parents[2]
NAMESPACES = ("unshare", "--user", "--map-root-user", "--mount")
ROOM_BYTES = 1_500_000
DEADLINE_S = 60
Step = Sequence[str | int]
"""("run", word, ...) · ("fill", bytes left free) · ("remount", "ro" or "rw") · ("remove", name): in this order done."""


class Ended(NamedTuple):
    """How a command ended there."""

    exit_code: int
    out: str
    err: str


def can_have_disks() -> bool:
    """Whether this machine lets us mount what only we see."""
    if not shutil.which("unshare"):
        return False
    tried = subprocess.run([*NAMESPACES, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, timeout=10)
    return tried.returncode == 0


def on_small_disk(home: Path, disk: Path, *steps: Step) -> list[Ended]:
    """Copies the home onto a small disk at `disk`, plays the steps there, and tells how its commands ended."""
    disk.mkdir()
    done = subprocess.run(
        [*NAMESPACES, sys.executable, "-m", "tests.mpos.small_disk", str(home), str(disk)],
        cwd=ROOT,
        input=json.dumps(steps),
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
    )
    assert done.returncode == 0, done.stderr
    return [Ended(*ended) for ended in json.loads(done.stdout)]


def _play(home: Path, disk: Path) -> list[Ended]:
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM_BYTES}", "tmpfs", disk], check=True, timeout=10)
    there = disk / "home"
    shutil.copytree(home, there)
    declare_original(there)
    ended = []
    for what, *words in json.loads(sys.stdin.read()):
        match what:
            case "run":
                ended.append(_run(there, words))
            case "fill":
                _fill(disk / "filler", words[0])
            case "remount":
                subprocess.run(["mount", "-o", f"remount,{words[0]}", disk], check=True, timeout=10)
            case "remove":
                (there / words[0]).unlink()
    return ended


def _run(home: Path, words: list[str]) -> Ended:
    environ = {"MPOS_HOME": str(home), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "mpos", *words]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=DEADLINE_S)
    return Ended(done.returncode, done.stdout, done.stderr)


def _fill(filler: Path, free_bytes: int) -> None:
    """Leaves this much room and no more."""
    filler.unlink(missing_ok=True)
    room = os.statvfs(filler.parent)
    filler.write_bytes(bytes(max(0, room.f_bavail * room.f_frsize - free_bytes)))


if __name__ == "__main__":
    json.dump(_play(Path(sys.argv[1]), Path(sys.argv[2])), sys.stdout)
