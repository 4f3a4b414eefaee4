"""A QR code drawn with characters, for screens that are large enough. Two modules a character, one above the other."""

QUIET_MODULES = 4
"""The margin that scanners look for (ISO/IEC 18004)."""
_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def qr_rows(content: str, columns: int, rows: int) -> list[str] | None:
    """The code as lines of text, or None when it does not fit into so many columns and rows.

    What has ink is dark: to be shown black on white, whatever colours the screen has else.
    """
    from qrcode.constants import ERROR_CORRECT_L
    from qrcode.main import QRCode

    code = QRCode(error_correction=ERROR_CORRECT_L, border=QUIET_MODULES)
    code.add_data(content)
    modules = [[bool(module) for module in line] for line in code.get_matrix()]
    if len(modules[0]) > columns or (len(modules) + 1) // 2 > rows:
        return None
    modules.append([False] * len(modules[0]))
    pairs = zip(modules[0::2], modules[1::2], strict=False)
    return ["".join(_HALVES[pair] for pair in zip(upper, lower, strict=True)) for upper, lower in pairs]
