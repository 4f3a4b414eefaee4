"""Stands in for PSCloud on this machine."""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from scripts.pscloud_sandbox.app import make_app
from scripts.pscloud_sandbox.bad_days import API_ROOT
from scripts.pscloud_sandbox.books import StateFile, UnreadableState
from scripts.pscloud_sandbox.loading import UnreadableInvoice, load_invoices
from scripts.pscloud_sandbox.serving import serve
from scripts.pscloud_sandbox.world import PSCloudWorld

SAMPLE = Path(__file__).parents[1] / "sample" / "receivables.csv"
SAMPLE_DAY = date(2026, 10, 15)
"""The sample's busiest day: open, overdue, disputed and settled invoices stand side by side."""
SAMPLE_PENALTY_BASIS_POINTS = 200


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the sandbox until it is told to stop; what can't be used is one line on stderr and exit code 2."""
    parser = _parser()
    options = parser.parse_args(arguments)
    is_sample = options.csv == SAMPLE
    if options.as_of is None and not is_sample:
        parser.error("--as-of is needed with a CSV of your own: give a day that its invoices span")
    try:
        world = _world(options, is_sample)
        app = make_app(world, _api_key(options))
    except (OSError, UnreadableInvoice, UnreadableState, _NoKey) as error:
        parser.error(str(error))
    serve(app, options.host, options.port, lambda port: _announce(options, port))


class _NoKey(Exception):
    """There is no API key; put one into the file or variable that was named."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sandbox", description=__doc__)
    parser.add_argument("--csv", type=Path, default=SAMPLE, help="invoices to start from (default: the sample)")
    parser.add_argument("--as-of", type=date.fromisoformat, help=f"the day to start at (default: {SAMPLE_DAY})")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8801, help="0 takes a free one")
    parser.add_argument("--port-file", type=Path, help="file to write the port to once connections are taken")
    parser.add_argument("--state", type=Path, help="file that keeps what was posted over a restart")
    parser.add_argument("--penalty-basis-points", type=int, help="penalty a month on overdue balances; 200 is 2 %%")
    key = parser.add_mutually_exclusive_group(required=True)
    key.add_argument("--key-file", type=Path, help="file that holds the API key")
    key.add_argument("--key-env", help="environment variable that holds the API key")
    return parser


def _world(options: argparse.Namespace, is_sample: bool) -> PSCloudWorld:
    penalty_basis_points = options.penalty_basis_points
    if penalty_basis_points is None:
        penalty_basis_points = SAMPLE_PENALTY_BASIS_POINTS if is_sample else 0
    world = PSCloudWorld(
        lambda: datetime.now().astimezone(),
        penalty_basis_points=penalty_basis_points,
        state_file=StateFile(options.state) if options.state else None,
    )
    world.load(load_invoices(options.csv), options.as_of or SAMPLE_DAY)
    return world


def _api_key(options: argparse.Namespace) -> str:
    if options.key_file:
        key, source = options.key_file.read_text().strip(), options.key_file
    else:
        key, source = os.environ.get(options.key_env, "").strip(), options.key_env
    if not key:
        raise _NoKey(f"{source} holds no API key")
    return str(key)


def _announce(options: argparse.Namespace, port: int) -> None:
    if options.port_file:
        # Whoever waits for the file must never read half of it.
        unfinished = options.port_file.with_name(f"{options.port_file.name}.part")
        unfinished.write_text(f"{port}\n")
        unfinished.replace(options.port_file)
    sys.stdout.write(f"PSCloud sandbox listening on http://{options.host}:{port}{API_ROOT}\n")
    sys.stdout.flush()
