"""Collectors as they are told."""

from typing import Any

from bridge.store.collectors import Collector


def collector_item(person: Collector) -> dict[str, Any]:
    """A collector; nothing of the PIN."""
    return {**person._asdict(), "codes": list(person.codes)}
