"""The keypad with somebody at it: `python -m scripts.crashes.at_the_keys KEYS` types KEYS and leaves after the receipt.

The program runs in this very process, on a pseudo-terminal of its own, so that it can be killed at any of its steps.
"""

import os
import pty
import signal
import sys
from threading import Thread

READY, CONFIRM = b"Collect", b"RECORD IT"
DONE = (b"is printed", b"Not printed", b"Not confirmed", b"NOT DONE")
ENTER = b"\r"
AS_IT_IS = {"TERM": "dumb", "MPOS_BACKGROUND_UPLOAD": "false", "MPOS_IDLE_LOCK_MINUTES": "0"}
MAX_READ = 65_536


def main() -> None:
    """Runs the keypad to its end; what it shows goes to the standard output there was."""
    keys, shown = sys.argv[1].encode(), os.dup(1)
    hands, keypad = pty.openpty()
    for descriptor in (0, 1):
        os.dup2(keypad, descriptor)
    os.environ.update(AS_IT_IS)
    sys.argv = ["mpos"]
    Thread(target=_use, args=(hands, shown, keys), daemon=True).start()
    from mpos.__main__ import main as run_mpos

    run_mpos()


def _use(hands: int, shown: int, keys: bytes) -> None:
    """Types once the menu is there, confirms, and hangs up once it is told what became of the slip."""
    seen, waves = b"", [(READY, keys), (CONFIRM, ENTER)]
    while not any(sign in seen for sign in DONE):
        piece = os.read(hands, MAX_READ)
        os.write(shown, piece)
        seen += piece
        if waves and waves[0][0] in seen:
            os.write(hands, waves.pop(0)[1])
    os.kill(os.getpid(), signal.SIGHUP)


if __name__ == "__main__":
    main()
