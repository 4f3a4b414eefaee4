"""What goes wrong in a step, read from its words in a trace (see trace.py)."""

from collections.abc import Iterable, Mapping
from random import Random
from typing import Any, NamedTuple

from scripts.pscloud_sandbox import Defect, Fault, FaultKind
from scripts.world.stage.cable import Cut

BAD_DAYS: Mapping[str, dict[str, Any]] = {
    "drop_before": {"kind": FaultKind.DROP_BEFORE, "path": "/payments"},
    "drop_after": {"kind": FaultKind.DROP_AFTER_ACCEPT, "path": "/payments"},
    "drop_listing": {"kind": FaultKind.DROP_BEFORE, "path": "/soas"},
    "error": {"kind": FaultKind.STATUS, "status": 500},
    "gateway": {"kind": FaultKind.STATUS, "status": 504, "path": "/payments"},
    "too_many": {"kind": FaultKind.STATUS, "status": 429, "retry_after_s": 90},
    "unavailable": {"kind": FaultKind.STATUS, "status": 503, "retry_after_s": 5, "retry_after_as_date": True},
    "key_rejected": {"kind": FaultKind.STATUS, "status": 401, "path": "/payments"},
    "slow": {"kind": FaultKind.SLOW, "delay_s": 50},
    "repeat": {"kind": FaultKind.REPEAT_RECORDS},
    "malformed": {"kind": FaultKind.MALFORMED_RECORD},
}
"""Of PSCloud: what each word of a trace stands for."""
MOST_TIMES = 6


class Ills(NamedTuple):
    """All that goes wrong in one step. `kill` is whom, and at which of its effects; 0 nobody."""

    kill: tuple[str, int] = ("", 0)
    line: tuple[Cut, ...] = ()
    pscloud: tuple[Cut, ...] = ()
    line_is_down: bool = False
    pscloud_is_down: bool = False
    paper: str = "fine"
    bad_days: tuple[str, ...] = ()

    @classmethod
    def read(cls, words: Iterable[str]) -> "Ills":
        """The ills that these words name."""
        ills = cls()
        for word in words:
            ills = ills._with(*word.split(":"))
        return ills

    def faults(self, dice: Random) -> list[Fault]:
        """PSCloud's faults of this step."""
        return [_fault(word, dice) for word in self.bad_days]

    def _with(self, what: str, which: str, *rest: str) -> "Ills":
        match what, which:
            case "kill", _:
                return self._replace(kill=(which, int(rest[0])))
            case "line", "down":
                return self._replace(line_is_down=True)
            case "pscloud", "down":
                return self._replace(pscloud_is_down=True)
            case "line", _:
                return self._replace(line=(*self.line, _cut(which, *rest)))
            case "pscloud", _:
                return self._replace(pscloud=(*self.pscloud, _cut(which, *rest)))
            case "paper", _:
                return self._replace(paper=which)
            case "bad", _:
                return self._replace(bad_days=(*self.bad_days, which))
        raise ValueError(f"there is no ill {what}:{which}")


def _cut(when: str, nth: str, stalls: str = "") -> Cut:
    return Cut(when, int(nth), bool(stalls))


def _fault(word: str, dice: Random) -> Fault:
    times, skip = dice.randint(1, MOST_TIMES), dice.randint(0, 2)
    defect = dice.choice(list(Defect))
    return Fault(**{"times": times, "skip": skip, "defect": defect, **BAD_DAYS[word]})
