"""What python-escpos says to one kind of printer for each thing that a slip needs: asked once, and kept.

Loading the library takes several times as long as taking a payment, and it says the same each time.
"""

import sys
from collections.abc import Iterable

from mpos.light.paths import Path
from mpos.light.plain_json import dumps, loads
from mpos.light.typing import Any, NamedTuple
from printers.profiles import PrinterProfile

# Half a millimetre a module on the usual 8 dots to the millimetre: phones read it from thermal paper.
QR_MODULE_DOTS = 4
STORED = b"1P0"
"""Begins the content of a QR code that the printer draws by itself, and counts as a part of it."""


class Phrases(NamedTuple):
    """The bytes for one kind of printer.

    `image` begins an image, before its size; `doubled` one whose dots are printed two by two. `before_qr` is all that
    comes before the length of a QR code's content, `after_qr` what follows the content. `letters` are those beyond
    ASCII, with their byte in the code page.
    """

    begin: bytes
    end: bytes
    center: bytes
    left: bytes
    plain: bytes
    bold: bytes
    large: bytes
    large_bold: bytes
    image: bytes
    doubled: bytes
    before_qr: bytes
    after_qr: bytes
    letters: dict[str, int]

    def style(self, *, bold: bool, large: bool) -> bytes:
        """From here on, characters are printed like this."""
        if large:
            return self.large_bold if bold else self.large
        return self.bold if bold else self.plain

    def text(self, text: str) -> bytes:
        """The characters in the printer's code page."""
        if text.isascii():
            return text.encode("ascii")
        return bytes(ord(char) if char.isascii() else self.letters.get(char, ord("?")) for char in text)

    def dots(self, width: int, rows: Iterable[int], *, doubled: bool) -> bytes:
        """An image from its rows, each a number of so many bits: a set bit is black, the highest is leftmost."""
        width_bytes = (width + 7) // 8
        packed = [(row << 8 * width_bytes - width).to_bytes(width_bytes, "big") for row in rows]
        begin = self.doubled if doubled else self.image
        return begin + width_bytes.to_bytes(2, "little") + len(packed).to_bytes(2, "little") + b"".join(packed)

    def qr(self, content: bytes) -> bytes:
        """A QR code that the printer draws by itself."""
        stored = STORED + content
        return self.before_qr + len(stored).to_bytes(2, "little") + stored + self.after_qr


_asked: dict[PrinterProfile, Phrases] = {}


def phrases_for(profile: PrinterProfile, cache_dir: Path | None = None) -> Phrases:
    """The phrases for this kind of printer; kept in `cache_dir` for other processes, until the programs are others.

    A bad or unwritable cache costs the time of asking and nothing else.
    """
    # The sign is none of the library's words.
    profile = profile._replace(peso="")
    if profile not in _asked:
        _asked[profile] = _kept(profile, cache_dir) if cache_dir else _ask(profile)
    return _asked[profile]


def _kept(profile: PrinterProfile, cache_dir: Path) -> Phrases:
    file, made_for = cache_dir / f"{profile.name}.json", [*profile, *_programs()]
    try:
        kept = loads(file.read_text(encoding="utf-8"))
        if kept["for"] == made_for:
            return Phrases(**{name: _from_digits(value) for name, value in kept["phrases"].items()})
    except (OSError, ValueError, KeyError, TypeError):
        # Not there yet, or cut short by a power cut.
        pass
    phrases = _ask(profile)
    said = {name: value.hex() if isinstance(value, bytes) else value for name, value in phrases._asdict().items()}
    _keep(file, dumps({"for": made_for, "phrases": said}))
    return phrases


def _from_digits(value: Any) -> Any:
    return bytes.fromhex(value) if isinstance(value, str) else value


def _keep(file: Path, text: str) -> None:
    new = file.with_name(f"{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(text, encoding="utf-8")
        new.replace(file)
    except OSError:
        # It is asked again next time.
        return


def _programs() -> list[Any]:
    """Who asks and who is asked, without loading either: where they are installed, and since when."""
    files = (Path(__file__).with_name("asking.py"), *(Path(place) / "escpos" / "constants.py" for place in sys.path))
    return [told for file in files if file.exists() for told in (str(file), file.stat().st_mtime_ns)]


def _ask(profile: PrinterProfile) -> Phrases:
    from printers.asking import ask

    return ask(profile)
