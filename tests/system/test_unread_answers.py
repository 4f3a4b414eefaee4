"""An answer that goes into `head`, or to whoever has gone: that is no trouble, and nothing to be kept in a log."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("program", ["mpos", "bridge"])
def test_an_answer_that_nobody_takes_is_let_go(program: str, tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    # Unbuffered, as any answer is that is longer than what Python and the pipe hold back.
    homes = {"MPOS_HOME": str(tmp_path), "MPOS_BRIDGE_HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    ended = subprocess.run(
        [sys.executable, "-m", program, "--help"],
        check=False,
        env={**os.environ, **homes},
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
    )
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (1, "")
    assert list(tmp_path.iterdir()) == []
