"""Where the command mpos begins."""

import gc
import os
import sys
from contextlib import suppress

OWNER_ONLY = 0o077
"""What a terminal writes is for its own user: it holds names, balances and keys."""
OBJECTS_BETWEEN_LOOKS = 20_000
"""For garbage. By itself Python looks at each 700th object, and a program that is being loaded makes none."""


def main() -> None:
    """Runs one command, or the keypad where there is none, and ends with its exit code."""
    os.umask(OWNER_ONLY)
    gc.set_threshold(OBJECTS_BETWEEN_LOOKS)
    if _wants_keypad():
        _keypad()
    else:
        _command()


def _wants_keypad() -> bool:
    return not sys.argv[1:] and sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def _keypad() -> None:
    from mpos.keypad.running import run

    exit_code = run(os.environ)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that has gone away takes no last line.
        with suppress(OSError):
            stream.flush()
    # What still loads or uploads beside it ends here, as by a pulled battery: Python aborts when it closes down under
    # a thread that is inside compiled code, as that of libsodium.
    os._exit(exit_code)


def _command() -> None:
    from mpos.commands import run

    exit_code = run(sys.argv[1:], os.environ)
    try:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    except (OSError, AttributeError):
        # Nobody takes the answer. Python tells of it, and ends with a code of its own.
        sys.exit(exit_code)
    # All is closed by now. Python would take everything apart before it ends, and the collector would wait for that.
    os._exit(exit_code)


if __name__ == "__main__":
    main()
