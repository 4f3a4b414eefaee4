"""What each of the three has to do, in steps that are alike."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from scripts.peer_runs.counting import Counted


class Held(NamedTuple):
    """What a client holds after a pull."""

    soas: int
    invoices: int


class Contender(Protocol):
    """A server that stands ready with all SOAs, and a client that begins anew with each round.

    `pull`, `push` and `push_again` are each one run of the client's own program, from its start to its end.
    """

    name: str
    counted: Counted

    def begin(self, number: int) -> None:
        """A device that has nothing yet."""

    def pull(self) -> None:
        """Everything into the client's store; or, the next time, what is new."""

    def held(self) -> Held:
        """What the client has."""

    def keep(self, payments: Sequence[dict[str, Any]]) -> None:
        """Puts the payments of the round into the client's store."""

    def push(self) -> None:
        """Sends the payments of the round."""

    def push_again(self) -> None:
        """The same by a client that does not know that they arrived."""

    def at_server(self) -> int:
        """How many payments the server has, of all rounds."""
