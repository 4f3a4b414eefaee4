"""mpos status: one screen: who, which day, what is not uploaded, what is not printed."""

import typer

from mpos.commands.calling import this_terminal
from mpos.commands.output import lines, local, show
from mpos.contract.money import format_money, print_money
from mpos.light.typing import Any
from mpos.services import status as looking
from mpos.services.journal_copy import CopyState
from mpos.services.status import Status

_PLACES = {
    "on_device": "On this device",
    "at_office": "At the office",
    "in_pscloud": "In PSCloud",
    "refused": "Refused",
}

app = typer.Typer(add_completion=False)


@app.command()
def status() -> int:
    """Show who is logged in, which day it is, and what waits."""
    with this_terminal() as terminal:
        found = looking.status(terminal)
        downloaded, uploaded = local(terminal, found.last_download), local(terminal, found.last_upload)
    return show(_content(found), lambda: _show_status(found, downloaded, uploaded))


def _content(found: Status) -> dict[str, Any]:
    identity, where = found.identity, found.where
    offset, in_hand = found.clock_offset, found.cash_in_hand_minor
    return {
        "version": found.version,
        "terminal_id": identity.terminal_id if identity else None,
        "series_prefix": identity.series_prefix if identity else None,
        "bridge": identity.bridge_url if identity else None,
        "revoked": found.revoked,
        "journal_copy": _copy_content(found.copy),
        "collector": found.collector,
        "business_date": found.business_date,
        "day": found.day,
        "pending": found.unsent.entries,
        "oldest_pending_at": found.unsent.oldest_at,
        "unprinted_slips": found.unprinted_slips,
        "cash_in_hand": None if in_hand is None else format_money(in_hand),
        "last_receipt_no": found.last_receipt_no,
        "where": {
            place: {"count": count, "amount": format_money(minor)}
            for place, (count, minor) in (where._asdict() if where else {}).items()
        },
        "last_download": found.last_download,
        "last_upload": found.last_upload,
        "last_contact": found.last_contact,
        "soas_put_away": found.soas_put_away,
        "clock_offset_s": None if offset is None else round(offset.total_seconds()),
        "free_bytes": found.free_bytes,
    }


def _show_status(found: Status, downloaded: str, uploaded: str) -> None:
    identity, in_hand = found.identity, found.cash_in_hand_minor
    places = found.where._asdict().items() if found.where else ()
    lines(
        ("Device", f"{identity.terminal_id} at {identity.bridge_url}" if identity else "not enrolled"),
        ("Collector", found.collector or "nobody is logged in"),
        ("Business day", f"{found.business_date}, {found.day}" if found.business_date else "none yet"),
        ("Cash in hand", None if in_hand is None else print_money(in_hand)),
        ("Last receipt", found.last_receipt_no),
        ("Not uploaded", f"{found.unsent.entries} entries"),
        ("Journal copy", found.copy and _copy_words(found.copy)),
        ("Not printed", f"{found.unprinted_slips} slips"),
        *((_PLACES[place], _count(pair)) for place, pair in places),
        ("Last download", downloaded),
        ("Last upload", uploaded),
        ("Clock", None if found.clock_offset is None else f"{found.clock_offset.total_seconds():+.0f} s to the office"),
        ("Disk", f"{found.free_bytes // 1_000_000} MB free"),
        ("SOA list", "put away, too long without the office: mpos download-soa" if found.soas_put_away else None),
        ("Revoked", "yes, no new payments: bring the device to the office" if found.revoked else None),
    )


def _copy_content(copy: CopyState | None) -> dict[str, object] | None:
    return copy and {"folder": str(copy.folder), "behind": copy.behind, "trouble": copy.trouble}


def _copy_words(copy: CopyState) -> str:
    behind = "" if copy.behind is None else f"{copy.behind} entries behind" if copy.behind else "complete"
    return ", ".join(filter(None, (behind, copy.trouble)))


def _count(pair: tuple[int, int]) -> str:
    return f"{pair[0]} payments, {print_money(pair[1])}"
