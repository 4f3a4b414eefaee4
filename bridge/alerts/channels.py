"""The ways in which people hear of alerts, beside the page and the log."""

from typing import Protocol

from bridge.app import Bridge

from .message import Message


class Channel(Protocol):
    """One way. `address` is where it leads, for people."""

    @property
    def name(self) -> str: ...
    @property
    def address(self) -> str: ...
    def send(self, message: Message) -> None:
        """Delivers it within a deadline; NotTold, BadSetting."""
        ...


def channels_of(bridge: Bridge) -> list[Channel]:
    """Those that config.toml gives an address."""
    # Loaded when there is something to send: few processes ever do.
    from .mail import Mail
    from .webhook import Webhook

    wanted = bridge.settings.alerts
    found: list[Channel] = []
    if wanted.mail_to:
        found.append(Mail(bridge))
    if wanted.webhook_url:
        found.append(Webhook(bridge))
    return found
