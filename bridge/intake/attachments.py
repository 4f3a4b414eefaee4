"""Taking in the pictures that journal entries name: checked against the name, kept once."""

from bridge.app import Bridge
from bridge.store import attachments
from bridge.store.engine import reading, writing
from bridge.store.terminals import Terminal
from mpos.contract.canonical import BadContent
from mpos.contract.signature import check_picture

from .problems import AttachmentBroken, AttachmentUnknown


def take_attachment(bridge: Bridge, terminal: Terminal, sha256: str, content: bytes) -> None:
    """Keeps a picture, durably when it returns; one that is here already changes nothing.

    AttachmentUnknown for what this terminal's journal doesn't name; AttachmentBroken for what is not what it names.
    """
    with reading(bridge.engine) as conn:
        if not attachments.is_named(conn, terminal.terminal_id, sha256):
            raise AttachmentUnknown()
    try:
        check_picture(content, sha256)
    except BadContent as error:
        raise AttachmentBroken(reason=error) from error
    with writing(bridge.engine) as conn:
        attachments.keep(conn, terminal.terminal_id, sha256, content, bridge.clock.now())
