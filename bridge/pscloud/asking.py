"""Questions to the back office: put again for a while, unless its answer says that this is of no use."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, stop_after_delay
from tenacity.wait import wait_random_exponential

from mpos.contract.clock import Clock, write_instant

from .answers import REJECTED, TOO_MANY
from .exchange import Cut, NotSent, Reply
from .problems import PSCLOUD_NAME, CursorExpired, KeyRejected, PscloudBusy, PscloudFailing, PscloudUnreachable

TRIES = 4
TRIES_WITHIN_S = 90
"""Questions are not put again after that; the next round puts them."""
PAUSE_S = 0.5
"""The first pause is up to this long, each later one up to twice as long as the one before."""
MAX_PAUSE_S = 8
PATIENCE_S = 10
"""How long we wait at once when PSCloud asks for a pause; after a longer one the next round goes on."""
GONE = 410
NOT_FOUND = 404


class Carrier(Protocol):
    """What carries one question: Exchange, or what puts an authorisation on it first."""

    def send(self, method: str, path: str, *, query: Mapping[str, str] | None = None) -> Reply:
        """As Exchange.send."""
        ...


class Questions:
    """Asks by GET. `who` is the back office, for the problems that it raises."""

    def __init__(
        self,
        carrier: Carrier,
        clock: Clock,
        sleep: Callable[[float], None],
        who: str = PSCLOUD_NAME,
        tries: int = TRIES,
    ) -> None:
        self._carrier = carrier
        self._clock = clock
        self._sleep = sleep
        self._who = who
        self._tries = tries

    def ask(
        self, path: str, query: Mapping[str, str] | None = None, *, none_when_missing: bool = False
    ) -> Reply | None:
        """An answer of 200 with content; None for a 404 when that may be. PscloudUnreachable or a kind of it."""
        ask_again = Retrying(
            retry=retry_if_exception(self._is_worth_another_try),
            stop=stop_after_attempt(self._tries) | stop_after_delay(TRIES_WITHIN_S),
            wait=self._pause,
            sleep=self._sleep,
            reraise=True,
        )
        return ask_again(self._ask_once, path, query, none_when_missing)

    def _ask_once(self, path: str, query: Mapping[str, str] | None, none_when_missing: bool) -> Reply | None:
        try:
            reply = self._carrier.send("GET", path, query=query)
        except NotSent as error:
            raise PscloudUnreachable(self._who, detail=error) from error
        except Cut as error:
            raise PscloudFailing(self._who, detail=error) from error
        if reply.status == NOT_FOUND and none_when_missing:
            return None
        if reply.status != 200 or reply.content is None:
            raise self._problem(path, reply)
        return reply

    def _problem(self, path: str, reply: Reply) -> PscloudUnreachable:
        if reply.status in REJECTED:
            return KeyRejected(self._who)
        if reply.status == GONE:
            return CursorExpired(self._who)
        if reply.resume_at is not None:
            return PscloudBusy(reply.resume_at, write_instant(reply.resume_at), self._who)
        if reply.status == TOO_MANY:
            return PscloudFailing(self._who, detail="it gets too many requests")
        return PscloudFailing(self._who, detail=f"{path} is answered with {reply.status}")

    def _is_worth_another_try(self, error: BaseException) -> bool:
        if isinstance(error, PscloudBusy):
            return self._seconds_until(error.resume_at) <= PATIENCE_S
        return isinstance(error, PscloudUnreachable) and not isinstance(error, KeyRejected | CursorExpired)

    def _pause(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, PscloudBusy):
            # Never longer, should our clock be set back meanwhile.
            return min(self._seconds_until(error.resume_at), PATIENCE_S)
        return _growing_pause(state)

    def _seconds_until(self, at: datetime) -> float:
        return max(0, (at - self._clock.now()).total_seconds())


_growing_pause = wait_random_exponential(multiplier=PAUSE_S, max=MAX_PAUSE_S)
