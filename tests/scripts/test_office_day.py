"""scripts/office-day: the office's day can be done in a real browser, and nothing on its pages keeps anybody out."""

import re
import subprocess
from pathlib import Path

import pytest

from scripts.office_day.eyes import find_browser

ROOT = Path(__file__).parents[2]
DEADLINE_S = 400
PAGES = 25
"""At least; each is looked at on a desk and on a phone."""


@pytest.mark.skipif(find_browser() is None, reason="needs a Chromium; scripts/browser installs one")
def test_the_office_walks_through_its_day(tmp_path: Path) -> None:
    ended = subprocess.run(
        ["scripts/office-day", "--short", "--to", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
    )
    assert ended.returncode == 0, ended.stderr[-5_000:]
    found = re.fullmatch(r"(\d+) pages, (\d+) pictures, 0 findings\.", ended.stdout.splitlines()[-1])
    assert found
    assert int(found[1]) >= PAGES
    assert len(list(tmp_path.glob("*.png"))) == int(found[2])
