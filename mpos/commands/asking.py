"""Secrets: prompted for on a terminal, or one line from stdin; never an argument, which `ps` would show."""

import sys

from mpos.contract.problems import BadUsage

FROM_STDIN = "-"
MAX_LINE = 1_000


def ask_pin(given: str | None) -> str:
    """The PIN for an option given as `-` (a line from stdin) or left out (asked for on a terminal)."""
    if given == FROM_STDIN:
        pin = _read_line()
        if not pin:
            raise BadUsage(detail="The PIN was to come from stdin, but nothing came.")
        return pin
    if given is not None:
        raise BadUsage(detail="The PIN is not taken from the command line; write --pin - and give it on stdin.")
    if sys.stdin is None or not sys.stdin.isatty():
        raise BadUsage(detail="The PIN is missing; write --pin - and give it on stdin.")
    from getpass import getpass

    return getpass("PIN: ")


def _read_line() -> str:
    """A line from stdin; "" when it is closed or at its end."""
    if sys.stdin is None:
        return ""
    try:
        line = sys.stdin.readline(MAX_LINE).rstrip("\r\n")
        line.encode()
    except UnicodeError as error:
        raise BadUsage(detail="What came on stdin is not text in UTF-8.") from error
    return line
