"""The bridge's own measures for Prometheus: counts, sums and ages; no personal record leaves through them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Lock

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, disable_created_metrics
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bridge.app import Bridge
from bridge.store.day_sums import Sum
from bridge.store.engine import reading
from bridge.store.measures import Measures, last_try, measure, tries_after
from bridge.store.terminals import Terminal
from mpos.contract.clock import read_instant

FRESH = timedelta(seconds=10)
"""The office's tables are asked at most so often, however many ask for metrics."""
SILENT_AFTER = timedelta(hours=24)
"""A terminal that has not been heard of for a working day and a night."""
# When each series began would be a series more for each, and the process's start says as much.
disable_created_metrics()  # type: ignore[no-untyped-call]
BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Measuring:
    """One registry of one process. Requests and entries are counted here; the rest is asked of the database."""

    def __init__(self, bridge: Bridge) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._requests = Histogram(
            "mpos_request_seconds",
            "How long requests took, by the template of their address.",
            ("route", "method", "status"),
            buckets=BUCKETS_S,
            registry=self._registry,
        )
        self._entries = Counter(
            "mpos_journal_entries",
            "Journal entries that terminals have uploaded to this process, those that were here already among them.",
            registry=self._registry,
        )
        self._registry.register(_Office(bridge))

    def note_request(self, route: str, method: str, status: int, took_s: float) -> None:
        """A request was answered."""
        self._requests.labels(route, method, str(status)).observe(took_s)

    def note_entries(self, count: int) -> None:
        """So many entries came with an upload."""
        self._entries.inc(count)

    def text(self) -> bytes:
        """All of it, in Prometheus's text format."""
        return generate_latest(self._registry)


class _Office(Collector):
    """What the office's tables say, at most FRESH old."""

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge
        self._lock = Lock()
        self._tries: dict[str, int] = {}
        self._counted_to: int | None = None
        self._kept: tuple[datetime, list[Metric]] | None = None

    def describe(self) -> list[Metric]:
        """Nothing: what is told is found out when somebody asks."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The families, asked for anew when they are too old. A clock that went back makes them too old as well."""
        now = self._bridge.clock.now()
        with self._lock:
            if self._kept is None or not timedelta(0) <= now - self._kept[0] < FRESH:
                self._kept = now, list(self._ask(now))
            return iter(self._kept[1])

    def _ask(self, now: datetime) -> Iterator[Metric]:
        day = now.astimezone(self._bridge.settings.zone).date().isoformat()
        with reading(self._bridge.engine) as conn:
            found = measure(conn, day)
            start = last_try(conn) if self._counted_to is None else self._counted_to
            tries = tries_after(conn, start)
        self._counted_to = tries.last
        for outcome, count in tries.by_outcome.items():
            self._tries[outcome] = self._tries.get(outcome, 0) + count
        yield from _payments(found)
        yield from _queues(found, now)
        yield from _downloads(found, now)
        yield from _terminals(found.terminals, now)
        posted = CounterMetricFamily(
            "mpos_posting_attempts", "Tries to post to PSCloud since this process began.", labels=["outcome"]
        )
        for outcome, count in self._tries.items():
            posted.add_metric([outcome], count)
        yield posted


def _payments(found: Measures) -> Iterator[Metric]:
    for which, sums, meaning in (
        ("today", found.today, "of the present business date"),
        ("open", found.open, "of all days that are not in PSCloud yet"),
    ):
        yield _by_status(f"mpos_payments_{which}", f"Payments {meaning}, by status.", sums, "payments")
        amount = f"What payments {meaning} come to in minor units (centavos), by status."
        yield _by_status(f"mpos_payments_{which}_amount_minor", amount, sums, "amount_minor")


def _by_status(name: str, meaning: str, sums: dict[str, Sum], part: str) -> Metric:
    family = GaugeMetricFamily(name, meaning, labels=["status"])
    for status, found in sums.items():
        family.add_metric([status], getattr(found, part))
    return family


def _queues(found: Measures, now: datetime) -> Iterator[Metric]:
    waiting = GaugeMetricFamily("mpos_waiting", "What is not settled, by what it is.", labels=["what"])
    for what, count in found.waiting._asdict().items():
        waiting.add_metric([what], count)
    yield waiting
    yield from _age(
        "mpos_oldest_posting", "How old the oldest payment is that waits to be posted.", found.oldest_posting, now
    )
    alerts = GaugeMetricFamily("mpos_alerts_open", "Alerts that have not healed, by rule.", labels=["rule"])
    for rule, count in found.alerts.items():
        alerts.add_metric([rule], count)
    yield alerts


def _downloads(found: Measures, now: datetime) -> Iterator[Metric]:
    yield from _age("mpos_download", "How long ago the last complete download ended.", found.completed_at, now)
    last = GaugeMetricFamily("mpos_download_last", "The newest download: 1 at its status.", labels=["status"])
    records = GaugeMetricFamily("mpos_download_last_soas", "SOAs of the newest download.", labels=["what"])
    if found.last_download is not None:
        last.add_metric([found.last_download.status], 1)
        for what in ("total", "succeeded", "failed"):
            records.add_metric([what], getattr(found.last_download, what))
    yield last
    yield records


def _terminals(terminals: list[Terminal], now: datetime) -> Iterator[Metric]:
    at_work = [each for each in terminals if not each.is_revoked]
    states = GaugeMetricFamily("mpos_terminals", "Terminals, by what they are.", labels=["state"])
    counts = {
        "enrolled": len(at_work),
        "revoked": len(terminals) - len(at_work),
        "silent": sum(_is_silent(each, now) for each in at_work),
        "unsent": sum(_said(each, "pending_entries") > 0 for each in at_work),
        "unprinted": sum(_said(each, "unprinted_slips") > 0 for each in at_work),
    }
    for state, count in counts.items():
        states.add_metric([state], count)
    yield states
    unsent = "Journal entries that terminals still had when they were last heard of."
    yield GaugeMetricFamily(
        "mpos_terminals_unsent_entries", unsent, sum(_said(each, "pending_entries") for each in at_work)
    )


def _age(name: str, meaning: str, instant: str | None, now: datetime) -> Iterator[Metric]:
    family = GaugeMetricFamily(f"{name}_age_seconds", meaning)
    if instant is not None:
        family.add_metric([], max(0, (now - read_instant(instant)) // timedelta(seconds=1)))
    yield family


def _is_silent(terminal: Terminal, now: datetime) -> bool:
    return terminal.last_contact_at is None or now - read_instant(terminal.last_contact_at) > SILENT_AFTER


def _said(terminal: Terminal, name: str) -> int:
    said = (terminal.contact or {}).get(name)
    return said if isinstance(said, int) else 0
