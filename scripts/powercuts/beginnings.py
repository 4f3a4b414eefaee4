"""The stages on which scenarios begin."""

import shutil
from pathlib import Path

from .inspection import take_for_original
from .stage import CARD, MEDIUM, OFFICE, PSCLOUD, TERMINAL, Stages

GOLDEN = Path(__file__).parents[2] / "tests" / "golden" / "v1"
"""Homes as the first version left them. They are copied, never opened."""


def nothing(_: Stages, root: Path) -> None:
    """Neither office nor terminal yet."""
    for folder in (PSCLOUD, MEDIUM):
        (root / folder).mkdir(parents=True)


def an_office(stages: Stages, root: Path) -> None:
    """An office, and no terminal yet."""
    shutil.copytree(stages.office, root)


def at_work(stages: Stages, root: Path) -> None:
    """A terminal at work, which takes itself for the original."""
    shutil.copytree(stages.terminal, root)
    take_for_original(root / TERMINAL)


def with_card(stages: Stages, root: Path) -> None:
    """The same with a card for the journal's second copy."""
    at_work(stages, root)
    (root / CARD).mkdir()


def an_older_version(stages: Stages, root: Path) -> None:
    """A terminal and its office as the first version left them, not opened since."""
    nothing(stages, root)
    shutil.copytree(GOLDEN / TERMINAL, root / TERMINAL)
    shutil.copytree(GOLDEN / OFFICE, root / OFFICE)
