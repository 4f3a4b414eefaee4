"""`scripts/demo`: plays a day of a collector and her office on this machine."""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.demo_day import visit
from scripts.demo_day.day import play
from scripts.demo_day.narration import Narrator, StepFailed
from scripts.demo_day.office import NotStarted, Office
from scripts.demo_day.stopping import Stopped, stop_in_order

FAILED = 1
PIPED_COLUMNS = 120
"""Where nobody's window says how wide lines may be."""
MIN_COLUMNS, MAX_COLUMNS = 60, 120
OTHERS_CANNOT_LOOK = 0o077


def main() -> int:
    """Plays the day, or receives a visitor; the exit code. Whatever happens, nothing is left behind."""
    options = _options()
    os.umask(OTHERS_CANNOT_LOOK)
    stop_in_order()
    try:
        with _directory(options.keep) as directory, Office(directory) as office:
            return _receive(office) if options.shell else _play(office)
    except StepFailed as failure:
        return _complain(failure.story)
    except NotStarted as failure:
        return _complain(str(failure))
    except Stopped as stopped:
        return _complain(str(stopped), stopped.exit_code)
    except BrokenPipeError:
        # Whoever read this has seen enough; Python would complain of it once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def _play(office: Office) -> int:
    began = time.monotonic()
    window = shutil.get_terminal_size((PIPED_COLUMNS, 0)).columns
    columns = max(MIN_COLUMNS, min(window, MAX_COLUMNS))
    styled = sys.stdout.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("NO_COLOR")
    print("A day of MPOS, played with its real commands against a sandbox of PSCloud on this machine.")
    office.start_pscloud()
    play(Narrator(office, columns, styled=styled), office)
    print(f"\nThe day is over. It took {time.monotonic() - began:.0f} seconds.")
    return 0


def _receive(office: Office) -> int:
    print("Setting up a sandbox of PSCloud, a bridge and a terminal ...", file=sys.stderr)
    office.start_pscloud()
    return visit.receive(office)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/demo", description="Plays a day of a collector and her office.")
    parser.add_argument("--shell", action="store_true", help="set everything up and leave you in a shell")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="an empty directory to play in, which is kept")
    return parser.parse_args()


@contextmanager
def _directory(kept: Path | None) -> Iterator[Path]:
    if kept is None:
        with TemporaryDirectory(prefix="mpos-demo-") as temporary:
            yield Path(temporary)
        return
    try:
        kept.mkdir(parents=True, exist_ok=True)
        is_empty = not any(kept.iterdir())
    except OSError as error:
        raise NotStarted(f"{kept} can't be used: {error.strerror}") from error
    if not is_empty:
        raise NotStarted(f"{kept} is not empty; name another directory")
    yield kept.absolute()


def _complain(story: str, exit_code: int = FAILED) -> int:
    print(f"\n{story}", file=sys.stderr)
    return exit_code


if __name__ == "__main__":
    sys.exit(main())
