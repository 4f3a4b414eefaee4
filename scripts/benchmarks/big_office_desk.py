"""What the people of a large office left behind: downloads, alerts, deeds, comparisons."""

import json
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from bridge.store.deed_chain import FIRST, HEAD, hash_deed
from bridge.store.revision import REVISION
from mpos.contract.clock import in_utc
from scripts.benchmarks.big_office import NOW, TODAY, Filling, Size, past_days
from scripts.benchmarks.big_office_days import terminal_at
from scripts.benchmarks.big_office_soas import code_at

POLLS_A_DAY = 96
RULES = ("terminal_silent", "clock_skew", "receipt_gap", "many_reprints")
DEEDS, ALERTS, OPEN_ALERTS, COMPARISONS, FAILURES = 20_000, 2_000, 30, 20, 500


def fill_desk(filling: Filling, size: Size) -> None:
    """One row after the other, and the counters that say how far they have come."""
    filling.add("download", DOWNLOAD_COLUMNS, _downloads(size))
    filling.add("download_failure", FAILURE_COLUMNS, _failures(size))
    filling.add("alert", ALERT_COLUMNS, _alerts(size))
    filling.add("comparison", COMPARISON_COLUMNS, _comparisons(size))
    filling.add("reconciliation", RECONCILIATION_COLUMNS, _reconciliations(size))
    deeds = list(_deeds(size))
    filling.add("office_deed", DEED_COLUMNS, ([_stored(deed[name]) for name in DEED_COLUMNS] for deed in deeds))
    head = json.dumps([deeds[-1]["deed_id"], deeds[-1]["hash"]])
    filling.run("UPDATE setting SET value = ? WHERE key = ?", head, HEAD)
    filling.run("UPDATE setting SET value = ? WHERE key = ?", "100000000", REVISION)


def _downloads(size: Size) -> Iterator[tuple[Any, ...]]:
    polls = size.days * POLLS_A_DAY
    for number in range(1, polls + 1):
        began = NOW - timedelta(minutes=15 * (polls - number) + 5)
        whole = number % POLLS_A_DAY == 1
        total = size.soas if whole else 200
        failed = 25 if whole else 0
        done = in_utc(began + timedelta(seconds=90 if whole else 2))
        scope = "whole" if whole else "changes"
        yield (number, scope, "completed", in_utc(began), done, total, total - failed, failed, in_utc(began))


def _failures(size: Size) -> Iterator[tuple[Any, ...]]:
    for number in range(FAILURES):
        download = number * POLLS_A_DAY % (size.days * POLLS_A_DAY) + 1
        healed = None if number % 10 == 0 else download + 1
        record = json.dumps({"soa_no": f"BAD-{number}"})
        code = code_at(number % size.terminals)
        yield (download, f"BAD-{number}", code, "missing", "due_date is missing", record, healed)


def _alerts(size: Size) -> Iterator[tuple[Any, ...]]:
    for number in range(ALERTS):
        raised = in_utc(NOW - timedelta(minutes=10 * (ALERTS - number)))
        healed = None if number >= ALERTS - OPEN_ALERTS else in_utc(NOW - timedelta(minutes=5 * (ALERTS - number)))
        rule = RULES[number // size.terminals % len(RULES)]
        yield (rule, terminal_at(number % size.terminals), "seen when the office was made", raised, healed)


def _comparisons(size: Size) -> Iterator[tuple[Any, ...]]:
    for number in range(COMPARISONS):
        ok = number % 5 != 4
        count = size.soas * 97 // 100
        named = {"kind": "missing", "ours": None, "upstream": None, "reason": "not downloaded yet"}
        differences = (
            [] if ok else [{"soa_no": f"SOA-9{at:06}", "collector_code": code_at(at), **named} for at in range(9)]
        )
        sums = (count, 10**10, count + len(differences), 10**10)
        made_at = in_utc(NOW - timedelta(days=COMPARISONS - number))
        yield (made_at, ok, *sums, json.dumps(differences), len(differences))


def _reconciliations(size: Size) -> Iterator[tuple[Any, ...]]:
    payments = size.terminals * size.payments_a_day
    for day in past_days(size.days):
        made_at = in_utc(NOW - (TODAY - day))
        yield (made_at, day.isoformat(), True, payments, 10**9, payments, 10**9, payments, 0, 0, 0)


def _deeds(size: Size) -> Iterator[dict[str, Any]]:
    chance, before = Random(7), FIRST
    for number in range(1, DEEDS + 1):
        deed = {
            "deed_id": number,
            "done_at": in_utc(NOW - timedelta(minutes=2 * (DEEDS - number))),
            "who": chance.choice(("admin", "cashier", "manager")),
            "what": chance.choice(("signed in", "payment approved", "download run", "alert acknowledged")),
            "detail": {"terminal": terminal_at(chance.randrange(size.terminals))},
            "system_user": None,
            "prev_hash": before,
        }
        before = hash_deed(deed)
        yield deed | {"hash": before}


def _stored(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict) else value


DOWNLOAD_COLUMNS = (
    "download_id", "scope", "status", "started_at", "finished_at", "total", "succeeded", "failed", "as_of",
)  # fmt: skip
FAILURE_COLUMNS = ("download_id", "soa_no", "collector_code", "code", "detail", "record", "healed_by")
ALERT_COLUMNS = ("rule", "subject", "detail", "raised_at", "healed_at")
COMPARISON_COLUMNS = (
    "made_at", "ok", "count", "amount_due_minor", "upstream_count", "upstream_amount_due_minor", "differences",
    "differing",
)  # fmt: skip
RECONCILIATION_COLUMNS = (
    "made_at", "business_date", "ok", "ours", "ours_minor", "theirs", "theirs_minor", "payments", "waiting",
    "waiting_minor", "differences",
)  # fmt: skip
DEED_COLUMNS = ("deed_id", "done_at", "who", "what", "detail", "system_user", "prev_hash", "hash")
