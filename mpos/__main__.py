"""Where the command mpos begins."""

import os
import sys
from contextlib import suppress
from typing import NoReturn

OWNER_ONLY = 0o077
"""What a terminal writes is for its own user: it holds names, balances and keys."""


def main() -> None:
    """Runs one command, or the keypad where there is none, and ends with its exit code."""
    os.umask(OWNER_ONLY)
    if _wants_keypad():
        _keypad()
    sys.exit(_command())


def _wants_keypad() -> bool:
    return not sys.argv[1:] and sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def _keypad() -> NoReturn:
    from mpos.keypad.running import run

    exit_code = run(os.environ)
    # What still loads or uploads beside it ends here, as by a pulled battery: Python aborts when it closes down under
    # a thread that is inside compiled code, as that of cryptography.
    for stream in (sys.stdout, sys.stderr):
        # A terminal that has gone away takes no last line.
        with suppress(OSError):
            stream.flush()
    os._exit(exit_code)


def _command() -> int:
    from mpos.commands import run

    return run(sys.argv[1:], os.environ)


if __name__ == "__main__":
    main()
