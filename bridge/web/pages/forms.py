"""Forms: what is typed is checked here, and a token of the session keeps other sites from sending one (WTForms)."""

from typing import Any, Self

from wtforms import Field, Form
from wtforms.csrf.session import SessionCSRF

from bridge.app import Bridge

_PURPOSE = b"mpos-office-form-1"


class OfficeForm(Form):
    """The ground of all forms; by itself, one with nothing but a button."""

    csrf_token: Field

    class Meta:
        """As WTForms wants it: tokens hold as long as the session."""

        csrf = True
        csrf_class = SessionCSRF
        csrf_time_limit = None

    @classmethod
    def for_session(cls, session: dict[str, Any], bridge: Bridge, typed: Any, **values: Any) -> Self:
        """The form with what was typed, or with these values."""
        secret = bridge.signer.agree(bridge.signer.public_key, _PURPOSE)
        return cls(typed, data=values, meta={"csrf_context": session, "csrf_secret": secret})
