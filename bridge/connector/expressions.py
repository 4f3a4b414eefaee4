"""JMESPath over what a back office says, and over what it is told, with a few words of ours for amounts and dates."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError

from mpos.contract.clock import read_instant
from mpos.contract.money import parse_money

from .formats import Formats, Unwritten

MAX_EXPRESSION = 2_000
"""Characters; the longest that is of use builds the body of a payment."""


def check_expression(text: str) -> str:
    """The expression when it is one; ValueError says what is wrong."""
    if len(text) > MAX_EXPRESSION:
        raise ValueError(f"an expression has at most {MAX_EXPRESSION} characters")
    try:
        _compiled(text)
    except JMESPathError as error:
        raise ValueError(f"{text!r} is no JMESPath: {' '.join(str(error).split())}") from error
    return text


class Language:
    """Looks things up by JMESPath, with amounts and dates spelled in these formats."""

    def __init__(self, formats: Formats) -> None:
        self.formats = formats
        self._options = jmespath.Options(custom_functions=_Words(formats))

    def find(self, expression: str, content: object) -> Any:
        """What the expression finds; None when there is nothing. Unwritten when it can't be followed here."""
        if content is None:
            return None
        try:
            return _compiled(expression).search(content, self._options)
        except (JMESPathError, TypeError, ValueError, ArithmeticError, RecursionError) as error:
            raise Unwritten(f"can't be found by {expression}: {' '.join(str(error).split())[:200]}") from error

    def find_all(self, expressions: Mapping[str, str], content: object) -> dict[str, Any]:
        """Several at once, by name."""
        return {name: self.find(expression, content) for name, expression in expressions.items()}


class _Words(jmespath.functions.Functions):
    """money(), date(), instant(): a wire value of ours as the back office writes it. plus(), minus(): two amounts of
    the back office, added up or subtracted without rounding.
    """

    def __init__(self, formats: Formats) -> None:
        self._formats = formats

    @jmespath.functions.signature({"types": []})
    def _func_money(self, amount: Any) -> Any:
        return None if amount is None else self._formats.write_money(parse_money(str(amount)))

    @jmespath.functions.signature({"types": []})
    def _func_date(self, day: Any) -> Any:
        return None if day is None else self._formats.write_date(str(day))

    @jmespath.functions.signature({"types": []})
    def _func_instant(self, instant: Any) -> Any:
        return None if instant is None else self._formats.write_instant(read_instant(str(instant)))

    @jmespath.functions.signature({"types": []}, {"types": []})
    def _func_plus(self, one: Any, other: Any) -> Any:
        return self._formats.write_money(self._formats.read_money(one) + self._formats.read_money(other))

    @jmespath.functions.signature({"types": []}, {"types": []})
    def _func_minus(self, one: Any, other: Any) -> Any:
        return self._formats.write_money(self._formats.read_money(one) - self._formats.read_money(other))


@lru_cache(maxsize=512)
def _compiled(text: str) -> Any:
    return jmespath.compile(text)
