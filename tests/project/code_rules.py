"""House rules that read code. Each takes one file and gives its findings; test_code_rules.py shows each a bad example.

What ruff, mypy and import-linter can see is theirs (pyproject.toml); here is what depends on the room a file lies in.
"""

import ast
import re
from collections.abc import Callable, Iterator

from tests.project.sources import Finding, Source, dotted_names

FILE_LINES = 400
FUNCTION_LINES = 60
# Files that may be longer, each with its reason.
LONG_FILES: dict[str, str] = {}

PRODUCT = ("mpos", "bridge", "printers")
CLOCK_FILE = "mpos/contract/clock.py"
MONEY_ROOMS = ("mpos/contract", "mpos/domain", "bridge")
# Seconds, and the share of a wait that is left to chance: the only fractions near money.
FRACTION_SUFFIXES = ("_s", "_jitter")
EMPTY_WORDS = {"util", "utils", "helper", "helpers", "manager", "handler", "misc", "common", "data", "info"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def files_are_short(source: Source) -> Iterator[Finding]:
    lines = source.text.count("\n")
    if lines > FILE_LINES and source.path not in LONG_FILES:
        yield Finding(source.path, f"{lines} lines, and {FILE_LINES} is the most; give each intention its own file")


def functions_are_small(source: Source) -> Iterator[Finding]:
    if source.within("bridge/store/migrations/versions"):
        return  # The tables of one version are a list, which nothing is gained by cutting up.
    for node in ast.walk(source.tree):
        if isinstance(node, Function) and (lines := _body_lines(node)) > FUNCTION_LINES:
            yield source.finding(node, f"{node.name} has {lines} lines, and {FUNCTION_LINES} is the most")


def classes_are_named_for_what_they_are(source: Source) -> Iterator[Finding]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef):
            for word in _words(node.name) & EMPTY_WORDS:
                yield source.finding(node, f"{node.name}: '{word}' tells nothing; use the field's word")


def time_comes_from_the_clock(source: Source) -> Iterator[Finding]:
    if not source.within(*PRODUCT) or source.path == CLOCK_FILE:
        return
    reading = re.compile(r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.(time|time_ns|localtime|gmtime))$")
    for node, name in dotted_names(source.tree):
        if reading.search(name):
            yield source.finding(node, f"{name}: take a Clock instead, so that a test can move it")
    yield from _imported(source, "time", {"time", "time_ns", "localtime", "gmtime"}, "take a Clock instead")


def tests_do_not_sleep(source: Source) -> Iterator[Finding]:
    if not source.within("tests"):
        return
    for node, name in dotted_names(source.tree):
        if name == "time.sleep":
            yield source.finding(node, "wait for the event itself, with a deadline")
    yield from _imported(source, "time", {"sleep"}, "wait for the event itself, with a deadline")


def money_never_meets_a_float(source: Source) -> Iterator[Finding]:
    if not source.within(*MONEY_ROOMS):
        return
    fractions = set(_fractions(source.tree))
    for node in ast.walk(source.tree):
        if node in fractions:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield source.finding(node, f"{node.value}: money is integer minor units; a wait is a constant named …_s")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float":
            yield source.finding(node, "float(): money is integer minor units; a wait is a name that ends in _s")


CODE_RULES: tuple[Callable[[Source], Iterator[Finding]], ...] = (
    files_are_short,
    functions_are_small,
    classes_are_named_for_what_they_are,
    time_comes_from_the_clock,
    tests_do_not_sleep,
    money_never_meets_a_float,
)


def _body_lines(function: Function) -> int:
    """Lines that do something: a command's many options and a docstring are not what makes a function long."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def _words(name: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def _imported(source: Source, module: str, names: set[str], complaint: str) -> Iterator[Finding]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and node.module == module:
            for alias in node.names:
                if alias.name in names:
                    yield source.finding(node, f"{module}.{alias.name}: {complaint}")


def _fractions(tree: ast.Module) -> Iterator[ast.AST]:
    """Every node of a value that goes to a name which says that it is no money."""
    for name, value in _named_values(tree):
        if name.lower().endswith(FRACTION_SUFFIXES):
            yield from ast.walk(value)


def _named_values(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield name, value
            case ast.keyword(arg=str(name), value=value):
                yield name, value
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name, node
            case ast.arguments():
                yield from _defaults(node)


def _defaults(arguments: ast.arguments) -> Iterator[tuple[str, ast.AST]]:
    positional = [*arguments.posonlyargs, *arguments.args]
    for argument, default in zip(reversed(positional), reversed(arguments.defaults), strict=False):
        yield argument.arg, default
    for argument, keyword_default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if keyword_default is not None:
            yield argument.arg, keyword_default
