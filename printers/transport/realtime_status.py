"""Asking an ESC/POS printer how it is: the real-time status, DLE EOT 1 to 4."""

from mpos.light.typing import Literal, NamedTuple
from printers.transport.channel import Channel, Patience, PrinterLost, Transport

_QUESTIONS = {1: b"\x10\x04\x01", 2: b"\x10\x04\x02", 3: b"\x10\x04\x03", 4: b"\x10\x04\x04"}
# Each answer is a single byte in which these bits are fixed; noise and other reports fail this.
_FIXED_MASK, _FIXED_BITS = 0x93, 0x12
# More than one byte, or a wrong one, is noise or an answer to somebody else: ask again, but not for ever.
_ATTEMPTS = 3
# A late answer to an earlier question would shift all that follow by one. It shows as a second byte soon after the
# first answer; at 9600 baud a byte takes a millisecond.
_SETTLE_S = 0.05

# A Bluetooth printer that sleeps takes seconds to be found. With the questions it stays under five seconds.
DEADLINE_S = 2.4

_OFFLINE = 0x08
_COVER_OPEN = 0x04
_STOPPED_FOR_PAPER = 0x20
_FAULT = 0x2C
_NEAR_END = 0x0C
_PAPER_OUT = 0x60


class PrinterStatus(NamedTuple):
    """What the printer said of itself. `can_print` is None when it said too little to know.

    `online` is None when it said nothing. `detail` is a sentence for the person in front of it.
    """

    can_print: bool | None
    online: bool | None
    paper: Literal["ok", "near_end", "out", "unknown"]
    cover: Literal["closed", "open", "unknown"]
    detail: str


def status(transport: Transport, deadline_s: float = DEADLINE_S) -> PrinterStatus:
    """Connects, asks and disconnects, in no more than twice `deadline_s`. Never raises."""
    try:
        channel = transport.connect(deadline_s)
    except PrinterLost as lost:
        return _unheard(str(lost), can_print=False)
    try:
        return ask(channel, deadline_s) if channel.answers else _unheard("There is nothing to ask.", can_print=True)
    except PrinterLost as lost:
        return _unheard(str(lost), can_print=False)
    finally:
        channel.close()


def ask(channel: Channel, deadline_s: float) -> PrinterStatus:
    """Asks all four questions, and stops at the first without an answer, or after `deadline_s` in all.

    Raises PrinterLost.
    """
    patience = Patience(deadline_s)
    answers: dict[int, int] = {}
    for number, question in _QUESTIONS.items():
        answer = _answer(channel, question, patience, settle_s=0.0 if answers else _SETTLE_S)
        if answer is None:
            break
        answers[number] = answer
    return _understood(answers)


def _answer(channel: Channel, question: bytes, patience: Patience, settle_s: float) -> int | None:
    for _ in range(_ATTEMPTS):
        channel.discard_input()
        if channel.write(question, patience.left_s) != len(question):
            return None
        said = channel.read(patience.left_s)
        if not said:
            return None
        alone = len(said) == 1 and not channel.read(min(settle_s, patience.left_s))
        if alone and said[0] & _FIXED_MASK == _FIXED_BITS:
            return said[0]
    return None


def _understood(answers: dict[int, int]) -> PrinterStatus:
    """The worst that any answer says counts: paper is believed only of a printer that is known to be online."""
    if not answers:
        return _unheard("The printer does not answer.")
    printer, cause, error, sensor = (answers.get(number, 0) for number in _QUESTIONS)
    offline = bool(printer & _OFFLINE)
    cover_open = bool(cause & _COVER_OPEN)
    out = bool(sensor & _PAPER_OUT or cause & _STOPPED_FOR_PAPER)
    near_end = bool(sensor & _NEAR_END)
    paper: Literal["ok", "near_end", "out", "unknown"] = (
        "out" if out else "unknown" if 4 not in answers else "near_end" if near_end else "ok"
    )
    cover: Literal["closed", "open", "unknown"] = "open" if cover_open else "closed" if 2 in answers else "unknown"
    trouble = _trouble(cover_open=cover_open, out=out, fault=bool(error & _FAULT), offline=offline)
    if trouble:
        return PrinterStatus(False, not offline, paper, cover, trouble)
    if len(answers) < len(_QUESTIONS):
        return PrinterStatus(None, True, paper, cover, "The printer answers only in part.")
    detail = "The paper is running out." if near_end else "The printer is ready."
    return PrinterStatus(True, True, paper, cover, detail)


def _trouble(*, cover_open: bool, out: bool, fault: bool, offline: bool) -> str:
    # An open cover comes first: with it open, the sensors see no paper either.
    if cover_open:
        return "The printer's cover is open. Close it."
    if out:
        return "The printer is out of paper. Put in a new roll."
    if fault:
        return "The printer reports a fault. Switch it off and on again."
    return "The printer is offline. Check that it is on and ready." if offline else ""


def _unheard(detail: str, can_print: bool | None = None) -> PrinterStatus:
    return PrinterStatus(can_print, None, "unknown", "unknown", detail)
