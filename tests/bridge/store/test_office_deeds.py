"""The office's journal: nothing in it can be changed, put in or taken out unseen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bridge.reconcile.audit import audit
from bridge.store.engine import reading, writing
from bridge.store.office_deeds import check_deeds, record_deed
from mpos.contract.canonical import BadContent
from tests.bridge.office_core import Core, open_core


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    with open_core(tmp_path / "bridge") as core:
        for name in ("ana", "ben", "carla"):
            with writing(core.bridge.engine) as conn:
                record_deed(conn, name, "did something", {"name": name}, core.clock.now())
        yield core


def problems(core: Core) -> list[str]:
    with reading(core.bridge.engine) as conn:
        return list(check_deeds(conn))


def test_an_untouched_journal_holds(core: Core) -> None:
    assert problems(core) == []
    assert audit(core.bridge).ok


TAMPERING = {
    "who": ("UPDATE office_deed SET who = 'eve' WHERE deed_id = 2", "deed 2 was changed"),
    "when": (
        "UPDATE office_deed SET done_at = '2026-10-15' WHERE deed_id = 1",
        "deed 1 was changed",
    ),
    "the detail": ("UPDATE office_deed SET detail = '{}' WHERE deed_id = 3", "deed 3 was changed"),
    "one in the middle removed": ("DELETE FROM office_deed WHERE deed_id = 2", "deed 2 is missing"),
    "the first removed": ("DELETE FROM office_deed WHERE deed_id = 1", "deed 1 is missing"),
    "the tail cut": ("DELETE FROM office_deed WHERE deed_id = 3", "it ends at deed 2, and once ended otherwise"),
    "all removed": ("DELETE FROM office_deed", "it ends at deed 0, and once ended otherwise"),
    "one put in": (
        "INSERT INTO office_deed SELECT 4, done_at, who, what, detail, system_user, hash, 'x' FROM office_deed"
        " WHERE deed_id = 3",
        "deed 4 was changed",
    ),
}


@pytest.mark.parametrize(("statement", "said"), TAMPERING.values(), ids=TAMPERING)
def test_what_was_tampered_with_is_named(core: Core, statement: str, said: str) -> None:
    with writing(core.bridge.engine) as conn:
        conn.execute(text(statement))
    assert f"office journal: {said}" in problems(core)
    assert f"office journal: {said}" in audit(core.bridge).problems


def test_a_deed_that_fails_leaves_the_journal_whole(core: Core) -> None:
    with pytest.raises(BadContent), writing(core.bridge.engine) as conn:
        record_deed(conn, "dora", "did what has no JSON", {"what": object()}, core.clock.now())
    with writing(core.bridge.engine) as conn:
        record_deed(conn, "ana", "went on", {}, core.clock.now())
    assert problems(core) == []
