"""One line of the tables of bad input, and what several of them type."""

from typing import NamedTuple

from tests.mpos.commands.states import State

BIG = "x" * 201
BAD_AMOUNTS = (
    "-1", "1e5", "12.345", "₱5", "1,00", "1,2345", "''", "' '", "abc", "5.", ".5", "1.5.0", "'1 000'", "٥", "0x5",
)  # fmt: skip
TOO_MUCH = ("99999999999999", "9999999999999.99", "9" * 5000)


class Case(NamedTuple):
    """What is typed in which state, how it ends, and a part of the line that is said. `stdin`: what is piped in."""

    state: State
    typed: str
    exit_code: int
    told: str
    stdin: str = ""

    @property
    def name(self) -> str:
        typed = self.typed if len(self.typed) < 90 else f"{self.typed[:40]} ... {self.typed[-45:]}"
        return f"{self.state.__name__}: {typed}" + (f" < {self.stdin!r}" if self.stdin else "")
