"""Bringing the SOAs: whole as a signed file the first time, then changes by revision. Applied whole, or not at all.

Until the new list is in its place the old one serves. What has come of a whole list when the line is cut is kept, and
the next download goes on from there.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from functools import reduce
from io import BytesIO

from mpos.contract import kinds
from mpos.contract.canonical import BadContent
from mpos.contract.clock import read_instant, write_instant
from mpos.contract.fields import Fields
from mpos.contract.money import format_money
from mpos.contract.office import office_wire, read_office
from mpos.contract.problems import Problem, Refused, Unreachable
from mpos.contract.sealed_file import SOA_LIST, check_sealed
from mpos.contract.wire import MAX_CODES, Person, decided_id
from mpos.domain.refusals import SnapshotNeeded, TerminalRevoked
from mpos.light.typing import TYPE_CHECKING, Any, NamedTuple
from mpos.slips.wording import shown_time
from mpos.store import people, settings
from mpos.store.alone import alone
from mpos.store.database import translated
from mpos.store.list_draft import arriving, drafted
from mpos.store.soas import About, ListDamaged, SoaList

from .contacting import hearing_of_revocation, note_clock_offset, note_standing
from .deed import deed
from .epochs import check_reach
from .forgetting import note_news
from .known_soas import known_soas
from .soa_changes import Changes, joined, read_changes
from .standing import check_not_revoked
from .terminal import Terminal
from .unsent import acknowledged, note_taken
from .uploading import upload_again

if TYPE_CHECKING:
    from typing import BinaryIO

MAX_PAGES = 2_000
MAX_REVOKED = 10_000
"""Terminals that a list for anybody's use names as revoked."""


LOCK_FILE = "download.lock"


class DownloadUnderWay(Refused):
    """SOAs are being downloaded on this device already."""

    hint = "Wait until that is done, and look at the list then."


class UnusableList(Refused):
    """The SOA list can't be used: {detail}"""

    hint = "Nothing was changed; the list from before is still in use. Try again, or ask the office for a new one."


class Downloaded(NamedTuple):
    """What a download brought. Amounts in minor units; `failed_at_office` are records that PSCloud sent badly."""

    received: int
    changed: int
    dropped: int
    failed: int
    total: int
    amount_due_minor: int
    as_of: str | None
    failed_at_office: int


class _Arrived(NamedTuple):
    received: int
    changed: int
    dropped: int
    failed: int
    failed_at_office: int


def download(terminal: Terminal) -> Downloaded:
    """Brings this device's list for the collector's codes up to date. Unreachable leaves everything as it was."""
    person = terminal.collector
    with _alone(terminal), hearing_of_revocation(terminal):
        # Asked before: an upload may run beside this.
        known = acknowledged(terminal.connection)
        arrived = _fetch(terminal, person)
        reach = _reach_of_office(terminal, known.epoch)
        if reach < known.seq:
            # The office was brought back from a backup. It has to know our payments to say what is due.
            upload_again(terminal, reach)
            arrived = _fetch(terminal, person)
    return _finish(terminal, arrived)


@contextmanager
def _alone(terminal: Terminal) -> Iterator[None]:
    """Two that write the same draft would spoil it for each other."""
    with alone(terminal.home / LOCK_FILE) as is_alone:
        if not is_alone:
            raise DownloadUnderWay()
        yield


def _reach_of_office(terminal: Terminal, epoch: int) -> int:
    """How far the list reflects this epoch's journal; DeviceSetBack when that is further than the journal itself."""
    about = _list_in_use(terminal)
    ours = [each for each in about.taken if each.terminal_id == terminal.identity.terminal_id] if about else []
    for taken in ours:
        check_reach(terminal, taken.epoch, taken.seq)
    return next((taken.seq for taken in ours if taken.epoch == epoch), 0)


def download_from(terminal: Terminal, blob: bytes) -> Downloaded:
    """The same from a file that the bridge has exported; UnusableList says what is wrong with it.

    A file may come late: an older list than the one in use would bring back amounts that are paid, and is refused.
    TerminalRevoked when the file says so, or the office did before: no file, which may be old, takes that back.
    """
    person = terminal.collector
    check_not_revoked(terminal)
    with _alone(terminal):
        arrived = _take_file(terminal, person, BytesIO(blob))
    done = _finish(terminal, arrived)
    soas = known_soas(terminal, person)
    for taken in soas.about.taken:
        if taken.terminal_id == terminal.identity.terminal_id:
            note_taken(terminal, taken.epoch, taken.seq)
    return done


def _fetch(terminal: Terminal, person: Person) -> _Arrived:
    try:
        is_outdated = settings.read_setting(terminal.connection, settings.LIST_OUTDATED)
        soas = None if is_outdated else terminal.open_soa_list()
        if soas is not None:
            with closing(soas):
                # Changes to a damaged list would keep the damage; the whole one heals it.
                if soas.is_sound():
                    return _take_changes(terminal, soas, person)
    except (SnapshotNeeded, ListDamaged):
        pass
    return _take_whole(terminal, person)


def _list_in_use(terminal: Terminal) -> About | None:
    """What the list on this device says of itself; None when there is none that can be read: any is better."""
    try:
        soas = terminal.open_soa_list()
        if soas is None:
            return None
        with closing(soas):
            return soas.about()
    except ListDamaged:
        return None


def _take_whole(terminal: Terminal, person: Person) -> _Arrived:
    """The list that the office has ready, brought up to date by its changes before it is put to use."""
    path = arriving(terminal.home)
    try:
        with translated():
            terminal.link.soa_list(person.login, path)
            with path.open("rb") as file:
                _check(terminal, file)
                with drafted(terminal.home, file) as soas:
                    whole = _changes(terminal, person, soas)
                    count, _ = soas.totals((whole.reach.person or person).codes)
    except Unreachable:
        raise
    except Problem:
        # Of no use any more, and it would take the room that payments need.
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise
    settings.write_setting(terminal.connection, settings.LIST_OUTDATED, None)
    _note(terminal, whole)
    return _Arrived(count + whole.failed, count, 0, whole.failed, whole.reach.failed_at_office)


def _take_file(terminal: Terminal, person: Person, file: "BinaryIO") -> _Arrived:
    """A list that came by file, as it is."""
    try:
        about = Fields(_check(terminal, file), "SOA list")
        count, failed, office = about.integer("count"), about.integer("failed"), read_office(about.object("office"))
        codes, made_at = about.texts("codes", MAX_CODES), read_instant(about.instant("made_at"))
        revoked = about.texts("revoked", MAX_REVOKED)
        revision, as_of = about.integer("revision"), about.optional_instant("as_of")
    except BadContent as error:
        raise UnusableList(detail=str(error)) from error
    if terminal.identity.terminal_id in revoked:
        note_standing(terminal, revoked=True)
        raise TerminalRevoked
    if not set(codes) & set(person.codes):
        raise UnusableList(detail=f"it is for {', '.join(codes) or 'no code'}, which is none of your codes.")
    in_use = _list_in_use(terminal)
    if in_use and set(in_use.codes) & set(person.codes):
        _check_not_older(in_use, revision, as_of, terminal)
    with drafted(terminal.home, file):
        pass
    settings.write_setting(terminal.connection, settings.LIST_OUTDATED, None)
    note_news(terminal, made_at)
    settings.write_setting(terminal.connection, settings.OFFICE, office_wire(office))
    return _Arrived(received=count, changed=count, dropped=0, failed=0, failed_at_office=failed)


def _check(terminal: Terminal, file: "BinaryIO") -> Mapping[str, Any]:
    """What the office says of this list, and that it does; UnusableList for any other's."""
    try:
        return check_sealed(file, SOA_LIST, terminal.identity.bridge_key)
    except BadContent as error:
        raise UnusableList(detail=str(error)) from error


def _check_not_older(in_use: About, revision: int, as_of: str | None, terminal: Terminal) -> None:
    """UnusableList for a list of an earlier revision, unless PSCloud was asked for it later.

    That is how it is with an office that was restored from a backup while its clock stood back.
    """
    if revision >= in_use.revision or _is_later(as_of, in_use.as_of):
        return
    here = write_instant(terminal.clock.now())
    old, new = (shown_time(at, here) if at else "the beginning" for at in (as_of, in_use.as_of))
    raise UnusableList(detail=f"it is older (as of {old}) than the list in use (as of {new}).")


def _is_later(one: str | None, other: str | None) -> bool:
    return one is not None and (other is None or read_instant(one) > read_instant(other))


def _take_changes(terminal: Terminal, soas: SoaList, person: Person) -> _Arrived:
    whole = _changes(terminal, person, soas)
    _note(terminal, whole)
    return _Arrived(whole.received, len(whole.soas), len(whole.dropped), whole.failed, whole.reach.failed_at_office)


def _changes(terminal: Terminal, person: Person, soas: SoaList) -> Changes:
    """All that changed since this list was made, once it has been applied."""
    try:
        whole = reduce(joined, _pages(terminal, person, soas.about()))
    except BadContent as error:
        raise UnusableList(detail=str(error)) from error
    soas.apply(whole.soas.values(), whole.dropped, whole.reach.about)
    return whole


def _note(terminal: Terminal, whole: Changes) -> None:
    if whole.reach.office:
        settings.write_setting(terminal.connection, settings.OFFICE, office_wire(whole.reach.office))
    if whole.reach.person:
        people.keep_person(terminal.connection, whole.reach.person)
    note_clock_offset(terminal, whole.reach.time)


def _pages(terminal: Terminal, person: Person, about: About) -> Iterator[Changes]:
    after, decided = about.revision, decided_id(terminal.office, person)
    for _ in range(MAX_PAGES):
        page = read_changes(terminal.link.soa_changes(person.login, about.list_id, after, decided))
        yield page
        if not page.reach.more:
            return
        if page.reach.revision <= after:
            break
        after = page.reach.revision
    raise UnusableList(detail="its changes have no end.")


def _finish(terminal: Terminal, arrived: _Arrived) -> Downloaded:
    person = terminal.collector  # who may have other codes since the download
    with translated():
        arriving(terminal.home).unlink(missing_ok=True)
    soas = known_soas(terminal, person)
    count, amount = soas.totals()
    as_of = soas.about.as_of
    with deed(terminal, person.login) as doing:
        done = Downloaded(*arrived[:4], count, amount, as_of, arrived.failed_at_office)
        body = {**done._asdict(), "amount_due": format_money(amount)}
        del body["amount_due_minor"]
        doing.record(kinds.SOAS_DOWNLOADED, body)
        settings.write_setting(doing.connection, settings.LAST_DOWNLOAD, doing.instant)
    return done
