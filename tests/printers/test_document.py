import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.document import (
    MAX_BLOCKS,
    MAX_QR_BYTES,
    MAX_RASTER_HEIGHT,
    MAX_RASTER_WIDTH,
    MAX_RASTERS,
    BadDocument,
    Blank,
    Cut,
    Document,
    Qr,
    Raster,
    Text,
    from_json,
    raster,
    to_json,
)
from tests.printers.documents import documents


@given(documents)
def test_a_document_comes_back_from_json_as_it_went(document: Document) -> None:
    back = from_json(to_json(document))
    assert back == document
    assert [type(block) for block in back.blocks] == [type(block) for block in document.blocks]


@given(
    st.recursive(
        st.none() | st.integers(min_value=2) | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["version", "blocks"]), inner),
        max_leaves=5,
    )
)
def test_json_of_any_other_shape_is_refused(value: object) -> None:
    with pytest.raises(BadDocument):
        from_json(json.dumps(value))


@pytest.mark.parametrize(
    "block",
    [
        {"kind": "stamp"},
        {"text": "no kind"},
        {"kind": ["text"], "text": "x"},
        {"kind": "text"},
        {"kind": "text", "text": 5},
        {"kind": "text", "text": "x", "bold": 1},
        {"kind": "text", "text": "x", "align": "middle"},
        {"kind": "text", "text": "x", "colour": "red"},
        {"kind": "text", "text": "x" * 5000},
        {"kind": "pair", "left": "x", "right": None},
        {"kind": "blank", "lines": True},
        {"kind": "blank", "lines": -1},
        {"kind": "blank", "lines": 1000},
        {"kind": "qr", "content": ""},
        {"kind": "qr", "content": 5},
        {"kind": "raster", "width": 8, "height": 2, "dots": "gA=="},
        {"kind": "raster", "width": 9, "height": 1, "dots": "gA=="},
        {"kind": "raster", "width": 8, "height": 1, "dots": "g A="},
        {"kind": "raster", "width": 8, "height": 1, "dots": 5},
        {"kind": "raster", "width": 0, "height": 1, "dots": ""},
        {"kind": "raster", "width": 8, "height": True, "dots": "gA=="},
        {"kind": "raster", "width": 584, "height": 1, "dots": "A" * 98 + "=="},
        {"kind": "raster", "width": 8, "height": 1, "dots": "gA==", "caption": 5},
        {"kind": "raster", "width": 8, "height": 1, "dots": "gA==", "doubled": 1},
        {"kind": "qr", "content": "é" * MAX_QR_BYTES},
        "text",
    ],
)
def test_a_block_that_does_not_fit_is_refused(block: object) -> None:
    with pytest.raises(BadDocument):
        from_json(json.dumps({"version": 1, "blocks": [block]}))


@pytest.mark.parametrize(
    "stored", ["", "{", "[" * 100_000, '{"version": 2, "blocks": []}', '{"version": 1, "blocks": {}}']
)
def test_what_is_no_stored_document_of_this_version_is_refused(stored: str) -> None:
    with pytest.raises(BadDocument):
        from_json(stored)


def test_fields_that_an_older_version_did_not_write_take_their_defaults() -> None:
    stored = '{"version": 1, "blocks": [{"kind": "text", "text": "Thank you"}, {"kind": "cut"}]}'
    assert from_json(stored) == Document((Text("Thank you"), Cut()))


@pytest.mark.parametrize("block", [Blank(99), Qr(""), Text("x", align="middle")])  # type: ignore[arg-type]
def test_a_bad_document_fails_where_it_is_made(block: Text | Qr | Blank) -> None:
    with pytest.raises(BadDocument, match="Block 1"):
        to_json(Document((block,)))


def test_a_signature_as_wide_as_the_widest_paper_fits() -> None:
    dots = bytes(range(72)) * 200
    drawing = raster(576, 200, dots, "Customer's signature")
    [back] = from_json(to_json(Document((drawing,)))).blocks
    assert isinstance(back, Raster)
    assert (back, back.rows) == (drawing, dots)


@pytest.mark.parametrize(
    ("width", "height", "dots"),
    [
        (8, 2, b"x"),
        (9, 1, b"x"),
        (0, 0, b""),
        (-8, 1, b"x"),
        (8, MAX_RASTER_HEIGHT + 1, bytes(MAX_RASTER_HEIGHT + 1)),
        (MAX_RASTER_WIDTH + 8, 1, bytes(MAX_RASTER_WIDTH // 8 + 1)),
    ],
)
def test_a_drawing_whose_dots_do_not_fit_its_size_or_any_paper_is_refused_where_it_is_made(
    width: int, height: int, dots: bytes
) -> None:
    with pytest.raises(BadDocument, match="drawing"):
        raster(width, height, dots)


def test_a_document_full_of_drawings_is_refused() -> None:
    drawing = raster(8, 1, b"x")
    assert from_json(to_json(Document((drawing,) * MAX_RASTERS)))
    with pytest.raises(BadDocument, match="drawings"):
        to_json(Document((drawing,) * (MAX_RASTERS + 1)))


def test_a_document_that_would_use_up_the_roll_is_refused() -> None:
    with pytest.raises(BadDocument, match="limit"):
        to_json(Document((Text("again"),) * (MAX_BLOCKS + 1)))
