"""What we send, read by a printer that others wrote, over a network and a serial line."""

import io
from collections.abc import Iterator

import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from PIL import Image, ImageChops, ImageDraw

from printers.document import Blank, Cut, Document, Pair, Qr, Rule, Text, raster
from printers.drawing import draw
from printers.encode import encode
from printers.layout import TextLine, lay_out
from printers.peso import GLYPH
from printers.printing import print_document
from printers.profiles import PrinterProfile, profile_named
from scripts.slip_gallery.pictures import GALLERY, file_name
from scripts.slip_gallery.slips import PAPERS, SLIPS, Sample
from tests.printers.documents import documents
from tests.printers.emulator import NARROW, PROGRAM, WIDE, Emulator, Sheet, emulator_running

pytestmark = pytest.mark.skipif(
    not PROGRAM.exists(), reason="needs the printer emulator; scripts/emulator installs it where Python 3.13 is"
)

ROLL_58 = profile_named("POS-5890")
ROLL_80 = profile_named("TM-T20II")


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with emulator_running(tmp_path_factory.mktemp("emulator")) as running:
        yield running


def printed(emulator: Emulator, document: Document, device: str, profile: PrinterProfile) -> Sheet:
    outcome = print_document(document, emulator.address[device], profile, profile.columns)
    assert (outcome.state, outcome.bytes_sent > 0) == ("confirmed", True)
    return emulator.printed()


def scribble() -> bytes:
    image = Image.new("1", (300, 80), 0)
    ImageDraw.Draw(image).line([(5, 60), (60, 10), (90, 70), (140, 20), (200, 60), (295, 30)], fill=1, width=3)
    return image.tobytes()


RECEIPT = Document(
    (
        Text("MABUHAY WATER", "center", bold=True),
        Rule(),
        Pair("No.", "A00000012", bold=True, large=True),
        Text("PEN\u0303AFLORIDA, José Ángel"),
        Pair("₱ paid", "₱1,250.00"),
        Pair("Total", "₱1,250.00", large=True),
        Blank(2),
        raster(300, 80, scribble(), "Customer's signature"),
        raster(300, 80, scribble(), "Doubled", doubled=True),
        Cut(),
    )
)


@pytest.mark.parametrize(("device", "profile"), [(NARROW, ROLL_58), (WIDE, ROLL_80)], ids=[NARROW, WIDE])
def test_another_makers_printer_puts_on_paper_the_very_dots_that_we_draw(
    emulator: Emulator, device: str, profile: PrinterProfile
) -> None:
    profile = profile._replace(peso=GLYPH)
    sheet = printed(emulator, RECEIPT, device, profile)
    ours = draw(encode(RECEIPT, profile.columns, profile), profile.columns)
    # The emulator keeps no paper that is only fed.
    assert sheet.dots.width == ours.width
    assert ImageChops.difference(sheet.dots, ours.crop((0, 0, *sheet.dots.size))).getbbox() is None
    assert sheet.complaints == []
    assert "PEÑAFLORIDA, José Ángel" in sheet.lines


@pytest.mark.parametrize("sample", SLIPS, ids=[sample.name for sample in SLIPS])
def test_every_slip_comes_out_of_another_makers_printer_as_it_hangs_in_the_gallery(
    emulator: Emulator, sample: Sample
) -> None:
    sheet = printed(emulator, sample.slip(32), NARROW, profile_named(PAPERS[32])._replace(peso=GLYPH))
    hanging = Image.open(io.BytesIO((GALLERY / file_name(sample, 32)).read_bytes())).convert("L")
    assert ImageChops.difference(sheet.dots, hanging.crop((0, 0, *sheet.dots.size))).getbbox() is None
    assert sheet.complaints == []


@pytest.mark.parametrize(("device", "profile"), [(NARROW, ROLL_58), (WIDE, ROLL_80)], ids=[NARROW, WIDE])
def test_a_qr_code_comes_out_readable_drawn_by_the_printer_or_sent_as_an_image(
    emulator: Emulator, device: str, profile: PrinterProfile
) -> None:
    content = "MPOS1:T0001:A00000012:2026-11-22:1250.00:Ñ"
    sheet = printed(emulator, Document((Text("Scan"), Qr(content, "to check"), Cut())), device, profile)
    assert [code.text for code in zxingcpp.read_barcodes(sheet.dots)] == [content]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(documents)
def test_no_name_makes_a_printer_do_more_than_print_it(emulator: Emulator, document: Document) -> None:
    document = Document((Text("Begins"), *document.blocks, Text("Ends")))
    sheet = printed(emulator, document, NARROW, ROLL_58)
    assert sheet.complaints == []
    assert sheet.dots.width == 384
    laid_out = lay_out(Document((Text("Begins"), Text("Ends"))), 32)
    assert [line.text for line in laid_out if isinstance(line, TextLine)] == [sheet.lines[0], sheet.lines[-1]]


@pytest.mark.parametrize(
    ("fault", "told"), [("paper-out", "out of paper"), ("cover-open", "cover is open"), ("offline", "offline")]
)
@pytest.mark.parametrize("device", [NARROW, WIDE])
def test_a_printer_that_cannot_print_is_told_and_takes_nothing(
    emulator: Emulator, device: str, fault: str, told: str
) -> None:
    with emulator.fault(device, fault):
        outcome = print_document(RECEIPT, emulator.address[device], ROLL_58, 32)
    assert (outcome.state, outcome.bytes_sent) == ("failed", 0)
    assert told in outcome.detail


@pytest.mark.parametrize("device", [NARROW, WIDE])
def test_a_roll_that_is_nearly_at_its_end_still_takes_the_slip(emulator: Emulator, device: str) -> None:
    with emulator.fault(device, "paper-near-end"):
        sheet = printed(emulator, RECEIPT, device, ROLL_80 if device == WIDE else ROLL_58)
    assert "PEÑAFLORIDA, José Ángel" in sheet.lines
