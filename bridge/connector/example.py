"""A payment that nobody made, to show what a connector would send of one."""

from typing import Any

EXAMPLE_PAYMENT: dict[str, Any] = {
    "payment_id": "01900000-0000-7000-8000-000000000001",
    "receipt_no": "A00000001",
    "customer_no": "1000",
    "collector_code": "C391",
    "terminal_id": "T001",
    "paid_at": "2026-10-15T09:30:00.000+08:00",
    "business_date": "2026-10-15",
    "currency": "PHP",
    "amount": "1250.50",
    "tenders": [{"method": "cash", "amount": "1250.50"}],
    "soa_no": "SOA-1",
    "allocations": [{"invoice_no": "INV-1", "amount": "1200.50", "penalty": "50.00"}],
    "advance": "0.00",
}
"""In PSCloud's words: what the expressions of [post] look at."""
