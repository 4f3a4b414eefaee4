"""What happens in a field: each deed by its word in a trace."""

from collections.abc import Mapping

from scripts.world.deeds import around, at_office, at_pscloud, collecting, day, exchange, keeping
from scripts.world.deeds.turn import Deed, Turn

__all__ = ["BY_DEVICE", "BY_WORLD", "Turn"]

BY_DEVICE: Mapping[str, Deed] = {**day.DEEDS, **collecting.DEEDS, **keeping.DEEDS, **exchange.DEEDS, **around.DEEDS}
"""What somebody does with a handheld, or to one."""
BY_WORLD: Mapping[str, Deed] = {**at_office.DEEDS, **at_pscloud.DEEDS}
"""What happens at the office, in PSCloud, or to the time of day."""
