"""Rule 6: what is due on a device is what our own arithmetic says, at every moment; at rest it is what PSCloud says."""

from collections.abc import Iterator
from typing import NamedTuple

from mpos.services.known_soas import KnownSoas, known_soas
from scripts.pscloud_sandbox.records import Soa
from scripts.world.rules.due_model import Between, Parts, due_at
from scripts.world.rules.finding import Finding, Moment
from scripts.world.rules.known import place_of
from scripts.world.stage.device import Device
from scripts.world.stage.outside import LIST_FILE, facts_of, looked_into
from scripts.world.stage.stage import Stage

RULE = 6


class OnDevice(NamedTuple):
    """The list of a device as its file says it: its revision and the version of each SOA."""

    revision: int
    versions: dict[str, int]


def due_never_bounces(now: Moment) -> Iterator[Finding]:
    """After each step of a device, every SOA of its list is looked at, if its list or its journal has changed."""
    device = now.happened.device
    if device is None or device.is_gone or device.has_foreign_list or not _is_readable(device):
        return
    listed = _on_device(device)
    state = (listed.revision, len(listed.versions), now.ledger.branches[device.name].head.hash)
    if now.looked_at.get(device.name) == state:
        return
    now.looked_at[device.name] = state
    with device.opened() as terminal:
        if not _is_readable(device):
            return  # It has just found itself to be a copy: nobody is logged in any more.
        soas = known_soas(terminal, terminal.collector)
        mine = {item.listed.soa_no for item in soas.items(None, None, None)}
        for soa_no in sorted(mine & set(listed.versions)):
            yield from _wrongly_due(now.stage, now, device, soas, soa_no, listed)


def due_is_pscloud_s(now: Moment) -> Iterator[Finding]:
    """At rest: each device lists the active SOAs of its codes, and owes on each what PSCloud says."""
    seen = now.known.seen_by_people()
    unfit = {paid.soa_no for paid in now.ledger.payments.values() if place_of(paid.entry) in seen}
    for device in now.stage.present:
        facts = facts_of(device.home)
        if facts.is_revoked or not facts.session or not facts.codes:
            continue
        with device.opened() as terminal:
            soas = known_soas(terminal, terminal.collector)
            listed = {item.listed.soa_no for item in soas.items(None, None, None)}
            active = {no: soa for no, soa in now.stage.pscloud.active().items() if soa.collector_code in facts.codes}
            if listed != set(active):
                yield Finding(RULE, f"{device.name} lists {sorted(listed ^ set(active))} otherwise than PSCloud")
            for soa_no in sorted(listed & set(active) - unfit):
                found, wanted = _said(soas, soa_no), _owed(active[soa_no])
                if any(found.get(key, 0) not in between for key, between in wanted.items()):
                    yield Finding(RULE, f"{device.name}: {soa_no} owes {found}, PSCloud says {_plain(wanted)}")


def _wrongly_due(
    stage: Stage, now: Moment, device: Device, soas: KnownSoas, soa_no: str, listed: OnDevice
) -> Iterator[Finding]:
    soa = stage.pscloud.memory.versions.get((soa_no, listed.versions[soa_no]))
    if soa is None:
        yield Finding(RULE, f"{device.name}: {soa_no} is listed at a version that PSCloud never stated")
        return
    branch = now.ledger.branches[device.name]
    known = set(branch.payments) | now.known.payments_at(listed.revision)
    voided = branch.voided | now.known.voids_at(listed.revision)
    paid = [each for key in known if (each := now.ledger.payments[key]).soa_no == soa_no]
    wanted, found = due_at(stage.pscloud.memory, soa, paid, voided), _said(soas, soa_no)
    for key, between in wanted.items():
        if found.get(key, 0) not in between:
            what = f"{soa_no} version {soa.version} invoice {key[0]} {key[1]}"
            yield Finding(RULE, f"{device.name}: {what} is {found.get(key, 0)}, and should be {_plain({key: between})}")


def _is_readable(device: Device) -> bool:
    """Whether somebody is logged in who has the list of one of their codes here."""
    facts = facts_of(device.home)
    return facts.session is not None and not facts.is_revoked and bool(set(facts.list_codes) & set(facts.codes))


def _on_device(device: Device) -> OnDevice:
    with looked_into(device.home / LIST_FILE) as connection:
        [(revision,)] = connection.execute("SELECT value FROM about WHERE key = 'revision'").fetchall()
        return OnDevice(int(revision), dict(connection.execute("SELECT soa_no, version FROM soa").fetchall()))


def _said(soas: KnownSoas, soa_no: str) -> dict[tuple[str, str], int]:
    lines = soas.due_of(soa_no).invoices
    said = {(line.invoice.invoice_no, "balance"): line.balance_minor for line in lines}
    return said | {(line.invoice.invoice_no, "penalty"): line.penalty_minor for line in lines}


def _owed(soa: Soa) -> Parts:
    owed = {}
    for each in soa.invoices:
        owed[each.invoice_no, "balance"] = Between(each.balance_minor, each.balance_minor)
        owed[each.invoice_no, "penalty"] = Between(each.penalty_minor, each.penalty_minor)
    return owed


def _plain(parts: Parts) -> dict[tuple[str, str], int | str]:
    return {
        key: each.least_minor if each.least_minor == each.most_minor else f"{each.least_minor} to {each.most_minor}"
        for key, each in parts.items()
    }
