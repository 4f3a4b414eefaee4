"""Where the command mpos-bridge begins."""

import os
import sys

OWNER_ONLY = 0o077
"""What the bridge writes is for its own user: database, logs and lists hold names and balances of customers."""


def main() -> None:
    """Runs one command and ends with its exit code."""
    from bridge.commands import run

    os.umask(OWNER_ONLY)
    sys.exit(run(sys.argv[1:], os.environ))


if __name__ == "__main__":
    main()
