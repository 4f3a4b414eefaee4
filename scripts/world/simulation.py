"""A field that lives from a seed: after every step all rules are held against what came of it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from mpos.contract.problems import Problem
from scripts.world.deeds import BY_DEVICE, BY_WORLD, Turn
from scripts.world.happening import NOTHING, Claims, Happened
from scripts.world.ills import Ills
from scripts.world.rest import come_to_rest
from scripts.world.rules import AT_REST, RULES, Finding, Moment, Rule
from scripts.world.rules.known import KnownAtOffice
from scripts.world.rules.ledger import Ledger
from scripts.world.rules.refusals import unforeseen
from scripts.world.rules.tampering import tampering_shows
from scripts.world.stage.device import Device
from scripts.world.stage.kills import Killed
from scripts.world.stage.outside import Facts, facts_of
from scripts.world.stage.stage import Stage
from scripts.world.trace import Scene, Step

REST, TAMPER = "rest", "tamper"
"""Steps of nobody: everything comes to rest; and copies of what there is then are tampered with."""


class Simulation:
    """A stage, and the rules' books on it. To be used in a with statement."""

    def __init__(self, scene: Scene, folder: Path) -> None:
        self.stage = Stage(scene, folder)
        self.counts: Counter[str] = Counter()

    def __enter__(self) -> "Simulation":
        self.stage.__enter__()
        self._ledger = Ledger()
        self._known = KnownAtOffice(self.stage.office.home)
        self._looked_at: dict[str, tuple[Any, ...]] = {}
        self._look(*self.stage.present)
        return self

    def __exit__(self, *_: object) -> None:
        self.stage.__exit__()

    def play(self, step: Step) -> list[Finding]:
        """Plays a step and holds the rules against it."""
        self.counts["steps"] += 1
        if step.deed == REST:
            return self._rest(step)
        if step.deed == TAMPER:
            return self._tamper(step)
        happened = self._perform(step)
        if happened is None:
            return []
        self._count(happened)
        self._look(*([happened.device] if happened.device else []))
        return self._hold(RULES, happened)

    def totals(self) -> Counter[str]:
        """What was counted, payments and pesos of the whole field among it."""
        payments = self._ledger.payments.values()
        collected = {"payments": len(payments), "centavos": sum(paid.amount_minor for paid in payments)}
        return self.counts + Counter(collected)

    def state_of(self, device: Device) -> str:
        """Of this device's registry: open, counted or closed."""
        branch = self._ledger.branches.get(device.name)
        return branch.day.state if branch and branch.day else "closed"

    def _perform(self, step: Step) -> Happened | None:
        device = self.stage.devices.get(step.who)
        if step.deed in BY_DEVICE and (device is None or device.is_gone):
            return None
        before = facts_of(device.home) if device else Facts()
        if device is not None and not before.is_enrolled:
            return None
        ills, dice = Ills.read(step.ills), Random(step.dice)
        self.stage.chance.begin(step.dice)
        slept_s = self.stage.clock.slept_s
        claims, refused, crashed, was_killed = NOTHING, None, None, False
        with self._ailing(ills, dice, device):
            try:
                claims = self._act(step, device, dice)
            except Killed:
                was_killed = True
            except Problem as problem:
                refused = problem
            except Exception as error:  # noqa: BLE001 -- whatever a service raises that is no refusal is a finding
                crashed = error
        if self.stage.reaper.has_struck and ills.kill[0] == "terminal":
            claims, refused, was_killed = NOTHING, None, True
        network, to_pscloud = self.stage.office.network, self.stage.office.to_pscloud
        return Happened(
            step,
            device,
            before,
            claims,
            refused,
            crashed,
            was_killed,
            self.stage.clock.slept_s - slept_s,
            network.cut + to_pscloud.cut,
            max(network.sent, to_pscloud.sent),
        )

    def _act(self, step: Step, device: Device | None, dice: Random) -> Claims:
        self.stage.excuses = set()
        deed = BY_DEVICE[step.deed] if device is not None else BY_WORLD[step.deed]
        return deed(Turn(self.stage, device, dice))

    @contextmanager
    def _ailing(self, ills: Ills, dice: Random, device: Device | None) -> Iterator[None]:
        stage = self.stage
        stage.office.network.begin(ills.line, is_down=ills.line_is_down)
        stage.office.to_pscloud.begin(ills.pscloud, is_down=ills.pscloud_is_down)
        for fault in ills.faults(Random(dice.random())):
            stage.pscloud.world.inject(fault)
        if device is not None:
            device.paper.mood = ills.paper
        try:
            with stage.reaper.waiting_for(*ills.kill):
                yield
        finally:
            stage.pscloud.world.faults.clear()

    def _hold(self, rules: Iterable[Rule], happened: Happened) -> list[Finding]:
        now = Moment(self.stage, happened, self._ledger, self._known, self._looked_at)
        return [found for rule in rules for found in _findings(rule, now)]

    def _look(self, *devices: Device) -> None:
        for device in devices:
            if device.was_set_back:
                self._ledger.forget(device.name)
                device.was_set_back = False
            self._ledger.look(device.name, device.store)
        if self.stage.office.was_set_back:
            self._known.forget()
            self.stage.office.was_set_back = False
        self._known.look()

    def _rest(self, step: Step) -> list[Finding]:
        self.stage.chance.begin(step.dice)
        self.counts["rests"] += 1
        try:
            come_to_rest(self.stage)
        except Exception as error:  # noqa: BLE001 -- at rest nothing may be refused
            return [unforeseen(error)]
        self._look(*self.stage.present)
        found = [each for device in self.stage.present for each in self._hold(RULES, Happened(step, device))]
        return found or self._hold(AT_REST, Happened(step))

    def _tamper(self, step: Step) -> list[Finding]:
        self.stage.chance.begin(step.dice)
        try:
            return list(tampering_shows(self.stage, Random(step.dice)))
        except Exception as error:  # noqa: BLE001 -- whatever is tampered with has to be named, not stumbled over
            return [unforeseen(error)]

    def _count(self, happened: Happened) -> None:
        self.counts[happened.step.deed] += 1
        self.counts["kills"] += happened.was_killed or self.stage.reaper.has_struck
        self.counts["cuts"] += happened.cut
        self.counts["refused"] += happened.refused is not None


def _findings(rule: Rule, now: Moment) -> list[Finding]:
    """What the rule finds; that it can't even look, because a service raises, is a finding as well."""
    try:
        return list(rule(now))
    except Exception as error:  # noqa: BLE001 -- whatever a service raises here, nobody foresaw
        return [unforeseen(error)]
