"""The kinds of journal entries: one word for each thing that can happen on a terminal.

A new kind needs no new upload code: the bridge keeps what it does not know, sets it aside and goes on.
"""

ENROLLED = "enrolled"
LOGGED_IN = "logged_in"
LOGGED_OUT = "logged_out"
PIN_LOCKED = "pin_locked"
REGISTRY_OPENED = "registry_opened"
SOAS_DOWNLOADED = "soas_downloaded"
SOAS_FORGOTTEN = "soas_forgotten"
PAYMENT_RECORDED = "payment_recorded"
PAYMENT_VOIDED = "payment_voided"
SLIP_PRINTED = "slip_printed"
RECEIPT_REPRINTED = "receipt_reprinted"
X_READING = "x_reading"
CHECK_HELD = "check_held"
CHECK_RETURNED = "check_returned"
CASH_REMITTED = "cash_remitted"
SIGNATURE_TAKEN = "signature_taken"
REGISTRY_CLOSED = "registry_closed"
Z_READING = "z_reading"
CLOCK_STEPPED = "clock_stepped"
EPOCH_BEGUN = "epoch_begun"
STORE_REBUILT = "store_rebuilt"
OFFICE_WENT_BACK = "office_went_back"

ALL = frozenset(
    {
        ENROLLED,
        LOGGED_IN,
        LOGGED_OUT,
        PIN_LOCKED,
        REGISTRY_OPENED,
        SOAS_DOWNLOADED,
        SOAS_FORGOTTEN,
        PAYMENT_RECORDED,
        PAYMENT_VOIDED,
        SLIP_PRINTED,
        RECEIPT_REPRINTED,
        X_READING,
        CHECK_HELD,
        CHECK_RETURNED,
        CASH_REMITTED,
        SIGNATURE_TAKEN,
        REGISTRY_CLOSED,
        Z_READING,
        CLOCK_STEPPED,
        EPOCH_BEGUN,
        STORE_REBUILT,
        OFFICE_WENT_BACK,
    }
)
