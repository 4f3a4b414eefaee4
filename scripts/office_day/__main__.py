"""`scripts/office-day`: the office's day in a real browser; its pages go to a folder as pictures."""

import argparse
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.office_day.eyes import WAYS, Eyes, eyes, find_browser
from scripts.office_day.stage import office_at_noon, served
from scripts.office_day.steps import walk
from scripts.pscloud_sandbox import load_invoices

SAMPLE = Path(__file__).parents[1] / "sample" / "receivables.csv"
SAMPLE_DAY = date(2026, 10, 15)
NO_BROWSER, FOUND_WRONG = 3, 1
ABOUT = """# The office's day in a browser

`scripts/office-day --csv FILE --day DAY --to FOLDER` walks this day in a headless Chromium at 1280 and 390 pixels,
light and dark: an office at noon, with weeks of real receivables behind it. On each page axe looks for what keeps
people out.

{pictures}
"""


def main() -> int:
    """Walks the day; the exit code."""
    options = _options()
    if find_browser() is None:
        print("scripts/office-day: no chromium here; scripts/browser installs one", file=sys.stderr)
        return NO_BROWSER
    with TemporaryDirectory(prefix="mpos-office-") as scratch:
        folder = options.to or Path(scratch) / "pictures"
        with (
            office_at_noon(Path(scratch) / "field", load_invoices(options.csv), options.day) as field,
            served(field) as url,
            eyes(url, folder, WAYS[:2] if options.short else WAYS) as watcher,
        ):
            walk(watcher)
        return _tell(watcher, folder if options.to else None)


def _tell(watcher: Eyes, folder: Path | None) -> int:
    for finding in watcher.findings:
        print(f"WRONG: {finding.page}: {finding.what}", file=sys.stderr)
    pictures = sum(len(page.pictures) for page in watcher.seen)
    print(f"{len(watcher.seen)} pages, {pictures} pictures, {len(watcher.findings)} findings.")
    if folder is not None:
        pages = (f"## {page.name.replace('-', ' ').capitalize()}\n\n{_row(page.pictures)}\n" for page in watcher.seen)
        (folder / "README.md").write_text(ABOUT.format(pictures="\n".join(pages)))
    return FOUND_WRONG if watcher.findings else 0


def _row(pictures: tuple[str, ...]) -> str:
    return " ".join(f"[![{name}]({name})]({name})" for name in pictures)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/office-day", description=__doc__)
    parser.add_argument("--csv", type=Path, default=SAMPLE, help="invoices (default: the sample)")
    parser.add_argument("--day", type=date.fromisoformat, default=SAMPLE_DAY, help=f"the day (default: {SAMPLE_DAY})")
    parser.add_argument("--to", type=Path, help="where the pictures are kept; without it they are only taken")
    parser.add_argument("--short", action="store_true", help="in the light only, for CI")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
