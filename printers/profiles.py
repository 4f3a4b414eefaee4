"""What differs between printers. Names and features are those of python-escpos' collection of profiles.

A profile here may be more careful than that collection, never bolder: a code that the printer does not know
comes out as rubbish on the receipt.
"""

from typing import NamedTuple


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


# CP850 has all capital and small letters of Spanish names; Ñ and ñ have the same bytes there as in CP437, so they
# come out right even where the printer ignores the choice of code page.
PROFILES = {
    profile.name: profile
    for profile in (
        # For a printer that nobody has named: no cutter, and a QR code as an image, which nearly all of them know.
        PrinterProfile("default", "default", 32),
        PrinterProfile("simple", "simple", 42, code_page="CP437"),
        PrinterProfile("POS-5890", "POS-5890", 32, starts_in_chinese=True),
        PrinterProfile("NT-5890K", "NT-5890K", 32, starts_in_chinese=True),
        PrinterProfile("ZJ-5870", "ZJ-5870", 32, starts_in_chinese=True),
        PrinterProfile("Sunmi-V2", "Sunmi-V2", 32, native_qr=True),
        PrinterProfile("P822D", "P822D", 42, has_cutter=True, native_qr=True),
        PrinterProfile("TM-P80", "TM-P80", 42, has_cutter=True, native_qr=True),
        PrinterProfile("TM-T20II", "TM-T20II", 48, has_cutter=True, native_qr=True),
        PrinterProfile("TM-T20II-42col", "TM-T20II-42col", 42, has_cutter=True, native_qr=True),
        PrinterProfile("TM-T88V", "TM-T88V", 42, has_cutter=True, native_qr=True),
    )
}


def profile_named(name: str) -> PrinterProfile:
    """The profile of this name. Raises UnknownProfile, with the names there are."""
    try:
        return PROFILES[name]
    except KeyError:
        raise UnknownProfile(f"There is no printer profile {name!r:.40}. Use one of: {', '.join(PROFILES)}.") from None
