"""The commands by which cash and post-dated checks change hands, each with what it needs before a kill."""

from datetime import timedelta

from mpos.contract import kinds
from scripts.crashes.terminal_commands import TerminalCommand


class Remit(TerminalCommand):
    """Handing over cash, with its slip."""

    name, steps = "remit", 156

    def make_ready(self) -> None:
        self.words = ("mpos", "remit", "--count", "1x1", "--to", "Cashier")


class HoldCheck(TerminalCommand):
    """Taking a post-dated check in keeping, with its acknowledgement."""

    name, steps, once = "check-hold", 176, kinds.CHECK_HELD

    def make_ready(self) -> None:
        super().make_ready()
        _, soa_no, *_ = self.payment()
        later = (self.next_day + timedelta(days=1)).isoformat()
        number = f"{self.chance.randint(1, 10**9)}"
        self.words = ("mpos", "check", "hold", soa_no, f"1.50:BDO:{number}:{later}")
