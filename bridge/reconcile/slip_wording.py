"""What a finding about a slip means, in words for whoever holds it. No names: the office's page shows this, too."""

from typing import NamedTuple

from .genuine import Finding

_KEEP = "Compare the code with the slip, letter by letter. If it is typed right, keep the slip and tell the office."


class Meaning(NamedTuple):
    """A sentence that tells how it is, and one that says what to do."""

    sentence: str
    advice: str


def meaning_of(finding: Finding) -> Meaning:
    """What was found, and what to do about it."""
    if finding.reason is not None:
        return Meaning(f"Not genuine: {finding.reason}.", _KEEP)
    if finding.differs:
        told = ", ".join(each.replace("_", " ").replace(" no", " number") for each in finding.differs)
        return Meaning(
            f"Not to be trusted: the terminal's proof holds, but the books have it otherwise ({told}).",
            "Keep the slip, and have the office look at this terminal's journal.",
        )
    sentence, advice = _genuine(finding)
    if finding.terminal and finding.terminal.is_revoked:
        advice += " Its terminal is revoked: ask when the slip was made."
    return Meaning(sentence, advice)


def _genuine(finding: Finding) -> Meaning:
    if finding.is_voided:
        return Meaning(
            "Genuine, but voided: this payment was taken back.",
            "The slip acknowledges no money any more. Ask for the receipt that took its place, if there is one.",
        )
    if finding.payment is not None:
        return Meaning("Genuine: the office has this payment.", "If the slip says the same, all is well.")
    if finding.place is not None:
        return Meaning(
            "Genuine: the payment has come in, and waits for a person at the office to look at it.",
            "Have the office look at its audit.",
        )
    return Meaning(
        "Genuine: one of the terminals has issued it, and its payment has not come in yet.",
        "It comes with the terminal's next upload. Ask the collector to upload if that takes longer than usual.",
    )
