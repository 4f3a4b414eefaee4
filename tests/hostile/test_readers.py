"""Readers under fire: a value that reads the same again, or the named refusal; nothing else, and within bounds."""

import json
import tracemalloc

import pytest

from mpos.contract.canonical import BadContent, read_json
from scripts.fuzzing.reader import TAKEN, Reader
from scripts.fuzzing.readers import READERS
from scripts.fuzzing.trying import try_reader

EXAMPLES = 25
MOST_TIMES_ITS_SIZE = 30
"""What a body of the largest allowed number of values may unfold to; empty lists are the worst."""


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_hostile_input_is_taken_right_or_refused_by_name(reader: Reader) -> None:
    tried = try_reader(reader, EXAMPLES)
    assert tried.findings == []
    assert tried.inputs >= EXAMPLES // 2
    assert len(tried.outcomes) > 1, "it must be tried with what it takes and with what it refuses"


def test_a_reader_that_breaks_is_found() -> None:
    careless = READERS[0]._replace(judge=lambda content: type(json.loads(content)).__name__)
    assert try_reader(careless, EXAMPLES).findings


@pytest.mark.parametrize(
    "text", [b"[" * 1_000_000, b'{"a":' * 200_000, b"1" * 1_000_000, b"[1." + b"1" * 1_000_000 + b"]"]
)
def test_a_refusal_is_short_and_cheap_however_long_the_input(text: bytes) -> None:
    tracemalloc.start()
    with pytest.raises(BadContent) as refused:
        read_json(text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(str(refused.value)) < 200
    assert peak < MOST_TIMES_ITS_SIZE * len(text)


def test_what_is_taken_is_counted_as_taken() -> None:
    reader = next(reader for reader in READERS if reader.name == "canonical JSON")
    assert reader.judge(b'{"a": [1, null]}') == TAKEN
