"""Where the command mpos begins."""

import os
import sys

OWNER_ONLY = 0o077
"""What a terminal writes is for its own user: it holds names, balances and keys."""


def main() -> None:
    """Runs one command, or the keypad where there is none, and ends with its exit code."""
    os.umask(OWNER_ONLY)
    sys.exit(_keypad() if _wants_keypad() else _command())


def _wants_keypad() -> bool:
    return not sys.argv[1:] and sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def _keypad() -> int:
    from mpos.keypad.running import run

    return run(os.environ)


def _command() -> int:
    from mpos.commands import run

    return run(sys.argv[1:], os.environ)


if __name__ == "__main__":
    main()
