"""mpos-bridge payments: the customer's signature, while its terminal still has it and once it is here."""

import stat
from pathlib import Path
from typing import Any

from bridge.commands import run
from tests.mpos.signing import OTHER_SCRAWL, kept_pictures, sign
from tests.mpos.terminal_at_work import TerminalAtWork

FIRST = "A00000001"
