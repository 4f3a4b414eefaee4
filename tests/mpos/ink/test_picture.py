"""Pictures: every file that may hold a signature becomes the same small drawing, and no other harms anybody."""

import io
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter

from mpos.contract.signature import MAX_HEIGHT, MAX_PICTURE_BYTES, MAX_WIDTH, check_picture, hash_picture
from mpos.ink import picture as pictures
from mpos.ink.events import Axis
from mpos.ink.picture import NotAPicture, NothingWritten, picture_in, picture_of, rows_of
from mpos.ink.strokes import Area
from scripts.fuzzing.spoiling import bent
from tests.mpos.signing import SCRAWL, picture_file, saved

points = st.tuples(st.integers(-(2**31), 2**31 - 1), st.integers(-(2**31), 2**31 - 1))
LINE = [(0, 0), (300, 100)]


def ink_share(picture: pictures.Picture) -> float:
    """How much of it is black."""
    _, _, rows = rows_of(picture.png)
    return sum(byte.bit_count() for byte in rows) / (picture.width * picture.height)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP"])
def test_each_kind_of_file_gives_a_signature_that_fits_the_paper(kind: str) -> None:
    made = picture_in(picture_file(kind=kind))
    assert made.height == MAX_HEIGHT
    assert MAX_WIDTH // 2 < made.width <= MAX_WIDTH
    assert 0.01 < ink_share(made) < 0.15
    check_picture(made.png, hash_picture(made.png))
    assert picture_in(picture_file(kind=kind)) == made


def test_what_surrounds_the_ink_is_cropped() -> None:
    small = [(x // 4 + 400, y // 4 + 700) for x, y in SCRAWL]
    made = picture_in(picture_file(small, size=(1_200, 1_200)))
    assert made.width / made.height == pytest.approx(560 / 160, rel=0.2)


def test_ink_on_nothing_is_ink_on_white() -> None:
    glass = Image.new("RGBA", (600, 200), (0, 0, 0, 0))
    ImageDraw.Draw(glass).line(SCRAWL, fill=(0, 0, 0, 255), width=6)
    palette = glass.convert("P")
    palette.info["transparency"] = palette.getpixel((0, 0))
    for content in (saved(glass), saved(glass.convert("LA")), saved(palette)):
        assert 0.01 < ink_share(picture_in(content)) < 0.15


def test_sixteen_bits_a_dot_are_scaled_and_not_cut_off() -> None:
    deep = Image.new("I;16", (600, 200), 60_000)
    for x in range(500):
        deep.putpixel((50 + x, 50 + x % 90), 3_000)
    assert 0 < ink_share(picture_in(saved(deep))) < 0.2


def test_a_photo_in_bad_light_shows_the_ink_and_not_the_shadow() -> None:
    photo = Image.linear_gradient("L").resize((1_600, 900)).point(lambda shade: shade * 0.5 + 110)
    ImageDraw.Draw(photo).line([(2 * x + 100, 3 * y + 100) for x, y in SCRAWL], fill=60, width=9)
    made = picture_in(saved(photo.filter(ImageFilter.GaussianBlur(1)), "JPEG", quality=70))
    assert 0.005 < ink_share(made) < 0.15


def test_a_photo_that_was_taken_sideways_is_turned_upright() -> None:
    sideways = Image.new("L", (200, 600), 250)
    ImageDraw.Draw(sideways).line([(y, x) for x, y in SCRAWL], fill=20, width=6)
    exif = Image.Exif()
    exif[0x0112] = 6
    made = picture_in(saved(sideways, "JPEG", exif=exif))
    assert made.width > made.height


@pytest.mark.parametrize("paper", [Image.new("L", (300, 100), 255), Image.new("L", (300, 100), 0)])
def test_an_empty_sheet_is_no_signature(paper: Image.Image) -> None:
    with pytest.raises(NothingWritten):
        picture_in(saved(paper))


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"GIF89a", b"<svg/>", picture_file()[:80], saved(Image.new("L", (9, 9)), "GIF")]
)
def test_what_is_no_picture_of_a_known_kind_is_refused(content: bytes) -> None:
    with pytest.raises(NotAPicture) as refused:
        picture_in(content)
    assert "object at 0x" not in refused.value.message


def test_a_file_larger_than_a_photo_is_not_even_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MAX_FILE_BYTES", 100)
    with pytest.raises(NotAPicture, match="larger"):
        picture_in(picture_file())


@pytest.mark.parametrize("size", [(5_000, 5_000), (65_501, 2), (30_000, 30_000)])
def test_a_bomb_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    with pytest.raises(NotAPicture):
        picture_in(_only_header(*size))


def _only_header(width: int, height: int) -> bytes:
    """A PNG that promises so much and holds nothing: unpacking it would fail in another way."""
    header = b"IHDR" + width.to_bytes(4) + height.to_bytes(4) + b"\x08\x00\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4) + header + zlib.crc32(header).to_bytes(4) + b"\0\0\0\0IDAT"


@settings(max_examples=60)
@given(st.sampled_from(["PNG", "JPEG", "BMP"]).flatmap(lambda kind: bent(picture_file(kind=kind))))
def test_a_damaged_file_gives_a_picture_that_fits_or_a_refusal(content: bytes) -> None:
    try:
        made = picture_in(content)
    except (NotAPicture, NothingWritten):
        return
    check_picture(made.png, hash_picture(made.png))


@settings(max_examples=60)
@given(st.lists(st.lists(points, max_size=6), max_size=4), st.sampled_from([None, (0, 0), (12, 40)]))
def test_whatever_was_written_is_drawn_within_its_bounds(
    strokes: list[list[tuple[int, int]]], per_mm: tuple[int, int] | None
) -> None:
    area = Area(*(Axis(0, 4_095, each) for each in per_mm)) if per_mm else None
    if not any(len(stroke) > 1 for stroke in strokes):
        with pytest.raises(NothingWritten):
            picture_of(strokes, area)
        return
    made = picture_of(strokes, area)
    assert 0 < made.width <= MAX_WIDTH
    assert 0 < made.height <= MAX_HEIGHT
    assert len(made.png) <= MAX_PICTURE_BYTES
    assert ink_share(made) > 0
    check_picture(made.png, hash_picture(made.png))


def test_a_panel_that_counts_differently_across_and_down_keeps_the_proportions() -> None:
    square = [[(0, 0), (4_000, 0), (4_000, 1_000), (0, 1_000)]]
    made = picture_of(square, Area(Axis(0, 4_000, 40), Axis(0, 1_000, 10)))
    assert made.width == pytest.approx(made.height, abs=2)


def test_the_largest_picture_that_dots_can_make_is_small_enough_to_send() -> None:
    noise = Image.effect_noise((MAX_WIDTH, MAX_HEIGHT), 255).convert("1", dither=Image.Dither.NONE)
    assert len(saved(noise)) <= MAX_PICTURE_BYTES


def test_the_rows_are_the_dots_with_black_set() -> None:
    made = picture_of([LINE])
    width, height, rows = rows_of(made.png)
    assert (width, height, len(rows)) == (made.width, made.height, height * ((width + 7) // 8))
    with Image.open(io.BytesIO(made.png)) as image:
        black = sum(1 for dot in image.convert("L").tobytes() if dot == 0)
    assert sum(byte.bit_count() for byte in rows) == black


def test_a_kept_picture_that_was_spoilt_is_refused() -> None:
    for spoilt in (b"", picture_file()[:60], picture_file(size=(2_000, 2_000))):
        with pytest.raises(NotAPicture):
            rows_of(spoilt)
