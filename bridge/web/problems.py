"""What both APIs refuse, beside what the parts behind it refuse."""

from typing import Any, ClassVar

from mpos.contract.problems import BadUsage, LockedOut, Problem, Refused

from .shapes import INSTANT, Shape


class BadRequest(BadUsage):
    """The request makes no sense: {detail}"""

    hint = "Nothing was taken in. Update this terminal, and tell your office if it stays so."


class BadQuery(BadUsage):
    """The request makes no sense: {detail}"""

    hint = "Nothing was done. Look at the description of this API: docs/office-api.json"


class TooSlow(BadUsage):
    """The request did not arrive within {seconds} seconds."""

    http_status = 408
    hint = "Nothing was taken in. Send it again."


class OfficeBusy(Problem):
    """The office is still at work on what this terminal sent before."""

    exit_code = 3
    http_status = 503
    hint = "Nothing is lost. Send it again in a minute."


class CodeUnknown(LockedOut):
    """This enrolment code is wrong or has expired."""

    hint = "Type it again, or ask the office for a new one: mpos-bridge terminals enroll"


class CodeUsed(Refused):
    """This enrolment code was used by another terminal."""

    hint = "Ask the office for a new one: mpos-bridge terminals enroll"


class TooManyTries(Refused):
    """Too many wrong tries came in lately."""

    http_status = 429
    hint = "Wait ten minutes, then try again."


class TokenRefused(LockedOut):
    """The token is missing, wrong or has ended."""

    hint = "Nothing is lost. The terminal asks for a new one."


class ChallengeRefused(LockedOut):
    """The challenge was not answered with this terminal's key, was used, or has ended."""

    hint = "Ask for a new challenge."


class WrongPin(LockedOut):
    """The login or the PIN is wrong."""

    hint = "Try again. After five wrong PINs the login is locked for a while."


class PinLocked(LockedOut):
    """After too many wrong PINs this login is locked until {until}."""

    http_status = 423
    hint = "Wait, or ask the office for a new PIN: mpos-bridge collectors pin"
    member_shapes: ClassVar[dict[str, Shape]] = {"until": INSTANT}

    @property
    def members(self) -> dict[str, Any]:
        """What the HTTP answer says beside the problem."""
        return {"until": self.facts["until"]}


class CollectorNotHere(LockedOut):
    """This collector has not logged in on this terminal."""

    http_status = 403
    hint = "Log in on this terminal first."


class NoSuchPlace(Problem):
    """There is nothing at this address."""

    http_status = 404
    hint = "Update this terminal."


class NoSuchResource(Problem):
    """There is nothing at this address."""

    http_status = 404
    hint = "Look at the description of this API: docs/office-api.json"


class NotDoneHere(Problem):
    """Nothing at this address is done with {method}."""

    http_status = 405
    hint = "Update this terminal."
