"""A field lives from fixed seeds and all rules hold, and each rule names the fault that is planted for it."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from mpos.contract import kinds
from mpos.contract.due import is_reflected
from mpos.contract.journal import Head
from mpos.contract.money import format_money
from mpos.contract.problems import Unreachable
from mpos.services.deed import Deed
from printers.document import Document, to_json
from scripts.world.running import a_folder, run_trace
from scripts.world.shrinking import shrink
from scripts.world.simulation import REST, TAMPER, Simulation
from scripts.world.stage.outside import entries_after
from scripts.world.trace import Scene, Step, UnreadableTrace, read_trace, write_trace

ROOT = Path(__file__).parents[2]
DEADLINE_S = 120
SCENE = Scene(5, 1)
OPENED = ("open T1", "download T1")
COLLECTED = (*OPENED, *["collect T1"] * 4)
POSTED = (*COLLECTED, "upload T1", "sync -")
CLOSED = ("count T1", "z T1")


def test_whole_fields_live_from_fixed_seeds_and_every_rule_holds() -> None:
    ran = _simulate("--seeds", "4", "--first-seed", "1", "--steps", "60")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert _row(ran.stdout, "Findings") == "0"
    assert int(_row(ran.stdout, "Payments")) > 0
    assert int(_row(ran.stdout, "Processes killed")) > 0


def test_the_same_seed_comes_out_the_same() -> None:
    first, second = (_simulate("--seeds", "1", "--first-seed", "7", "--steps", "40").stdout for _ in range(2))
    for row in ("Steps", "Payments", "Collected", "Processes killed", "Requests lost"):
        assert _row(first, row) == _row(second, row)


def test_a_day_without_any_fault_breaks_no_rule() -> None:
    assert rules_broken(*POSTED, *CLOSED, "upload T1", REST, TAMPER) == set()


def test_cash_handed_over_and_checks_in_keeping_break_no_rule() -> None:
    with a_stage() as simulation:
        assert played(simulation, *OPENED, *["hold T1"] * 3, "remit T1", "x T1", *CLOSED, "remit T1") == set()
        its_day = ("next_day -", "next_day -", "open T1", "download T1", *["collect_check T1"] * 4, "x T1", *CLOSED)
        assert played(simulation, *its_day, "remit T1", "upload T1", "sync -") == set()
        found = {entry.kind for entry in entries_after(simulation.stage.devices["T1"].store, "T001", 0)}
        assert {kinds.CHECK_HELD, kinds.CASH_REMITTED, kinds.PAYMENT_RECORDED} <= found


def test_rule_1_a_slip_that_is_printed_before_the_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    def print_at_once(_doing: Deed, _slip: str, document: Document, _receipt_no: str | None = None) -> int:
        paper.print(to_json(document))
        return 0

    with a_stage() as simulation:
        paper = simulation.stage.devices["T1"].paper
        monkeypatch.setattr(Deed, "print", print_at_once)
        assert played(simulation, *COLLECTED) == {1}


def test_rule_1_a_payment_that_is_reported_but_not_committed(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def rolled_back(connection: Any) -> Iterator[Any]:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        finally:
            connection.execute("ROLLBACK")

    with a_stage() as simulation:
        assert played(simulation, *OPENED) == set()
        monkeypatch.setattr("mpos.services.deed.transaction", rolled_back)
        assert played(simulation, *["collect T1"] * 4) == {1}


def test_rule_1_an_upload_that_is_acknowledged_but_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bridge.intake.journals.add_entries", lambda *_: None)
    assert 1 in rules_broken(*COLLECTED, "upload T1")


def test_rule_2_a_payment_that_is_posted_twice_under_two_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    from bridge.pscloud.client import PSCloud

    once = PSCloud.post

    def twice(self: PSCloud, key: str, body: Any, *doubt: Any) -> Any:
        other = f"{key[:-1]}{'0' if key[-1] != '0' else '1'}"
        once(self, other, {**body, "payment_id": other, "receipt_no": f"{body['receipt_no']}-AGAIN"}, *doubt)
        return once(self, key, body, *doubt)

    monkeypatch.setattr(PSCloud, "post", twice)
    assert 2 in rules_broken(*POSTED)


def test_rule_2_a_payment_that_is_posted_with_another_amount(monkeypatch: pytest.MonkeyPatch) -> None:
    from bridge.push import bodies

    write = bodies.payment_on_soa

    def a_peso_more(entry: Any) -> Any:
        body = write(entry)
        cash = {"method": "cash", "amount": "1.00"}
        more = {name: format_money(int(body[name].replace(".", "")) + 100) for name in ("amount", "advance")}
        return {**body, **more, "tenders": [*body["tenders"], cash]}

    monkeypatch.setattr("bridge.push.post.payment_on_soa", a_peso_more)
    assert 2 in rules_broken(*POSTED)


def test_rule_2_a_payment_that_the_office_forgets_to_post(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bridge.intake.derive.enqueue_posts", lambda *_: None)
    assert 2 in rules_broken(*COLLECTED, REST)


def test_rule_3_a_gap_in_the_receipt_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    from mpos.store import series

    following = series.next_number
    monkeypatch.setattr(series, "next_number", lambda *args: following(*args) + 1)
    assert rules_broken(*COLLECTED) == {3}


def test_rule_3_a_copied_home_that_does_not_notice_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mpos.app.own_epoch", lambda _: None)
    with a_stage() as simulation:
        assert played(simulation, *OPENED, "clone T1", "collect T1", "collect T1") == set()
        copy = next(name for name in simulation.stage.devices if name != "T1")
        assert 3 in played(simulation, f"collect {copy}", f"collect {copy}")


def test_rule_4_a_grand_total_that_begins_anew_each_day(monkeypatch: pytest.MonkeyPatch) -> None:
    from mpos.store.days import LastZ

    def only_counted(connection: Any) -> LastZ:
        [(count,)] = connection.execute("SELECT count(*) FROM z_reading").fetchall()
        return LastZ(count, 0)

    monkeypatch.setattr("mpos.store.days.last_z", only_counted)
    assert 4 in rules_broken(*COLLECTED, *CLOSED, "next_day -", *COLLECTED, *CLOSED)


def test_rule_4_a_reading_that_leaves_a_receipt_out(monkeypatch: pytest.MonkeyPatch) -> None:
    from mpos.domain.reading import add_up

    monkeypatch.setattr("mpos.services.cash_box.add_up", lambda receipts: add_up(list(receipts)[1:]))
    assert 4 in rules_broken(*COLLECTED, "x T1")


def test_rule_5_an_entry_that_does_not_follow_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    from mpos.store import journal

    true_end = journal.end

    def another_end(connection: sqlite3.Connection) -> tuple[Head, str | None]:
        head, recorded_at = true_end(connection)
        return head._replace(hash="f" * 64), recorded_at

    with a_stage() as simulation:
        monkeypatch.setattr(journal, "end", another_end)
        assert 5 in played(simulation, "open T1")


def test_rule_5_an_audit_that_looks_at_no_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bridge.reconcile.chains.find_break", lambda *_, **__: None)
    assert 5 in rules_broken(*POSTED, REST, TAMPER, TAMPER, TAMPER)


def test_rule_6_a_terminal_that_forgets_what_it_collected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mpos.store.payments.effects_after", lambda *_: [])
    assert 6 in rules_broken(*COLLECTED)


def test_rule_6_a_payment_that_is_subtracted_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    def one_version_late(effect: Any, version: int) -> bool:
        return is_reflected(effect, version - 1)

    monkeypatch.setattr("mpos.contract.due.is_reflected", one_version_late)
    monkeypatch.setattr("bridge.store.effects.is_reflected", one_version_late)
    assert 6 in rules_broken(*POSTED, "sync -", "download T1", REST)


def test_rule_7_collecting_that_needs_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def asks_the_office(*_: object) -> None:
        raise Unreachable(other_side="The office", detail="there is no connection to it")

    with a_stage() as simulation:
        assert played(simulation, *OPENED) == set()
        monkeypatch.setattr("mpos.services.collecting.check_may_collect", asks_the_office)
        assert played(simulation, "collect T1") == {7}


def test_rule_8_a_terminal_that_never_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mpos.link.bridge_client.TRIES", 1_000)
    monkeypatch.setattr("mpos.link.bridge_client.stop_after_delay", lambda _: lambda _: False)
    assert 8 in rules_broken(*OPENED, "upload T1 line:down")


def test_an_exception_that_nobody_foresaw_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mpos.services.collecting.spread", lambda *_: _stumble())
    assert rules_broken(*COLLECTED) == {0}


def test_what_is_found_is_shrunk_to_what_shows_it_and_can_be_played_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from mpos.store import series

    following = series.next_number
    monkeypatch.setattr(
        series, "next_number", lambda conn, name, epoch: following(conn, name, epoch) + (name == "void")
    )
    noise = ("look T1", "wait -", "sync -", "x T1", "upload T1 line:after:1", "collect T1 paper:hangs")
    long = run_trace(SCENE, steps(*COLLECTED, *noise, "void T1", *noise))
    assert [found.rule for found in long.findings] == [3]
    short = shrink(long)
    assert [step.deed for step in short.steps] == ["open", "collect", "void"]

    trace = tmp_path / "trace"
    trace.write_text(f"# what was found\n{write_trace(short.scene, short.steps)}")
    assert run_trace(*read_trace(trace)).findings == short.findings


def test_a_file_that_is_no_trace_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "shopping").write_text("bread\nbutter\n")
    with pytest.raises(UnreadableTrace, match="does not begin with a scene"):
        read_trace(tmp_path / "shopping")


def rules_broken(*words: str) -> set[int]:
    """The rules that these steps break in a field of one handheld."""
    with a_stage() as simulation:
        return played(simulation, *words)


@contextmanager
def a_stage() -> Iterator[Simulation]:
    with a_folder() as folder, Simulation(SCENE, folder) as simulation:
        yield simulation


def played(simulation: Simulation, *words: str) -> set[int]:
    """The rules that these steps break, each with dice of its own."""
    broken: set[int] = set()
    for step in steps(*words, after=simulation.counts["steps"]):
        broken |= {found.rule for found in simulation.play(step)}
    return broken


def steps(*words: str, after: int = 0) -> list[Step]:
    """These steps, each with dice of its own."""
    return [_step(word, number) for number, word in enumerate(words, start=after)]


def _step(words: str, number: int) -> Step:
    deed, *rest = words.split()
    who, *ills = rest or ["-"]
    return Step(deed, who, number * 7919 + 12, tuple(ills))


def _stumble() -> None:
    raise KeyError("nothing")


def _simulate(*options: str) -> "subprocess.CompletedProcess[str]":
    """As scripts/simulate starts it, so that sets have the same order in every process."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "scripts.world.simulate", *options],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )


def _row(shown: str, label: str) -> str:
    return next(line.split()[-1] for line in shown.splitlines() if line.startswith(f"{label}  "))
