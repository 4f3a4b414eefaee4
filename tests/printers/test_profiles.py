import pytest

from printers.escpos_library import dummy_printer
from printers.profiles import PROFILES, PrinterProfile, UnknownProfile, profile_named


@pytest.mark.parametrize("profile", PROFILES.values(), ids=str)
def test_a_profile_claims_nothing_that_its_printer_is_not_known_to_do(profile: PrinterProfile) -> None:
    known = dummy_printer(profile.escpos_name).profile
    assert profile.code_page in known.get_code_pages()
    assert profile.columns <= known.get_columns("a")
    assert not profile.native_qr or known.supports("qrCode")
    assert profile.native_qr or known.supports("bitImageRaster")
    assert not profile.has_cutter or known.supports("paperPartCut") or known.supports("paperFullCut")


def test_an_unknown_profile_is_refused_with_the_names_there_are() -> None:
    assert profile_named("TM-T20II").columns == 48
    with pytest.raises(UnknownProfile, match="TM-T20II"):
        profile_named("LaserJet")
