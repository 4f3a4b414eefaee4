"""`scripts/fuzz`: feeds every reader and both APIs with hostile input, and tells what came of it."""

import argparse
import logging
import random
import sys
import time
from collections.abc import Iterator

from scripts.fuzzing.api import FIRST_PAGE, Asked, ask_everything, for_offices
from scripts.fuzzing.office import LOGIN, office_to_ask
from scripts.fuzzing.readers import READERS
from scripts.fuzzing.table import as_text, operation_row, reader_row
from scripts.fuzzing.trying import Tried, try_apart

EXAMPLES, API_SHARE = 1_000, 20
"""One request of the API costs as much as some twenty inputs of a reader."""
SECONDS_A_MINUTE = 60
FOUND = 1


def main() -> int:
    """Fuzzes in rounds, each with a seed of its own, until the time is used; exit code 1 when there are findings."""
    options = _options()
    logging.disable(logging.CRITICAL)
    ends_s = time.monotonic() + options.minutes * SECONDS_A_MINUTE
    found = 0
    for seed in _seeds(options.seed):
        print(f"Seed {seed}, {options.examples:,} inputs a target.", flush=True)
        found += _round(options.examples, seed)
        if time.monotonic() >= ends_s:
            break
    return FOUND if found else 0


def _round(examples: int, seed: int) -> int:
    tried = [try_apart(reader, examples, seed) for reader in READERS]
    with office_to_ask() as office:
        known = {"collector": LOGIN}
        share = max(1, examples // API_SHARE)
        asked = ask_everything(office.app, office.token, share, seed, known=known, thorough=True)
        asked += ask_everything(
            office.app, office.key, share, seed, known=FIRST_PAGE, thorough=True, described=for_offices()
        )
    print(as_text([*map(reader_row, tried), *map(operation_row, asked)]), flush=True)
    findings = list(_findings(tried, asked))
    for finding in findings:
        print(finding)
    return len(findings)


def _findings(tried: list[Tried], asked: list[Asked]) -> Iterator[str]:
    for reader in tried:
        yield from (f"{reader.name}: {finding}" for finding in reader.findings)
    for operation in asked:
        yield from (f"{operation.operation}: {finding}" for finding in operation.findings)


def _seeds(first: int | None) -> Iterator[int]:
    seed = random.randrange(10**9) if first is None else first
    while True:
        yield seed
        seed += 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/fuzz", description="Feeds all that reads with hostile input.")
    parser.add_argument("--examples", type=int, default=EXAMPLES, metavar="N", help="inputs for each reader")
    parser.add_argument("--minutes", type=float, default=0, metavar="M", help="go on with new seeds for so long")
    parser.add_argument("--seed", type=int, metavar="S", help="the same inputs again")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
