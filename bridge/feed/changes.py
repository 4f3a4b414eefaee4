"""What has changed in a SOA list since a revision, page by page."""

from typing import Any

from bridge.app import Bridge
from bridge.store.effects import unreflected_on
from bridge.store.engine import reading
from bridge.store.feed_state import last_as_of, open_failures
from bridge.store.journal import taken_positions
from bridge.store.revision import current_revision
from bridge.store.soas import list_changes
from mpos.contract.office import Office, office_wire
from mpos.contract.problems import Refused
from mpos.contract.soa import effect_wire, soa_wire
from mpos.contract.soa_list import list_id
from mpos.contract.wire import MAX_PAGE_SOAS, Person, decided_id, person_wire


class SnapshotNeeded(Refused):
    """The list has to be downloaded whole: the collector's codes have changed, or it is from another bridge."""

    hint = "Nothing was changed. Ask for the whole list."


def list_page(
    bridge: Bridge, person: Person, terminal_id: str, known_list: str, after: int, decided: str = ""
) -> dict[str, Any]:
    """One page, all of it of one moment; SnapshotNeeded when the terminal's list can't be brought up to date.

    The page reaches up to `revision`; with `more` set, the next page goes on from there. What the office has decided
    and who the collector is goes with it unless the terminal says that it has it (`decided_id`).
    """
    own_list = list_id(bridge.bridge_id, person.codes)
    with reading(bridge.engine) as conn:
        present = current_revision(conn)
        if known_list != own_list or after > present:
            raise SnapshotNeeded()
        changes = list_changes(conn, person.codes, after, MAX_PAGE_SOAS)
        effects = unreflected_on(conn, [soa for soa, _ in changes.items])
        return {
            "list_id": own_list,
            "revision": present if changes.next_revision is None else changes.next_revision,
            "more": changes.next_revision is not None,
            "as_of": last_as_of(conn),
            "items": [
                {"soa": soa_wire(soa), "effects": [effect_wire(effect) for effect in effects.get(soa.soa_no, ())]}
                for soa, _ in changes.items
            ],
            "dropped": [soa_no for soa_no, _ in changes.dropped],
            "taken": [list(position) for position in taken_positions(conn, [terminal_id])],
            "failed": open_failures(conn, person.codes),
            **({} if decided == decided_id(bridge.office, person) else _decided(bridge.office, person)),
            "time": bridge.now_text(),
        }


def _decided(office: Office, person: Person) -> dict[str, Any]:
    return {"office": office_wire(office), "person": person_wire(person)}
