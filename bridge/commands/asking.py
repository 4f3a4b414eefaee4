"""Secrets: prompted for on a terminal, or one line from stdin; never an argument, which `ps` would show."""

import sys

import typer

from mpos.contract.problems import BadUsage

FROM_STDIN = "-"
MAX_LINE = 1_000


def ask_secret(given: str | None, what: str) -> str:
    """The secret for an option that was given as `-` (a line from stdin) or left out (asked for on a terminal)."""
    if given == FROM_STDIN:
        return _line_from_stdin(what)
    if given is not None:
        raise BadUsage(detail=f"The {what} is not taken from the command line; write - and give it on stdin.")
    if not sys.stdin.isatty():
        raise BadUsage(detail=f"The {what} is missing; write - and give it on stdin.")
    return str(typer.prompt(what.capitalize(), hide_input=True, confirmation_prompt=True, err=True))


def _line_from_stdin(what: str) -> str:
    line = sys.stdin.readline(MAX_LINE).rstrip("\r\n")
    if not line:
        raise BadUsage(detail=f"The {what} was to come from stdin, but nothing came.")
    return line
