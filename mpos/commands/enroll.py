"""mpos enroll: binds this device to a bridge, once."""

from typing import Annotated
from urllib.parse import urlsplit

import typer

from mpos.app import link_to
from mpos.commands.calling import current, this_terminal
from mpos.commands.output import show
from mpos.contract.problems import BadUsage
from mpos.contract.wire import ENROLMENT_CODE_DIGITS
from mpos.services.enrolment import enrol

LOOPBACK = ("127.0.0.1", "::1", "localhost")

app = typer.Typer(add_completion=False)


@app.command()
def enroll(
    bridge: Annotated[str, typer.Option(metavar="URL", help="Where the bridge is: https://bridge.example.ph")],
    code: Annotated[str, typer.Option(help="The one-time code from the office.")],
) -> int:
    """Bind this device to a bridge with a one-time code from the office."""
    url = _read_url(bridge)
    digits = code.replace("-", "").replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) == ENROLMENT_CODE_DIGITS):
        raise BadUsage(detail=f"--code is not a code of {ENROLMENT_CODE_DIGITS} digits.")
    with this_terminal() as terminal:
        identity = enrol(terminal, link_to(url, current().bridge_transport), url, digits)
    return show(
        {"terminal_id": identity.terminal_id, "series_prefix": identity.series_prefix, "bridge": identity.bridge_url},
        lambda: print(f"Enrolled as {identity.terminal_id}; receipts {identity.series}. Next: mpos login LOGIN"),
    )


def _read_url(text: str) -> str:
    """https, or http on this machine only: the token and the PIN travel this way."""
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises unless it is one
        host = parts.hostname
    except ValueError:
        parts, host = urlsplit(""), None
    if host is None or " " in host or parts.scheme not in ("http", "https") or parts.query or parts.username:
        raise BadUsage(detail=f"--bridge {text!r} is not an address such as https://bridge.example.ph")
    if parts.scheme == "http" and host not in LOOPBACK:
        raise BadUsage(detail="--bridge must begin with https://; plain http is for a bridge on this machine only.")
    return text.rstrip("/")
