"""Two ways to a process of its own for a command: started cold, as people do, or forked off where all is imported.

Importing is most of what a command costs, and none of its effects. So most kills are of forked processes, which run
the same `main` on streams, environment and session of their own; those at random instants are of cold ones.
"""

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import IO, NamedTuple, NoReturn, Protocol

MOST_DESCRIPTORS = 1_024
"""A process that only sets stages and reads what lies there has far fewer open."""
LOOK_AGAIN_S = 0.001
UNFORESEEN = 1


class Streams(NamedTuple):
    """Descriptors for a process: what is typed, the screen, where it complains, and a pipe, if it has to report."""

    keyboard: int
    screen: int
    complaint: int
    report: int | None


class Process(Protocol):
    """As much of subprocess.Popen as is needed."""

    returncode: int | None

    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def send_signal(self, sig: int) -> None: ...


Launch = Callable[[Streams], Process]


def cold(arguments: Sequence[str], environ: Mapping[str, str]) -> Launch:
    """Starts a program."""

    def launch(streams: Streams) -> Process:
        return subprocess.Popen(
            arguments,
            env={**environ, "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=streams.keyboard,
            stdout=streams.screen,
            stderr=streams.complaint,
            pass_fds=() if streams.report is None else (streams.report,),
            start_new_session=True,
        )

    return launch


def warm(main: Callable[[], object], arguments: Sequence[str], environ: Mapping[str, str]) -> Launch:
    """Forks this process, in which no other thread may run, and calls `main` there with these arguments."""

    def launch(streams: Streams) -> Process:
        # What there is to be finalized is not the child's.
        gc.freeze()
        pid = os.fork()
        if pid:
            gc.unfreeze()
            return Forked(pid)
        _become(streams, arguments, environ)
        _end_with(main)

    return launch


class Forked:
    """A child of this process that was not started by subprocess."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Its exit code, if it has ended."""
        if self.returncode is None:
            ended, status = os.waitpid(self._pid, os.WNOHANG)
            if ended:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Waits for its end; TimeoutExpired."""
        give_up_s = time.monotonic() + (float("inf") if timeout is None else timeout)
        while (exit_code := self.poll()) is None:
            if time.monotonic() > give_up_s:
                raise subprocess.TimeoutExpired([str(self._pid)], timeout or 0)
            time.sleep(LOOK_AGAIN_S)
        return exit_code

    def send_signal(self, sig: int) -> None:
        """Sends a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self._pid, sig)


def _become(streams: Streams, arguments: Sequence[str], environ: Mapping[str, str]) -> None:
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    for own, given in enumerate(streams[:3]):
        os.dup2(given, own)
    kept = 2 if streams.report is None else streams.report
    os.closerange(3, kept)
    os.closerange(kept + 1, MOST_DESCRIPTORS)
    sys.stdin, sys.stdout, sys.stderr = _text(0, "r"), _text(1, "w"), _text(2, "w")
    os.environ.clear()
    os.environ.update(environ)
    sys.argv = list(arguments)


def _text(descriptor: int, mode: str) -> IO[str]:
    return open(descriptor, mode, buffering=1 if mode == "w" else -1, encoding="utf-8", closefd=False)


def _end_with(main: Callable[[], object]) -> NoReturn:
    exit_code = UNFORESEEN
    try:
        main()
        exit_code = 0
    except SystemExit as ended:
        exit_code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001 -- as the interpreter does when nobody catches it
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        os._exit(exit_code)
