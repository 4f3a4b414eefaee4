"""The gallery shows every slip as it is today; `scripts/gallery` draws it anew."""

import ast
import importlib
import inspect
import io
import pkgutil

import pytest
import zxingcpp
from PIL import Image, ImageChops

import mpos.slips
from printers.document import Document, Qr
from scripts.slip_gallery import pictures, slips


def slips_there_are() -> set[str]:
    """The names of all public functions in mpos.slips that make a document."""
    modules = (
        importlib.import_module(f"mpos.slips.{module.name}") for module in pkgutil.iter_modules(mpos.slips.__path__)
    )
    return {
        name
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and inspect.signature(function).return_annotation is Document
    }


def test_no_kind_of_slip_is_missing() -> None:
    names = {node.id for node in ast.walk(ast.parse(inspect.getsource(slips))) if isinstance(node, ast.Name)}
    assert slips_there_are() >= {"receipt_slip", "reading_slip"}
    assert slips_there_are() - names == set()


def test_each_slip_hangs_there_on_every_paper_and_nothing_else() -> None:
    hung = {pictures.file_name(sample, columns) for sample in slips.SLIPS for columns in slips.PAPERS}
    assert len(hung) == len(slips.SLIPS) * 3
    assert hung == {file.name for file in pictures.GALLERY.glob("*.png")}


@pytest.mark.parametrize("columns", slips.PAPERS)
@pytest.mark.parametrize("sample", slips.SLIPS, ids=[sample.name for sample in slips.SLIPS])
def test_no_dot_of_a_slip_has_changed_unseen(sample: slips.Sample, columns: int) -> None:
    hanging = (pictures.GALLERY / pictures.file_name(sample, columns)).read_bytes()
    seen, now = (Image.open(io.BytesIO(png)).convert("L") for png in (hanging, pictures.picture(sample, columns)))
    assert seen.size == now.size, "look at the slip, then run scripts/gallery"
    assert ImageChops.difference(seen, now).getbbox() is None, "look at the slip, then run scripts/gallery"


@pytest.mark.parametrize("columns", slips.PAPERS)
@pytest.mark.parametrize("sample", slips.SLIPS, ids=[sample.name for sample in slips.SLIPS])
def test_every_qr_code_in_the_gallery_reads_as_it_was_written(sample: slips.Sample, columns: int) -> None:
    written = [block.content for block in sample.slip(columns).blocks if isinstance(block, Qr)]
    hanging = Image.open(io.BytesIO((pictures.GALLERY / pictures.file_name(sample, columns)).read_bytes()))
    assert [code.text for code in zxingcpp.read_barcodes(hanging.convert("L"))] == written


def test_the_page_shows_them_all() -> None:
    assert (pictures.GALLERY / pictures.PAGE).read_text(encoding="utf-8") == pictures.page()
