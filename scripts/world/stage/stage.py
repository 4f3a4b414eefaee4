"""The stage of a simulation: the office, its PSCloud, the handhelds, and the files that lie about."""

import random
from collections import defaultdict
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from mpos.app import link_to
from mpos.contract.problems import Problem
from mpos.services import downloading, enrolment, logins
from scripts.world.clock import FIRST_DAY, WorldClock
from scripts.world.stage.chance import Chance, governed
from scripts.world.stage.customers import customers_of
from scripts.world.stage.device import Device
from scripts.world.stage.kills import Reaper
from scripts.world.stage.office import BRIDGE_URL, PIN, Office
from scripts.world.stage.pscloud import PSCloud
from scripts.world.trace import Scene

POLICIES: tuple[dict[str, str], ...] = (
    {},
    {"MPOS_BRIDGE_APPROVAL": "cashier"},
    {"MPOS_BRIDGE_CREDIT_WHEN_SOA_CLOSED": "false"},
    {"MPOS_BRIDGE_POLICY_UPLOAD_BEFORE_Z": "true", "MPOS_BRIDGE_POLICY_COPY_ALWAYS": "true"},
    {"MPOS_BRIDGE_POLICY_ALLOCATION_ORDER": "balance_first"},
)
"""What offices decide; a seed picks one."""


class Stage:
    """Everything, under one folder. To be used in a with statement."""

    def __init__(self, scene: Scene, folder: Path) -> None:
        self.folder = folder
        self.clock = WorldClock.at_the_beginning()
        self.chance = Chance()
        self.reaper = Reaper()
        self.devices: dict[str, Device] = {}
        self.files: defaultdict[str, list[Path]] = defaultdict(list)
        """What lies about: "journal" files for the office, "list" files for terminals, "backup" and "store" copies."""
        self.excuses: set[type[Problem]] = set()
        """What a deed knows to be refused rightly."""
        self.revoked: set[str] = set()
        """Terminals that the office has locked out."""
        self.was_revoked: set[str] = set()
        """Those that it locked out at some time: they may not have heard yet that they were admitted again."""
        self.codes = tuple(f"C{number + 1}" for number in range((scene.terminals + 1) // 2))
        self.policy = POLICIES[scene.seed % len(POLICIES)]
        self._scene = scene
        self._stack = ExitStack()

    def __enter__(self) -> "Stage":
        self._stack.enter_context(governed(self.chance, self.clock.sleep))
        setting = random.Random(self._scene.seed)
        self.pscloud = PSCloud(self.clock, customers_of(setting, self.codes, FIRST_DAY), FIRST_DAY)
        self._stack.callback(self.pscloud.network.shut_down)
        self.office = Office(self.folder / "office", self.clock, self.pscloud, self.reaper, self.policy)
        self._stack.callback(self.office.close)
        self.chance.begin(self._scene.seed)
        self.office.sync()
        for number in range(self._scene.terminals):
            self._enrol(f"T{number + 1}", f"collector-{number + 1}", self._codes_of(number))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def present(self) -> list[Device]:
        """The handhelds that are not lost."""
        return [device for device in self.devices.values() if not device.is_gone]

    def free_path(self, kind: str, dice: random.Random) -> Path:
        """A name for a new file of this kind."""
        return self.folder / f"{kind}-{dice.getrandbits(48):012x}"

    def next_day(self) -> None:
        """It is eight o'clock on the day after; PSCloud states what that day brings."""
        self.clock.set_to(self.clock.now().date() + timedelta(days=1))
        self.pscloud.world.advance_to(self.clock.now().date())

    def _codes_of(self, number: int) -> tuple[str, ...]:
        """Two collectors share a code, and every third has one more."""
        own = self.codes[number // 2]
        return (own,) if number % 3 else tuple(dict.fromkeys((own, self.codes[-1])))

    def _enrol(self, name: str, login: str, codes: tuple[str, ...]) -> None:
        self.office.hire(login, codes)
        device = Device(name, self.folder / name, login, self.clock, self.office.network)
        self.devices[name] = device
        with device.opened() as terminal:
            enrolment.enrol(terminal, link_to(BRIDGE_URL, device.network), BRIDGE_URL, self.office.enrolment_code())
            logins.log_in(terminal, login, PIN)
            downloading.download(terminal)
