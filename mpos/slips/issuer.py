"""Who issues a slip."""

from mpos.contract.office import Business
from mpos.domain.words import in_words
from mpos.light.typing import NamedTuple


class Issuer(NamedTuple):
    """The business, and the device with the numbers that a regulator has given it (MIN, S/N); "" for none."""

    business: Business
    terminal_id: str
    machine_no: str = ""
    serial_no: str = ""

    def say(self, word: str) -> str:
        """A word as this office wants it printed; `word` is one of `mpos.contract.slip_words`."""
        return self.business.labels.get(word, word)

    def in_words(self, minor: int) -> str:
        """The amount as it is written on checks, in this office's word for its currency."""
        return in_words(minor, self.say("PESO"), self.say("PESOS"))
