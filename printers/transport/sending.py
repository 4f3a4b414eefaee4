"""Sending a slip, and finding out what became of it."""

import time
from typing import Literal, NamedTuple

from printers.transport.channel import Channel, Patience, PrinterLost, Transport
from printers.transport.realtime_status import ask

# The longest silence of a printer that has shown life. With connecting and the first question, which have shares of
# it, the whole call stays under five seconds: a collector waits no longer at a customer's door.
DEADLINE_S = 3.0
_CONNECT_SHARE = 0.4
_GREETING_SHARE = 0.2
_STALL_SHARE = 0.7

# Small enough that a printer at work is seen to make progress between one piece and the next.
_PIECE_BYTES = 512
_DRAIN_PAUSE_S = 0.01


class Outcome(NamedTuple):
    """What became of a slip.

    "confirmed": all of it was taken, and the printer said afterwards that it is online and has paper.
    "unknown": all of it was taken, but the printer did not say how it is; a person should look at the paper.
    "failed": it was not printed, or not in full.

    `bytes_sent` is how much may have reached the printer. Only at 0 is it certain that nothing came out; after any
    other failure the slip is in doubt and may be printed again only as a reprint.
    """

    state: Literal["confirmed", "unknown", "failed"]
    detail: str
    bytes_sent: int


def send(transport: Transport, slip: bytes, deadline_s: float = DEADLINE_S) -> Outcome:
    """Sends the slip and asks the printer afterwards. Never raises.

    There is no limit on the whole, since a long slip on a slow line takes its time, but on the time without
    progress: a dead or hung printer is given up after at most 1.6 times `deadline_s`.
    """
    try:
        channel = transport.connect(deadline_s * _CONNECT_SHARE)
    except PrinterLost as lost:
        return Outcome("failed", str(lost), 0)
    delivery = _Delivery(channel, slip)
    try:
        return _converse(delivery, deadline_s) if channel.answers else _store(delivery, deadline_s)
    except PrinterLost as lost:
        return Outcome("unknown" if delivery.complete else "failed", str(lost), delivery.bytes_sent)
    finally:
        channel.close()


def _converse(delivery: "_Delivery", deadline_s: float) -> Outcome:
    # A slip sent to a printer without paper waits in its memory and comes out beside its own reprint; better not to
    # send it. One that does not answer may still print.
    before = ask(delivery.channel, deadline_s * _GREETING_SHARE)
    if before.can_print is False:
        return Outcome("failed", before.detail, 0)
    if not delivery.push(deadline_s * _STALL_SHARE):
        after = ask(delivery.channel, deadline_s * (1 - _STALL_SHARE))
        stalled = after.detail if after.can_print is False else "The printer stopped taking the slip."
        return Outcome("failed", stalled, delivery.bytes_sent)
    # Asked only now, because a hung printer's buffers may have swallowed all of a small slip.
    after = ask(delivery.channel, deadline_s)
    state: Literal["confirmed", "unknown", "failed"] = (
        "unknown" if after.can_print is None else "confirmed" if after.can_print else "failed"
    )
    return Outcome(state, after.detail, delivery.bytes_sent)


def _store(delivery: "_Delivery", deadline_s: float) -> Outcome:
    if delivery.push(deadline_s):
        return Outcome("confirmed", "Written in full.", delivery.bytes_sent)
    return Outcome("failed", "The slip could not be written in full.", delivery.bytes_sent)


class _Delivery:
    """One slip on its way through one channel; `complete` once all of it is known to have left."""

    def __init__(self, channel: Channel, slip: bytes) -> None:
        self.channel = channel
        self._slip = slip
        self.bytes_sent = 0
        self.complete = False

    def push(self, stall_s: float) -> bool:
        """True when everything has left; False, with the rest taken back, after `stall_s` without progress."""
        patience = Patience(stall_s)
        self.complete = self._written(patience) and self._drained(patience)
        if not self.complete:
            self.channel.discard_unsent()
        return self.complete

    def _written(self, patience: Patience) -> bool:
        while self.bytes_sent < len(self._slip):
            piece = self._slip[self.bytes_sent : self.bytes_sent + _PIECE_BYTES]
            taken = self.channel.write(piece, patience.left_s)
            self.bytes_sent += taken
            if taken:
                patience.renew()
            elif patience.over:
                return False
        return True

    def _drained(self, patience: Patience) -> bool:
        least = self.bytes_sent
        while left := self.channel.unsent():
            if left < least:
                least = left
                patience.renew()
            elif patience.over:
                return False
            time.sleep(_DRAIN_PAUSE_S)
        return True
