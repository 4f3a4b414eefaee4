"""The same office for a visitor: everything is set up, and a shell is left to them."""

import os
import shlex
import shutil
import signal
import subprocess
import sys
from types import FrameType

from scripts.demo_day.office import Office
from scripts.demo_day.opening import LOGIN, NAME, PIN, open_office

WELCOME = f"""
A sandbox of PSCloud and a bridge run on this machine; this shell is a terminal and an office at once.
{NAME} ({LOGIN}, PIN {PIN}) is logged in and has her list. Try:

    mpos                                      the keypad: digits, Enter, Backspace for Clear
    mpos open-registry --change-fund 500      her day begins
    mpos soa list                             who owes what
    mpos collect SOA_NO --cash 1000           take a payment (SOA_NO as listed)
    show-paper                                all that the printer printed
    mpos x-reading                            totals so far
    mpos upload                               to the bridge
    mpos-bridge sync                          from the bridge to PSCloud
    mpos-bridge payments list                 what became of it
    mpos-bridge receipt verify CODE           is this slip genuine? (the check code on it)
    mpos-bridge audit                         where every peso is
    mpos --help, mpos-bridge --help           everything else

`exit` ends it: the programs are stopped and all of it is removed.
"""


def receive(office: Office) -> int:
    """A shell with everything in its environment; its exit code."""
    open_office(office)
    _add_show_paper(office)
    if sys.stdin.isatty():
        print(WELCOME)
    environ = {
        **office.environ,
        "PATH": os.pathsep.join((str(office.directory / "bin"), office.environ["PATH"])),
        # What is typed here is about an office that is gone at the end.
        "HISTFILE": str(office.directory / "history"),
    }
    # Ctrl-C is for what runs in the shell. Not SIG_IGN, as what is ignored here would be ignored there, too.
    before = signal.signal(signal.SIGINT, _leave_to_the_shell)
    try:
        return subprocess.run([_shell()], env=environ, check=False).returncode
    finally:
        signal.signal(signal.SIGINT, before)


def _add_show_paper(office: Office) -> None:
    program = office.directory / "bin" / "show-paper"
    program.parent.mkdir()
    line = shlex.join([sys.executable, "-P", "-m", "scripts.demo_day.paper", str(office.paper)])
    program.write_text(f"#!/bin/sh\nexec {line}\n")
    program.chmod(0o700)


def _shell() -> str:
    return shutil.which(os.environ.get("SHELL", "bash")) or shutil.which("bash") or "/bin/sh"


def _leave_to_the_shell(_number: int, _frame: FrameType | None) -> None:
    """Does nothing."""
