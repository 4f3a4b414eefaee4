"""What a page of the office works with: the bridge, who is signed in, and the way to answer."""

from collections.abc import Callable
from typing import Annotated, Any, NamedTuple, TypeVar
from urllib.parse import parse_qsl

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import ImmutableMultiDict

from bridge.access.actor import Actor
from bridge.access.roles import Permission
from bridge.app import Bridge
from bridge.store.alerts import count_unseen
from bridge.store.engine import reading
from bridge.web.bodies import raw_body
from bridge.web.problems import BadRequest
from bridge.web.requests import AskedBridge
from mpos.contract.clock import read_instant

from .forms import OfficeForm
from .rendering import LIVE, page
from .signed_in import SignedIn

MAX_FORM_BYTES = 100_000
MAX_FORM_FIELDS = 2_000
FORM_DEADLINE_S = 15
NEXT_TOLD = "told"
_Form = TypeVar("_Form", bound=OfficeForm)
Typed = ImmutableMultiDict[str, str]
NAVIGATION = (
    ("/today", "Today"),
    ("/downloads", "Downloads"),
    ("/soas", "Customers"),
    ("/codes", "Codes"),
    ("/collectors", "Collectors"),
    ("/payments", "Payments"),
    ("/reconcile", "Reconcile"),
    ("/terminals", "Terminals"),
    ("/alerts", "Alerts"),
    ("/deeds", "Office journal"),
)


class Desk(NamedTuple):
    """Who asks for a page, and of which bridge."""

    request: Request
    bridge: Bridge
    actor: Actor

    def page(self, template: str, status: int = 200, **content: Any) -> HTMLResponse:
        """The template filled in; every office page has `desk`, `navigation` and a form without fields, `plain`."""
        told = self.request.session.pop(NEXT_TOLD, None)
        plain = self.form(OfficeForm)
        with reading(self.bridge.engine) as conn:
            unseen = count_unseen(conn, self.actor.branches)
        shell = {"desk": self, "navigation": NAVIGATION, "told": told, "plain": plain, "unseen": unseen}
        return page(template, status, policy=LIVE, **shell, **content)

    def go(self, path: str, told: str = "") -> RedirectResponse:
        """Sends the browser on after something was done; the next page says what."""
        if told:
            self.request.session[NEXT_TOLD] = told
        return RedirectResponse(path, 303)

    def form(self, kind: type[_Form], **values: Any) -> _Form:
        """A form to be filled in, with these values to begin with."""
        return kind.for_session(self.request.session, self.bridge, None, **values)

    def filled(self, kind: type[_Form], typed: Typed, **values: Any) -> _Form:
        """The form as it was filled in; BadRequest when it does not come from a page of this session."""
        form = kind.for_session(self.request.session, self.bridge, typed, **values)
        form.validate()
        if form.csrf_token.errors:
            raise BadRequest(detail="the form is too old, or not of this page; open the page again")
        return form

    def shown(self, instant: str | None) -> str:
        """A stored instant in the office's zone, to the minute."""
        if instant is None:
            return ""
        return f"{read_instant(instant).astimezone(self.bridge.settings.zone):%Y-%m-%d %H:%M}"

    def may(self, permission: str) -> bool:
        """Whether who is signed in may do this: templates show only what can be done."""
        return self.actor.may(Permission(permission))

    @property
    def path(self) -> str:
        """Where the browser is."""
        return self.request.url.path


def desk_for(permission: Permission) -> Callable[[Request, Bridge, Actor], Desk]:
    """A dependency that gives the desk to whoever is signed in and may do this; NotAllowed."""

    def desk(request: Request, bridge: AskedBridge, actor: SignedIn) -> Desk:
        actor.require(permission)
        return Desk(request, bridge, actor)

    return desk


async def typed(request: Request) -> Typed:
    """The fields of a form that was sent. TooLarge, TooSlow, BadRequest."""
    raw = await raw_body(request, MAX_FORM_BYTES, FORM_DEADLINE_S)
    try:
        return ImmutableMultiDict(
            parse_qsl(raw.decode(), keep_blank_values=True, strict_parsing=bool(raw), max_num_fields=MAX_FORM_FIELDS)
        )
    except ValueError as error:
        raise BadRequest(detail="it is no form that was filled in") from error


Seeing = Annotated[Desk, Depends(desk_for(Permission.SEE))]
TypedForm = Annotated[Typed, Depends(typed)]
