"""What differs between printers. Names and features are those of python-escpos' collection of profiles.

A profile here may be more careful than that collection, never bolder: a code that the printer does not know
comes out as rubbish on the receipt.
"""

from mpos.light.typing import NamedTuple

GENERIC = frozenset({"default", "simple"})
"""What python-escpos has for printers that it does not know."""
WIDEST = 48


class UnknownProfile(Exception):
    """There is no printer profile of this name; the message lists those there are."""


class PrinterProfile(NamedTuple):
    """One kind of printer.

    `columns` are those of its normal font. All text is sent in `code_page`; what that lacks is spelled in ASCII.
    `peso` stands in for the peso sign, which is in no code page of any printer.
    """

    name: str
    escpos_name: str
    columns: int
    code_page: str = "CP850"
    peso: str = "P"
    has_cutter: bool = False
    native_qr: bool = False
    # Made for China, it reads bytes above 127 in pairs, as ideographs, after each initialisation until told not to.
    starts_in_chinese: bool = False
    # Whose printer it is, for the person who looks for theirs in the list.
    made_for: str = ""

    @property
    def max_columns(self) -> int:
        """The widest that its paper may be set to: a profile for no printer in particular leaves that to its owner."""
        return WIDEST if self.escpos_name in GENERIC else self.columns


# CP850 has all capital and small letters of Spanish names; Ñ and ñ have the same bytes there as in CP437, so they
# come out right even where the printer ignores the choice of code page.
PROFILES = {
    profile.name: profile
    for profile in (
        # For a printer that nobody has named: no cutter, and a QR code as an image, which nearly all of them know. At 8
        # dots to the millimetre 58 mm paper has room for 384 dots, and 80 mm paper for 576.
        PrinterProfile("default", "default", 32, made_for="Any ESC/POS printer, 58 mm"),
        PrinterProfile("80mm", "default", 48, made_for="Any ESC/POS printer, 80 mm, torn off by hand"),
        PrinterProfile("simple", "simple", 42, code_page="CP437", made_for="Any that prints odd letters"),
        # 58 mm
        PrinterProfile("POS-5890", "POS-5890", 32, starts_in_chinese=True, made_for="Zjiang POS-5890 series"),
        PrinterProfile("ZJ-5870", "ZJ-5870", 32, starts_in_chinese=True, made_for="Zjiang ZJ-5870"),
        PrinterProfile("NT-5890K", "NT-5890K", 32, starts_in_chinese=True, made_for="Netum NT-5890K"),
        PrinterProfile("Sunmi-V2", "Sunmi-V2", 32, native_qr=True, made_for="Sunmi V2, built in"),
        PrinterProfile("RP-F10-58mm", "RP-F10-58mm", 32, has_cutter=True, native_qr=True, made_for="Seiko RP-F10"),
        # 80 mm
        PrinterProfile("TM-T20II", "TM-T20II", 48, has_cutter=True, native_qr=True, made_for="Epson TM-T20II"),
        PrinterProfile(
            "TM-T20II-42col", "TM-T20II-42col", 42, has_cutter=True, native_qr=True, made_for="Epson TM-T20II"
        ),
        PrinterProfile("TM-T88IV", "TM-T88IV", 42, has_cutter=True, native_qr=True, made_for="Epson TM-T88IV"),
        PrinterProfile("TM-T88V", "TM-T88V", 42, has_cutter=True, native_qr=True, made_for="Epson TM-T88V"),
        PrinterProfile("TM-P80", "TM-P80", 42, has_cutter=True, native_qr=True, made_for="Epson TM-P80, portable"),
        PrinterProfile("RP326", "RP326", 42, has_cutter=True, native_qr=True, made_for="Rongta RP326"),
        PrinterProfile("RP-F10-80mm", "RP-F10-80mm", 48, has_cutter=True, native_qr=True, made_for="Seiko RP-F10"),
        PrinterProfile("CT-S651", "CT-S651", 48, has_cutter=True, native_qr=True, made_for="Citizen CT-S651"),
        PrinterProfile("KR-306", "KR-306", 48, has_cutter=True, native_qr=True, made_for="Kefar KR-306"),
        PrinterProfile("P822D", "P822D", 42, has_cutter=True, native_qr=True, made_for="PBM P822D"),
    )
}


def profile_named(name: str) -> PrinterProfile:
    """The profile of this name. Raises UnknownProfile, with the names there are."""
    try:
        return PROFILES[name]
    except KeyError:
        raise UnknownProfile(f"There is no printer profile {name!r:.40}. Use one of: {', '.join(PROFILES)}.") from None
