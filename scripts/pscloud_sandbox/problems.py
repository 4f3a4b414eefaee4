"""Problem documents (RFC 9457): every error leaves PSCloud as one of these."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

MEDIA_TYPE = "application/problem+json"

TITLES = {
    400: "The request can't be read",
    401: "The API key is missing or not valid",
    404: "There is no such thing",
    405: "This can't be done here",
    409: "The idempotency key was used for another body",
    410: "The cursor has expired",
    413: "The body is too long",
    422: "The payment is refused",
    429: "Too many requests",
    500: "PSCloud has failed",
    502: "PSCloud can't be reached",
    503: "PSCloud is busy",
    504: "PSCloud did not answer in time",
}


class Problem(Exception):
    """What went wrong, with a status and a code that a program can act on."""

    def __init__(self, status: int, code: str, detail: str = "") -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail

    def document(self) -> dict[str, str | int]:
        """The problem document."""
        document: dict[str, str | int] = {"title": TITLES[self.status], "status": self.status, "code": self.code}
        return document | ({"detail": self.detail} if self.detail else {})


class Refused(Problem):
    """A business refusal, which is final for the body that was sent."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(422, code, detail)


def render(problem: Problem, headers: dict[str, str] | None = None) -> Response:
    """The problem as an answer; a 401 says how to authenticate."""
    challenge = {"WWW-Authenticate": "Bearer"} if problem.status == 401 else {}
    return JSONResponse(problem.document(), problem.status, headers=challenge | (headers or {}), media_type=MEDIA_TYPE)


def answer_problem(_: Request, error: Exception) -> Response:
    """Renders the problem that an endpoint has raised."""
    if not isinstance(error, Problem):
        raise error
    return render(error)


def answer_http_error(_: Request, error: Exception) -> Response:
    """Renders what the router itself refuses: an unknown address, a wrong method."""
    if not isinstance(error, HTTPException):
        raise error
    code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "http_error")
    return render(Problem(error.status_code, code), dict(error.headers or {}))


def answer_failure(_: Request, error: Exception) -> Response:
    """Renders a fault of the sandbox itself; the server logs the error."""
    return render(Problem(500, "internal_error", type(error).__name__))
