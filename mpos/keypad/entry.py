"""What is typed: amounts as centavos that shift in, codes and counts. Too many digits are a barcode, and refused."""

from mpos.contract.money import MINOR_PER_MAJOR, print_money

from .keys import CLEAR, MIN_SCANNED_DIGITS, POINT, Key, Scan, is_digit

MAX_TYPED_DIGITS = MIN_SCANNED_DIGITS - 1
_CENTAVO_DIGITS = 2


class AmountEntry:
    """An amount: 1 2 5 0 is 12.50. With the decimal key, or after a leading 0, whole pesos are typed.

    Seven digits are the most: 99,999.99 as centavos, 9,999,999 as whole pesos.
    """

    def __init__(self) -> None:
        self._digits = ""
        self._centavos: str | None = None
        self._whole = False
        self.scanned = False
        """A barcode came instead of an amount; it counts for nothing."""
        self._overflowed = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is typed."""
        return not self._digits and not self._whole and self._centavos is None

    @property
    def minor(self) -> int:
        """What is typed so far, in minor units."""
        typed = int(self._digits or 0)
        if self._centavos is not None:
            return typed * MINOR_PER_MAJOR + int(self._centavos.ljust(_CENTAVO_DIGITS, "0"))
        return typed * MINOR_PER_MAJOR if self._whole else typed

    @property
    def shown(self) -> str:
        """As it stands on the screen."""
        return print_money(self.minor)

    def press(self, key: Key) -> bool:
        """Takes a key; False when the key means nothing here (Clear on an empty entry, Enter, letters)."""
        if isinstance(key, Scan):
            self.clear()
            self.scanned = True
            return True
        if self._overflowed and (is_digit(key) or key == POINT):
            # The rest of a barcode whose digits came one by one.
            return True
        if self.scanned and key == CLEAR:
            self.clear()
            return True
        self.scanned = False
        if is_digit(key):
            self._add(key)
            return True
        if key == POINT and self._centavos is None:
            self._centavos = ""
            return True
        return key == CLEAR and self._take_back()

    def clear(self) -> None:
        """Forgets what was typed."""
        self._digits, self._centavos, self._whole = "", None, False
        self.scanned = self._overflowed = False

    def _add(self, digit: str) -> None:
        if self._centavos is not None:
            self._centavos = (self._centavos + digit)[:_CENTAVO_DIGITS]
        elif digit == "0" and self.is_empty:
            self._whole = True
        elif len(self._digits) < MAX_TYPED_DIGITS:
            self._digits += digit
        else:
            self.clear()
            self.scanned = self._overflowed = True

    def _take_back(self) -> bool:
        if self.is_empty:
            return False
        if self._centavos:
            self._centavos = self._centavos[:-1]
        elif self._centavos is not None:
            self._centavos = None
        elif self._digits:
            self._digits = self._digits[:-1]
        else:
            self._whole = False
        return True


class DigitEntry:
    """A short code or count: a PIN, a number of notes, a receipt's number, a date.

    More than `limit` of them are a mistake, or a barcode, and none of them counts until Clear or Enter.
    """

    def __init__(self, limit: int = MAX_TYPED_DIGITS, *, letters: bool = False) -> None:
        self.text = ""
        self.overflowed = False
        self._limit = limit
        self._letters = letters

    def press(self, key: Key) -> bool:
        """Takes a key; False when the key means nothing here. A barcode means nothing."""
        if is_digit(key) or (self._letters and isinstance(key, str) and len(key) == 1):
            self._add(str(key))
            return True
        if key == CLEAR and (self.text or self.overflowed):
            self.text, self.overflowed = self.text[:-1], False
            return True
        return False

    def clear(self) -> None:
        """Forgets what was typed."""
        self.text, self.overflowed = "", False

    def refuse(self) -> None:
        """Forgets what was typed as more than belongs here."""
        self.text, self.overflowed = "", True

    def _add(self, character: str) -> None:
        if self.overflowed or len(self.text) == self._limit:
            self.refuse()
        else:
            self.text += character
