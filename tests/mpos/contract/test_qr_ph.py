"""The payloads are real ones and one made up, as they are published; what reads them here is ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpos.contract.qr_ph import (
    AMOUNT,
    INITIATION,
    MAX_REFERENCE,
    BadQrPh,
    Tag,
    crc_of,
    dynamic_payload,
    put,
    read_payload,
    read_static,
    read_tags,
    write_payload,
    write_tags,
)

STATIC_P2M = (
    "00020101021128620011ph.ppmi.p2m0111GXCHPHM2XXX032121702000005469871609905030005204581453036085802PH5917S"
    " and R MBTC 91826006Taguig6104163062650012ph.ppmi.qrph0308SRSU002005212170500000669901340940708GEN003516"
    "3049EE7"
)
DYNAMIC = {
    "P2M": (
        "00020101021228500011ph.ppmi.p2m0111PAPHPHM1XXX0309102140529050331052047299530360854041.005802PH5903Rui60"
        "06Manila62440014com.paymaya.qr052228oYUr47CjKVCKh57wfb3s6304C116"
    ),
    "P2P": (
        "00020101021227630012com.p2pqrpay0111BNORPHMMXXX020899964403041652672700221008675204601653036085403600580"
        "2PH5903Xhf6006Makati622905062110000708915312010803***63046399"
    ),
    "P2Micro": (
        "00020101021228840015ph.ppmi.p2micro0111RUGUPHM1XXX032500173110400000000000000010410001010503905030005204"
        "7311530360854041.005802PH5924NET GLOBAL SOLUTIONS INC6010Pasig City62610012ph.ppmi.qrph02110912345678905"
        "0788236450708PTR102670803***88440012ph.ppmi.qrph0124010707202317052066170844630411EE"
    ),
    "with a reference": (
        "00020101021228530011ph.ppmi.p2m0111SRCPPHM2XXX0312MRCHNT-4H3TZ05030005204519953036085406100.005802PH5925"
        "SOCMED DIGITAL MARKETING 6010MakatiCity62650010ph.starpay0315SOCMED DIGITAL 0509OR#1Z1CSC0708TodayPay080"
        "3***88290012ph.ppmi.qrph0109OR#1Z1CSC63040275"
    ),
    "made up": (
        "00020101021228560011ph.ppmi.p2m0111TESTPHM1XXX0315000000000000001050300052046012530360854071234.505802PH"
        "5915SAMPLE MERCHANT6011QUEZON CITY62510012ph.ppmi.qrph0115SOA-2026-0001230512CR000000004263048D24"
    ),
}
BEFORE = (
    "00020101021128500011ph.ppmi.p2m0111PAPHPHM1XXX030920143184005033105204539953036085802PH5916Jverlin Contrano"
    "6004Naic62440014com.paymaya.qr0522RCjLbs2j7swGVvnBuZGXtL63049320"
)
REFERENCE = "A-7K2M9XWQ"


def test_the_check_sum_is_ccitt_false() -> None:
    assert crc_of("123456789") == "29B1"


@pytest.mark.parametrize("payload", [STATIC_P2M, BEFORE, *DYNAMIC.values()])
def test_a_published_payload_is_read_and_written_as_it_is(payload: str) -> None:
    assert write_payload(read_payload(payload)) == payload


def test_an_amount_is_put_where_others_have_put_it() -> None:
    after = write_payload(put(put(read_payload(BEFORE), Tag(INITIATION, "12")), Tag(AMOUNT, "100.00")))
    assert after == BEFORE[:-8].replace("010211", "010212").replace("5303608", "53036085406100.00") + "63040430"


def test_a_static_code_becomes_one_for_this_amount_and_reference_and_keeps_all_else() -> None:
    before, after = read_payload(STATIC_P2M), read_payload(dynamic_payload(STATIC_P2M, 298_514, REFERENCE))
    assert [tag.id for tag in after] == ["00", "01", "28", "52", "53", "54", "58", "59", "60", "61", "62", "63"]
    changed = {tag.id: tag.value for tag in after if tag not in before}
    assert changed == {
        "01": "12",
        "54": "2985.14",
        "62": "0012ph.ppmi.qrph0308SRSU00200510A-7K2M9XWQ0708GEN00351",
        "63": dict(after)["63"],
    }


def test_a_code_without_additional_fields_gets_them_before_what_comes_later() -> None:
    bare = [tag for tag in read_payload(STATIC_P2M) if tag.id not in ("62", "63")]
    later = write_payload([*bare, Tag("88", "0012ph.ppmi.qrph")])
    paid = read_payload(dynamic_payload(later, 100, REFERENCE))
    assert [tag.id for tag in paid][-3:] == ["62", "88", "63"]
    assert dict(paid)["62"] == f"0510{REFERENCE}"


@given(st.integers(1, 10**12 - 1), st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=25))
def test_any_amount_and_reference_can_be_read_back(amount_minor: int, reference: str) -> None:
    found = dict(read_payload(dynamic_payload(STATIC_P2M, amount_minor, reference)))
    assert found[AMOUNT] == f"{amount_minor // 100}.{amount_minor % 100:02}"
    assert dict(read_tags(found["62"]))["05"] == reference


tags = st.lists(
    st.builds(
        Tag, st.integers(0, 99).map("{:02}".format), st.text(st.characters(codec="ascii"), min_size=0, max_size=99)
    ),
    max_size=8,
    unique_by=lambda tag: tag.id,
).map(tuple)


@given(tags)
def test_fields_come_back_as_they_went(found: tuple[Tag, ...]) -> None:
    assert read_tags(write_tags(found)) == found


@given(st.text(max_size=60) | st.integers(0, len(STATIC_P2M)).map(lambda end: STATIC_P2M[:end]))
def test_any_other_text_is_refused_in_words(text: str) -> None:
    if text != STATIC_P2M:
        with pytest.raises(BadQrPh, match=r".+"):
            read_static(text)


@given(st.integers(0, len(STATIC_P2M) - 1), st.characters(min_codepoint=32, max_codepoint=126))
def test_one_changed_character_is_noticed(place: int, letter: str) -> None:
    changed = STATIC_P2M[:place] + letter + STATIC_P2M[place + 1 :]
    if changed != STATIC_P2M:
        with pytest.raises(BadQrPh):
            read_payload(changed)


def remade(*new: Tag, without: str = "") -> str:
    """The static payload with other fields, its check sum right."""
    found: tuple[Tag, ...] = tuple(tag for tag in read_payload(STATIC_P2M) if tag.id != without)
    for tag in new:
        found = put(found, tag)
    return write_payload(found)


@pytest.mark.parametrize(
    ("payload", "told"),
    [
        ("", "plain characters"),
        ("0002010102", "told apart"),
        (STATIC_P2M.replace("Taguig", "Tagüig"), "plain characters"),
        (STATIC_P2M + "\n", "plain characters"),
        (STATIC_P2M[:-1], "can't be told apart"),
        (STATIC_P2M[:-4] + "0000", "check sum"),
        (STATIC_P2M[:-4] + STATIC_P2M[-4:].lower(), "check sum"),
        (STATIC_P2M + "0000", "twice"),
        (STATIC_P2M + "9900", "check sum"),
        (DYNAMIC["P2M"], "one payment only"),
        (remade(Tag("54", "5.00")), "one payment only"),
        (remade(without="28"), "no account"),
        (remade(Tag("53", "840")), "not for pesos"),
        (remade(Tag("58", "US")), "not for pesos"),
        (remade(Tag("62", "0012ph.ppmi.qrph0360" + "x" * 60)), "no room"),
        (remade(Tag("62", "garbage")), "can't be told apart"),
        (remade(Tag("62", "0301a0301b")), "twice"),
        (remade(Tag("80", "x" * 99), Tag("81", "x" * 60)), "too long to be printed"),
    ],
)
def test_what_is_no_static_code_of_a_merchant_is_named(payload: str, told: str) -> None:
    with pytest.raises(BadQrPh, match=told):
        read_static(payload)


@pytest.mark.parametrize("amount_minor", [0, -1, 10**12])
def test_an_amount_that_the_format_has_no_room_for_is_refused(amount_minor: int) -> None:
    with pytest.raises(BadQrPh, match="not an amount"):
        dynamic_payload(STATIC_P2M, amount_minor, REFERENCE)


@pytest.mark.parametrize("reference", ["", "x" * (MAX_REFERENCE + 1), "ñ", "a\nb"])
def test_a_reference_that_the_format_has_no_room_for_is_refused(reference: str) -> None:
    with pytest.raises(BadQrPh, match="reference"):
        dynamic_payload(STATIC_P2M, 100, reference)
