"""Where the goldens lie, and copies of their homes to work with."""

import shutil
from pathlib import Path

from mpos.store.database import KEY_FILE
from tests.mpos.terminal_at_work import Homes

V1 = Path(__file__).parent / "v1"


def golden_homes(place: Path, golden: Path = V1) -> Homes:
    """The golden's terminal and its bridge, copied; `at_work` opens them. They stopped at 9:00 on 23 November."""
    homes = Homes(place / "bridge", place / "terminal")
    shutil.copytree(golden / "bridge", homes.bridge)
    shutil.copytree(golden / "terminal", homes.terminal)
    # git keeps no modes but the executable bit.
    for key in (homes.terminal / KEY_FILE, homes.bridge / "bridge.key"):
        key.chmod(0o600)
    return homes
