"""Binding this device to a bridge, once: a one-time code against an identity, with a key pair that stays here."""

from mpos.contract import kinds
from mpos.contract.journal import FIRST_EPOCH
from mpos.domain.numbering import series_of
from mpos.domain.refusals import AlreadyEnrolled
from mpos.store.database import transaction
from mpos.store.identity import Identity, read_identity, write_identity

from .deed import Deed
from .epochs import mark_home
from .terminal import Link, Terminal


def enrol(terminal: Terminal, link: Link, bridge_url: str, code: str) -> Identity:
    """Enrols this device. The key is made and kept before the code is sent: after a lost answer, the same again."""
    known = read_identity(terminal.connection)
    if known is not None:
        raise AlreadyEnrolled(terminal_id=known.terminal_id)
    answer = link.enrol(code, terminal.signer.public_key)
    identity = Identity(
        terminal_id=answer.terminal_id,
        series_prefix=answer.series_prefix,
        epoch=FIRST_EPOCH,
        series=series_of(answer.series_prefix, FIRST_EPOCH),
        bridge_url=bridge_url,
        bridge_id=answer.bridge_id,
        bridge_key=answer.bridge_key,
    )
    with transaction(terminal.connection) as connection:
        write_identity(connection, identity)
        doing = Deed(terminal, collector=None)
        doing.record(kinds.ENROLLED, _told_of(identity))
    mark_home(terminal.connection, terminal.home)
    return identity


def _told_of(identity: Identity) -> dict[str, str]:
    """Enough for the journal alone to say which device it was, should its store be lost."""
    return {
        "bridge_id": identity.bridge_id,
        "series": identity.series,
        "bridge_url": identity.bridge_url,
        "bridge_key": identity.bridge_key,
    }
