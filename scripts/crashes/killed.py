"""Runs a real command in this process and kills it at a step: `python -m scripts.crashes.killed mpos collect ...`.

A step is the moment before or after an effect: a statement to SQLite, a file written, synced or renamed, bytes sent or
received. The product knows nothing of this: the interpreter's own profiler tells of each call into C, and the
process's orders come in a variable of its environment.
"""

import json
import os
import signal
import sys
import threading
from collections.abc import Mapping
from importlib import import_module
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple, NoReturn, Self

ORDERS = "CRASH_ORDERS"
ROOT = Path(__file__).resolve().parents[2]
MODULES = {"mpos": "mpos.__main__", "mpos-bridge": "bridge.__main__", "keypad": "scripts.crashes.at_the_keys"}
BEGUN = b"begun\n"
_POSIX = {
    "chmod", "copy_file_range", "fchmod", "fdatasync", "fsync", "ftruncate", "link", "mkdir", "open", "pwrite",
    "remove", "rename", "replace", "rmdir", "sendfile", "truncate", "unlink", "write",
}  # fmt: skip
_METHODS = {
    *(f"Connection.{name}" for name in ("backup", "close", "commit", "execute", "executemany", "executescript")),
    *(f"Connection.{name}" for name in ("rollback", "deserialize")),
    *(f"Cursor.{name}" for name in ("execute", "executemany", "executescript")),
    *(f"{kind}.{name}" for kind in ("TextIOWrapper", "BufferedWriter", "FileIO") for name in ("write", "flush")),
    *(f"{kind}.close" for kind in ("TextIOWrapper", "BufferedWriter", "FileIO")),
    "_IOBase.__exit__",
    *(f"socket.{name}" for name in ("accept", "connect", "connect_ex", "recv", "recv_into", "send", "sendall")),
    *(f"socket.{name}" for name in ("close", "shutdown")),
}
NAMES = _POSIX | {method.partition(".")[2] for method in _METHODS}


class Orders(NamedTuple):
    """What is to happen to this process. `report` is the pipe to whoever ordered it.

    `kill_at` is a step; without it the steps are counted, or with `is_timed` somebody else kills, told of the first
    effect. `on_signal` names a file: steps count from SIGUSR1 on, and the step to be killed at is then read from it.
    `before`: "module:function", each called before the command.
    """

    report: int
    kill_at: int | None = None
    is_timed: bool = False
    on_signal: str = ""
    before: tuple[str, ...] = ()

    @classmethod
    def given(cls, environ: Mapping[str, str]) -> Self:
        """The orders in this environment."""
        return cls(**json.loads(environ[ORDERS]))


class Steps:
    """Counts steps as the profiler tells of calls, and kills this process at the one that was ordered."""

    def __init__(self, orders: Orders) -> None:
        self._orders = orders
        self._is_armed, self._kill_at = not orders.on_signal, orders.kill_at
        self._numbers = count(1)
        self.reached = 0

    def watch(self) -> None:
        """From now on, in this thread and those that begin later."""
        if self._orders.on_signal:
            signal.signal(signal.SIGUSR1, self._arm)
        threading.setprofile(self._look)
        sys.setprofile(self._look)

    def stop(self) -> None:
        """Looks no more, and reports how many steps there were."""
        sys.setprofile(None)
        threading.setprofile(None)
        _tell(self._orders, {"steps": self.reached})

    def _arm(self, _number: int, _frame: FrameType | None) -> None:
        self._kill_at = int(Path(self._orders.on_signal).read_text())
        self._is_armed = True

    def _look(self, frame: FrameType, event: str, called: Any) -> None:
        if self._is_armed and event in ("c_call", "c_return", "c_exception") and is_effect(called):
            self._step(frame, "before" if event == "c_call" else "after", called)

    def _step(self, frame: FrameType, when: str, called: Any) -> None:
        self.reached = next(self._numbers)
        if self.reached == 1:
            os.write(self._orders.report, BEGUN)
        if self._orders.is_timed:
            sys.setprofile(None)
        elif self.reached == self._kill_at:
            _tell(self._orders, {"step": self.reached, "place": f"{when} {called.__qualname__}, {_place(frame)}"})
            os.kill(os.getpid(), signal.SIGKILL)


def is_effect(called: Any) -> bool:
    """Whether a call into C does something that a crash could leave half done, or sends or receives."""
    if called.__name__ not in NAMES:
        return False
    return called.__qualname__ in _METHODS or (called.__module__ == "posix" and called.__name__ in _POSIX)


def _place(frame: FrameType) -> str:
    path = Path(frame.f_code.co_filename)
    shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name
    return f"{shown}:{frame.f_lineno} in {frame.f_code.co_name}"


def _tell(orders: Orders, content: Mapping[str, object]) -> None:
    os.write(orders.report, json.dumps(content).encode() + b"\n")


def main() -> None:
    """Runs the command that the arguments name, as its console script would."""
    orders = Orders.given(os.environ)
    sys.argv = sys.argv[1:]
    command = import_module(MODULES[sys.argv[0]])
    for name in orders.before:
        module, _, function = name.partition(":")
        getattr(import_module(module), function)()
    steps = Steps(orders)
    _report_before_leaving(steps)
    steps.watch()
    try:
        command.main()
    finally:
        steps.stop()


def _report_before_leaving(steps: Steps) -> None:
    """A command may end by os._exit, past everything that is still to be done."""
    leave = os._exit

    def report_and_leave(status: int) -> NoReturn:
        steps.stop()
        leave(status)

    os._exit = report_and_leave


if __name__ == "__main__":
    main()
