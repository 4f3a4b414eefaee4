from typing import Any

import pytest

from printers.encode import DOTS_A_COLUMN
from printers.escpos_library import dummy_printer
from printers.profiles import PROFILES, PrinterProfile, UnknownProfile, profile_named


@pytest.mark.parametrize("profile", PROFILES.values(), ids=str)
def test_a_profile_claims_nothing_that_its_printer_is_not_known_to_do(profile: PrinterProfile) -> None:
    known = dummy_printer(profile.escpos_name).profile
    assert profile.code_page in known.get_code_pages()
    assert profile.columns <= _columns_of(known) or profile.name == "80mm"
    assert not profile.native_qr or known.supports("qrCode")
    assert profile.native_qr or known.supports("bitImageRaster")
    assert not profile.has_cutter or known.supports("paperPartCut") or known.supports("paperFullCut")


def _columns_of(known: Any) -> int:
    """As many as its dots have room for, or where nobody has written those down, as it is said to print."""
    dots = known.profile_data["media"]["width"]["pixels"]
    return int(known.get_columns("a")) if dots == "Unknown" else int(dots) // DOTS_A_COLUMN


def test_each_printer_can_be_told_from_the_others_in_a_list() -> None:
    assert all(profile.made_for for profile in PROFILES.values())
    assert {profile.columns for profile in PROFILES.values()} == {32, 42, 48}


def test_an_unknown_profile_is_refused_with_the_names_there_are() -> None:
    assert profile_named("TM-T20II").columns == 48
    with pytest.raises(UnknownProfile, match="TM-T20II"):
        profile_named("LaserJet")
