"""Documents for property tests, with everything in their texts that a customer's name might hold."""

import random

from hypothesis import strategies as st

from printers.document import MAX_RASTERS, Align, Blank, Block, Cut, Document, Pair, Qr, Raster, Rule, Text, raster

_nasty = st.sampled_from(
    ["\x1b@", "\x1bp0", "\x10\x04\x01", "\n", "\t", "\x7f", "\x9b", "\u202e", "\u200d", "\u2028", "\ud800"]
)
_foreign = st.sampled_from(["n\u0303", "Ñ", "é", "₱", "中文", "한", "😀", "…", "ﬁ", "½", "Á", "\ufe0f", "\u0301"])
_words = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40)

texts = st.lists(st.one_of(_words, _foreign, _nasty, st.just(" "), st.text(max_size=8)), max_size=8).map("".join)
amounts = st.decimals(min_value=0, max_value=10**12, places=2).map(lambda amount: f"{amount:,.2f}")
aligns: st.SearchStrategy[Align] = st.sampled_from(("left", "center", "right"))


@st.composite
def rasters(draw: st.DrawFn, max_width: int = 576, max_height: int = 40) -> Raster:
    width, height = draw(st.integers(1, max_width)), draw(st.integers(1, max_height))
    speckles = random.Random(draw(st.integers(0, 9))).randbytes(height * ((width + 7) // 8))
    return raster(width, height, speckles, draw(texts), doubled=draw(st.booleans()))


blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Text, texts, aligns, st.booleans(), st.booleans()),
    st.builds(Pair, texts, st.one_of(amounts, amounts.map("₱".__add__), texts), st.booleans(), st.booleans()),
    st.builds(Rule, st.sampled_from(["-", "=", "─", "", "中", "\x1b"])),
    st.builds(Blank, st.integers(0, 3)),
    st.builds(Qr, st.one_of(st.text(min_size=1, max_size=60), _nasty), texts),
    rasters(),
    st.just(Cut()),
)
documents = (
    st.lists(blocks, max_size=8)
    .filter(lambda some: sum(isinstance(block, Raster) for block in some) <= MAX_RASTERS)
    .map(lambda some: Document(tuple(some)))
)
