"""What the office decides and terminals carry out: what the business prints, and its policies.

They live at the bridge (config.toml, [business] and [policy]) and reach each terminal with each download.
"""

from collections.abc import Mapping
from types import MappingProxyType

from mpos.light.typing import Any, NamedTuple

from .canonical import BadContent
from .fields import Fields
from .money import MAX_MINOR, format_money

PENALTY_FIRST, BALANCE_FIRST = "penalty_first", "balance_first"
ALLOCATION_ORDERS = (PENALTY_FIRST, BALANCE_FIRST)
FORGET_SOAS_AFTER_DAYS = 30
"""Statements are monthly: after a month without contact a newer one has taken the place of each, and the list serves
nobody but a finder. Two weeks on an island do not come near it."""
MAX_FORGET_DAYS = 3_650
MAX_FOOTER_LINES = 12
"""Of the header, the software's supplier and the footer alike."""
MAX_FOOTER_LINE = 200
"""Characters; a longer one would wrap over half the slip."""
MAX_LABELS = 500
"""More than there are words on all slips together."""
MAX_LABEL = 60
"""Characters: two lines of the narrowest paper."""
_LINES = ("header", "supplier", "footer")


class Business(NamedTuple):
    """What slips say about who collects. Every label is data: a regulator may ask for another word tomorrow.

    `labels` replaces words that slips are printed with (`mpos.contract.slip_words`). `qr_ph` is the merchant's static
    QR Ph payload, as its acquirer issued it.
    """

    name: str = "MPOS"
    operated_by: str = ""
    tin: str = ""
    tin_label: str = "TIN"
    address: str = ""
    receipt_title: str = "COLLECTION RECEIPT"
    receipt_notice: str = "THIS DOCUMENT IS NOT VALID FOR CLAIM OF INPUT TAX."
    permit: str = "NOT YET ACCREDITED / FOR EVALUATION"
    footer: tuple[str, ...] = ()
    currency: str = "PHP"
    header: tuple[str, ...] = ()
    min_label: str = "MIN"
    serial_label: str = "S/N"
    accreditation: str = ""
    supplier: tuple[str, ...] = ()
    qr_ph: str = ""
    labels: Mapping[str, str] = MappingProxyType({})


class Policy(NamedTuple):
    """The rules that the office may set. Amounts in minor units, rates in basis points.

    `forget_soas_after_days`: a terminal that has not met its office for so long removes its SOA list; 0 is never.
    `blind_count`: collectors count their cash without being shown before how much it should be.
    """

    allocation_order: str = PENALTY_FIRST
    max_payment_minor: int = MAX_MINOR
    max_change_fund_minor: int = MAX_MINOR
    vat_basis_points: int = 1200
    upload_before_z: bool = False
    void_needs_supervisor: bool = False
    copy_always: bool = False
    forget_soas_after_days: int = FORGET_SOAS_AFTER_DAYS
    blind_count: bool = False


class Office(NamedTuple):
    """Both, as one document."""

    business: Business = Business()
    policy: Policy = Policy()


def office_wire(office: Office) -> dict[str, Any]:
    """The document as it travels."""
    business, policy = office.business._asdict(), office.policy._asdict()
    for name in _LINES:
        business[name] = list(business[name])
    business["labels"] = dict(business["labels"])
    for name in ("max_payment", "max_change_fund"):
        policy[name] = format_money(policy.pop(f"{name}_minor"))
    return {"business": business, "policy": policy}


def read_office(content: object) -> Office:
    """The document as it arrives, or as config.toml has it: what is left out keeps its default. BadContent."""
    given = Fields(content, "office").content
    fields = Fields({"business": {}, "policy": {}, **given}, "office")
    return Office(_read_business(fields.object("business")), _read_policy(fields.object("policy")))


def _read_business(content: Mapping[str, Any]) -> Business:
    fields = Fields(content, "business")
    default = Business()
    texts = {
        name: (fields.optional_text(name) or "") if name in content else getattr(default, name)
        for name in Business._fields
        if name not in (*_LINES, "labels")
    }
    header, supplier, footer = (fields.texts(name, MAX_FOOTER_LINES, MAX_FOOTER_LINE) for name in _LINES)
    labels = _read_labels(fields.object("labels")) if "labels" in content else default.labels
    return Business(**texts, header=header, supplier=supplier, footer=footer, labels=labels)


def _read_labels(content: Mapping[str, Any]) -> Mapping[str, str]:
    """Words of a later version are kept and never asked for. A blank one would leave an amount without its name."""
    if len(content) > MAX_LABELS:
        raise BadContent(f"business: labels are more than {MAX_LABELS}")
    fields = Fields(content, "business labels")
    return {word: fields.text(word, MAX_LABEL) for word in content}


def _read_policy(content: Mapping[str, Any]) -> Policy:
    fields = Fields(content, "policy")
    default = Policy()
    return Policy(
        allocation_order=fields.choice("allocation_order", ALLOCATION_ORDERS, default.allocation_order),
        max_payment_minor=fields.money("max_payment", format_money(default.max_payment_minor)),
        max_change_fund_minor=fields.money("max_change_fund", format_money(default.max_change_fund_minor)),
        vat_basis_points=fields.integer("vat_basis_points", high=10_000)
        if "vat_basis_points" in content
        else default.vat_basis_points,
        upload_before_z=fields.flag("upload_before_z"),
        void_needs_supervisor=fields.flag("void_needs_supervisor"),
        copy_always=fields.flag("copy_always"),
        forget_soas_after_days=fields.integer("forget_soas_after_days", high=MAX_FORGET_DAYS)
        if "forget_soas_after_days" in content
        else default.forget_soas_after_days,
        blind_count=fields.flag("blind_count"),
    )
