"""Why a payment was refused, in plain words: what its code means, what usually caused it, and which action helps."""

from typing import NamedTuple

RETRY, ATTACH, CREDIT, REFUND = "retry", "attach", "credit", "refund"
ACTIONS = (RETRY, ATTACH, CREDIT, REFUND)


class Refusal(NamedTuple):
    """One code. `helps` are actions, the one that helps most often first."""

    meaning: str
    cause: str
    advice: str
    helps: tuple[str, ...]


UNKNOWN = Refusal(
    "PSCloud refused it for a reason that this version of the bridge has no words for.",
    "See what PSCloud said, below.",
    "Settle with PSCloud's people what is wrong, and send it again; or choose another way.",
    (RETRY, ATTACH, CREDIT, REFUND),
)
REFUSALS = {
    "soa_closed": Refusal(
        "The SOA is settled or cancelled at PSCloud: it takes no payments any more.",
        "The customer paid elsewhere meanwhile, or PSCloud has made a new SOA of the same dues.",
        "Attach it to the customer's present SOA; if there is none, hold it as the customer's credit.",
        (ATTACH, CREDIT, REFUND),
    ),
    "unknown_soa": Refusal(
        "PSCloud has no SOA of this number.",
        "The SOA was replaced since it was downloaded, or a paper receipt was typed in with a wrong number.",
        "Attach it to the right SOA; if there is none, hold it as the customer's credit.",
        (ATTACH, CREDIT, REFUND),
    ),
    "unknown_invoice": Refusal(
        "The SOA has no invoice of a number that the payment was spread over.",
        "An invoice was taken off or renumbered after the terminal had downloaded the SOA.",
        "Attach it to the same SOA: it is spread anew over the invoices that it has now.",
        (ATTACH, CREDIT, REFUND),
    ),
    "amount_mismatch": Refusal(
        "Its parts do not add up to its amount as PSCloud counts, or it is in another currency than the SOA.",
        "The SOA is kept in another currency than the terminal's, or a part is negative.",
        "Attach it to a SOA in its own currency. If the sums look right here, show PSCloud's people this page.",
        (ATTACH, CREDIT, RETRY, REFUND),
    ),
    "receipt_no_taken": Refusal(
        "PSCloud has another payment with this receipt number.",
        "The number was used before outside of this office, or two offices give out the same series.",
        "Find the other payment in PSCloud. Once its number is put right there, send this one again.",
        (RETRY, REFUND),
    ),
    "invalid_body": Refusal(
        "PSCloud can't read what it was sent.",
        "PSCloud or this bridge was updated, and one does not fit the other any more.",
        "Tell whoever runs the bridge; after an update, send it again.",
        (RETRY, REFUND),
    ),
    "idempotency_conflict": Refusal(
        "PSCloud has accepted this very payment before, with other content.",
        "The office went back to a backup from before a decision on this payment. The money is most likely in PSCloud.",
        "Find it in PSCloud and take the same decision here once more: PSCloud then answers what it answered before.",
        (ATTACH, CREDIT, RETRY),
    ),
    "unknown_payment": Refusal(
        "PSCloud does not know the payment that is to be voided.",
        "It was removed there, or PSCloud went back to a backup.",
        "Reconcile the day with PSCloud, and send the void again once it has the payment.",
        (RETRY,),
    ),
    "answer_lost": Refusal(
        "The back office may have taken it: its answer was lost, and it can't be asked.",
        "The connection broke, or the program was stopped, just when it was sent.",
        "Look for the receipt there. Is it there: payments resolve --posted NUMBER. Is it not: send it again.",
        (RETRY,),
    ),
    "no_voids": Refusal(
        "The back office takes no voids from outside.",
        "Its connector file describes no way to void a payment.",
        "Void it there by hand, then: payments resolve --posted NUMBER, with the number of the void.",
        (),
    ),
    "unwritable": Refusal(
        "What is to be sent can't be made of it: the connector file's body does not fit.",
        "The connector file was changed, or this payment has something that it did not think of.",
        "Correct the file, try it with: mpos-bridge connector check FILE, and send it again.",
        (RETRY,),
    ),
    "unreadable_entry": Refusal(
        "The journal entry can't be made into a posting: it does not hold what PSCloud needs.",
        "The database of the office was damaged, or changed by hand.",
        "Run mpos-bridge audit, and restore a backup: the terminal sends again what the office lacks.",
        (RETRY,),
    ),
}


def explain(code: str | None) -> Refusal | None:
    """What a refused payment's code means; None when it was not refused."""
    return None if code is None else REFUSALS.get(code, UNKNOWN)
