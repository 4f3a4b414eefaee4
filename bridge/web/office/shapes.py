"""What the office's API answers, as JSON Schemas: the published form of what bridge.items tells.

Tests hold real answers against them. Others may come with each field, as newer versions tell more.
"""

from bridge.web.shapes import (
    ANY_VALUE,
    DATE,
    FLAG,
    HEX_256,
    INSTANT,
    MONEY,
    SIGNED_MONEY,
    Shape,
    choice,
    integer,
    named,
    or_null,
    record,
    text,
)

from . import reconciliation_shapes
from .shape_words import (
    AT_OR_NULL,
    COUNT,
    COUNT_OR_NULL,
    DATE_OR_NULL,
    NUMBER,
    STATUSES,
    TEXT,
    TEXT_OR_NULL,
    by_name,
    many,
    page,
)

_SUMS = {"count": COUNT, "upstream_amount_due": MONEY, "upstream_penalty": MONEY}
_BOTH_SIDES = {"count": COUNT, "amount_due": MONEY, "upstream_count": COUNT, "upstream_amount_due": MONEY}
_SOA: dict[str, Shape] = {
    "soa_no": text(60),
    "customer_no": TEXT,
    "name": TEXT,
    "collector_code": TEXT,
    "due_date": DATE,
    "amount_due": MONEY,
    "penalty": MONEY,
    "upstream_amount_due": MONEY,
    "version": COUNT,
    "branch": TEXT,
    "status": choice("active", "settled", "cancelled", "gone"),
    "disputed": FLAG,
}
_PAYMENT: dict[str, Shape] = {
    "payment_id": TEXT,
    "receipt_no": TEXT,
    "soa_no": TEXT_OR_NULL,
    "attached_to": TEXT_OR_NULL,
    "customer_no": TEXT,
    "customer_name": TEXT,
    "collector": TEXT,
    "collector_code": TEXT,
    "terminal_id": TEXT,
    "business_date": DATE,
    "paid_at": INSTANT,
    "status": STATUSES,
    "amount": MONEY,
    "advance": MONEY,
    "vat": MONEY,
    "voided": FLAG,
    "refunded": FLAG,
    "manual_or_no": TEXT_OR_NULL,
    "payment_no": TEXT_OR_NULL,
    "posted_as_credit": FLAG,
    "code": TEXT_OR_NULL,
    "detail": TEXT_OR_NULL,
}
_PAYMENT_SUMS = dict.fromkeys(("active", "synced", "vat", "voided", "refunded"), MONEY)
_TODAYS_PLACES = ("for_approval", "to_post", "in_pscloud", "refused", "refunded", "voided")
_PAID = named("Paid")

OFFICE_SHAPES: dict[str, Shape] = {
    "Value": ANY_VALUE,
    "Paid": record((), payments=COUNT, amount=SIGNED_MONEY),
    "Today": record(
        (),
        business_date=DATE,
        as_of=INSTANT,
        download=record(
            (),
            verdict=choice("complete", "differs", "not_compared", "not_yet_today", "never", "running"),
            complete=FLAG,
            reason=TEXT_OR_NULL,
            id=COUNT_OR_NULL,
            status=TEXT_OR_NULL,
            started_at=AT_OR_NULL,
            total=COUNT_OR_NULL,
            succeeded=COUNT_OR_NULL,
            failed=COUNT_OR_NULL,
            completed_at=AT_OR_NULL,
            compared_at=AT_OR_NULL,
            failed_records=COUNT,
            differing=COUNT,
            differences=many(record((), soa_no=TEXT, collector_code=TEXT, kind=TEXT, reason=TEXT)),
        ),
        payments=record((), on_device=_PAID, **dict.fromkeys(_TODAYS_PLACES, _PAID)),
        earlier=record((), **dict.fromkeys(_TODAYS_PLACES, _PAID)),
        waiting=record(
            (), approvals=_PAID, refused=_PAID, for_confirmation=_PAID, set_aside=COUNT, conflicts=COUNT, alerts=COUNT
        ),
        terminals=record(
            (), count=COUNT, open_days=COUNT, with_unsent=COUNT, cash_in_hand=MONEY, items=many(named("TerminalToday"))
        ),
        collections=record(
            (),
            by_day=many(record((), business_date=DATE, payments=COUNT, amount=MONEY)),
            by_collector=many(record((), collector=TEXT, payments=COUNT, amount=MONEY)),
        ),
        ageing=many(
            record(
                (),
                label=TEXT,
                first_day=integer(-(10**6)),
                last_day=or_null(integer(-(10**6))),
                soas=COUNT,
                amount_due=MONEY,
            )
        ),
    ),
    "TerminalToday": record(
        (),
        terminal_id=TEXT,
        series_prefix=TEXT,
        last_contact_at=AT_OR_NULL,
        revoked_at=AT_OR_NULL,
        collector=TEXT_OR_NULL,
        business_date=DATE_OR_NULL,
        day=TEXT,
        pending_entries=COUNT,
        oldest_pending_at=AT_OR_NULL,
        still_there=or_null(_PAID),
        is_lost=FLAG,
        cash_in_hand=MONEY,
        unprinted_slips=COUNT,
        printer=TEXT_OR_NULL,
        battery_percent=COUNT_OR_NULL,
        skew_ms=or_null({"type": "integer"}),
        version=TEXT_OR_NULL,
    ),
    "Download": record(
        (),
        id=NUMBER,
        scope=choice("whole", "changes"),
        started_at=INSTANT,
        finished_at=AT_OR_NULL,
        status=choice("pending", "processing", "completed", "failed", "cancelled"),
        total=COUNT,
        succeeded=COUNT,
        failed=COUNT,
        as_of=TEXT_OR_NULL,
        reason=TEXT_OR_NULL,
        asked_by=TEXT,
        cancel_asked=FLAG,
    ),
    "DownloadPage": page("Download"),
    "DownloadWanted": {
        **record(("whole",), whole=FLAG),
        "description": "`whole` brings all SOAs; without it only those that changed.",
    },
    "Failure": record(
        (),
        soa_no=TEXT_OR_NULL,
        collector_code=TEXT_OR_NULL,
        code=TEXT,
        detail=TEXT,
        healed_by=COUNT_OR_NULL,
        healed_at=AT_OR_NULL,
        record={"description": "The record as it came, whatever it is."},
    ),
    "FailurePage": page("Failure"),
    "SoaListed": record((), **_SOA),
    "SoaPage": page(
        "SoaListed",
        **{name: or_null(shape) for name, shape in _SUMS.items()},
        by_collector=many(record((), collector_code=TEXT, **_SUMS)),
    ),
    "Soa": record(
        (),
        **_SOA,
        address=TEXT,
        statement_date=DATE,
        currency=TEXT,
        updated_at=INSTANT,
        live=FLAG,
        failure=TEXT_OR_NULL,
        came_at=AT_OR_NULL,
        invoices=many(
            record(
                (),
                invoice_no=TEXT,
                invoice_date=DATE,
                due_date=DATE,
                description=TEXT_OR_NULL,
                amount=MONEY,
                balance=MONEY,
                penalty=MONEY,
                disputed=FLAG,
            )
        ),
        payments=many(
            record(
                (), payment_id=TEXT, invoice_no=TEXT_OR_NULL, balance=SIGNED_MONEY, penalty=SIGNED_MONEY, reflected=FLAG
            )
        ),
        collected=many(
            record(
                (),
                payment_id=TEXT,
                receipt_no=TEXT,
                paid_at=INSTANT,
                collector=TEXT,
                amount=MONEY,
                status=STATUSES,
                voided=FLAG,
                payment_no=TEXT_OR_NULL,
                detail=TEXT_OR_NULL,
            )
        ),
        versions=many(
            record(
                (),
                version=COUNT,
                status=TEXT,
                collector_code=TEXT,
                due_date=DATE,
                amount_due=MONEY,
                penalty=MONEY,
                invoices=COUNT,
                came_at=AT_OR_NULL,
            )
        ),
        events=many(
            record(
                (), at=INSTANT, kind=TEXT, who=TEXT, terminal_id=TEXT, number=TEXT, amount=or_null(MONEY), detail=TEXT
            )
        ),
    ),
    "Code": record(
        (),
        collector_code=TEXT,
        name=TEXT,
        area=TEXT,
        branch=TEXT,
        active=FLAG,
        source=choice("pscloud", "office"),
        soas=COUNT,
        amount_due=MONEY,
        collectors=many(TEXT),
        terminals=many(TEXT),
    ),
    "CodePage": page("Code"),
    "PaymentListed": record((), **_PAYMENT),
    "PaymentPage": page("PaymentListed"),
    "PaymentSum": record((), count=COUNT, amount=MONEY),
    "PaymentTotals": record(
        (),
        count=COUNT,
        **_PAYMENT_SUMS,
        by_status=by_name(named("PaymentSum")),
        by_method=by_name(named("PaymentSum")),
    ),
    "Payment": record(
        (),
        **_PAYMENT,
        source=TEXT,
        journal=record((), terminal_id=TEXT, epoch=NUMBER, seq=NUMBER),
        entry=or_null(record((), hash=HEX_256, recorded_at=INSTANT, received_at=INSTANT)),
        approved_by=TEXT_OR_NULL,
        approved_at=AT_OR_NULL,
        soa_version=COUNT_OR_NULL,
        soa_version_here=COUNT_OR_NULL,
        voided_at=AT_OR_NULL,
        void_reason=TEXT_OR_NULL,
        explained=or_null(record((), meaning=TEXT, cause=TEXT, advice=TEXT, helps=many(TEXT))),
        tenders=or_null(
            many(
                record(
                    ("reference", "bank", "check_date", "card_last4", "for_confirmation"),
                    method=TEXT,
                    amount=MONEY,
                    reference=TEXT,
                    bank=TEXT,
                    check_date=DATE,
                    card_last4=TEXT,
                    for_confirmation=FLAG,
                )
            )
        ),
        allocations=many(record((), invoice_no=TEXT, amount=MONEY, penalty=MONEY, attached=FLAG, counts=FLAG)),
        signature=or_null(record((), sha256=HEX_256, taken_at=INSTANT, received_at=AT_OR_NULL)),
        confirmations=many(record((), line=COUNT, found=FLAG, remark=TEXT, who=TEXT, confirmed_at=INSTANT)),
        resolutions=many(
            record((), how=TEXT, soa_no=TEXT_OR_NULL, reason=TEXT, who=TEXT, resolved_at=INSTANT, deed_id=NUMBER)
        ),
        slips=many(
            record((), kind=TEXT, slip=TEXT_OR_NULL, outcome=TEXT_OR_NULL, reprint=COUNT_OR_NULL, noted_at=INSTANT)
        ),
        postings=many(record((), action=TEXT, state=TEXT, attempts=COUNT, next_attempt_at=INSTANT)),
        attempts=many(
            record(
                (),
                action=TEXT,
                tried_at=INSTANT,
                outcome=TEXT,
                http_status=COUNT_OR_NULL,
                code=TEXT_OR_NULL,
                detail=TEXT_OR_NULL,
            )
        ),
    ),
    "Terminal": record(
        (),
        terminal_id=TEXT,
        series_prefix=TEXT,
        enrolled_at=INSTANT,
        revoked_at=AT_OR_NULL,
        last_contact_at=AT_OR_NULL,
        skew_ms=or_null({"type": "integer"}),
        pending_entries=COUNT_OR_NULL,
        oldest_pending_at=AT_OR_NULL,
        last_receipt_no=TEXT_OR_NULL,
        pending_payments=COUNT_OR_NULL,
        pending_amount=or_null(MONEY),
        cash_in_hand=or_null(MONEY),
        business_date=DATE_OR_NULL,
        day=TEXT_OR_NULL,
        unprinted_slips=COUNT_OR_NULL,
        version=TEXT_OR_NULL,
        epochs=COUNT,
        collectors=many(TEXT),
        codes=many(TEXT),
        kept_to=many(TEXT),
    ),
    "TerminalPage": page("Terminal"),
    "Alert": record(
        (),
        id=NUMBER,
        rule=TEXT,
        subject=TEXT,
        detail=TEXT,
        advice=TEXT,
        raised_at=INSTANT,
        acknowledged_by=TEXT_OR_NULL,
        acknowledged_at=AT_OR_NULL,
        healed_at=AT_OR_NULL,
        terminal_id=TEXT_OR_NULL,
        collector_code=TEXT_OR_NULL,
    ),
    "AlertPage": page("Alert"),
    "Comparison": record(
        (),
        made_at=INSTANT,
        asked_by=TEXT,
        ok=FLAG,
        **_BOTH_SIDES,
        by_collector=many(record((), collector_code=TEXT, ok=FLAG, **_BOTH_SIDES)),
        differing=COUNT,
        differences=many(named("SoaDiffering")),
    ),
    "SoaDiffering": record(
        (),
        soa_no=TEXT,
        collector_code=TEXT,
        kind=TEXT,
        reason=TEXT,
        ours=or_null(named("Line")),
        upstream=or_null(named("Line")),
    ),
    "Line": record((), version=COUNT, amount_due=MONEY),
    **reconciliation_shapes.SHAPES,
}
"""Every body of the API, by name."""
