"""Sending what the journal names but does not hold: the pictures that the office says it lacks, after the money.

The office takes a picture once it has the entry that names it, and every answer to an upload says what it lacks. So
there is nothing to keep in step: an office that lost some asks for them again.
"""

from time import monotonic

from mpos.contract.problems import Problem, Unreachable
from mpos.domain.refusals import PictureMissing
from mpos.light.typing import NamedTuple
from mpos.store import signatures

from .signatures import picture_with
from .terminal import Terminal
from .unsent import acknowledged

MAX_SENT_AT_ONCE = 20
"""Two kilobytes each: a minute on a slow line. A collector waits for an upload; the rest goes with the next one."""
LONGEST_S = 60.0
"""On a line that is slower still no further picture is begun after this."""


class Attached(NamedTuple):
    """How sending fared: pictures sent, and still waiting.

    Of these the office refused some just now, and `missing` are not on this device any more. `trouble` is the sentence
    that says what went wrong last, if anything did.
    """

    sent: int = 0
    waiting: int = 0
    refused: int = 0
    missing: int = 0
    trouble: str | None = None


def send_wanted(terminal: Terminal) -> Attached:
    """Sends what the office lacks, one by one. Raises no problem: whatever becomes of a picture, the money is there."""
    fared, began = Attached(), monotonic()
    for kept in signatures.wanted(terminal.connection):
        tried = fared.sent + fared.refused
        if tried == MAX_SENT_AT_ONCE or (tried and monotonic() - began >= LONGEST_S):
            break
        try:
            terminal.link.attach(kept.sha256, picture_with(terminal, kept.sha256))
        except Unreachable as problem:
            fared = fared._replace(trouble=problem.message)
            break
        except PictureMissing as problem:
            fared = fared._replace(missing=fared.missing + 1, trouble=problem.message)
        except Problem as problem:
            fared = fared._replace(refused=fared.refused + 1, trouble=problem.message)
        else:
            signatures.arrived(terminal.connection, kept.sha256)
            fared = fared._replace(sent=fared.sent + 1)
    return fared._replace(waiting=waiting(terminal))


def waiting(terminal: Terminal) -> int:
    """How many pictures the office lacks, as far as is known."""
    return len(signatures.waiting(terminal.connection, acknowledged(terminal.connection).seq))
