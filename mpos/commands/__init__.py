"""The commands of mpos: one file a verb, of which only the one that is used is imported.

`collect` and `soa list` are declared in Typer like the others, but a well-formed one is dispatched before Typer is
imported: a collector waits for them all day long (quick.py).
"""

import sys
from collections.abc import Mapping, Sequence

from mpos.commands.calling import Call, calling
from mpos.commands.quick import quick_deed
from mpos.contract import VERSION
from mpos.contract.clock import Clock
from mpos.contract.console import leave_unread, show_problem, show_unforeseen, split_json_flag
from mpos.contract.problems import BadUsage, Problem, Stopped
from mpos.light.typing import TYPE_CHECKING, NamedTuple
from mpos.settings import home_of

if TYPE_CHECKING:
    import httpx

PROGRAM = "mpos"
LOG_FILE = "mpos.log"


class Verb(NamedTuple):
    """A module of this package with its Typer `app`, and what the list of commands says of it."""

    module: str
    summary: str


VERBS = {
    "enroll": Verb("enroll", "Bind this device to a bridge, once."),
    "login": Verb("login", "A collector starts work on this device."),
    "logout": Verb("logout", "A collector ends work on this device."),
    "open-registry": Verb("open_registry", "Open the business day with its change fund."),
    "download-soa": Verb("download_soa", "Bring the day's SOAs for your codes."),
    "soa": Verb("soa", "List and search SOAs, or show one with its invoices."),
    "collect": Verb("collect", "Take one payment and print its receipt."),
    "or-entry": Verb("or_entry", "Record a payment that was receipted on paper."),
    "receipt": Verb("receipt", "Show or reprint a receipt."),
    "void": Verb("void", "Void a payment of the open business day."),
    "transactions": Verb("transactions", "List what was recorded."),
    "check": Verb("check", "Post-dated checks: take in keeping, list, collect, give back."),
    "qr-pay": Verb("qr_pay", "Show or print a QR Ph code for a payment."),
    "signature": Verb("signature", "Keep the customer's signature of a receipt."),
    "remit": Verb("remit", "Hand over cash and print the remittance slip."),
    "printer": Verb("printer", "List, test, ask and choose printers."),
    "x-reading": Verb("x_reading", "Totals so far; resets nothing."),
    "collection-report": Verb("collection_report", "The day's list, by customer and by method."),
    "close-registry": Verb("close_registry", "Count the cash and end collecting for the day."),
    "z-reading": Verb("z_reading", "Close the day for good."),
    "upload": Verb("upload", "Send everything recorded and not yet acknowledged."),
    "status": Verb("status", "Who, which day, what waits."),
    "doctor": Verb("doctor", "Check store, journal, printer, clock and bridge."),
    "journal": Verb("journal", "Export or verify the electronic journal."),
    "backup": Verb("backup", "Write a consistent copy of the store."),
    "restore": Verb("restore", "Bring a device back from a backup."),
    "rebuild": Verb("rebuild", "Make a damaged store whole again."),
}


def run(
    argv: Sequence[str],
    environ: Mapping[str, str],
    clock: Clock | None = None,
    bridge_transport: "httpx.BaseTransport | None" = None,
) -> int:
    """Runs one command line and returns its exit code; what went wrong has been shown by then."""
    words, as_json = split_json_flag(argv)
    with calling(Call(environ, clock, bridge_transport, as_json)):
        try:
            return _dispatch(words)
        except Problem as problem:
            return show_problem(problem, as_json=as_json)
        except KeyboardInterrupt:
            return show_problem(Stopped(), as_json=as_json)
        except BrokenPipeError:
            return leave_unread()
        except Exception as error:  # noqa: BLE001 -- the last resort: one line for people, the rest for the log
            return show_unforeseen(error, home_of(environ) / LOG_FILE, as_json=as_json)


def _dispatch(words: list[str]) -> int:
    _check_text(words)
    first = words[0] if words else "--help"
    if first in ("--help", "-h"):
        return _show_verbs()
    if first == "--version":
        return _show_version()
    if first not in VERBS:
        raise BadUsage(detail=f"There is no command {first!r}; {PROGRAM} --help lists them.")
    deed = quick_deed(words)
    if deed is not None:
        return deed()
    from importlib import import_module

    from mpos.commands.typer_run import run_typer

    return run_typer(import_module(f"mpos.commands.{VERBS[first].module}").app, words, PROGRAM)


def _check_text(words: list[str]) -> None:
    """Half a character can be neither kept nor printed, so it is refused before anything is done with it."""
    for word in words:
        if not word.isascii() and any("\ud800" <= letter <= "\udfff" for letter in word):
            raise BadUsage(detail=f"{word!r} is not text in UTF-8.")


def _show_verbs() -> int:
    width = max(map(len, VERBS))
    lines = [f"  {name:{width}}  {verb.summary}" for name, verb in VERBS.items()]
    text = [f"Usage: {PROGRAM} COMMAND [--json] ...", "", "The collector's side of MPOS.", "", *lines]
    print(*text, sep="\n", file=sys.stdout)
    return 0


def _show_version() -> int:
    from mpos.commands.output import show

    show({"version": VERSION}, lambda: print(f"{PROGRAM} {VERSION}"))
    return 0
