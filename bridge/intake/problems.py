"""Why an upload is not taken."""

from typing import Any

from mpos.contract.journal import Head
from mpos.contract.problems import Refused


class NotYourJournal(Refused):
    """This is the journal of another terminal."""

    http_status = 403
    hint = "Nothing was taken in."


class JournalBroken(Refused):
    """The journal does not hold at entry {seq}: {reason}."""

    http_status = 422
    hint = "Nothing of this upload was taken in. Delete nothing; run: mpos journal verify"


class JournalGap(Refused):
    """Entries before {seq} are missing here."""

    hint = "Nothing of this was taken in. Send what follows the last entry that is here, or all: mpos journal export"

    def __init__(self, seq: int, acknowledged: Head) -> None:
        super().__init__(seq=seq)
        self.acknowledged = acknowledged

    @property
    def members(self) -> dict[str, Any]:
        """What the HTTP answer says beside the problem."""
        return {"acknowledged": self.acknowledged._asdict()}


class JournalConflict(Refused):
    """Entry {seq} is not the one that the office has in its place."""

    hint = "Both are kept, and the office sees it. Tell your office; do not use this terminal until it is looked at."


class AttachmentUnknown(Refused):
    """No entry of this terminal's journal names this picture."""

    hint = "Nothing was taken in. Upload first: the office takes a picture once it has the entry that names it."


class AttachmentBroken(Refused):
    """This picture can't be taken: {reason}."""

    http_status = 422
    hint = "Nothing was taken in. The money is safe; the customer may sign once more."
