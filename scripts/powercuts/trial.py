"""Records a scenario, cuts the power at every point of it, and looks at what is left."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from .disk import AllWritten, Chance, Disk, Fate, Image, OnlySynced
from .inspection import inspect, next_number_fits, work_on
from .media import copy_lags, inspect_media
from .operations import Operation, Read, Sync, SyncDirectory, Visible
from .planted import planted
from .promises import Seen
from .recording import PAPER, image_of, lay_out, recorded
from .scenarios import Scenario, scenario_named
from .settling import inspect_office, settle
from .stage import Stage, Stages

SYNCED, WRITTEN = "only what was synced", "everything written"


class Recording(NamedTuple):
    """What was on the medium, and what happened then."""

    before: Image
    log: Sequence[Operation]


class RecordingIncomplete(Exception):
    """What was recorded does not lead to what is on the disk: something writes past the watch."""


class Cut(NamedTuple):
    """A power cut after so many operations; `leaves` says what is left of what was not synced."""

    after: int
    leaves: str

    def fate(self, seed: int) -> Fate:
        """Decides the same each time."""
        if self.leaves == SYNCED:
            return OnlySynced()
        return AllWritten() if self.leaves == WRITTEN else Chance(f"{seed} {self.after} {self.leaves}")


class Finding(NamedTuple):
    """What did not hold after a cut."""

    cut: Cut
    what: str


class Outcome(NamedTuple):
    """One scenario: what was recorded, how many different states were tried, and what did not hold."""

    scenario: str
    operations: int
    syncs: int
    states: int
    findings: tuple[Finding, ...]


class Plan(NamedTuple):
    """How much is tried: `choices` seeded states at each point; of the different states at most `limit`, or those of
    one point alone. After each `settle_every`-th, what there is goes all the way to PSCloud, which takes the longest.
    `mistake` is planted on purpose; then the first finding is enough.
    """

    choices: int = 3
    seed: int = 1
    limit: int | None = None
    only_after: int | None = None
    mistake: str | None = None
    settle_every: int = 1


def try_named(name: str, stages: Stages, folder: Path, plan: Plan) -> Outcome:
    """Everything for one scenario; what it needs on disk is gone afterwards."""
    place = folder / name.replace(" ", "-").replace(":", "")
    place.mkdir()
    try:
        return try_out(scenario_named(name), stages, place, plan)
    finally:
        shutil.rmtree(place)


def try_out(scenario: Scenario, stages: Stages, folder: Path, plan: Plan) -> Outcome:
    """Everything for one scenario, in an empty folder."""
    root = folder / "recording"
    scenario.begin(stages, root)
    recording = record(scenario, root, plan.mistake)
    cuts = chosen(different(scenario, recording, plan), plan)
    findings: list[Finding] = []
    tried = 0
    for cut, image in _images(scenario, recording, cuts, plan):
        left = Recording(image, recording.log[: cut.after])
        goes_far = tried % plan.settle_every == 0
        tried += 1
        findings += [Finding(cut, what) for what in examine(scenario, left, folder / "after", settles=goes_far)]
        if findings and plan.mistake:
            break
    syncs = sum(isinstance(each, Sync | SyncDirectory) for each in recording.log)
    return Outcome(scenario.name, len(recording.log), syncs, tried, tuple(findings))


def record(scenario: Scenario, root: Path, mistake: str | None = None) -> Recording:
    """Plays the scenario once on this stage, with the power on."""
    with Stage(root, day=scenario.day) as stage:
        scenario.prepare(stage)
    before = image_of(root)
    with recorded(root) as recorder, planted(mistake), Stage(root, recorder.see, scenario.day) as stage:
        scenario.play(stage)
    recording = Recording(before, recorder.log)
    _check_complete(recording, image_of(root))
    return recording


def _check_complete(recording: Recording, after: Image) -> None:
    """A recording from which something is missing would prove nothing."""
    disk = Disk(recording.before)
    _advance(disk, recording.log)
    if disk.after_cut(AllWritten(), folders=()) != after:
        raise RecordingIncomplete


def different(scenario: Scenario, recording: Recording, plan: Plan) -> list[Cut]:
    """The cuts that leave different things behind; of those that leave the same, the last: most was seen by then."""
    last: dict[bytes, Cut] = {}
    for cut, image in _images(scenario, recording, _all_cuts(recording, plan), plan):
        last[image.digest] = cut
    return sorted(last.values())


def chosen(cuts: list[Cut], plan: Plan) -> list[Cut]:
    """As many of the cuts as are wanted, spread over the whole length."""
    if plan.limit is None or plan.limit >= len(cuts):
        return cuts
    return [cuts[place * len(cuts) // plan.limit] for place in range(plan.limit)]


def _all_cuts(recording: Recording, plan: Plan) -> list[Cut]:
    points = range(len(recording.log) + 1) if plan.only_after is None else [plan.only_after]
    kinds = (SYNCED, WRITTEN, *(f"choice {number}" for number in range(1, plan.choices + 1)))
    return [Cut(after, leaves) for after in points for leaves in kinds]


def _images(scenario: Scenario, recording: Recording, cuts: Sequence[Cut], plan: Plan) -> Iterator[tuple[Cut, Image]]:
    """What these cuts, in order, leave behind."""
    disk, done = Disk(recording.before), 0
    for cut in cuts:
        _advance(disk, recording.log[done : cut.after])
        done = cut.after
        yield cut, disk.after_cut(cut.fate(plan.seed), folders=scenario.cut)


def _advance(disk: Disk, log: Sequence[Operation]) -> None:
    for operation in log:
        if not isinstance(operation, Visible | Read):
            disk.take(operation)


def examine(scenario: Scenario, left: Recording, root: Path, *, settles: bool) -> list[str]:
    """Brings the whole stage up from what is left, and goes on with it; what does not hold."""
    with _laid_out(left.before, root):
        seen = Seen.of(left.log)
        (root / PAPER).write_bytes(seen.paper)
        with Stage(root, day=scenario.day) as stage:
            try:
                scenario.resume(stage)
                return _findings(stage, seen, settles and scenario.settles)
            except Exception as error:  # noqa: BLE001 -- whatever goes wrong after a cut is a finding
                return [f"{type(error).__name__}: {error}"]


def _findings(stage: Stage, seen: Seen, settles: bool) -> list[str]:
    findings = inspect(stage, seen) + inspect_office(stage, seen) + inspect_media(stage, seen)
    if findings:
        return findings
    findings = next_number_fits(stage, work_on(stage)) + copy_lags(stage) + (settle(stage) if settles else [])
    return findings + inspect(stage, seen._replace(paper=(stage.root / PAPER).read_bytes()))


@contextmanager
def _laid_out(image: Image, root: Path) -> Iterator[None]:
    root.mkdir()
    try:
        lay_out(image, root)
        yield
    finally:
        shutil.rmtree(root)
