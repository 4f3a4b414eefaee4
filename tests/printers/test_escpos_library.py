"""Loading happens once in a process, so this has a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import logging, os, tempfile
environment, temporary = dict(os.environ), tempfile.gettempdir()
from printers.escpos_library import dummy_printer
printer = dummy_printer("POS-5890")
printer.text("x")
assert printer.output == b"\\x1bt\\x00x" or printer.output.endswith(b"x"), printer.output
assert not logging.getLogger().handlers
assert dict(os.environ) == environment and tempfile.gettempdir() == temporary
"""


def test_loading_leaves_nothing_behind(tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[2])}
    environment.pop("ESCPOS_CAPABILITIES_PICKLE_DIR", None)
    program = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []
