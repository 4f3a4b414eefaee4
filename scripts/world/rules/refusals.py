"""Rule 7: without network, printer or token, collecting, reading and closing go on. A refusal needs a reason among the
rules of business, and here are all that there are; whatever else is raised is a finding."""

import traceback
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

from bridge.intake.problems import JournalGap as GapInFile
from mpos.contract import kinds
from mpos.contract.problems import Problem, Unreachable
from mpos.domain import refusals as said
from mpos.domain.pin_lock import MOST_TRIES
from mpos.services.downloading import UnusableList
from scripts.world.happening import Happened
from scripts.world.rules.finding import Finding, Moment
from scripts.world.rules.ledger import Branch
from scripts.world.stage.stage import Stage

RULE, UNFORESEEN = 7, 0
ROOT = Path(__file__).parents[3]
NEEDS_NETWORK = {"download", "upload", "login"}


class Circumstances:
    """What a refusal may be explained by."""

    def __init__(self, stage: Stage, branch: Branch, happened: Happened) -> None:
        self.stage = stage
        self.branch = branch
        self.happened = happened
        self.facts = happened.before
        self.state = branch.day.state if branch.day else "closed"
        self.today: date = happened.device.clock.now().date() if happened.device else stage.clock.now().date()

    @property
    def begins_anew(self) -> bool:
        """Whether the device found itself to be a copy, after which nobody is logged in."""
        return any(entry.kind == kinds.EPOCH_BEGUN for entry in self.branch.fresh)

    @property
    def is_of_another(self) -> bool:
        """Whether somebody else opened the registry, now or last."""
        return self.branch.last_day is not None and self.branch.last_day.collector != self.facts.session

    @property
    def last_date(self) -> date:
        """The last business day, or long ago."""
        return date.fromisoformat(self.branch.last_date) if self.branch.last_date else date.min

    @property
    def is_cut_off(self) -> bool:
        """Whether the other side could not be reached, or died."""
        return bool(self.happened.cut) or self.stage.reaper.has_struck


EXPLAINED: Mapping[type[Problem], Callable[[Circumstances], bool]] = {
    said.NotLoggedIn: lambda its: its.facts.session is None or its.begins_anew,
    said.RegistryClosed: lambda its: its.state == "closed",
    said.RegistryCounted: lambda its: its.state == "counted",
    said.RegistryNotCounted: lambda its: its.state == "open",
    said.RegistryOpen: lambda its: its.state != "closed",
    said.RegistryOfAnother: lambda its: its.is_of_another,
    said.DayBackwards: lambda its: its.today <= its.last_date,
    said.ClockFarAhead: lambda its: its.today > its.stage.clock.now().date() + timedelta(days=25),
    said.NotUploadedYet: lambda its: "MPOS_BRIDGE_POLICY_UPLOAD_BEFORE_Z" in its.stage.policy and its.facts.unsent > 0,
    said.NoSoaList: lambda its: not set(its.facts.list_codes) & set(its.facts.codes),
    said.TerminalRevoked: lambda its: its.branch.terminal_id in its.stage.was_revoked,
    said.PinLocked: lambda its: its.facts.wrong_pins >= 5,
    said.TooManyWrongPins: lambda its: its.facts.wrong_pins >= MOST_TRIES and its.is_cut_off,
    said.UnknownHere: lambda its: its.is_cut_off,
    Unreachable: lambda its: its.is_cut_off and its.happened.step.deed in NEEDS_NETWORK,
    UnusableList: lambda its: its.happened.step.deed == "download_file",
    GapInFile: lambda its: its.happened.step.deed == "ingest",
}
"""Each refusal, and the circumstances without which it is wrong. Deeds add excuses of their own."""


def unforeseen(error: Exception) -> Finding:
    """What nobody foresaw, with the last place of ours that it came by."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if frame.filename.startswith(str(ROOT)) and "/.venv/" not in frame.filename]
    place = (ours or frames)[-1]
    return Finding(UNFORESEEN, f"{type(error).__name__} at {place.filename}:{place.lineno}: {error}")


def refused_for_a_reason(now: Moment) -> Iterator[Finding]:
    """Whatever was refused is explained by the state that the device was in."""
    if now.happened.crashed is not None:
        yield unforeseen(now.happened.crashed)
    refused = now.happened.refused
    if refused is None or type(refused) in now.stage.excuses:
        return
    branch = now.ledger.branches[now.happened.device.name] if now.happened.device else Branch(now.stage.folder)
    explains = EXPLAINED.get(type(refused))
    if explains is None or not explains(Circumstances(now.stage, branch, now.happened)):
        who = now.happened.step.who
        yield Finding(RULE, f"{who}: {now.happened.step.deed} was refused with {refused.code}: {refused.message}")
