"""Words typed with digits, two for each letter: the key that carries it, then its place on that key.

2 then 3 is C, 7 then 4 is S, 0 0 is a space, 0 and a digit is that digit (0 itself is 1 8). A keyboard's letters are
taken as they are. No waiting is part of it: what two digits mean never depends on how fast they came.
"""

from .keys import CLEAR, Key, Scan, is_digit, is_letter
from .language import _

LETTERS = {
    "1": "-.,/'&#0",
    "2": "ABC",
    "3": "DEF",
    "4": "GHI",
    "5": "JKL",
    "6": "MNOÑ",
    "7": "PQRS",
    "8": "TUV",
    "9": "WXYZ",
}
"""What stands on the keys, as on phones; 1 carries signs."""
PLAIN_KEY = "0"
POINTS = {"point": "."}


class TextEntry:
    """A short text: a name, a bank, a reference."""

    def __init__(self, limit: int) -> None:
        self.text = ""
        self._limit = limit
        self._key = ""

    @property
    def hint(self) -> str:
        """What the next digit can mean."""
        if self._key == PLAIN_KEY:
            return _("0: space  1-9: that digit")
        if self._key:
            return "  ".join(f"{place} {letter}" for place, letter in enumerate(LETTERS[self._key], start=1))
        return _("2 ABC 3 DEF 4 GHI 5 JKL 6 MNO 7 PQRS 8 TUV 9 WXYZ 1 -., 0 digit")

    def press(self, key: Key) -> bool:
        """Takes a key; False when it means nothing here."""
        if isinstance(key, Scan):
            self._add(key.code)
        elif is_digit(key):
            self._digit(key)
        elif key == CLEAR:
            return self._take_back()
        elif is_letter(key) or key in POINTS:
            self._add(POINTS.get(key, key))
        else:
            return False
        return True

    def _digit(self, digit: str) -> None:
        if not self._key:
            self._key = digit
            return
        key, self._key = self._key, ""
        if key == PLAIN_KEY:
            self._add(" " if digit == PLAIN_KEY else digit)
        elif 0 < int(digit) <= len(LETTERS[key]):
            self._add(LETTERS[key][int(digit) - 1])

    def _add(self, text: str) -> None:
        self.text = (self.text + text)[: self._limit]

    def _take_back(self) -> bool:
        if self._key:
            self._key = ""
            return True
        taken, self.text = bool(self.text), self.text[:-1]
        return taken
