"""What stands in for costly parts of Python's library does what the original does."""

import hmac
import json
import subprocess
import sys
import typing
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path as RealPath
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpos.light.hashes import hmac_sha256, sha256
from mpos.light.paths import Path
from mpos.light.plain_json import dumps, loads, write_sorted
from mpos.light.typing import NamedTuple
from mpos.light.zone_file import fixed_zone

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
TEXTS = st.text() | VALUES.map(json.dumps) | VALUES.map(lambda value: f" {json.dumps(value, indent=1)} ")
HEAVY = ("typing", "re", "enum", "pathlib", "json", "hashlib", "zoneinfo", "datetime", "typer", "secrets")


class Ours(NamedTuple):
    """A record."""

    name: str
    amount: int = 0

    @property
    def twice(self) -> int:
        return 2 * self.amount


class Theirs(typing.NamedTuple):
    """A record."""

    name: str
    amount: int = 0


@given(VALUES)
def test_json_is_written_as_json_writes_it(value: object) -> None:
    assert dumps(value) == json.dumps(value)
    assert write_sorted(value) == json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@given(TEXTS)
def test_json_is_read_as_json_reads_it(text: str) -> None:
    assert _outcome(loads, text) == _outcome(json.loads, text)


@pytest.mark.parametrize("cut", ['{"a', '{"a": 1', '["\\', "", "{1}"])
def test_json_cut_short_is_told_also_where_json_is_not_loaded(cut: str) -> None:
    code = (
        "import sys; from mpos.light.plain_json import loads\n"
        "try: loads(sys.argv[1])\n"
        "except ValueError as error: print(error, end='')"
    )
    told = subprocess.run([sys.executable, "-c", code, cut], capture_output=True, text=True, check=True).stdout
    with pytest.raises(ValueError, match=r".") as problem:
        json.loads(cut)
    assert told == str(problem.value)


def _outcome(read: Callable[[str], object], text: str) -> str:
    try:
        return repr(read(text))
    except ValueError as error:
        return str(error)


def test_a_record_is_made_changed_and_told_like_any_named_tuple() -> None:
    for kind in (Ours, Theirs):
        made = kind("a", amount=3)
        assert (made, made._asdict()) == (("a", 3), {"name": "a", "amount": 3})
        assert made._replace(amount=4) == kind._make(["a", 4])
        assert kind("a") == kind(name="a", amount=0)
        assert repr(made) == f"{kind.__name__}(name='a', amount=3)"
        assert (kind._fields, kind.__match_args__) == (("name", "amount"),) * 2
        for wrong in ({}, {"name": "a", "other": 1}):
            with pytest.raises(TypeError):
                kind(**wrong)  # type: ignore[arg-type]
    assert Ours("a", 3).twice == 6


def test_a_zone_is_fixed_only_where_it_says_what_the_zone_says() -> None:
    fixed = {name: zone for name in available_timezones() if (zone := fixed_zone(name))}
    for name, zone in fixed.items():
        for month in range(1, 13):
            instant = datetime(2026, month, 15, tzinfo=UTC)
            assert instant.astimezone(zone).utcoffset() == instant.astimezone(ZoneInfo(name)).utcoffset(), name
    assert fixed_zone("Europe/Berlin") is None
    assert fixed_zone("../../etc/passwd") is None


def test_a_path_is_what_pathlib_says_it_is(tmp_path: RealPath) -> None:
    path, real = Path(str(tmp_path)) / "a" / "b.txt", tmp_path / "a" / "b.txt"
    assert (str(path), path == real, real == path, path.parent == real.parent) == (str(real), True, True, True)
    assert path.with_name("c") == real.with_name("c")
    assert not path.exists()
    path.parent.mkdir()
    path.write_text("content")
    assert (path.read_text(), path.exists(), path.is_file(), path.suffix) == ("content", True, True, ".txt")


def test_a_hash_is_the_same_whoever_works_it_out() -> None:
    code = "import sys; from mpos.light.hashes import sha256; print(sha256(b'x').hexdigest(), 'hashlib' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert told[0] == sha256(b"x").hexdigest()


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_an_hmac_is_what_python_says_it_is(key: bytes, content: bytes) -> None:
    assert hmac_sha256(key, content) == hmac.digest(key, content, "sha256")


def test_taking_a_payment_loads_nothing_costly() -> None:
    code = "import sys; before = set(sys.modules); import mpos.commands.taking; print(*(set(sys.modules) - before))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(ended.stdout.split()) & set(HEAVY)
