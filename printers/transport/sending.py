"""Sending a slip, and finding out what became of it."""

import time

from mpos.light.typing import Literal, NamedTuple
from printers.transport.channel import Channel, Patience, PrinterLost, Transport
from printers.transport.realtime_status import ask

# The longest that a dead or hung printer holds anybody up, all its silences together: a collector waits no longer at a
# customer's door. Progress costs nothing of it.
DEADLINE_S = 4.8
# A Bluetooth printer that sleeps takes seconds to be found; what a quick one leaves goes to the questions.
_CONNECT_SHARE = 0.5
# Of what connecting left: for the first question, for a halt in the middle, for the question after that, and for the
# last one, which a printer may answer only when it has printed what it holds.
_GREETING_SHARE = 0.12
_STALL_SHARE = 0.5
_STALLED_SHARE = 0.2
_LAST_SHARE = 0.8

# A line at 9600 baud takes ten times as much; a printer that only trickles has to be given up some time, too.
MIN_PACE_BYTES_PER_S = 100
# Small enough that a printer at work is seen to make progress between one piece and the next.
_PIECE_BYTES = 512
_DRAIN_PAUSE_S = 0.01


class Outcome(NamedTuple):
    """What became of a slip.

    "confirmed": all of it was taken, and the printer said afterwards that it is online and has paper.
    "unknown": all of it was taken, but the printer did not say how it is; a person should look at the paper.
    "failed": it was not printed, or not in full.

    `bytes_sent` is how much may have reached the printer. Only at 0 is it certain that nothing came out; after any
    other failure the slip is in doubt and may be printed again only as a reprint. `mute` is whether the printer said
    nothing at all, before or after: many never do, and print none the worse.
    """

    state: Literal["confirmed", "unknown", "failed"]
    detail: str
    bytes_sent: int
    mute: bool = False


def send(transport: Transport, slip: bytes, deadline_s: float = DEADLINE_S) -> Outcome:
    """Sends the slip and asks the printer afterwards. Never raises.

    There is no limit on the whole but a very slow pace, since a long slip on a slow line takes its time. Without
    progress a dead or hung printer is given up after at most `deadline_s`.
    """
    silence = Patience(deadline_s)
    try:
        channel = transport.connect(deadline_s * _CONNECT_SHARE)
    except PrinterLost as lost:
        return Outcome("failed", str(lost), 0)
    delivery = _Delivery(channel, slip)
    try:
        return _converse(delivery, silence.left_s) if channel.answers else _store(delivery, silence.left_s)
    except PrinterLost as lost:
        return Outcome("unknown" if delivery.complete else "failed", str(lost), delivery.bytes_sent)
    finally:
        channel.close()


def _converse(delivery: "_Delivery", patience_s: float) -> Outcome:
    # A slip sent to a printer without paper waits in its memory and comes out beside its own reprint; better not to
    # send it. One that does not answer may still print.
    before = ask(delivery.channel, patience_s * _GREETING_SHARE)
    if before.can_print is False:
        return Outcome("failed", before.detail, 0)
    silent = before.online is None
    if not delivery.push(patience_s * _STALL_SHARE):
        return Outcome("failed", _why_stalled(delivery.channel, patience_s, silent), delivery.bytes_sent)
    # Asked only now, because a hung printer's buffers may have swallowed all of a small slip. Whoever was silent
    # before will hardly speak now.
    after = ask(delivery.channel, patience_s * (_GREETING_SHARE if silent else _LAST_SHARE))
    state: Literal["confirmed", "unknown", "failed"] = (
        "unknown" if after.can_print is None else "confirmed" if after.can_print else "failed"
    )
    return Outcome(state, after.detail, delivery.bytes_sent, mute=silent and after.online is None)


def _why_stalled(channel: Channel, patience_s: float, silent: bool) -> str:
    after = None if silent else ask(channel, patience_s * _STALLED_SHARE)
    return after.detail if after and after.can_print is False else "The printer stopped taking the slip."


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
        """True when everything has left; False, with the rest taken back, once `stall_s` pass without progress."""
        patience = Patience(stall_s, at_most_s=stall_s + len(self._slip) / MIN_PACE_BYTES_PER_S)
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
            if patience.over:
                return False
        return True

    def _drained(self, patience: Patience) -> bool:
        least = self.bytes_sent
        while left := self.channel.unsent():
            if left < least:
                least = left
                patience.renew()
            if patience.over:
                return False
            time.sleep(_DRAIN_PAUSE_S)
        return True
