"""Why a terminal says no, one class a reason. Nothing is recorded when one of these is raised."""

from mpos.contract.journal import Head
from mpos.contract.problems import BadUsage, LockedOut, Refused


class NotEnrolled(LockedOut):
    """This device is not enrolled."""

    hint = "Ask the office for a code, then run: mpos enroll --bridge URL --code CODE"


class AlreadyEnrolled(Refused):
    """This device is enrolled already, as {terminal_id}."""

    hint = "Nothing was changed. To bind it anew, use an empty MPOS_HOME."


class NotLoggedIn(LockedOut):
    """Nobody is logged in."""

    hint = "Nothing was recorded. Run: mpos login LOGIN"


class WrongPin(LockedOut):
    """The login or the PIN is wrong."""

    hint = "Nothing was recorded. After five wrong PINs the login is locked for a while."


class PinLocked(LockedOut):
    """Too many wrong PINs: {login} is locked until {until}."""

    hint = "Nothing is lost. Wait, or ask the office."


class TooManyWrongPins(LockedOut):
    """There were so many wrong PINs for {login} that only the office can check another one."""

    hint = "Nothing is lost. Log in with {login} once where this device reaches the office."


class UnknownHere(LockedOut):
    """{login} has not logged in on this device yet, and the office can't be reached to ask."""

    hint = "Nothing is lost. Log in once with a connection; after that it works without."


class TerminalRevoked(LockedOut):
    """The office has revoked this device: it takes no new payments."""

    hint = "Nothing is lost. Upload, close the registry, take the Z-reading, and bring the device to the office."


class RegistryClosed(Refused):
    """The registry is not open."""

    hint = "Nothing was recorded. Run: mpos open-registry --change-fund AMOUNT"


class RegistryCounted(Refused):
    """The registry of {business_date} is closed: its cash is counted."""

    hint = "Nothing was recorded. Finish the day with: mpos z-reading"


class RegistryOpen(Refused):
    """The registry of {business_date} is still open."""

    hint = "Nothing was changed. Close it first: mpos close-registry, then mpos z-reading"


class RegistryNotCounted(Refused):
    """The cash of {business_date} is not counted yet."""

    hint = "Nothing was recorded. Run: mpos close-registry --count 1000x3 --count 500x1 ..."


class RegistryOfAnother(Refused):
    """The registry of {business_date} was opened by {collector}."""

    hint = "Nothing was recorded. That collector logs in and closes it first."


class DayBackwards(Refused):
    """{business_date} is not after {last_date}, the last business day of this device."""

    hint = "Nothing was changed. Check the device's clock, or name the day: --business-date YYYY-MM-DD"


class ClockFarAhead(Refused):
    """The clock says {today}, which is {days} days after {last_date}, the last day known on this device."""

    hint = "Nothing was changed. Set the clock; if it is right, name the day: --business-date {today}"


class DayTooFarAhead(Refused):
    """{business_date} is more than {days} days ahead of today."""

    hint = "Nothing was changed. Check the date; a day once opened can't be taken back."


class NotUploadedYet(Refused):
    """{pending} entries are not uploaded, and the office wants them before the Z-reading."""

    hint = "Nothing was changed. Run: mpos upload"


class UnknownSoa(Refused):
    """{soa_no} is not on this device's list."""

    hint = "Nothing was recorded. Search with: mpos soa list --search NAME, or record it with mpos or-entry."


class NoSoaList(Refused):
    """No SOAs have been downloaded for {collector} on this device."""

    hint = "Run: mpos download-soa"


class SoasForgotten(Refused):
    """The SOA list is put away: this device has not heard from its office for more than {days} days."""

    hint = "Nothing is lost. Check the clock, then run: mpos download-soa. Meanwhile mpos or-entry records payments."


class NoCollectorCode(Refused):
    """{collector} has no collector code."""

    hint = "Nothing was recorded. Ask the office for one, then run: mpos download-soa"


class UnknownInvoice(Refused):
    """{invoice_no} is not an open invoice of {soa_no}."""

    hint = "Nothing was recorded. See its invoices with: mpos soa show {soa_no}"


class MoreThanDue(Refused):
    """{amount} is more than the {due} that is due."""

    hint = "Nothing was recorded. If the customer wants the rest kept as credit, add --advance."


class NothingDue(Refused):
    """Nothing is due on this SOA."""

    hint = "Nothing was recorded. If the customer wants to pay ahead, add --advance."


class MoreThanInvoiceDue(Refused):
    """{amount} is more than the {due} that is due on invoice {invoice_no}."""

    hint = "Nothing was recorded. Lower the amount of --pay {invoice_no}."


class OverTheLimit(Refused):
    """{amount} is over the limit of {limit} that the office has set."""

    hint = "Nothing was recorded. Ask the office."


class TendersDoNotMatch(BadUsage):
    """What was handed over ({given}) does not match the amount ({amount})."""

    hint = "Nothing was recorded. Give the amount of each method; only cash can have change."


class WishesDoNotMatch(BadUsage):
    """The amounts for single invoices add up to {wished}, which is more than the {amount} paid."""

    hint = "Nothing was recorded. Lower the amounts of --pay, or raise the amount paid."


class NothingThatDay(Refused):
    """This device had no business day {business_date}."""

    hint = "See the days with: mpos transactions"


class UnknownReceipt(Refused):
    """No receipt {receipt_no} was issued on this device."""

    hint = "See the numbers with: mpos transactions"


class NoReceiptYet(Refused):
    """No receipt was issued on this device yet."""

    hint = "Take a payment first with: mpos collect SOA_NO"


class NoZReading(Refused):
    """No Z-reading was taken for that day."""

    hint = "Nothing was printed. See the days with: mpos transactions"


class AlreadyVoided(Refused):
    """{receipt_no} is voided already."""

    hint = "Nothing was changed."


class VoidTooLate(Refused):
    """{receipt_no} belongs to {business_date}, which is not the open business day."""

    hint = "Nothing was changed. Ask the office to correct it."


class SupervisorNeeded(Refused):
    """The office wants a supervisor for a void."""

    hint = "Nothing was changed. Add: --supervisor LOGIN --pin -"


class NotASupervisor(LockedOut):
    """{login} is not a supervisor known to this device."""

    hint = "Nothing was changed."


class SnapshotNeeded(Refused):
    """The SOA list on this device can't be brought up to date by changes; it has to come whole."""


class JournalGap(Refused):
    """The office has less of this device's journal than this device believes."""

    hint = "Nothing is lost. Upload again, or ask the office to look at this terminal."

    def __init__(self, acknowledged: Head) -> None:
        super().__init__()
        self.acknowledged = acknowledged


class JournalForked(Refused):
    """The office has other entries in the place of some of this device's: it was copied, or set back."""

    hint = "Nothing is lost: the office keeps both and looks at them. Log in again; receipts go on with other numbers."


class DeviceSetBack(LockedOut):
    """This device was set back: it has {here} entries, and the office {there}."""

    hint = "Nothing is lost: the office has the rest. Log in again; receipts go on as {series}."


class JournalRefused(Refused):
    """The office did not take this device's journal: {detail}"""

    hint = "Nothing is lost; everything stays here. Tell your office; collecting goes on."


class NotSigned(Refused):
    """Nobody has signed for receipt {receipt_no}."""

    hint = "Take the customer's signature with: mpos signature capture {receipt_no}"


class SignedTooLate(Refused):
    """Receipt {receipt_no} is voided by {void_no}: there is no payment left to sign for."""

    hint = "Nothing was recorded. The customer signs for the receipt that stands in its place."


class PictureMissing(Refused):
    """The picture of a signature, {path}, is not as it was kept: {detail}"""

    hint = "The money is safe, and the journal still says that the customer signed. Let them sign once more."


class MoreThanInHand(Refused):
    """{amount} is more than the cash in hand by this device's books."""

    hint = "Nothing was recorded. See what is in hand with: mpos status"


class CountDiffers(BadUsage):
    """The notes and coins come to {counted}, and not to {amount}."""

    hint = "Nothing was recorded. Count again, or leave out --amount."


class PostDatedCheck(Refused):
    """The check {check_no} is dated {check_date}, after the business day {business_date}: it is no payment yet."""

    hint = "Nothing was recorded. Take it in keeping: mpos check hold SOA_NO AMOUNT:BANK:NO:DATE"


class NotPostDated(Refused):
    """The check {check_no} is dated {check_date}, not after the business day {business_date}."""

    hint = "Nothing was recorded. Take it as a payment: mpos collect SOA_NO --check AMOUNT:BANK:NO:DATE"


class UnknownHeldCheck(Refused):
    """No check was taken in keeping under {ack_no} on this device."""

    hint = "Nothing was recorded. See the numbers with: mpos check list"


class CheckNotHeld(Refused):
    """The check of {ack_no} is not in keeping any more: it was {outcome}."""

    hint = "Nothing was recorded. See those in keeping with: mpos check list"


class CheckNotYetDue(Refused):
    """The check of {ack_no} is dated {check_date}; the business day is {business_date}."""

    hint = (
        "Nothing was recorded. Collect it on its date or later, or give it back: mpos check return {ack_no} --reason T"
    )


class CheckHeldAlready(Refused):
    """Check {check_no} of {bank} is in keeping already, under {ack_no}."""

    hint = "Nothing was recorded. See those in keeping with: mpos check list"


class UnreadableSlip(Refused):
    """This slip can't be read any more: {detail}"""

    hint = "The money is safe. Print the receipt anew with: mpos receipt"


class UndrawableSlip(BadUsage):
    """The slip can't be drawn: {detail}"""

    hint = "Set printer_profile to one of these, as with: mpos printer set"


class NoPrinterSet(Refused):
    """No printer is set up."""

    hint = "Nothing was printed. Find one with: mpos printer list"


class UnknownSlip(Refused):
    """There is no slip {job_id} in the print queue."""

    hint = "Nothing was printed. Which there are, tells: mpos printer queue"


class SlipStillWaits(Refused):
    """Slip {job_id} still waits: none of it is on paper."""

    hint = "Nothing was printed. Print what waits with: mpos printer send"


class SlipOfAReceipt(Refused):
    """Slip {job_id} is of receipt {receipt_no}, whose reprints are numbered."""

    hint = "Nothing was printed. Reprint it with: mpos receipt {receipt_no}"


class NoQrPh(Refused):
    """Your office has set no QR Ph code."""

    hint = "Nothing was recorded. Take another method. Once the office has set one, run: mpos download-soa"


class QrPhUnusable(Refused):
    """No QR Ph code can be made of what your office has set: {detail}."""

    hint = "Nothing was recorded. Take another method, and tell your office."
