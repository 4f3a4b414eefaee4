"""The check code of a receipt: short enough to be typed, and only the terminal and its office can make it.

"A00000002-298514-K7M3-Q9X2" says number and amount (in centavos), which the slip says as well, and proves them with 40
bits of an HMAC under a secret that the two keys agree on (agreement.py). It proves the business date and the terminal
too, without saying them: the office knows the terminal by the number's series, and tries the dates. So a code can be
checked by itself, long before the payment arrives. Who has neither key guesses one right in 2^40 tries for each date
that the office tries, which is why the office bounds the tries.
"""

from collections.abc import Iterable, Iterator

from mpos.light.hashes import hmac_sha256
from mpos.light.typing import NamedTuple

from .canonical import BadContent
from .receipt_numbers import NUMBER_DIGITS, TAG_LENGTH, TAG_LETTERS
from .seal import Signer

VERSION = "mpos-check-code-1"
PROOF_LETTERS = 8
_PROOF_BYTES = 5
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Base 32 as Crockford spells it: no letter that a hurried reader takes for a digit."""
MAX_TYPED = 80
"""Characters: a code with the longest number and amount has 46, and people put spaces in."""
MAX_NUMBER = 30
_AMISS = str.maketrans("OIL", "011")
_DASHES = str.maketrans(dict.fromkeys("–—−", "-"))
_TYPED = (
    rf"(?P<number>[A-Z0-9- ]+?)[ -]+(?P<amount>[0-9OIL]{{1,15}})[ -]+(?P<proof>(?:[0-9A-Z][ -]*){{{PROOF_LETTERS}}})"
)


class Issued(NamedTuple):
    """What a check code vouches for. `business_date` as YYYY-MM-DD, the amount in minor units."""

    terminal_id: str
    receipt_no: str
    business_date: str
    amount_minor: int


class TypedCode(NamedTuple):
    """A check code as somebody typed it. `number` may lack zeros, and have O for 0."""

    number: str
    amount_minor: int
    proof: str


def check_secret(signer: Signer, public_key: str, terminal_id: str) -> bytes:
    """The secret of this terminal's check codes, from its key and the bridge's public key, or the other way round."""
    return signer.agree(public_key, f"{VERSION}\n{terminal_id}".encode())


def write_code(secret: bytes, issued: Issued) -> str:
    """The check code to be printed."""
    proof = _proof(secret, issued)
    half = PROOF_LETTERS // 2
    return f"{issued.receipt_no}-{issued.amount_minor}-{proof[:half]}-{proof[half:]}"


def read_code(text: str) -> TypedCode:
    """A code as typed: in any case, with spaces or any dash, O for 0, I or L for 1; BadContent for what is none."""
    # Reading is the office's; a terminal, which writes, needs no such thing.
    import re

    plain = " ".join(text[: MAX_TYPED + 1].upper().translate(_DASHES).split())
    found = re.fullmatch(_TYPED, plain)
    proof = re.sub("[ -]", "", found["proof"]).translate(_AMISS) if found else ""
    if found is None or len(text) > MAX_TYPED or not set(proof) <= set(LETTERS):
        raise BadContent("this is no check code; one looks like A00000002-298514-K7M3-Q9X2")
    return TypedCode(found["number"].replace(" ", ""), int(found["amount"].translate(_AMISS)), proof)


def numbers_meant(typed: str, prefix: str) -> Iterator[str]:
    """The receipt numbers of the terminal with this series prefix that somebody may have meant who typed this.

    One that is typed without the zeros before it means the same.
    """
    if len(typed) > MAX_NUMBER or typed[: len(prefix)].translate(_AMISS) != prefix.translate(_AMISS):
        return
    rest = typed[len(prefix) :]
    for length in (0, TAG_LENGTH):
        tag, digits = rest[:length].replace("1", "L"), rest[length:].translate(_AMISS)
        if set(tag) <= set(TAG_LETTERS) and digits.isascii() and digits.isdigit():
            yield f"{prefix}{tag}{int(digits):0{NUMBER_DIGITS}d}"


def find_issued(secret: bytes, candidates: Iterable[Issued], typed: TypedCode) -> Issued | None:
    """The first of these that the code proves, or None."""
    from hmac import compare_digest

    return next((issued for issued in candidates if compare_digest(_proof(secret, issued), typed.proof)), None)


def _proof(secret: bytes, issued: Issued) -> str:
    text = "\n".join((VERSION, issued.terminal_id, issued.receipt_no, issued.business_date, str(issued.amount_minor)))
    bits = int.from_bytes(hmac_sha256(secret, text.encode())[:_PROOF_BYTES], "big")
    places = range(5 * (PROOF_LETTERS - 1), -1, -5)
    return "".join(LETTERS[bits >> place & 31] for place in places)
