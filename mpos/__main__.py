"""Where the command mpos begins."""

import os
import sys

OWNER_ONLY = 0o077
"""What a terminal writes is for its own user: it holds names, balances and keys."""


def main() -> None:
    """Runs one command and ends with its exit code."""
    from mpos.commands import run

    os.umask(OWNER_ONLY)
    sys.exit(run(sys.argv[1:], os.environ))


if __name__ == "__main__":
    main()
