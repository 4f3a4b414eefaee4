"""The server. It tells the service manager that it is alive from its own loop, so that one that hangs falls silent."""

import time

import uvicorn

from bridge.systemd import ALIVE, Systemd


class WatchedServer(uvicorn.Server):
    """uvicorn's server with a watchdog."""

    def __init__(self, config: uvicorn.Config, systemd: Systemd) -> None:
        super().__init__(config)
        self._systemd = systemd
        self._told_s = time.monotonic()

    async def on_tick(self, counter: int) -> bool:
        """Called ten times a second."""
        every_s, now_s = self._systemd.alive_every_s, time.monotonic()
        if every_s is not None and now_s - self._told_s >= every_s:
            self._systemd.tell(ALIVE)
            self._told_s = now_s
        return await super().on_tick(counter)
