"""What the office's API refuses, beside what the parts behind it refuse."""

from mpos.contract.problems import LockedOut, Refused


class KeyRefused(LockedOut):
    """The key is missing, wrong or revoked."""

    hint = "Send it as: Authorization: Bearer KEY. An administrator makes one with: mpos-bridge keys add"

    @property
    def headers(self) -> dict[str, str]:
        """What tells a client how to show who it is (RFC 6750)."""
        return {"WWW-Authenticate": "Bearer"}


class OutOfScope(LockedOut):
    """This key is not for that: it takes the scope {scope}."""

    http_status = 403
    hint = "Nothing was done. An administrator makes a key with that scope: mpos-bridge keys add"


class TooFast(Refused):
    """This key asks too often."""

    http_status = 429
    hint = "Nothing was done. Wait as many seconds as the header Retry-After says."

    @property
    def headers(self) -> dict[str, str]:
        """When to ask again."""
        return {"Retry-After": str(self.facts["seconds"])}
