"""One catalogue of what can go wrong: what happened, whether the money is safe, what to do next.

A problem is a class; its docstring is the sentence people read, its name in snake_case the code that scripts read.
Exit codes follow the command line's conventions; over HTTP a problem is an RFC 9457 document.
"""

from mpos.light.typing import Any, ClassVar

EXIT_UNFORESEEN = 1
_WORD_BEGINS = r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])"


class Problem(Exception):
    """Something unforeseen happened: {detail}"""

    exit_code: ClassVar[int] = EXIT_UNFORESEEN
    http_status: ClassVar[int] = 500
    hint: ClassVar[str] = "Nothing that was recorded is lost. Run the doctor command and tell your office what it says."

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        self.message = _fill(type(self).__doc__ or "", facts)
        self.advice = _fill(self.hint, facts)
        super().__init__(self.message)

    @classmethod
    def name(cls) -> str:
        """The code: the class's name in snake_case."""
        import re

        return re.sub(_WORD_BEGINS, "_", cls.__name__).lower()

    @property
    def code(self) -> str:
        """What scripts and the other side recognise the problem by."""
        return self.name()


class BadUsage(Problem):
    """{detail}"""

    exit_code = 2
    http_status = 400
    hint = "Nothing was recorded. Try again, or ask for --help."


class Unreachable(Problem):
    """{other_side} can't be reached: {detail}"""

    exit_code = 3
    http_status = 503
    hint = "Nothing is lost. Everything waits here and goes on when you try again with a connection."


class Refused(Problem):
    """{detail}"""

    exit_code = 4
    http_status = 409
    hint = "Nothing was recorded."


class NotPrinted(Problem):
    """{recorded} is recorded, but was not printed: {detail}"""

    exit_code = 5
    hint = "The money is safe. The slip waits in the print queue; see to the printer, then run: mpos printer send"


class PrintedInPart(NotPrinted):
    """{recorded} is recorded, but a slip stopped in the middle: {detail}"""

    hint = "The money is safe. See to the printer. What prints again, and how: mpos printer queue"


class LockedOut(Problem):
    """{detail}"""

    exit_code = 6
    http_status = 401
    hint = "Nothing was recorded."


class StoreDamaged(Problem):
    """The local store can't be read or written: {detail}"""

    exit_code = 7
    hint = (
        "Delete nothing: what was uploaded is safe at the office. Run: mpos rebuild. Where that can't help, "
        "restore a backup, and tell your office."
    )


class DiskFull(Problem):
    """The disk of this device is full."""

    exit_code = 7
    http_status = 507
    hint = (
        "All that was recorded before is safe; this was not recorded. Run: mpos upload. Then make room: mpos.log may "
        "go, and what you exported or backed up, once it is elsewhere; nothing else in MPOS_HOME."
    )


class StoreReadOnly(Problem):
    """The local store can't be written on this disk: {detail}"""

    exit_code = 7
    hint = (
        "All that was recorded before is safe; this was not recorded. Look at the card's switch and at who owns "
        "MPOS_HOME, restart the device, and if it stays so tell your office."
    )


class Stopped(Problem):
    """Stopped."""

    hint = "What was done so far is kept; the rest goes on at the next try."


class PartlyDone(Problem):
    """{detail}"""

    exit_code = 8
    hint = "The rest is in. Nothing is lost; the office sees what was set aside."


def problem_document(problem: Problem) -> dict[str, Any]:
    """The RFC 9457 form of a problem."""
    return {
        "type": "about:blank",
        "title": problem.message,
        "status": problem.http_status,
        "code": problem.code,
        "detail": problem.advice,
    }


def error_content(problem: Problem) -> dict[str, Any]:
    """What `--json` prints of a problem."""
    return {"error": {"code": problem.code, "message": problem.message, "hint": problem.advice}}


def _fill(sentence: str, facts: dict[str, object]) -> str:
    import re

    return re.sub(r"\{(\w+)\}", lambda place: str(facts.get(place[1], place[0])), sentence)
