import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpos.contract.canonical import BadContent
from mpos.contract.check_code import Issued
from mpos.contract.seal import Signer
from mpos.contract.slip_seal import MAX_QR_BYTES, SealedSlip, is_qr_text, read_qr, write_qr
from printers.document import MAX_QR_BYTES as PAPER_TAKES
from tests.mpos.contract.records import amounts, dates, letters, numbers

SIGNER, OTHER = Signer(bytes(range(32))), Signer(bytes(32))
SLIP = SealedSlip(Issued("T001", "A00000002", "2026-11-22", 298_514), "8527-BUQIK", "ab" * 32)
TEXT = write_qr(SLIP, SIGNER)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_|"

slips = st.builds(
    SealedSlip,
    st.builds(Issued, st.sampled_from(["T001", "T999999"]), numbers, dates, amounts),
    st.none() | st.text(letters, min_size=1, max_size=80),
    st.binary(min_size=32, max_size=32).map(bytes.hex),
)


def test_the_text_says_the_essentials() -> None:
    assert TEXT.split("|")[:6] == ["MPOS1", "T001", "A00000002", "2026-11-22", "298514", "8527-BUQIK"]
    assert is_qr_text(TEXT)
    assert read_qr(TEXT).slip == SLIP


@given(slips)
def test_what_is_sealed_comes_back_and_holds_under_its_key_alone(slip: SealedSlip) -> None:
    text = write_qr(slip, SIGNER)
    read = read_qr(text)
    assert read.is_sealed_by(SIGNER.public_key)
    assert not read.is_sealed_by(OTHER.public_key)
    assert read.slip.issued == slip.issued
    assert read.slip.entry_hash == slip.entry_hash
    assert read.slip.customer_no in (slip.customer_no, None)
    assert len(text.encode()) <= MAX_QR_BYTES == PAPER_TAKES
    assert text.isprintable()


@pytest.mark.parametrize("customer_no", ["1|2", "1\n2", "ñ" * 31])
def test_a_customer_number_that_the_text_cannot_carry_is_left_out(customer_no: str) -> None:
    assert read_qr(write_qr(SLIP._replace(customer_no=customer_no), SIGNER)).slip.customer_no is None


@given(st.integers(0, len(TEXT) - 1), st.sampled_from(LETTERS))
def test_one_changed_letter_breaks_the_seal(place: int, letter: str) -> None:
    changed = TEXT[:place] + letter + TEXT[place + 1 :]
    try:
        holds = read_qr(changed).is_sealed_by(SIGNER.public_key)
    except BadContent:
        holds = False
    assert holds == (changed == TEXT)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "MPOS1|",
        TEXT[:-1],
        TEXT + "=",
        TEXT + "|",
        TEXT.replace("|298514|", "|0298514|"),
        TEXT.replace("|298514|", "|-1|"),
        TEXT.replace("|298514|", f"|{10**15}|"),
        TEXT.replace("|298514|", "|٢٩|"),
        TEXT.replace("2026-11-22", "22.11.2026"),
        TEXT.replace("MPOS1", "MPOS2"),
        TEXT.replace("8527-BUQIK", "x" * 300),
        TEXT.replace("8527", "\udcff"),
        TEXT.replace("8527", "\n"),
        TEXT[:-4] + "ñ" * 4,
    ],
)
def test_what_was_not_written_by_a_terminal_is_refused(text: str) -> None:
    with pytest.raises(BadContent):
        read_qr(text)
