"""What can go wrong at the office, beside the problems that both sides share."""

from mpos.contract.problems import BadUsage, LockedOut, Problem, Refused, StoreDamaged, Unreachable


class NoHome(BadUsage):
    """There is no bridge at {home}."""

    hint = "Make one with: mpos-bridge init --admin NAME --password -"


class HomeTaken(Refused):
    """There is a bridge at {home} already."""

    hint = "It was left as it is. To make another one, set MPOS_BRIDGE_HOME to another directory."


class DatabaseTooNew(Refused):
    """The database was made by a newer version of this program (its schema is {version})."""

    hint = "Nothing was changed. Install the newer version and try again."


class HomeDamaged(StoreDamaged):
    """What the office keeps can't be read or written: {detail}"""

    hint = (
        "Delete nothing. See whether its disk is full or can't be written; else stop the service and restore a backup "
        "of the bridge's home: terminals send again what it lacks."
    )


class StoreBusy(Problem):
    """The database was busy for too long: {detail}"""

    http_status = 503
    hint = "Nothing was changed. Try again in a minute; if it stays so, look for a program that holds the database."


class StoreUnreachable(Unreachable):
    """The database can't be reached: {detail}"""

    hint = (
        "What was recorded is safe, and terminals send again what was not answered. Look whether the database server "
        "runs; then see whether the last thing was done, and go on."
    )


class OfficeMoved(Refused):
    """The office has moved from this database to {to}."""

    http_status = 503
    hint = "Nothing was changed here. Set database_url to the new one (docs/postgresql.md) and start the bridge again."


class MoveRefused(Refused):
    """The office can't be moved there: {detail}"""

    hint = "Nothing was changed on either side."


class NotFound(Refused):
    """There is no {what}."""

    http_status = 404
    hint = "Nothing was changed. Look at the list for the right name."


class AlreadyThere(Refused):
    """There is {what} already."""

    hint = "Nothing was changed. Take another name, or change the one that is there."


class PrefixTaken(Refused):
    """Receipt numbers with the prefix {prefix} could be those of another terminal."""

    hint = "Nothing was changed. Take another prefix, or leave it out and get the next free one."


class TerminalRevoked(LockedOut):
    """This terminal was revoked by the office."""

    http_status = 403
    hint = "What it recorded is safe and can still be uploaded. Ask the office for another terminal."


class TooLarge(BadUsage):
    """What was sent has more than {limit} bytes."""

    http_status = 413
    hint = "Nothing was taken in. Send less at once."
