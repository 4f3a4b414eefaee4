"""The commands of mpos-bridge: one file a verb or noun, of which only the one that is used is imported."""

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from bridge.commands import output
from bridge.commands.acting import split_as
from bridge.commands.calling import Call, calling
from bridge.daemon_log import LOG_NAME
from bridge.settings import home_from
from mpos.contract.clock import Clock
from mpos.contract.console import leave_unread, show_problem, show_unforeseen, split_json_flag
from mpos.contract.problems import BadUsage, Problem, Stopped

PROGRAM = "mpos-bridge"


class Verb(NamedTuple):
    """A module of this package with its Typer `app`, and what the list of commands says of it."""

    module: str
    summary: str


VERBS = {
    "init": Verb("init", "Make the home, the database and the first administrator."),
    "serve": Verb("serve", "Run the daemon: terminals' API, scheduled polling and posting."),
    "today": Verb("today", "The office's day in one look: download, payments, terminals, and what waits."),
    "sync": Verb("sync", "One round of posting and downloading now, and then exit."),
    "connector": Verb("connector", "The back office: PSCloud or another, and whether a connector file fits it."),
    "downloads": Verb("downloads", "SOA Daily Download: one row a sync, and why records failed."),
    "soa": Verb("soa", "SOA Customer List: search, show, and compare with PSCloud."),
    "codes": Verb("codes", "Collector codes: the areas, and what is due in them."),
    "collectors": Verb("collectors", "Collectors, their PINs and their codes."),
    "payments": Verb("payments", "Collection and Payments: what came in, and what became of it."),
    "remittances": Verb("remittances", "Cash that collectors handed over, and what is still in their hands."),
    "checks": Verb("checks", "Post-dated checks in keeping, and what became of them."),
    "reconcile": Verb("reconcile", "Hold a business day against PSCloud's posted payments, both ways."),
    "receipt": Verb("receipt", "Tell a genuine slip from a fake, by its check code or its QR code."),
    "terminals": Verb("terminals", "Terminals: enrol, list, revoke, readmit."),
    "keys": Verb("keys", "Keys with which other systems use the office's API."),
    "export": Verb("export", "Write a SOA list to a file, for a terminal without network."),
    "ingest": Verb("ingest", "Take in a journal that a terminal wrote to a file."),
    "users": Verb("users", "Office users: who may sign in, and what they may do."),
    "deeds": Verb("deeds", "The office's journal: who did what, and the proof that it is whole."),
    "alerts": Verb("alerts", "Alerts: what somebody should look at, and through what they hear of it."),
    "audit": Verb("audit", "Prove that every journal entry and every payment is accounted for."),
    "backup": Verb("backup", "Write one checked file with all that the office is."),
    "restore": Verb("restore", "Bring the office back from a backup, into an empty home."),
    "move": Verb("move", "Move the office from SQLite to PostgreSQL."),
    "doctor": Verb("doctor", "Check home, database, PSCloud, clock and disk."),
}


def run(
    argv: Sequence[str], environ: Mapping[str, str], clock: Clock | None = None, pscloud_transport: Any = None
) -> int:
    """Runs one command line and returns its exit code; what went wrong has been shown by then."""
    flagless, as_json = split_json_flag(argv)
    with calling(Call(environ, clock, pscloud_transport, as_json)):
        try:
            words, acting_as = split_as(flagless)
            with calling(Call(environ, clock, pscloud_transport, as_json, acting_as)):
                return _dispatch(words)
        except Problem as problem:
            return show_problem(problem, as_json=as_json)
        except KeyboardInterrupt:
            return show_problem(Stopped(), as_json=as_json)
        except BrokenPipeError:
            return leave_unread()
        except Exception as error:  # noqa: BLE001 -- the last resort: one line for people, the rest for the log
            return show_unforeseen(error, home_from(environ) / LOG_NAME, as_json=as_json)


def _dispatch(words: list[str]) -> int:
    first = words[0] if words else "--help"
    if first in ("--help", "-h"):
        _show_verbs()
        return 0
    if first == "--version":
        output.show_version(PROGRAM)
        return 0
    if first not in VERBS:
        raise BadUsage(detail=f"There is no command {first!r}; {PROGRAM} --help lists them.")
    return output.run_typer(import_module(f"bridge.commands.{VERBS[first].module}").app, words, PROGRAM)


def _show_verbs() -> None:
    width = max(map(len, VERBS))
    lines = [f"  {name:{width}}  {verb.summary}" for name, verb in VERBS.items()]
    usage = f"Usage: {PROGRAM} COMMAND [--json] [--as USER] …"
    print(usage, "", "The office's side of MPOS.", "", *lines, sep="\n", file=sys.stdout)
