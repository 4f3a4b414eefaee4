"""The way to paper: slips as JSON in, the printer's outcome or a preview out.

What costs time to import is imported when there is something to print: a terminal without a printer never pays for it.
"""

from contextlib import suppress

from mpos.domain.refusals import UndrawableSlip, UnreadableSlip
from mpos.light.paths import Path
from mpos.services.terminal import PaperState, PrintOutcome
from mpos.settings import NO_PRINTER


class PrinterPaper:
    """Paper by way of one printer, as the settings name it. `peso` is what stands for the peso sign on its paper."""

    def __init__(
        self, address: str, profile: str, columns: int, cache_dir: Path | None = None, peso: str = "P"
    ) -> None:
        self._address = address.strip() or NO_PRINTER
        self._profile = profile
        self._columns = columns
        self._cache_dir = cache_dir
        self._peso = peso

    @property
    def connected(self) -> bool:
        """Whether a printer is set up at all."""
        return self._address != NO_PRINTER

    def prepare(self) -> None:
        """Loads what the first slip would wait for. What stands in the way of that is told by that slip."""
        if not self.connected:
            return
        import printers.printing  # noqa: F401
        from printers.phrases import phrases_for
        from printers.profiles import UnknownProfile, profile_named

        with suppress(UnknownProfile, ImportError, OSError):
            phrases_for(profile_named(self._profile), self._cache_dir)

    def print(self, document: str) -> PrintOutcome:
        """Prints a slip, given as JSON. Never raises for a wrong setting: the slip waits until it is set right.

        A slip that can't be read never will be. Its outcome is unknown, so that those behind it go on.
        """
        from printers.document import BadDocument, from_json
        from printers.printing import print_document
        from printers.profiles import UnknownProfile, profile_named
        from printers.transport import BadAddress

        try:
            profile = profile_named(self._profile)._replace(peso=self._peso)
            slip = from_json(document)
            return PrintOutcome(*print_document(slip, self._address, profile, self._columns, self._cache_dir))
        except (BadAddress, UnknownProfile) as error:
            return PrintOutcome("failed", str(error), 0)
        except BadDocument as error:
            return PrintOutcome("unknown", UnreadableSlip(detail=error).message, 0, mute=True)

    def state(self) -> PaperState:
        """What the printer says of itself, or which setting is wrong. One that can't answer may still print."""
        from printers.profiles import UnknownProfile, profile_named
        from printers.transport import BadAddress, open_transport, status

        try:
            profile_named(self._profile)
            said = status(open_transport(self._address))
        except (BadAddress, UnknownProfile) as error:
            return PaperState(False, str(error))
        return PaperState(said.can_print is not False, said.detail, said.online, said.paper, said.cover)

    def preview(self, document: str) -> str:
        """The slip as text, as wide as the paper. Raises UnreadableSlip."""
        from printers.document import BadDocument, from_json
        from printers.layout import as_text

        try:
            return as_text(from_json(document), self._columns)
        except BadDocument as error:
            raise UnreadableSlip(detail=error) from error

    def draw(self, document: str) -> bytes:
        """The slip as a PNG, dot for dot as the printer would print it. Raises UnreadableSlip or UndrawableSlip."""
        from printers.document import BadDocument, from_json
        from printers.drawing import png_of
        from printers.encode import encode
        from printers.profiles import UnknownProfile, profile_named

        try:
            profile = profile_named(self._profile)._replace(peso=self._peso)
            return png_of(encode(from_json(document), self._columns, profile, self._cache_dir), self._columns)
        except UnknownProfile as error:
            raise UndrawableSlip(detail=error) from error
        except BadDocument as error:
            raise UnreadableSlip(detail=error) from error
