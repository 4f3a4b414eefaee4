"""How a back office writes amounts, dates and instants, both ways. Amounts never pass through a binary fraction."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from mpos.contract.clock import in_utc, read_date, read_instant, write_instant, zone_named
from mpos.contract.money import MAX_MINOR, MINOR_PER_MAJOR, format_money

MAX_TEXT = 64
"""Characters of an amount or a date; the longest that is meant has some thirty."""
MAX_DIGITS = 40
"""Of a number with decimals; more are no amount, and unfolding them would take memory."""
NEARLY = Decimal("0.000001")
"""What a binary fraction of a usual amount is off by at most, and much less than a centavo."""
RFC_3339, EPOCH, EPOCH_MS = "rfc3339", "epoch", "epoch_ms"
DECIMAL, MINOR = "decimal", "minor"
TEXT, NUMBER = "text", "number"


class Unwritten(ValueError):
    """A value that is not written as the connector file says; the text completes a sentence begun by its name."""


class Formats(NamedTuple):
    """The spelling of one back office. `zone` is where local dates and times are; `symbol` may stand before amounts."""

    money: str = DECIMAL
    money_as: str = TEXT
    decimal_point: str = "."
    thousands: str = ""
    symbol: str = ""
    round_fractions: bool = False
    date: str = "%Y-%m-%d"
    instant: str = RFC_3339
    zone: str = "UTC"

    def read_money(self, value: object) -> int:
        """Minor units of an amount; Unwritten."""
        if isinstance(value, bool) or value is None:
            raise Unwritten("is not an amount")
        if self.money == MINOR:
            return _bounded(_integer(value))
        if isinstance(value, int):
            return _bounded(value * MINOR_PER_MAJOR)
        if isinstance(value, Decimal):
            return self._minor(value)
        if not isinstance(value, str):
            raise Unwritten("is not an amount")
        return self._minor(self._typed(value))

    def write_money(self, minor: int) -> str | int | Decimal:
        """An amount as the back office takes it."""
        if self.money == MINOR:
            return minor if self.money_as == NUMBER else str(minor)
        if self.money_as == NUMBER:
            return Decimal(format_money(minor))
        sign, digits = ("-", format_money(-minor)) if minor < 0 else ("", format_money(minor))
        major, _, rest = digits.partition(".")
        grouped = f"{int(major):,}".replace(",", self.thousands) if self.thousands else major
        return f"{sign}{grouped}{self.decimal_point}{rest}"

    def read_date(self, value: object) -> str:
        """A day as YYYY-MM-DD; of an instant, the day in the zone. Unwritten."""
        if self.date in (EPOCH, EPOCH_MS):
            return self._from_epoch(value, self.date).astimezone(zone_named(self.zone)).date().isoformat()
        text = _text(value, "a date")
        try:
            if self.date == RFC_3339:
                return read_instant(text).astimezone(zone_named(self.zone)).date().isoformat()
            return datetime.strptime(text, self.date).date().isoformat()  # noqa: DTZ007 -- a day has no offset
        except (ValueError, OverflowError) as error:
            raise Unwritten(f"is not a date as {self.date}") from error

    def write_date(self, text: str) -> str | int:
        """YYYY-MM-DD as the back office takes it."""
        day = read_date(text)
        if self.date in (EPOCH, EPOCH_MS, RFC_3339):
            midnight = datetime(day.year, day.month, day.day, tzinfo=zone_named(self.zone))
            return self._write(midnight, self.date)
        return day.strftime(self.date)

    def read_instant(self, value: object) -> str:
        """An instant in UTC; one without an offset is local in the zone. Unwritten."""
        return in_utc(self._read(value))

    def write_instant(self, instant: datetime) -> str | int:
        """An instant as the back office takes it, rounded down to what its spelling tells."""
        return self._write(instant, self.instant)

    def _read(self, value: object) -> datetime:
        if self.instant in (EPOCH, EPOCH_MS):
            return self._from_epoch(value, self.instant)
        text = _text(value, "an instant")
        try:
            if self.instant == RFC_3339:
                return read_instant(text)
            return self._placed(datetime.strptime(text, self.instant))  # noqa: DTZ007 -- _placed gives it one
        except (ValueError, OverflowError) as error:
            raise Unwritten(f"is not an instant as {self.instant}: {error}") from error

    def _placed(self, told: datetime) -> datetime:
        """What was told with its offset. Of an hour that comes twice when clocks are put back, the first is meant."""
        if told.tzinfo is not None:
            return told
        placed = told.replace(tzinfo=zone_named(self.zone))
        if placed.astimezone(UTC).astimezone(zone_named(self.zone)).replace(tzinfo=None) != told:
            raise ValueError(f"clocks in {self.zone} skip it")
        return placed

    def _from_epoch(self, value: object, unit: str) -> datetime:
        count = value if isinstance(value, Decimal) else Decimal(_integer(value))
        thousandths = count if unit == EPOCH_MS else count * 1000
        if not abs(thousandths) < _MAX_EPOCH_MS:
            raise Unwritten("is no time of this age")
        return _BEGINNING + timedelta(milliseconds=int(thousandths))

    def _write(self, instant: datetime, pattern: str) -> str | int:
        if pattern == RFC_3339:
            return write_instant(instant)
        thousandths = (instant - _BEGINNING) // timedelta(milliseconds=1)
        if pattern == EPOCH_MS:
            return thousandths
        if pattern == EPOCH:
            return thousandths // 1000
        return instant.astimezone(zone_named(self.zone)).strftime(pattern)

    def _typed(self, value: str) -> Decimal:
        text = value.strip().removeprefix(self.symbol).strip() if self.symbol else value.strip()
        if len(text) > MAX_TEXT or not self._amount.fullmatch(text):
            raise Unwritten("is not an amount")
        plain = text.replace(self.thousands, "") if self.thousands else text
        return Decimal(plain.replace(self.decimal_point, "."))

    @property
    def _amount(self) -> re.Pattern[str]:
        point, thousands = re.escape(self.decimal_point), re.escape(self.thousands)
        major = rf"(?:[0-9]{{1,3}}(?:{thousands}[0-9]{{3}})+|[0-9]+)" if self.thousands else "[0-9]+"
        return re.compile(rf"-?{major}(?:{point}[0-9]+)?")

    def _minor(self, amount: Decimal) -> int:
        if not amount.is_finite() or abs(amount.adjusted()) > MAX_DIGITS or len(amount.as_tuple().digits) > MAX_DIGITS:
            raise Unwritten("is not an amount")
        try:
            minor = amount * MINOR_PER_MAJOR
            whole = minor.to_integral_value()
        except InvalidOperation as error:
            raise Unwritten("is not an amount") from error
        off = abs(minor - whole)
        if off and not (self.round_fractions and off <= NEARLY):
            raise Unwritten("has more than two decimals")
        return _bounded(int(whole))


_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_MAX_EPOCH_MS = (datetime(9999, 1, 1, tzinfo=UTC) - _BEGINNING) // timedelta(milliseconds=1)


def _bounded(minor: int) -> int:
    if abs(minor) > MAX_MINOR:
        raise Unwritten("is more than any amount")
    return minor


def _integer(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and len(value) <= MAX_TEXT and re.fullmatch("-?[0-9]+", value.strip()):
        return int(value)
    if isinstance(value, Decimal) and abs(value.adjusted()) <= MAX_DIGITS and value == value.to_integral_value():
        return int(value)
    raise Unwritten("is not a whole number")


def _text(value: object, what: str) -> str:
    if isinstance(value, str) and len(value) <= MAX_TEXT:
        return value.strip()
    raise Unwritten(f"is not {what}")
