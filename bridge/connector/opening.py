"""Which back office this bridge has, and the client for it: PSCloud, unless a connector file describes another."""

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bridge.app import Bridge
from bridge.pscloud.back_office import BackOffice
from bridge.pscloud.client import PSCloud
from bridge.store.engine import reading
from bridge.store.soas import load_stated
from mpos.contract.soa import Soa

from .client import Connected, Surroundings
from .description import read_description
from .secrets import secret_for


def connector_file(bridge: Bridge) -> Path | None:
    """The connector file in force; None for PSCloud. A relative path is seen from the home."""
    given = bridge.settings.connector
    return bridge.settings.home / given if given else None


def open_back_office(
    bridge: Bridge, sleep: Callable[[float], None] = time.sleep, tries: int | None = None
) -> BackOffice:
    """The client for this bridge's back office; BadSetting when its file or its key can't be used.

    `tries` is how often a connector's questions are put before they count as unanswered.
    """
    path = connector_file(bridge)
    if bridge.settings.drop_folder:
        from bridge.drop.exchange import nothing_to_ask

        return nothing_to_ask(bridge)
    if path is not None:
        return open_connector(bridge, path, sleep, tries)
    settings = bridge.settings
    return PSCloud(
        settings.pscloud_url,
        settings.secret_for_pscloud(),
        settings.pscloud_timeout_s,
        bridge.clock,
        bridge.pscloud_transport,
        sleep,
    )


def open_connector(
    bridge: Bridge, path: Path, sleep: Callable[[float], None] = time.sleep, tries: int | None = None
) -> Connected:
    """The client that a connector file describes; BadSetting."""
    description = read_description(path)

    def held(soa_nos: Sequence[str]) -> dict[str, tuple[Soa, str]]:
        with reading(bridge.engine) as conn:
            return load_stated(conn, soa_nos)

    timeout_s = bridge.settings.pscloud_timeout_s
    around = Surroundings(bridge.clock, timeout_s, sleep, held, bridge.pscloud_transport, tries)
    return Connected(description, secret_for(description.auth, bridge.settings.home, os.environ), around)
