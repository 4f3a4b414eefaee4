"""What lies on sticks and cards after a power cut: a file that is there under its name is whole."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bridge.intake.files import ingest
from mpos.contract.canonical import BadContent
from mpos.contract.problems import Problem
from mpos.contract.seal import Signer
from mpos.services.backup import check_backup
from mpos.services.journal_copy import copied_entries
from mpos.store import journal
from mpos.store.database import KEY_FILE, open_store
from mpos.store.identity import read_identity

from .promises import Seen
from .stage import CARD, MEDIUM, TERMINAL, Stage


def inspect_media(stage: Stage, seen: Seen) -> list[str]:
    """What is wrong with the files that were carried away, in sentences."""
    return [*_missing(seen), *_broken(stage), *_ahead(stage)]


def copy_lags(stage: Stage) -> list[str]:
    """Whether the second copy, where there is a card for it, has caught up."""
    if not (stage.root / CARD).is_dir():
        return []
    own, copied = _own_and_copied(stage)
    return [] if own == copied else [f"the second copy has {len(copied)} of {len(own)} entries"]


def _missing(seen: Seen) -> Iterator[str]:
    for path in seen.files():
        if not path.exists():
            yield f"lost: {path.name} was written, and is not there"


def _broken(stage: Stage) -> Iterator[str]:
    for path in sorted((stage.root / MEDIUM).iterdir()):
        try:
            if path.suffix == ".sqlite3":
                check_backup(path)
            if path.suffix == ".mpos":
                ingest(stage.bridge, path.read_bytes())
        except (Problem, BadContent) as error:
            yield f"{path.name} is not whole: {error}"


def _ahead(stage: Stage) -> Iterator[str]:
    if not (stage.root / CARD).is_dir():
        return
    own, copied = _own_and_copied(stage)
    if not set(copied) <= set(own):
        yield "the second copy has entries that the journal does not have"


def _own_and_copied(stage: Stage) -> tuple[list[str], list[str]]:
    """The hashes of all entries in the journal, and of those in its second copy."""
    home: Path = stage.root / TERMINAL
    with closing(open_store(home)) as connection:
        identity = read_identity(connection)
        if identity is None:
            return [], []
        own = [entry.hash for entry in journal.all_entries(connection, identity.terminal_id)]
    copied = copied_entries(stage.root / CARD, identity.terminal_id, Signer.at(home / KEY_FILE).public_key)
    return own, [entry.hash for entry in copied]
