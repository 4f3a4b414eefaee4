"""The desk in the office: mpos-bridge, run in this process beside the bridge that the terminals talk to."""

import io
from contextlib import redirect_stderr, redirect_stdout
from unittest.mock import patch

from bridge.commands import run
from tests.mpos.office_at_work import Office
from tests.mpos.terminal_at_work import Ran


def told(office: Office, *argv: str) -> Ran:
    """How a command of the office ends, and what it says."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), patch("sys.stdin", io.StringIO()):
        exit_code = run(argv, office.environ, office.clock)
    return Ran(exit_code, out.getvalue(), err.getvalue())
