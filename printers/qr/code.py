"""A QR code's modules, dark and light."""

from printers.qr.quick import quick_rows

LEAST_CORRECTION = 1
"""ERROR_CORRECT_L of the library, which costs more to load than a receipt's code to make."""


def qr_rows(content: bytes) -> list[str]:
    """The rows of the code with the least correction, "1" for each dark module and "0" for each light one."""
    return quick_rows(content) or library_rows(content, LEAST_CORRECTION)


def library_rows(content: bytes, correction: int) -> list[str]:
    """The same by the library, with any of its corrections."""
    from qrcode.main import QRCode

    code = QRCode(error_correction=correction, border=0)
    code.add_data(content)
    return ["".join("1" if dark else "0" for dark in row) for row in code.get_matrix()]
