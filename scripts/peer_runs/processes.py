"""The processes of the peers: servers that are waited for and stopped, clients that are run to their end."""

import json
import os
import re
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scripts.demo_day.office import NotStarted
from scripts.demo_day.stopping import undivided

START_WITHIN_S = 180
"""PouchDB's server puts in all SOAs before it listens."""
STOP_WITHIN_S = 10
RUN_WITHIN_S = 300
LOOK_EVERY_S = 0.05
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


@contextmanager
def serving(words: Sequence[str], log: Path) -> Iterator[str]:
    """Runs a server until the block ends; the address that it says it listens at."""
    with undivided(), log.open("wb") as said:
        process = subprocess.Popen(
            words, env=environment(), stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True
        )
    try:
        yield _address(process, log)
    finally:
        with undivided():
            _stop(process)


def client(words: Sequence[str]) -> dict[str, Any]:
    """Runs a client to its end; the JSON that it prints, if any. NotStarted tells what it complained of."""
    ended = subprocess.run(
        words, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=RUN_WITHIN_S
    )
    if ended.returncode:
        raise NotStarted(f"{' '.join(words)} ended with {ended.returncode}: {ended.stderr.strip()[-2000:]}")
    return json.loads(ended.stdout) if ended.stdout else {}


def environment() -> dict[str, str]:
    """The visitor's own, less what would have Python compile its modules at each start."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    until = time.monotonic() + START_WITHIN_S
    while time.monotonic() < until and process.poll() is None:
        if found := ADDRESS.search(log.read_text(errors="replace")):
            return found[0]
        time.sleep(LOOK_EVERY_S)
    raise NotStarted(f"a server did not start: {log.read_text(errors='replace').strip()[-2000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(STOP_WITHIN_S)
