"""scripts/keypad-day: the whole day can be done at the keys, and a payment takes few of them."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
MOST_KEYS = 6
"""Besides the number and the amount, for an exact cash payment with its receipt."""


def test_a_day_at_the_keys_on_the_smallest_screen(tmp_path: Path) -> None:
    ended = subprocess.run(
        ["scripts/keypad-day", "--size", "32x12", "--to", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert ended.returncode == 0, ended.stderr
    row = re.search(r"^\| 32x12 \| (\d+) \| [\d,]+ \| (\d+) \|", ended.stdout, re.MULTILINE)
    assert row
    assert int(row[2]) <= MOST_KEYS
    screens = re.findall(r"```\n(.*?)\n```", (tmp_path / "32x12.md").read_text(), re.DOTALL)
    assert len(screens) == int(row[1])
    assert all(len(line) <= 32 for screen in screens for line in screen.split("\n"))
    assert "Z-READING" in "".join(screens)
