"""QR codes as images, for pictures of what a printer draws by itself."""

from PIL import Image

from printers.qr.code import library_rows


def qr_image(content: bytes, module_dots: int, correction: int) -> Image.Image:
    """The code in black and white, each module so many dots wide and high, with no white around it."""
    rows = library_rows(content, correction)
    image = Image.new("L", (len(rows), len(rows)))
    image.putdata([0 if module == "1" else 255 for row in rows for module in row])
    return image.resize((image.width * module_dots, image.height * module_dots), Image.Resampling.NEAREST)
