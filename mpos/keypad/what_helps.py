"""For each problem that somebody at the keys can meet: which key helps, or who."""

from mpos.contract.problems import Problem

from .language import _, marked

_GENERAL = marked("Press Enter to go back. If it comes again, tell your office.")
_ADVICE = {
    # Who works here
    "not_enrolled": marked("Bring the device to your office."),
    "not_logged_in": marked("Log in first."),
    "wrong_pin": marked("Type the PIN again. After five wrong ones it is locked for a while."),
    "pin_locked": marked("Wait until then, or ask your office."),
    "too_many_wrong_pins": marked("Log in once where there is a network."),
    "unknown_here": marked("Log in once where there is a network. Later it works without."),
    "terminal_revoked": marked("Upload: menu 5. End the day: menu 7. Then go to your office."),
    "supervisor_needed": marked("Ask a supervisor to type login and PIN."),
    "not_a_supervisor": marked("Ask another one. Supervisors log in here once before."),
    # The day
    "registry_closed": marked("Open the registry first: menu 7."),
    "registry_counted": marked("The cash is counted. Take the Z-reading: menu 7."),
    "registry_open": marked("Count the cash and take the Z-reading first: menu 7."),
    "registry_not_counted": marked("Count the cash first: menu 7."),
    "registry_of_another": marked("That collector logs in and closes it first."),
    "day_backwards": marked("Go back, press 1, and type a later date."),
    "clock_far_ahead": marked("If the date is wrong: go back, press 1, and type it."),
    "day_too_far_ahead": marked("Go back, press 1, and type an earlier date."),
    "nothing_that_day": marked("Clear goes back. Type another date."),
    "not_uploaded_yet": marked("Upload first: menu 5."),
    "more_than_in_hand": marked("Clear goes back. Type a lower amount."),
    "count_differs": marked("Clear goes back. Count once more."),
    # The list
    "no_soa_list": marked("Download the SOAs: menu 4."),
    "soas_forgotten": marked("Check the clock, then download: menu 4. Paper receipts: menu 3."),
    "unknown_soa": marked("Search by name: menu 1. Not on the list: menu 3."),
    "no_collector_code": marked("Ask your office for a code, then download: menu 4."),
    "unusable_list": marked("The list from before is still used. Try again: menu 4."),
    "list_unfit": marked("The list from before is still used. Ask your office for a new one."),
    "download_under_way": marked("Wait a while. It goes on by itself."),
    "list_damaged": marked("Download it anew: menu 4."),
    # A payment
    "more_than_due": marked("Clear goes back. Type less, or keep the rest as advance."),
    "more_than_invoice_due": marked("Clear goes back. Type a lower amount for this invoice."),
    "nothing_due": marked("Nothing has to be paid. Only an advance can be taken."),
    "unknown_invoice": marked("Clear goes back. Choose an invoice that is shown."),
    "over_the_limit": marked("Clear goes back. Type a lower amount, or ask your office."),
    "tenders_do_not_match": marked("Clear goes back. Only cash can be more than what is paid."),
    "wishes_do_not_match": marked("Clear goes back. Choose the invoice and the amount again."),
    "no_qr_ph": marked("Clear goes back. Choose another method."),
    "qr_ph_unusable": marked("Clear goes back. Choose another method, and tell your office."),
    "post_dated_check": marked("It is no payment yet. Take it in keeping: menu 3."),
    "not_post_dated": marked("It is a payment today. Take it as a check: menu 1."),
    "unknown_held_check": marked("Clear goes back. Choose one from the list."),
    "check_not_held": marked("Clear goes back. Choose another one."),
    "check_not_yet_due": marked("Take it on its date, or give it back."),
    "check_held_already": marked("It is in keeping already. See the list: menu 3."),
    # A receipt, and paper
    "unknown_receipt": marked("Clear takes back a digit. See the list: menu 2."),
    "no_z_reading": marked("Choose another day, or take the Z-reading: menu 7."),
    "no_receipt_yet": marked("Take a payment first: menu 1."),
    "already_voided": marked("Nothing is left to do."),
    "void_too_late": marked("Ask your office to correct it."),
    "not_printed": marked("See to the printer, then print again: menu 2."),
    "printed_in_part": marked("See to the printer, then reprint it: menu 2."),
    "unreadable_slip": marked("Reprint the receipt: menu 2."),
    "slip_still_waits": marked("Print what waits: menu 2."),
    "slip_of_a_receipt": marked("Reprint the receipt: menu 2."),
    "unknown_slip": marked("Clear goes back. Choose one that is shown."),
    "no_printer_set": marked("Go on without paper, and tell your office."),
    "bad_printer": marked("Clear goes back. Choose another printer."),
    "bad_setting": marked("Tell your office what this says."),
    "not_signed": marked("Let the customer sign: menu 2."),
    "signed_too_late": marked("The customer signs for the new receipt: menu 2."),
    "picture_missing": marked("Let the customer sign once more: menu 2."),
    "nothing_written": marked("Let the customer sign once more."),
    "no_panel": marked("Go on without a signature."),
    "panel_lost": marked("Go on without a signature, and tell your office."),
    # The office, and the way to it
    "unreachable": marked("No network. Go on working; it is sent later."),
    "bridge_refused": marked("Go on working, and tell your office what this says."),
    "another_office": marked("Nothing was sent. Go on working, and tell your office."),
    "not_countersigned": marked("Go on working, and tell your office."),
    "challenge_refused": marked("Go on working, and tell your office."),
    "journal_gap": marked("Upload again: menu 5."),
    "journal_forked": marked("Log in again; receipts go on with other numbers."),
    "device_set_back": marked("Log in again; receipts go on with other numbers."),
    "journal_refused": marked("Go on working, and tell your office."),
    "journal_broken": marked("Delete nothing. Go on working, and tell your office."),
    "partly_done": marked("The rest is in. Tell your office."),
    # The device
    "disk_full": marked("Upload now: menu 5. Then tell your office."),
    "store_read_only": marked("Switch the device off and on. If it stays so, tell your office."),
    "store_busy": marked("Wait a moment, then Enter, and try again."),
    "store_damaged": marked("Delete nothing. Bring the device to your office."),
    "store_from_the_future": marked("Bring the device to your office for an update."),
    "store_lost": marked("Delete nothing. Bring the device to your office."),
    "rebuild_cut_short": marked("Delete nothing. Bring the device to your office."),
    "beyond_repair": marked("Delete nothing. Bring the device to your office."),
}


def what_helps(problem: Problem) -> str:
    """Which key helps, in the language spoken."""
    return _(_ADVICE.get(problem.code, _GENERAL))


def has_own_advice(code: str) -> bool:
    """Whether more than the general advice is given."""
    return code in _ADVICE
