"""Where this device stands with its office, as far as it has heard. Cheap to import: taking a payment asks."""

from mpos.domain.refusals import TerminalRevoked
from mpos.store import settings

from .terminal import Terminal


def is_revoked(terminal: Terminal) -> bool:
    """Whether the office has locked this device out: then it takes no payments and shows no SOAs."""
    return bool(settings.read_setting(terminal.connection, settings.REVOKED))


def check_not_revoked(terminal: Terminal) -> None:
    """TerminalRevoked where the office has locked this device out."""
    if is_revoked(terminal):
        raise TerminalRevoked
