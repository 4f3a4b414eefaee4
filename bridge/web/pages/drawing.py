"""What pages draw themselves, as SVG without styles or scripts of its own: bars, and QR codes."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup


class Bar(NamedTuple):
    """One bar of a chart: what it is, how much, how that is said, and the kind that colours it."""

    label: str
    value: int
    shown: str
    kind: str = ""


def longest(bars: Sequence[Bar]) -> int:
    """What the longest bar stands for; at least 1, so that nothing is divided by nothing."""
    return max([1, *(abs(bar.value) for bar in bars)])


def qr_svg(text: str) -> Markup:
    """A QR code as inline SVG, black on white whatever the page's colours are."""
    from qrcode.main import QRCode

    code = QRCode(border=4)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    size = len(rows)
    return Markup(
        '<svg class="qr" role="img" aria-label="QR code" viewBox="0 0 {0} {0}">'
        '<rect width="{0}" height="{0}" fill="#ffffff"/><path d="{1}" fill="#000000"/></svg>'
    ).format(size, path)
