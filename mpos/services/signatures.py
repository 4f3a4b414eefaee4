"""The customer's signature for a receipt: taken at the door, kept on this device for good, and shown on paper.

Its picture lies beside the store under its own hash, which the journal names. It is on disk before the journal tells
of it. A payment may be signed for again: the newest signature counts, and none is ever deleted.
"""

from mpos.contract import kinds
from mpos.contract.canonical import BadContent
from mpos.contract.lasting import make_folder, write_lasting
from mpos.contract.signature import Signature, check_picture, hash_picture, read_signature, signature_body
from mpos.domain.refusals import NotSigned, PictureMissing, SignedTooLate, UnknownReceipt
from mpos.light.paths import Path
from mpos.light.typing import TYPE_CHECKING, NamedTuple
from mpos.store import journal, payments, signatures
from mpos.store.database import translated
from mpos.store.payments import Recorded
from mpos.store.signatures import KeptPicture

from .deed import deed
from .files import FILE_MODE, read_whole
from .terminal import Terminal
from .unsent import acknowledged

if TYPE_CHECKING:
    from mpos.ink.picture import Picture
    from printers.document import Raster

FOLDER = "signatures"
FOLDER_MODE = 0o700


class Signed(NamedTuple):
    """The signature that counts for a receipt, when it was taken, and its picture."""

    signature: Signature
    taken_at: str
    picture: bytes


def check_may_sign(terminal: Terminal, receipt_no: str) -> Recorded:
    """The payment that a customer may sign for now; asked before they are handed the pen.

    SignedTooLate for a voided receipt: a signature on it would look as if the customer stood by the payment.
    """
    _ = terminal.collector
    paid = payments.find(terminal.connection, receipt_no)
    if paid is None:
        raise UnknownReceipt(receipt_no=receipt_no)
    if paid.void_no is not None:
        raise SignedTooLate(receipt_no=receipt_no, void_no=paid.void_no)
    return paid


def sign_with_file(terminal: Terminal, receipt_no: str, path: Path) -> Signature:
    """Takes the signature in a picture file; its own copy is made, so the file may go."""
    from mpos.ink.picture import MAX_FILE_BYTES, picture_in

    check_may_sign(terminal, receipt_no)
    return sign(terminal, receipt_no, picture_in(read_whole(path, MAX_FILE_BYTES)))


def sign(terminal: Terminal, receipt_no: str, picture: "Picture") -> Signature:
    """Takes a signature for a receipt. Raises a refusal with nothing recorded, or returns once durable."""
    sha256 = hash_picture(picture.png)
    check_may_sign(terminal, receipt_no)
    _keep(terminal.home, sha256, picture.png)
    with deed(terminal, terminal.collector.login) as doing:
        paid = check_may_sign(terminal, receipt_no)
        size = len(picture.png)
        signature = Signature(receipt_no, paid.payment_id, sha256, size, picture.width, picture.height)
        doing.record(kinds.SIGNATURE_TAKEN, signature_body(signature))
    return signature


def signed(terminal: Terminal, receipt_no: str) -> Signed:
    """What the customer signed; UnknownReceipt, NotSigned, or PictureMissing when its file is not what it was."""
    paid = payments.find(terminal.connection, receipt_no)
    if paid is None:
        raise UnknownReceipt(receipt_no=receipt_no)
    seq = signatures.newest(terminal.connection, paid.seq)
    if seq is None:
        raise NotSigned(receipt_no=receipt_no)
    entry = journal.entry_at(terminal.connection, terminal.identity.terminal_id, seq)
    signature = read_signature(entry.body)
    return Signed(signature, entry.recorded_at, picture_with(terminal, signature.sha256))


def drawn(terminal: Terminal, receipt_no: str) -> "Raster | None":
    """The signature for paper; None when nobody signed, or its picture is gone: the slip is printed in any case."""
    try:
        picture = signed(terminal, receipt_no).picture
    except (NotSigned, PictureMissing):
        return None
    from mpos.ink.picture import NotAPicture, rows_of
    from printers.document import raster

    try:
        return raster(*rows_of(picture))
    except NotAPicture:
        return None


def picture_with(terminal: Terminal, sha256: str) -> bytes:
    """The picture with this hash; PictureMissing when its file is gone, or is another by now."""
    path = _path(terminal.home, sha256)
    try:
        picture = path.read_bytes()
        check_picture(picture, sha256)
    except (OSError, BadContent) as error:
        raise PictureMissing(path=path, detail=error) from error
    return picture


def missing_pictures(terminal: Terminal) -> list[str]:
    """The hashes of pictures that the office still wants, as far as is known, and that are not here any more."""
    waiting = signatures.waiting(terminal.connection, acknowledged(terminal.connection).seq)
    return [kept.sha256 for kept in waiting if not _is_here(terminal.home, kept)]


def _keep(home: Path, sha256: str, picture: bytes) -> None:
    with translated():
        make_folder(home / FOLDER, FOLDER_MODE)
        write_lasting(_path(home, sha256), picture, FILE_MODE)


def _is_here(home: Path, kept: KeptPicture) -> bool:
    try:
        return _path(home, kept.sha256).stat().st_size == kept.size
    except OSError:
        return False


def _path(home: Path, sha256: str) -> Path:
    return home / FOLDER / f"{sha256}.png"
