from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpos.contract.identity import is_uuid, new_id
from tests.mpos.contract.records import SOME_UUID, uuids


def test_an_id_is_a_random_uuid_and_never_the_same() -> None:
    made = [new_id() for _ in range(100)]
    assert len(set(made)) == 100
    assert {(UUID(one).version, str(UUID(one)) == one, is_uuid(one)) for one in made} == {(4, True, True)}


@given(uuids)
def test_every_uuid_is_known_as_one(text: str) -> None:
    assert is_uuid(text)


@given(st.text("0123456789abcdefABCDEF-{}", max_size=40))
def test_only_the_usual_spelling_counts(text: str) -> None:
    assert not is_uuid(text)


@pytest.mark.parametrize(
    "text",
    [SOME_UUID.upper(), SOME_UUID.replace("-", ""), f"{{{SOME_UUID}}}", SOME_UUID[:-1], SOME_UUID + "0", "0-" * 18],
)
def test_another_spelling_of_a_uuid_is_refused(text: str) -> None:
    assert not is_uuid(text)
