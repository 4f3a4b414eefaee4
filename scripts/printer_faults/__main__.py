"""`scripts/printer-faults`: takes a payment on printers that fail in every way, and writes down what came of it."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.crashes.stage import Stage
from scripts.demo_day.stopping import Stopped, stop_in_order
from scripts.printer_faults.faults import FAULTS, Fault
from scripts.printer_faults.table import as_markdown, circumstances
from scripts.printer_faults.trying import Hand, Seen, take_payment

PAGE = Path(__file__).parents[2] / "docs" / "printer-faults.md"
INTRODUCTION = """# When the printer fails

`scripts/printer-faults` takes a payment with the real `mpos collect`, a process of its own, while a printer on a
pseudo-terminal or a socket has a fault; then the printer is well, and `mpos receipt` prints that receipt. Whatever
happens, the payment is recorded before the first byte goes out. A slip of which nothing was printed waits and comes out
late as the original; one that may be out, in whole or in part, prints again only as a reprint. A dead or hung printer
holds nobody longer than five seconds; starting the program and loading the encoder is in the times below, and so is
sending at the pace of the line. Where over 20 kB wait, that is a report which goes to paper before the receipt.
"""


def main() -> int:
    """Tries each fault, shows the table, and writes it when asked to."""
    options = _options()
    stop_in_order()
    try:
        with TemporaryDirectory(prefix="mpos-printers-") as directory, Stage(Path(directory)) as stage:
            tried = [(fault, _tried(stage, Path(directory), number)) for number, fault in _chosen(options.only)]
    except Stopped as stopped:
        print(stopped, file=sys.stderr)
        return stopped.exit_code
    table = [circumstances(datetime.now(UTC).date()), "", *as_markdown(tried)]
    print(*table, sep="\n")
    if options.write:
        PAGE.write_text("\n".join((INTRODUCTION, *table)) + "\n")
    return 0


def _chosen(word: str) -> list[tuple[int, Fault]]:
    return [(number, fault) for number, fault in enumerate(FAULTS) if word in fault.name]


def _tried(stage: Stage, directory: Path, number: int) -> Seen:
    """Each fault meets a terminal of its own, so that nothing waits from the one before."""
    place = directory / f"terminal{number}"
    place.mkdir()
    device = stage.device(place)
    device.do("mpos", "open-registry", "--change-fund", "500")
    soa_no = device.ask("mpos", "soa", "list")["items"][0]["soa_no"]
    print(FAULTS[number].name, file=sys.stderr)
    return take_payment(Hand(device.environ, device.home, soa_no), FAULTS[number])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/printer-faults", description=__doc__)
    parser.add_argument("--only", default="", metavar="WORD", help="only faults with this in their name")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(PAGE.parents[1])}")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
