"""The gallery in docs/gallery: each slip on three widths of paper, and a page that shows them."""

from pathlib import Path

from printers.drawing import png_of
from printers.encode import encode
from printers.peso import GLYPH
from printers.profiles import profile_named
from scripts.slip_gallery.slips import PAPERS, SLIPS, Sample

GALLERY = Path(__file__).resolve().parents[2] / "docs" / "gallery"
PAGE = "README.md"

_INTRODUCTION = """# Every slip, as the printer prints it

Drawn by `scripts/gallery` from the very bytes that go to the printer, dot for dot: 384, 504 and 576 dots across, as
printers of 58 and 80 mm have them. The font is [Spleen](../../printers/font/spleen-12x24.hex); each printer has its
own, much like it. `mpos receipt NUMBER --png FILE` draws any receipt so.
"""


def draw_gallery() -> int:
    """Draws all pictures and the page; removes pictures of slips that are no more. How many there are."""
    GALLERY.mkdir(parents=True, exist_ok=True)
    for file in GALLERY.glob("*.png"):
        file.unlink()
    hung = [(sample, columns) for sample in SLIPS for columns in PAPERS]
    for sample, columns in hung:
        (GALLERY / file_name(sample, columns)).write_bytes(picture(sample, columns))
    (GALLERY / PAGE).write_text(page(), encoding="utf-8")
    return len(hung)


def picture(sample: Sample, columns: int) -> bytes:
    """One slip on paper of so many columns."""
    profile = profile_named(PAPERS[columns])._replace(peso=GLYPH)
    return png_of(encode(sample.slip(columns), columns, profile), columns)


def file_name(sample: Sample, columns: int) -> str:
    """What its file in the gallery is called."""
    return f"{sample.name}-{columns}.png"


def page() -> str:
    """The page that shows them."""
    return "\n".join((_INTRODUCTION, *map(_section, SLIPS)))


def _section(sample: Sample) -> str:
    headings = " | ".join(f"{columns} columns" for columns in PAPERS)
    images = " | ".join(f"![{sample.title}, {columns} columns]({file_name(sample, columns)})" for columns in PAPERS)
    rule = " | ".join("---" for _ in PAPERS)
    return f"## {sample.title}\n\n| {headings} |\n| {rule} |\n| {images} |\n"
