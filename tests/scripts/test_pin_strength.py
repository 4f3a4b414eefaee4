"""scripts/pin_strength: what a PIN is worth once its hash is out."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_each_digit_more_is_told() -> None:
    ended = subprocess.run(
        ["scripts/pin_strength", "--guesses", "1"], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert ended.returncode == 0, ended.stderr
    assert "Parameters m=65536,t=3,p=4" in ended.stdout
    rows = re.findall(r"^\| (\d+) \| ([\d,]+) (\w+) \| ([\d,]+) (\w+) \|$", ended.stdout, re.MULTILINE)
    assert [row[0] for row in rows] == ["4", "5", "6", "7"]
    assert rows[-1][2] == "days"
