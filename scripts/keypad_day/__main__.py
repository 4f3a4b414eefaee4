"""`scripts/keypad-day`: a collector's day at the keys; its screens go to a folder as text and pictures."""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.demo_day.office import Office
from scripts.demo_day.opening import open_office
from scripts.keypad_day.emulator import Handheld
from scripts.keypad_day.recording import Recording, table
from scripts.keypad_day.steps import DAY

SIZES = ((40, 15), (32, 12))
ABOUT = """# A collector's day at the keys

`scripts/keypad-day --to docs/keypad` plays this day: the real program, in a terminal emulator, against a sandbox of
PSCloud. All of it is digits, Enter and Clear. Keys of a payment are counted from the main menu to its receipt, without
the customer's number and the amounts, which have to be typed on any device.

{table}

The screens: [40x15](40x15.md), [32x12](32x12.md).
"""


def main() -> int:
    """Plays the day in each size."""
    parser = argparse.ArgumentParser(prog="scripts/keypad-day", description=__doc__)
    parser.add_argument("--to", type=Path, help="where the screens are kept; without it they are only looked at")
    parser.add_argument("--size", choices=[f"{columns}x{rows}" for columns, rows in SIZES], help="only this size")
    options = parser.parse_args()
    sizes = [size for size in SIZES if options.size in (None, "{}x{}".format(*size))]
    recordings = [_play(columns, rows) for columns, rows in sizes]
    shown = table(recordings)
    print(shown)
    if options.to:
        options.to.mkdir(parents=True, exist_ok=True)
        for recording in recordings:
            recording.keep(options.to)
        (options.to / "README.md").write_text(ABOUT.format(table=shown))
    return 0


def _play(columns: int, rows: int) -> Recording:
    recording = Recording(columns, rows)
    with TemporaryDirectory(prefix="mpos-keypad-") as directory, Office(Path(directory)) as office:
        office.start_pscloud()
        open_office(office)
        office.run("mpos", "logout")
        with Handheld({**office.environ, "LC_ALL": "C.UTF-8"}, columns, rows) as handheld:
            handheld.wait_for("LOG IN")
            recording.look("who works here", handheld)
            for step in DAY:
                recording.play(step, handheld)
    return recording


if __name__ == "__main__":
    sys.exit(main())
