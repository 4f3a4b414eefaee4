"""The doctor's checks: each looks at one thing and says whether it is well, and if not what to do."""

import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from typing import NamedTuple

from bridge.app import CONFIG_MODE, HOME_MODE, KEY_NAME, Bridge
from bridge.connector.opening import connector_file, open_back_office
from bridge.drop.folder import DropFolder
from bridge.pscloud.exchange import Cut, Exchange, NotSent, Reply
from bridge.pscloud.problems import PscloudUnreachable
from bridge.settings import CONFIG_NAME
from bridge.store.clock_skews import PSCLOUD, skews_of
from bridge.store.condition import damage, last_download_at, waiting
from bridge.store.engine import reading
from bridge.store.migrations import PRESENT, version_of
from bridge.store.terminals import list_terminals
from mpos.contract.canonical import BadContent
from mpos.contract.clock import read_instant, write_instant
from mpos.contract.fields import Fields
from mpos.contract.problems import Problem

MIN_FREE_BYTES = 500_000_000
"""A year of a large office's journals and a whole download on top."""
MAX_SKEW = timedelta(minutes=2)
"""More than networks and requests explain: one of the two clocks is wrong."""
MAX_DOWNLOAD_AGE = timedelta(hours=24)
PATIENCE_S = 10
"""A person waits for the doctor."""


class Check(NamedTuple):
    """One finding."""

    name: str
    ok: bool
    detail: str


def examine(bridge: Bridge) -> Iterator[Check]:
    """Every check, one after the other; what can't be checked is not well."""
    for name, look in _CHECKS.items():
        try:
            yield look(bridge, name)
        except Problem as problem:
            yield Check(name, False, f"{problem.message} {problem.advice}")


def _home(bridge: Bridge, name: str) -> Check:
    home = bridge.settings.home
    modes = {home: HOME_MODE, home / CONFIG_NAME: CONFIG_MODE, home / KEY_NAME: CONFIG_MODE}
    open_to_others = [
        f"chmod {mode:o} {path}" for path, mode in modes.items() if path.exists() and path.stat().st_mode & _OTHERS
    ]
    if open_to_others:
        return Check(name, False, f"others can get at it; run: {'; '.join(open_to_others)}")
    return Check(name, True, str(home))


def _key(bridge: Bridge, name: str) -> Check:
    """What `mpos journal verify --bridge-key` takes, for whoever checks a journal elsewhere."""
    return Check(name, True, f"public key {bridge.signer.public_key}")


def _database(bridge: Bridge, name: str) -> Check:
    with reading(bridge.engine) as conn:
        found = damage(conn)
    return Check(name, found is None, found or "whole")


def _schema(bridge: Bridge, name: str) -> Check:
    with reading(bridge.engine) as conn:
        version = version_of(conn)
    return Check(name, version == PRESENT, f"version {version}")


def _disk(bridge: Bridge, name: str) -> Check:
    free = shutil.disk_usage(bridge.settings.home).free
    return Check(name, free >= MIN_FREE_BYTES, f"{free // 1_000_000} MB free")


def _pscloud(bridge: Bridge, name: str) -> Check:
    if bridge.settings.drop_folder:
        return _folder(bridge, name)
    if connector_file(bridge) is not None:
        return _back_office(bridge, name)
    # Health asks for no key, so that a missing key and a missing server can be told apart.
    reply = _ask(bridge, "/health", key="none")
    try:
        said = Fields(reply.content, "health").instant("time")
    except BadContent:
        return Check(name, False, f"{bridge.settings.pscloud_url} answers with {reply.status}; check pscloud_url")
    skew = bridge.clock.now() - read_instant(said)
    return Check(name, abs(skew) <= MAX_SKEW, f"our clock is {skew.total_seconds():+.0f} s from PSCloud's")


def _pscloud_key(bridge: Bridge, name: str) -> Check:
    if bridge.settings.drop_folder:
        return Check(name, True, "files need none")
    if connector_file(bridge) is not None:
        return Check(name, True, "the connector file names it")
    status = _ask(bridge, "/soas/control-totals", bridge.settings.secret_for_pscloud()).status
    return Check(name, status == _OK, "accepted" if status == _OK else f"PSCloud answers with {status}")


def _folder(bridge: Bridge, name: str) -> Check:
    """The drop folder is there and can be written to, and nothing lies in it that could not be read."""
    folder = DropFolder(bridge.settings.home / bridge.settings.drop_folder)
    folder.prepare()
    return Check(name, True, f"{folder.path}: {len(folder.arrived())} files wait to be read")


def _back_office(bridge: Bridge, name: str) -> Check:
    """The one that a connector file describes: it answers, and lets us in."""
    with open_back_office(bridge, tries=1) as office:
        next(office.soas(), None)
        skew = office.clock_skew or timedelta(0)
    return Check(
        name, abs(skew) <= MAX_SKEW, f"{office.who} answers; its clock is {-skew.total_seconds():+.0f} s off ours"
    )


def _ask(bridge: Bridge, path: str, key: str) -> Reply:
    settings = bridge.settings
    timeout_s = min(PATIENCE_S, settings.pscloud_timeout_s)
    exchange = Exchange(settings.pscloud_url, key, timeout_s, bridge.clock, bridge.pscloud_transport)
    try:
        with closing(exchange):
            return exchange.send("GET", path)
    except (NotSent, Cut) as error:
        raise PscloudUnreachable(detail=error) from error


def _download(bridge: Bridge, name: str) -> Check:
    with reading(bridge.engine) as conn:
        last = last_download_at(conn)
    if last is None:
        return Check(name, False, "none was completed yet; run: mpos-bridge sync --download")
    # One that ended in the future ended when our clock was ahead: nobody knows how old it is.
    is_fresh = -MAX_SKEW <= bridge.clock.now() - read_instant(last) <= MAX_DOWNLOAD_AGE
    return Check(name, is_fresh, f"last completed {write_instant(_shown(bridge, last))}")


def _clocks(bridge: Bridge, name: str) -> Check:
    """Every clock as the last contact has shown it; those of terminals that are locked out count no more."""
    with reading(bridge.engine) as conn:
        at_work = [each.terminal_id for each in list_terminals(conn) if not each.is_revoked]
        last = [skew for whose in (PSCLOUD, *at_work) for skew in skews_of(conn, whose)]
    wrong = [skew for skew in last if abs(skew.last_ms) > MAX_SKEW / timedelta(milliseconds=1)]
    if not wrong:
        return Check(name, True, f"{len(last)} measured, none is off by more than {MAX_SKEW.seconds} s")
    told = ", ".join(f"{-skew.last_ms / 1000:+.0f} s at {skew.whose}, {_on(bridge, skew.last_at)}" for skew in wrong)
    return Check(name, False, f"beside ours: {told}; if it is nearly all of them, ours is wrong")


def _queue(bridge: Bridge, name: str) -> Check:
    with reading(bridge.engine) as conn:
        found = waiting(conn)
    needs_person = found.failed or found.set_aside or found.conflicts
    detail = ", ".join(f"{count} {what.replace('_', ' ')}" for what, count in found._asdict().items())
    return Check(name, not needs_person, detail)


def _on(bridge: Bridge, instant: str) -> str:
    return f"{_shown(bridge, instant):%Y-%m-%d %H:%M}"


def _shown(bridge: Bridge, instant: str) -> datetime:
    return read_instant(instant).astimezone(bridge.settings.zone)


_OK = 200
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_CHECKS: dict[str, Callable[[Bridge, str], Check]] = {
    "home": _home,
    "key": _key,
    "database": _database,
    "schema": _schema,
    "disk": _disk,
    "pscloud": _pscloud,
    "pscloud_key": _pscloud_key,
    "clocks": _clocks,
    "download": _download,
    "queue": _queue,
}
