"""Which step comes next: chosen by chance, but so that days are opened, filled and closed, and seldom is all well."""

from collections.abc import Mapping
from random import Random

from scripts.world.ills import BAD_DAYS
from scripts.world.simulation import REST, Simulation
from scripts.world.stage.device import Device
from scripts.world.stage.outside import facts_of
from scripts.world.stage.paper import MOODS
from scripts.world.trace import Step

Menu = Mapping[str, float]

LOGGED_OUT: Menu = {"login": 12, "upload": 1, "look": 1, "collect": 0.5, "jump": 0.5}
CLOSED: Menu = {
    "open": 14,
    "download": 5,
    "upload": 4,
    "download_file": 1,
    "upload_file": 1,
    "z": 0.3,
    "remit": 2,
    "login": 0.5,
}
OPEN: Menu = {
    "collect": 26,
    "or_entry": 3,
    "void": 4,
    "reprint": 2,
    "hold": 1.5,
    "collect_check": 2,
    "remit": 1.5,
    "x": 1,
    "count": 2.5,
    "open": 0.3,
    "upload": 6,
    "download": 5,
    "upload_file": 1,
    "download_file": 1,
    "login": 0.5,
    "logout": 0.4,
    "look": 0.3,
}
COUNTED: Menu = {"z": 10, "count": 1, "remit": 1, "collect": 1, "void": 0.5, "upload": 3, "x": 1}
FATE: Menu = {
    "jump": 1,
    "backup": 0.8,
    "lose": 0.3,
    "restore": 0.3,
    "clone": 0.4,
    "keep_store": 0.5,
    "set_back": 0.4,
}
WORLD: Menu = {
    "sync": 14,
    "approve": 2,
    "resolve": 1.5,
    "ingest": 2,
    "export": 1,
    "bill": 2,
    "pay_elsewhere": 2,
    "cancel": 0.4,
    "move": 0.5,
    "touch": 1,
    "wait": 3,
    "next_day": 3,
    "audit": 0.2,
    "keep_office": 0.4,
    "office_back": 0.3,
    "revoke": 0.4,
    REST: 0.5,
}
BY_NETWORK = {"download", "upload", "login"}
BY_NO_PROCESS = {"keep_office", "office_back"}
"""Whoever copies a server's home does it whole; half of one is no office."""
ON_PAPER = {"collect", "or_entry", "void", "reprint", "hold", "collect_check", "remit", "x", "z"}
MOST_DEVICES = 12
"""Copies make copies; more of them show nothing new."""
SHARE_OF_WORLD, SHARE_OF_FATE, SHARE_OF_ILLS = 0.3, 0.05, 0.4


def next_step(simulation: Simulation, dice: Random) -> Step:
    """A step that makes sense now, with what goes wrong in it."""
    present = simulation.stage.present
    if dice.random() < SHARE_OF_WORLD or not present:
        deed, who = _pick(WORLD, dice), "-"
    else:
        device = dice.choice(present)
        may_befall = len(simulation.stage.devices) < MOST_DEVICES
        menu = FATE if may_befall and dice.random() < SHARE_OF_FATE else _menu_of(simulation, device)
        deed, who = _pick(menu, dice), device.name
    return Step(deed, who, dice.getrandbits(40), tuple(_ills(deed, dice)))


def _menu_of(simulation: Simulation, device: Device) -> Menu:
    if facts_of(device.home).session is None:
        return LOGGED_OUT
    match simulation.state_of(device):
        case "open":
            return OPEN
        case "counted":
            return COUNTED
    return CLOSED


def _pick(menu: Menu, dice: Random) -> str:
    return dice.choices(list(menu), list(menu.values()))[0]


def _ills(deed: str, dice: Random) -> list[str]:
    if deed == REST or deed in BY_NO_PROCESS or dice.random() > SHARE_OF_ILLS:
        return []
    return dice.sample(_possible(deed, dice), 1 if dice.random() < 0.8 else 2)


def _possible(deed: str, dice: Random) -> list[str]:
    nth = int(2 ** dice.uniform(0, 8))
    cut = f"{dice.choice(('before', 'after'))}:{dice.randint(1, 4)}{dice.choice(('', '', ':stalls'))}"
    if deed == "sync":
        office = [f"kill:office:{nth * 2}", f"pscloud:{cut}", "pscloud:down"]
        return office + [f"bad:{dice.choice(sorted(BAD_DAYS))}" for _ in range(3)]
    if deed in ("ingest", "approve", "resolve"):
        return [f"kill:office:{nth}"] * 2
    possible = [f"kill:terminal:{nth}", f"kill:terminal:{nth // 2 + 1}"]
    if deed in BY_NETWORK:
        possible += [f"kill:office:{nth}", f"line:{cut}", f"line:{cut}", "line:down"]
    if deed in ON_PAPER:
        possible += [f"paper:{dice.choice(MOODS)}"] * 2
    return possible
