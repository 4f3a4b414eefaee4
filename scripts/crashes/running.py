"""Starts a command as a process of its own, and kills it when that was ordered."""

import json
import os
import pty
import selectors
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from importlib import import_module
from tempfile import TemporaryFile
from typing import Any, NamedTuple

from scripts.crashes.killed import BEGUN, MODULES, ORDERS, Orders
from scripts.crashes.killed import main as run_ordered
from scripts.crashes.processes import Launch, Streams, cold, warm
from scripts.demo_day.office import PROGRAMS

ENDS_WITHIN_S = 90
"""Any command gives up on a silent network or printer long before, even on a busy machine."""
PIECE_BYTES = 65_536


class Kill(NamedTuple):
    """When a process is to die: at a step, or so long after its first effect; with neither its steps are counted."""

    at_step: int | None = None
    after_s: float | None = None

    def __str__(self) -> str:
        if self.at_step is not None:
            return f"a kill at step {self.at_step}"
        if self.after_s is not None:
            return f"a kill {self.after_s * 1000:.1f} ms after its first effect"
        return "an undisturbed run"


NOT_AT_ALL = Kill()


class Ended(NamedTuple):
    """How a process ended. `place` is where it was killed, `effects_s` how long it was at work with effects."""

    exit_code: int
    shown: str
    complaint: str
    steps: int = 0
    place: str = ""
    effects_s: float = 0

    @property
    def was_killed(self) -> bool:
        """Whether it died of the kill that was ordered, and not in order before it."""
        return self.exit_code == -signal.SIGKILL


class HungUp(Exception):
    """A command did not end in time."""


def run(words: Sequence[str], environ: Mapping[str, str], typed: str = "", *, is_warm: bool = False) -> Ended:
    """Runs the real command to its end: its console script, or where `is_warm` what that calls."""
    if is_warm:
        launch = warm(import_module(MODULES[words[0]]).main, words, environ)
    else:
        launch = cold([*_program(words[0]), *words[1:]], environ)
    return Running(launch, typed).end()


def _program(name: str) -> list[str]:
    """A console script, or a module of ours that uses one."""
    script = PROGRAMS / name
    return [str(script)] if script.exists() else [sys.executable, "-P", "-m", MODULES[name]]


def run_killed(
    words: Sequence[str],
    environ: Mapping[str, str],
    kill: Kill,
    typed: str = "",
    before: Sequence[str] = (),
    *,
    is_warm: bool = False,
) -> Ended:
    """Runs the command under the runner, which kills it, or counts its steps."""
    orders = Orders(0, kill.at_step, kill.after_s is not None, before=tuple(before))
    running = start_ordered(words, environ, orders, typed, is_warm=is_warm)
    running.kill_after_s = kill.after_s
    return running.end()


def start_ordered(
    words: Sequence[str], environ: Mapping[str, str], orders: Orders, typed: str = "", *, is_warm: bool = False
) -> "Running":
    """Starts the command under the runner with these orders, to which the pipe for its report is added."""
    report, runners_end = os.pipe()
    ordered = {**environ, ORDERS: json.dumps(orders._replace(report=runners_end)._asdict())}
    arguments = ["-m", *words]
    if is_warm:
        launch = warm(run_ordered, arguments, ordered)
    else:
        launch = cold([sys.executable, "-P", "-m", "scripts.crashes.killed", *words], ordered)
    return Running(launch, typed, (report, runners_end))


class Running:
    """A process with a screen of its own, so that it shows each line at once; what it shows is read as it comes."""

    def __init__(self, launch: Launch, typed: str = "", pipe: tuple[int, int] | None = None) -> None:
        self._screen, commands_side = pty.openpty()
        self._complaint = TemporaryFile()  # noqa: SIM115 -- closed at the process's end
        self.kill_after_s: float | None = None
        """So long after its first effect it is killed from here; to be set before that."""
        self._kill_at_s = float("inf")
        self._began_s = 0.0
        self._shown = self._reported = b""
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._screen, selectors.EVENT_READ)
        with TemporaryFile() as keyboard:
            keyboard.write(typed.encode())
            keyboard.seek(0)
            streams = Streams(keyboard.fileno(), commands_side, self._complaint.fileno(), pipe[1] if pipe else None)
            self._process = launch(streams)
        os.close(commands_side)
        if pipe:
            os.close(pipe[1])
            self._selector.register(pipe[0], selectors.EVENT_READ)

    @property
    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def signal(self, number: int) -> None:
        """Sends it a signal, if it still runs."""
        if self.is_alive:
            self._process.send_signal(number)

    def wait_for(self, text: str) -> str:
        """The line with this text once it is shown; HungUp when the process ends or takes too long before it."""
        deadline_s = time.monotonic() + ENDS_WITHIN_S
        while text not in (shown := self._text(self._shown)) or not shown.endswith("\n"):
            if not self._read(deadline_s):
                raise HungUp(f"it never showed {text!r}: {shown} {self.end().complaint}")
        return next(line for line in shown.splitlines() if text in line)

    def end(self) -> Ended:
        """Waits for its end, killing it at the moment that was ordered; HungUp when it has to be killed as too slow."""
        deadline_s = time.monotonic() + ENDS_WITHIN_S
        while self._read(deadline_s):
            pass
        is_late = time.monotonic() >= deadline_s
        if is_late:
            self._process.send_signal(signal.SIGKILL)
        exit_code = self._process.wait(ENDS_WITHIN_S)
        ended_s = time.monotonic()
        for key in list(self._selector.get_map().values()):
            self._forget(key.fd)
        self._selector.close()
        ended = self._ended(exit_code, ended_s)
        if is_late:
            raise HungUp(f"it did not end within {ENDS_WITHIN_S} s: {ended.shown} {ended.complaint}")
        return ended

    def _read(self, deadline_s: float) -> bool:
        """Takes in what comes next; False when nothing will come any more, or not before the deadline."""
        now_s = time.monotonic()
        if now_s >= self._kill_at_s:
            self._process.send_signal(signal.SIGKILL)
            self._kill_at_s = float("inf")
        if now_s >= deadline_s or not self._selector.get_map():
            return False
        for key, _ in self._selector.select(max(0, min(deadline_s, self._kill_at_s) - now_s)):
            self._take(key.fd)
        return True

    def _take(self, descriptor: int) -> None:
        try:
            piece = os.read(descriptor, PIECE_BYTES)
        except OSError:
            # This is how Linux tells that nobody writes to the screen any more.
            piece = b""
        if not piece:
            self._forget(descriptor)
        elif descriptor == self._screen:
            self._shown += piece
        else:
            self._hear(piece)

    def _hear(self, piece: bytes) -> None:
        if BEGUN in piece:
            self._began_s = time.monotonic()
            if self.kill_after_s is not None:
                self._kill_at_s = self._began_s + self.kill_after_s
        self._reported += piece.replace(BEGUN, b"")

    def _forget(self, descriptor: int) -> None:
        self._selector.unregister(descriptor)
        os.close(descriptor)

    def _ended(self, exit_code: int, ended_s: float) -> Ended:
        self._complaint.seek(0)
        complaint = self._text(self._complaint.read())
        self._complaint.close()
        said: dict[str, Any] = {}
        for line in self._reported.splitlines():
            said |= json.loads(line)
        effects_s = ended_s - self._began_s if self._began_s else 0.0
        steps = said.get("steps", said.get("step", 0))
        return Ended(exit_code, self._text(self._shown), complaint, steps, said.get("place", ""), effects_s)

    @staticmethod
    def _text(shown: bytes) -> str:
        return shown.decode(errors="replace").replace("\r\n", "\n")
