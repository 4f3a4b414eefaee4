"""What befalls a handheld: a wrong clock, a backup, a copy of its home, its loss, an older store put back."""

import shutil
from collections.abc import Mapping
from datetime import timedelta
from random import Random

from mpos.services import backup
from scripts.world.deeds.turn import Deed, Turn
from scripts.world.happening import NOTHING, Claims
from scripts.world.stage.device import Device
from scripts.world.stage.stage import Stage

JUMPS = (
    timedelta(seconds=-4),
    timedelta(seconds=-90),
    timedelta(hours=-5),
    timedelta(days=-1),
    timedelta(days=-400),
    timedelta(minutes=20),
    timedelta(hours=16),
    timedelta(days=1),
    timedelta(days=3),
)


def jump(turn: Turn) -> Claims:
    """Its clock is set wrong, or right again."""
    turn.device.clock.ahead = turn.dice.choice(JUMPS) if turn.dice.random() < 0.6 else timedelta()
    return NOTHING


def back_up(turn: Turn) -> Claims:
    """A copy of the store is made."""
    path = turn.stage.free_path("backup", turn.dice)
    with turn.device.opened() as terminal:
        backup.back_up(terminal, path)
    turn.device.backups.append(path)
    return NOTHING


def lose(turn: Turn) -> Claims:
    """It falls into the sea; another one is restored from a backup, if there is one."""
    if not turn.device.backups:
        return NOTHING
    _restored(turn.stage, turn.device, turn.dice)
    turn.device.is_gone = True
    return NOTHING


def restore_beside(turn: Turn) -> Claims:
    """It is taken for lost, another one is restored from a backup, and then it turns up and goes on."""
    if turn.device.backups:
        _restored(turn.stage, turn.device, turn.dice)
    return NOTHING


def clone(turn: Turn) -> Claims:
    """Its home is copied, and both go on."""
    name = f"{turn.device.name}c{turn.dice.randint(0, 999)}"
    turn.stage.devices[name] = turn.device.copied(name, turn.stage.folder / name, turn.stage.clock)
    return NOTHING


def keep_store(turn: Turn) -> Claims:
    """Somebody copies its files away."""
    path = turn.stage.free_path("store", turn.dice)
    shutil.copytree(turn.device.home, path)
    turn.device.kept_stores.append(path)
    return NOTHING


def set_back(turn: Turn) -> Claims:
    """Somebody puts an older copy of its store in the place of the present one."""
    if turn.device.kept_stores:
        older = turn.dice.choice(turn.device.kept_stores)
        for file in turn.device.home.glob("terminal.sqlite3*"):
            file.unlink()
        for file in older.glob("terminal.sqlite3*"):
            shutil.copy2(file, turn.device.home / file.name)
        turn.device.was_set_back = True
    return NOTHING


def _restored(stage: Stage, device: Device, dice: Random) -> None:
    name = f"{device.name}r{dice.randint(0, 999)}"
    other = Device(name, stage.folder / name, device.collector, stage.clock, device.network)
    backup.restore(dice.choice(device.backups), other.home, other.clock)
    stage.devices[name] = other


DEEDS: Mapping[str, Deed] = {
    "jump": jump,
    "backup": back_up,
    "lose": lose,
    "restore": restore_beside,
    "clone": clone,
    "keep_store": keep_store,
    "set_back": set_back,
}
