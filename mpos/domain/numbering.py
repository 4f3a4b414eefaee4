"""Receipt numbers: one series a terminal and epoch, without gap or repeat.

The first epoch's series is the terminal's prefix. A restored or copied device can't know which numbers its other self
has issued, so each later epoch numbers under the prefix with a tag of its own.
"""

from mpos.contract.receipt_numbers import NUMBER_DIGITS, TAG_LENGTH, TAG_LETTERS


def receipt_no(series: str, number: int) -> str:
    """The printed number: "A", 12 -> "A00000012"; wider once eight digits are used up."""
    return f"{series}{number:0{NUMBER_DIGITS}d}"


def void_no(series: str, number: int) -> str:
    """Voids are numbered documents of their own (RMO 24-2023 as implementers read it): "A-V00000001"."""
    return receipt_no(f"{series}-V", number)


def remittance_no(series: str, number: int) -> str:
    """Of cash that is handed over: "A-R00000001"."""
    return receipt_no(f"{series}-R", number)


def acknowledgement_no(series: str, number: int) -> str:
    """Of a post-dated check taken in keeping, which is no receipt: "A-P00000001"."""
    return receipt_no(f"{series}-P", number)


def series_of(prefix: str, epoch: int) -> str:
    """The series of an epoch: the prefix alone in the first, with a tag made of the epoch in later ones."""
    return prefix if epoch == 1 else f"{prefix}{_tag(epoch)}"


def _tag(epoch: int) -> str:
    letters = []
    for _ in range(TAG_LENGTH):
        epoch, place = divmod(epoch, len(TAG_LETTERS))
        letters.append(TAG_LETTERS[place])
    return "".join(letters)


EPOCHS = len(TAG_LETTERS) ** TAG_LENGTH
"""How many epochs have tags of their own."""
