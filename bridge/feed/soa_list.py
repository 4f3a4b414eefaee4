"""The SOA list of some codes as one sealed file, the same by HTTP and by USB stick."""

from collections.abc import Sequence
from contextlib import closing
from itertools import islice
from typing import Any

from bridge.app import Bridge
from bridge.store.effects import unreflected_on
from bridge.store.engine import Connection, reading
from bridge.store.feed_state import last_as_of, open_failures
from bridge.store.journal import taken_positions
from bridge.store.revision import current_revision
from bridge.store.soa_list_file import SoaListFile
from bridge.store.soas import active_in
from bridge.store.terminals import revoked_ids
from mpos.contract.money import format_money
from mpos.contract.office import office_wire
from mpos.contract.sealed_file import SOA_LIST, write_sealed
from mpos.contract.soa_list import list_id
from mpos.contract.wire import MAX_PAGE_SOAS


def write_soa_list(
    bridge: Bridge, codes: Sequence[str], terminals: Sequence[str] | None = None
) -> tuple[bytes, dict[str, Any]]:
    """The sealed file and its description, of one moment. `terminals`: whose journals `taken` tells of; None for all.

    `amount_due` is what the SOAs of the file owe by PSCloud's word, effects not taken off: a sum to check it by.
    """
    with closing(SoaListFile()) as file:
        with reading(bridge.engine) as conn:
            _add_all(conn, file, codes)
            description = _describe(bridge, conn, file, codes, terminals)
        payload = file.finish(description)
    return write_sealed(SOA_LIST, description, payload, bridge.signer), description


def _add_all(conn: Connection, file: SoaListFile, codes: Sequence[str]) -> None:
    soas = active_in(conn, codes)
    while page := list(islice(soas, MAX_PAGE_SOAS)):
        file.add(page, unreflected_on(conn, page))


def _describe(
    bridge: Bridge, conn: Connection, file: SoaListFile, codes: Sequence[str], terminals: Sequence[str] | None
) -> dict[str, Any]:
    return {
        "bridge_id": bridge.bridge_id,
        "list_id": list_id(bridge.bridge_id, codes),
        "codes": sorted(codes),
        "revision": current_revision(conn),
        "as_of": last_as_of(conn),
        "made_at": bridge.now_text(),
        "office": office_wire(bridge.office),
        "count": file.count,
        "amount_due": format_money(file.amount_due_minor),
        "failed": open_failures(conn, codes),
        # A list for anybody's use is the only way in which some terminals hear from us.
        "revoked": revoked_ids(conn) if terminals is None else [],
        "taken": [list(position) for position in taken_positions(conn, terminals)],
    }
