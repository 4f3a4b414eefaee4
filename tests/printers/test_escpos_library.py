"""Loading happens once in a process, so each of these has a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import logging, os, sys, tempfile
from pathlib import Path
environment, temporary = dict(os.environ), tempfile.gettempdir()
from printers.escpos_library import dummy_printer
printer = dummy_printer("POS-5890", Path(sys.argv[1]) if len(sys.argv) > 1 else None)
printer.text("x")
assert printer.output == b"\\x1bt\\x00x" or printer.output.endswith(b"x"), printer.output
assert not logging.getLogger().handlers
assert dict(os.environ) == environment and tempfile.gettempdir() == temporary
"""


def load_in_a_new_process(temporary: Path, *cache_dir: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(temporary), "PYTHONPATH": str(Path(__file__).parents[2])}
    environment.pop("ESCPOS_CAPABILITIES_PICKLE_DIR", None)
    program = [sys.executable, "-c", PROGRAM, *map(str, cache_dir)]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    directory = tmp_path / "temporary"
    directory.mkdir()
    return directory


def test_loading_leaves_nothing_behind(temporary: Path) -> None:
    load_in_a_new_process(temporary)
    assert list(temporary.iterdir()) == []


def test_the_first_loading_fills_the_cache_and_the_next_leaves_it_alone(tmp_path: Path, temporary: Path) -> None:
    cache_dir = tmp_path / "deep" / "cache"
    load_in_a_new_process(temporary, cache_dir)
    [digest] = cache_dir.iterdir()
    written_at_ns = digest.stat().st_mtime_ns
    load_in_a_new_process(temporary, cache_dir)
    assert digest.stat().st_mtime_ns == written_at_ns
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("left", [0, 1000])
def test_a_cache_cut_short_by_a_power_cut_is_deleted_and_done_without(
    tmp_path: Path, temporary: Path, left: int
) -> None:
    cache_dir = tmp_path / "cache"
    load_in_a_new_process(temporary, cache_dir)
    [digest] = cache_dir.iterdir()
    digest.write_bytes(digest.read_bytes()[:left])
    load_in_a_new_process(temporary, cache_dir)
    assert list(cache_dir.iterdir()) == []


def test_a_cache_that_cannot_be_written_costs_only_time(tmp_path: Path, temporary: Path) -> None:
    in_the_way = tmp_path / "cache"
    in_the_way.write_text("a file where the directory should be")
    load_in_a_new_process(temporary, in_the_way)
    assert in_the_way.read_text().startswith("a file")
