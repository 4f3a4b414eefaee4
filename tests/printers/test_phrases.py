"""Slips put together from the library's words are what the library prints; and its words are kept between processes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.document import Document, Qr
from printers.encode import encode
from printers.peso import GLYPH
from printers.profiles import PROFILES, PrinterProfile
from scripts.slip_gallery import slips
from tests.printers.by_the_library import by_the_library
from tests.printers.documents import documents

ALL_PROFILES = [profile._replace(peso=peso) for profile in PROFILES.values() for peso in ("PHP", GLYPH)]
PROGRAM = """
import sys
from mpos.light.paths import Path
from printers.document import from_json
from printers.printing import print_document
from printers.profiles import profile_named
slip, paper, cache = sys.argv[1:]
outcome = print_document(from_json(slip), f"file:{paper}", profile_named("default"), 32, Path(cache))
assert outcome.state == "confirmed", outcome
print(*sys.modules)
"""
CONTENT = "MPOS1|T001|A00000002|2026-11-22|298514|8527-BUQIK|" + "aZ-9_" * 9 + "|" + "kQ_x3" * 17
SLIP = json.dumps({"version": 1, "blocks": [{"kind": "text", "text": "Peña"}, {"kind": "qr", "content": CONTENT}]})
COSTLY = {"escpos", "PIL", "qrcode", "typing", "re", "pathlib", "json", "urllib", "enum", "hashlib"}


@pytest.mark.parametrize("profile", ALL_PROFILES, ids=lambda profile: f"{profile.name}-{profile.peso}")
def test_every_slip_is_what_the_library_prints(profile: PrinterProfile) -> None:
    for sample in slips.SLIPS:
        slip = sample.slip(profile.columns)
        assert encode(slip, profile.columns, profile) == by_the_library(slip, profile.columns, profile), sample.name


@given(documents, st.sampled_from((24, 32, 42, 48)), st.sampled_from(ALL_PROFILES))
def test_any_document_is_what_the_library_prints(document: Document, columns: int, profile: PrinterProfile) -> None:
    assert encode(document, columns, profile) == by_the_library(document, columns, profile)


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=120, max_size=400))
def test_any_long_qr_code_is_what_the_library_prints(content: str) -> None:
    document = Document((Qr(content),))
    profile = PROFILES["default"]
    assert encode(document, 32, profile) == by_the_library(document, 32, profile)


def printed_in_a_new_process(tmp_path: Path) -> tuple[bytes, set[str]]:
    """What is on paper, and what was loaded for it."""
    paper = tmp_path / "paper"
    paper.unlink(missing_ok=True)
    program = [sys.executable, "-c", PROGRAM, SLIP, str(paper), str(tmp_path / "cache")]
    done = subprocess.run(program, capture_output=True, text=True, check=True, timeout=60)
    return paper.read_bytes(), set(done.stdout.split())


def test_the_second_process_prints_the_same_without_anything_costly(tmp_path: Path) -> None:
    first, loaded_first = printed_in_a_new_process(tmp_path)
    second, loaded = printed_in_a_new_process(tmp_path)
    assert second == first
    assert "escpos" in loaded_first
    assert not loaded & COSTLY


@pytest.mark.parametrize("left", [0, 100])
def test_words_cut_short_by_a_power_cut_are_asked_for_again(tmp_path: Path, left: int) -> None:
    first, _ = printed_in_a_new_process(tmp_path)
    kept = tmp_path / "cache" / "default.json"
    whole = kept.read_text()
    kept.write_text(whole[:left])
    assert printed_in_a_new_process(tmp_path)[0] == first
    assert kept.read_text() == whole


def test_words_of_another_library_are_asked_for_again(tmp_path: Path) -> None:
    first, _ = printed_in_a_new_process(tmp_path)
    kept = tmp_path / "cache" / "default.json"
    other = json.loads(kept.read_text())
    other["for"][-1] += 1
    other["phrases"]["begin"] = "00"
    kept.write_text(json.dumps(other))
    assert printed_in_a_new_process(tmp_path)[0] == first


def test_words_that_cannot_be_kept_cost_only_time(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the directory should be")
    assert printed_in_a_new_process(tmp_path)[0] == printed_in_a_new_process(tmp_path)[0]
