"""A page of changes to the SOA list as the office sends it, read whole before anything of it is applied."""

from mpos.contract.canonical import BadContent
from mpos.contract.fields import Fields
from mpos.contract.office import Office, office_wire, read_office
from mpos.contract.soa import MAX_EFFECTS, Effect, Soa, read_effect, read_soa
from mpos.contract.wire import MAX_PAGE_SOAS, Person, read_person
from mpos.light.typing import Any, NamedTuple

MAX_DROPPED = 200_000
MAX_TAKEN = 10_000
"""Epochs of one terminal: it gets one with each restore."""


class Reach(NamedTuple):
    """How far a page brings the list, and the news that come with it. `taken`: see contract/soa_list.py.

    `office` and `person` are None when they are as the terminal has said that it knows them.
    """

    revision: int
    more: bool
    as_of: str | None
    taken: list[list[str | int]]
    failed_at_office: int
    office: Office | None
    person: Person | None
    time: str

    @property
    def about(self) -> dict[str, Any]:
        """What the list says of itself from then on."""
        news = {"as_of": self.as_of} if self.as_of else {}
        decided = {"office": office_wire(self.office)} if self.office else {}
        return {**news, **decided, "taken": self.taken, "revision": str(self.revision)}


class Changes(NamedTuple):
    """One page or several: SOAs with what they don't reflect yet, SOAs that left, and how many made no sense."""

    soas: dict[str, tuple[Soa, list[Effect]]]
    dropped: set[str]
    received: int
    failed: int
    reach: Reach


def read_changes(content: object) -> Changes:
    """A page; BadContent. A single SOA that makes no sense is only counted: it must not hold up the others."""
    fields = Fields(content, "changes")
    soas: dict[str, tuple[Soa, list[Effect]]] = {}
    items = fields.items("items", MAX_PAGE_SOAS)
    failed = 0
    for item in items:
        try:
            soa, effects = _read_item(item)
        except BadContent:
            failed += 1
        else:
            soas[soa.soa_no] = (soa, effects)
    return Changes(soas, set(fields.texts("dropped", MAX_DROPPED)), len(items), failed, _read_reach(fields))


def joined(before: Changes, page: Changes) -> Changes:
    """Both as one: what the later says of a SOA holds."""
    soas = {soa_no: kept for soa_no, kept in before.soas.items() if soa_no not in page.dropped} | page.soas
    dropped = (before.dropped - set(page.soas)) | page.dropped
    return Changes(soas, dropped, before.received + page.received, before.failed + page.failed, page.reach)


def _read_item(content: object) -> tuple[Soa, list[Effect]]:
    item = Fields(content, "changed SOA")
    effects = [read_effect(effect) for effect in item.items("effects", MAX_EFFECTS)]
    return read_soa(item.object("soa")), effects


def _read_reach(fields: Fields) -> Reach:
    return Reach(
        revision=fields.integer("revision"),
        more=fields.flag("more"),
        as_of=fields.optional_instant("as_of"),
        taken=[_read_taken(position) for position in fields.items("taken", MAX_TAKEN)],
        failed_at_office=fields.integer("failed"),
        office=read_office(fields.object("office")) if "office" in fields.content else None,
        person=read_person(fields.object("person")) if "person" in fields.content else None,
        time=fields.instant("time"),
    )


def _read_taken(content: object) -> list[str | int]:
    if not isinstance(content, list) or len(content) != 3:
        raise BadContent("changes: taken is not a list of terminal, epoch and seq")
    fields = Fields(dict(zip(("terminal_id", "epoch", "seq"), content, strict=True)), "taken")
    return [fields.text("terminal_id", limit=40), fields.integer("epoch", low=1), fields.integer("seq")]
