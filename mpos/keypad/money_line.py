"""Where the money is, in one line: receipts and pesos on this device, at the office, in PSCloud, and refused.

As exact as there is room for. A rounded amount ends in k, M, B or T, and nothing is ever rounded without that sign.
"""

from collections.abc import Callable

from mpos.contract.money import MINOR_PER_MAJOR, print_money
from mpos.store.fates import WhereMoneyIs
from printers.characters import width

from .language import _

Spelling = Callable[[int], str]
_THOUSAND = 1_000
_SIGNS = ("", "k", "M", "B", "T")
_WHOLE = ".00"


def money_line(where: WhereMoneyIs, columns: int) -> str:
    """The most exact spelling that fits 32 columns or more; at worst receipts alone, with no pesos at all."""
    in_pesos = money_in_pesos(where, columns)
    return " ".join(f"{name[:1]}{_rough(place[0])}" for name, place in _named(where)) if in_pesos is None else in_pesos


def money_in_pesos(where: WhereMoneyIs, columns: int) -> str | None:
    """The most exact spelling in receipts and pesos that fits; None when there is no room for any."""
    named = _named(where)
    lettered = [(name[:1], place) for name, place in named]
    spellings = (
        _spelled(named, " ", str, _exact),
        _spelled(lettered, "", str, _exact),
        _spelled(named, " ", str, _nearly),
        _spelled(lettered, "", str, _nearly),
        _spelled(lettered, "", str, _roughly),
        _spelled(lettered, "", _rough, _roughly),
    )
    return next((text for text in spellings if width(text) <= columns), None)


def _named(where: WhereMoneyIs) -> list[tuple[str, tuple[int, int]]]:
    named = [(_("Here"), where.on_device), (_("Office"), where.at_office), (_("Cloud"), where.in_pscloud)]
    return [*named, (_("Refused"), where.refused)] if where.refused[0] else named


def _spelled(places: list[tuple[str, tuple[int, int]]], gap: str, count: Spelling, amount: Spelling) -> str:
    return " ".join(
        f"{name}{gap}{count(receipts)}/{amount(minor)}" if receipts else f"{name}{gap}0"
        for name, (receipts, minor) in places
    )


def _exact(minor: int) -> str:
    """In pesos; centavos where there are some."""
    return print_money(minor).removesuffix(_WHOLE)


def _nearly(minor: int) -> str:
    """To a tenth of the largest sign that leaves a digit before the point; in full below a thousand pesos."""
    if minor < _THOUSAND * MINOR_PER_MAJOR:
        return _exact(minor)
    tenths, sign = _scaled(10 * minor // MINOR_PER_MAJOR, 10)
    return f"{tenths // 10:,}.{tenths % 10}{sign}"


def _roughly(minor: int) -> str:
    return _rough(minor // MINOR_PER_MAJOR) if minor >= _THOUSAND * MINOR_PER_MAJOR else "<1k"


def _rough(number: int) -> str:
    scaled, sign = _scaled(number, 1)
    return f"{scaled}{sign}"


def _scaled(number: int, unit: int) -> tuple[int, str]:
    """Rounded down, so that no more is shown than there is."""
    scale = 0
    while number >= _THOUSAND * unit and scale + 1 < len(_SIGNS):
        number, scale = number // _THOUSAND, scale + 1
    return number, _SIGNS[scale]
