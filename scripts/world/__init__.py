"""The whole field in one process: PSCloud's stand-in, the bridge, terminals; a clock and a network that obey.

Real services on real SQLite files talk through real HTTP applications. Only clock, network and printer have
stand-ins. Replays and system tests stand on it.
"""

from scripts.world.clock import WorldClock
from scripts.world.field import Field, Handheld
from scripts.world.in_process import InProcess

__all__ = ["Field", "Handheld", "InProcess", "WorldClock"]
