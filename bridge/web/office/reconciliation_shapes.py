"""The shapes of reconciliations."""

from bridge.web.shapes import DATE, FLAG, INSTANT, MONEY, Shape, choice, or_null, record

from .shape_words import COUNT, NUMBER, TEXT, page

_SUM = record((), count=COUNT, amount=MONEY)
SHAPES: dict[str, Shape] = {
    "Reconciliation": record(
        (),
        id=NUMBER,
        business_date=DATE,
        made_at=INSTANT,
        asked_by=TEXT,
        ok=FLAG,
        verdict=choice("ok", "waits", "differs"),
        payments=COUNT,
        ours=_SUM,
        theirs=_SUM,
        waiting=_SUM,
        differences=COUNT,
    ),
    "ReconciliationPage": page("Reconciliation"),
    "ReconciliationDifference": record(
        (),
        payment_id=TEXT,
        receipt_no=TEXT,
        kind=TEXT,
        detail=TEXT,
        ours=or_null(MONEY),
        theirs=or_null(MONEY),
        advice=TEXT,
    ),
    "ReconciliationDifferencePage": page("ReconciliationDifference"),
}
