"""`scripts/keypad_day`: a collector's day at the keys; its screens go to a folder as text and pictures."""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.demo_day.office import Office
from scripts.demo_day.opening import open_office
from scripts.keypad_day.emulator import Handheld
from scripts.keypad_day.recording import Recording
from scripts.keypad_day.steps import DAY

SIZES = ((40, 15), (32, 12))


def main() -> int:
    """Plays the day in each size."""
    parser = argparse.ArgumentParser(prog="scripts/keypad_day", description=__doc__)
    parser.add_argument("--to", type=Path, help="where the screens are kept; without it they are only looked at")
    options = parser.parse_args()
    recordings = [_play(columns, rows) for columns, rows in SIZES]
    for recording in recordings:
        print(recording.table())
        if options.to:
            recording.keep(options.to)
    return 0


def _play(columns: int, rows: int) -> Recording:
    recording = Recording(columns, rows)
    with TemporaryDirectory(prefix="mpos-keypad-") as directory, Office(Path(directory)) as office:
        office.start_pscloud()
        open_office(office)
        office.run("mpos", "logout")
        with Handheld({**office.environ, "LC_ALL": "C.UTF-8"}, columns, rows) as handheld:
            handheld.wait_for("LOG IN")
            recording.screen("start", handheld)
            for step in DAY:
                recording.play(step, handheld)
    return recording


if __name__ == "__main__":
    sys.exit(main())
