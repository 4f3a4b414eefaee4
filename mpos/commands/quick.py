"""Commands that people wait for all day, without Typer: importing it costs a handheld as much as the deed itself.

Reads a command line that is plainly well formed, and leaves every other (help, a mistake) to Typer, which declares
the same options in the verb's own file. A test holds the two together.
"""

from collections.abc import Callable, Sequence

from mpos.light.typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from mpos.commands.payment_words import PaymentWords
    from mpos.commands.soa_listing import Wanted

Deed = Callable[[], int]


class Grammar(NamedTuple):
    """The options of a command: with a value, with a value and repeatable, without; and its one argument, if any."""

    values: frozenset[str] = frozenset()
    repeated: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()
    argument: str | None = None


COLLECT = Grammar(
    values=frozenset({"--amount", "--cash", "--remarks"}),
    repeated=frozenset({"--check", "--card", "--ewallet", "--qr-ph", "--bank-transfer", "--withholding", "--pay"}),
    flags=frozenset({"--advance", "--no-print", "--copy"}),
    argument="soa_no",
)
SOA_LIST = Grammar(values=frozenset({"--search", "--limit"}), flags=frozenset({"--overdue"}))
MAX_LIMIT_DIGITS = 9


def quick_deed(words: Sequence[str]) -> Deed | None:
    """What a well-formed command line asks for, or None when Typer should look at it."""
    if words[0] == "collect":
        return _collect(words[1:])
    if list(words[:2]) == ["soa", "list"]:
        return _soa_list(words[2:])
    return None


def collect_words(argv: Sequence[str]) -> "PaymentWords | None":
    """The words of a well-formed `collect`."""
    from mpos.commands.payment_words import PaymentWords

    found = read_plain(argv, COLLECT)
    return PaymentWords(**found) if found and found.get("soa_no") else None


def list_words(argv: Sequence[str]) -> "Wanted | None":
    """The words of a well-formed `soa list`."""
    from mpos.commands.soa_listing import Wanted

    found = read_plain(argv, SOA_LIST)
    if found is None:
        return None
    limit = found.pop("limit", None)
    if limit is None:
        return Wanted(**found)
    is_plain = limit.isascii() and limit.isdigit() and len(limit) <= MAX_LIMIT_DIGITS and int(limit) > 0
    return Wanted(**found, limit=int(limit)) if is_plain else None


def _collect(argv: Sequence[str]) -> Deed | None:
    from mpos.commands.taking import take_payment

    words = collect_words(argv)
    return None if words is None else lambda: take_payment(words)


def _soa_list(argv: Sequence[str]) -> Deed | None:
    from mpos.commands.soa_listing import list_soas

    words = list_words(argv)
    return None if words is None else lambda: list_soas(words)


def read_plain(argv: Sequence[str], grammar: Grammar) -> dict[str, Any] | None:
    """The options by their names in Python, or None when anything about them is not plain."""
    found: dict[str, Any] = {}
    words = iter(argv)
    for word in words:
        option, equals, value = word.partition("=")
        if word in grammar.flags:
            found[_name(word)] = True
        elif option in grammar.values or option in grammar.repeated:
            given = value if equals else next(words, None)
            if given is None or (not equals and given.startswith("-")):
                return None
            _put(found, option, given, grammar)
        elif word.startswith("-") or grammar.argument is None or grammar.argument in found:
            return None
        else:
            found[grammar.argument] = word
    return found


def _put(found: dict[str, Any], option: str, value: str, grammar: Grammar) -> None:
    if option in grammar.repeated:
        found.setdefault(_name(option), []).append(value)
    else:
        found[_name(option)] = value


def _name(option: str) -> str:
    return option.removeprefix("--").replace("-", "_")
