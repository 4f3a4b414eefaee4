"""QR codes as dots, for printers that draw none themselves and for pictures of what the others draw."""

import qrcode
from PIL import Image
from qrcode.constants import ERROR_CORRECT_L


def qr_image(content: str | bytes, module_dots: int, correction: int = ERROR_CORRECT_L) -> Image.Image:
    """The code in black and white, each module so many dots wide and high, with no white around it."""
    code = qrcode.QRCode(error_correction=correction, border=0)
    code.add_data(content)
    modules = code.get_matrix()
    image = Image.new("L", (len(modules), len(modules)))
    image.putdata([0 if dark else 255 for row in modules for dark in row])
    return image.resize((image.width * module_dots, image.height * module_dots), Image.Resampling.NEAREST)
