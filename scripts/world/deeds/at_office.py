"""What happens at the office: rounds with PSCloud, files taken in and given out, decisions that people take."""

from collections.abc import Mapping
from datetime import timedelta

from bridge.feed.soa_list import write_soa_list
from bridge.intake.files import ingest
from bridge.reconcile.audit import audit
from bridge.store import decisions, payments
from bridge.store.engine import reading, writing
from bridge.store.payments import Filter
from bridge.store.postings import FAILED
from bridge.store.terminals import list_terminals, readmit, revoke
from scripts.world.deeds.turn import Deed, Turn
from scripts.world.happening import NOTHING, Claims


def sync(turn: Turn) -> Claims:
    """A round, of both parts or of one."""
    which = turn.dice.choice(({}, {}, {"post": False}, {"download": False}, {"whole": True}, {"at_once": False}))
    turn.stage.office.sync(**which)
    return NOTHING


def take_in_file(turn: Turn) -> Claims:
    """A journal file arrives: any one, in any order, any number of times."""
    if turn.stage.files["journal"]:
        blob = turn.dice.choice(turn.stage.files["journal"]).read_bytes()
        with turn.stage.office.at_work() as bridge:
            ingest(bridge, blob)
    return NOTHING


def give_out_list(turn: Turn) -> Claims:
    """A list goes to a file."""
    codes = turn.dice.sample(turn.stage.codes, turn.dice.randint(1, len(turn.stage.codes)))
    with turn.stage.office.at_work() as bridge:
        blob, _ = write_soa_list(bridge, codes)
    path = turn.stage.free_path("list", turn.dice)
    path.write_bytes(blob)
    turn.stage.files["list"].append(path)
    return NOTHING


def approve(turn: Turn) -> Claims:
    """A cashier lets go what waits, all of it or one."""
    now = turn.stage.clock.now()
    with turn.stage.office.at_work() as bridge, writing(bridge.engine) as conn:
        waiting = decisions.waiting_for_approval(conn)
        for payment_id in waiting if turn.dice.random() < 0.6 else waiting[:1]:
            decisions.approve(conn, payment_id, "cashier", now)
    return NOTHING


def resolve(turn: Turn) -> Claims:
    """Somebody settles what PSCloud refused: once more, or as the customer's credit."""
    now = turn.stage.clock.now()
    act = decisions.retry if turn.dice.random() < 0.5 else decisions.resolve_as_credit
    with turn.stage.office.at_work() as bridge, writing(bridge.engine) as conn:
        for failed in payments.list_payments(conn, Filter(status=FAILED), 100):
            act(conn, failed.payment_id, now)
    return NOTHING


def look_through(turn: Turn) -> Claims:
    """An audit, which changes nothing."""
    with turn.stage.office.at_work() as bridge:
        audit(bridge)
    return NOTHING


def lock_out(turn: Turn) -> Claims:
    """A terminal is revoked; one that was comes in again."""
    revoked = turn.stage.revoked
    with turn.stage.office.at_work() as bridge:
        with reading(bridge.engine) as conn:
            chosen = turn.dice.choice(list_terminals(conn)).terminal_id
        with writing(bridge.engine) as conn:
            if chosen in revoked:
                readmit(conn, chosen)
            else:
                revoke(conn, chosen, "it was reported lost", turn.stage.clock.now())
    revoked ^= {chosen}
    turn.stage.was_revoked.add(chosen)
    return NOTHING


def keep_office(turn: Turn) -> Claims:
    """The office's home is backed up."""
    path = turn.stage.free_path("office", turn.dice)
    with turn.stage.office.at_work():
        turn.stage.office.keep(path)
    turn.stage.files["office"].append(path)
    return NOTHING


def set_office_back(turn: Turn) -> Claims:
    """The office's server is lost, and goes on from its last backup."""
    if turn.stage.files["office"]:
        turn.stage.office.set_back(turn.stage.files["office"][-1])
        turn.stage.files["list"].clear()
        with turn.stage.office.at_work() as bridge, reading(bridge.engine) as conn:
            known = {each.terminal_id for each in list_terminals(conn) if each.is_revoked}
        turn.stage.revoked.intersection_update(known)
        for device in turn.stage.devices.values():
            device.has_foreign_list = True
    return NOTHING


def wait(turn: Turn) -> Claims:
    """Some time goes by, perhaps past midnight."""
    turn.stage.clock.advance(timedelta(minutes=turn.dice.choice((1, 15, 90, 600))))
    if turn.stage.clock.now().date() > (turn.stage.pscloud.world.books.day or turn.stage.clock.now().date()):
        turn.stage.pscloud.world.advance_to(turn.stage.clock.now().date())
    return NOTHING


def next_day(turn: Turn) -> Claims:
    """The next morning."""
    turn.stage.next_day()
    return NOTHING


DEEDS: Mapping[str, Deed] = {
    "sync": sync,
    "ingest": take_in_file,
    "export": give_out_list,
    "approve": approve,
    "resolve": resolve,
    "audit": look_through,
    "revoke": lock_out,
    "keep_office": keep_office,
    "office_back": set_office_back,
    "wait": wait,
    "next_day": next_day,
}
