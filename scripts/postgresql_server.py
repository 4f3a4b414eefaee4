"""A PostgreSQL server of one's own for tests and benchmarks: on a socket in a new directory, gone at the end.

It runs as another user where we are root, for which PostgreSQL is not made. Commits are on disk when they return, as
in an office.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

SUPERUSER = "postgres"
START_WITHIN_S = 60
STOP_WITHIN_S = 60
LOOK_AGAIN_S = 0.05
INSTALLED = Path("/usr/lib/postgresql")
"""Where Debian keeps the servers' programs, by version."""


class NoPostgresql(Exception):
    """Why there is no server."""


class Server:
    """A server whose files are under `place`. `url` names a database in it."""

    def __init__(self, place: Path, options: Sequence[str] = ()) -> None:
        self.place = place
        self._programs = find_programs()
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        """Makes the server's files, and starts it."""
        self.place.chmod(0o755)
        for name in ("base", "socket"):
            (self.place / name).mkdir(mode=0o700)
            if other := _other_user():
                os.chown(self.place / name, other.pw_uid, other.pw_gid)
        initdb = [str(self._programs / "initdb"), "--pgdata", str(self._base), "--username", SUPERUSER, "--auth=trust"]
        # A locale that sorts as people do and no program: it shows where an order was left to the database.
        locale = ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-PH"]
        made = subprocess.run([*_as_other_user(), *initdb, *locale], cwd="/", capture_output=True, text=True)
        if made.returncode:
            raise NoPostgresql(f"initdb failed: {made.stderr.strip()}")
        self.start()

    def start(self) -> None:
        """Starts it, or goes on after a crash, until it answers."""
        options = ["listen_addresses=", f"unix_socket_directories={self.socket}", *self._options]
        command = [str(self._programs / "postgres"), "-D", str(self._base)]
        command += [part for option in options for part in ("-c", option)]
        with (self.place / "log").open("ab") as log:
            self._process = subprocess.Popen([*_as_other_user(), *command], cwd="/", stdout=log, stderr=log)
        self._await_answers()

    def crash(self) -> None:
        """Stops it at once, as pg_ctl stop -m immediate does: it recovers from its log when it starts again."""
        self._stop(signal.SIGQUIT)

    def stop(self) -> None:
        """Cuts off who is connected, and stops."""
        self._stop(signal.SIGINT)

    @property
    def socket(self) -> Path:
        """The directory that clients are told as their host."""
        return self.place / "socket"

    def url(self, database: str) -> str:
        """How our programs reach a database."""
        return url_in(self.socket, database)

    def new_database(self) -> str:
        """The URL of an empty database."""
        name = f"d{uuid4().hex}"
        create = [str(self._programs / "createdb"), "--host", str(self.socket), "--username", SUPERUSER, name]
        subprocess.run([*create, "--template=template0"], check=True)
        return self.url(name)

    def _stop(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(STOP_WITHIN_S)
            self._process = None

    def _await_answers(self) -> None:
        give_up_s = time.monotonic() + START_WITHIN_S
        ready = [str(self._programs / "pg_isready"), "--quiet", "--host", str(self.socket), "--username", SUPERUSER]
        while subprocess.run(ready).returncode:
            if self._process is None or self._process.poll() is not None or time.monotonic() > give_up_s:
                raise NoPostgresql(f"the server did not start: {(self.place / 'log').read_text()[-500:]}")
            time.sleep(LOOK_AGAIN_S)

    @property
    def _base(self) -> Path:
        return self.place / "base"


@contextmanager
def running(*options: str) -> Iterator[Server]:
    """A new server for the length of the block; NoPostgresql when none can be had."""
    place = Path(tempfile.mkdtemp(prefix="mpos-postgresql-"))
    server = Server(place, options)
    try:
        server.make()
        yield server
    finally:
        server.stop()
        shutil.rmtree(place, ignore_errors=True)


def url_in(socket: Path, database: str) -> str:
    """The URL of a database of the server that listens in this directory."""
    return f"postgresql://{SUPERUSER}@/{database}?host={socket}"


def find_programs() -> Path:
    """The newest server's programs; NoPostgresql when none is installed."""
    found = sorted(INSTALLED.glob("*/bin/postgres"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    if on_path := shutil.which("postgres"):
        return Path(on_path).resolve().parent
    raise NoPostgresql("no PostgreSQL server is installed; scripts/postgresql does that")


def _other_user() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoPostgresql("PostgreSQL refuses to run as root, and there is no other user here")


def _as_other_user() -> list[str]:
    """It ends with us, however we end."""
    dying = ["setpriv", "--pdeathsig", "INT"]
    if other := _other_user():
        return [*dying, f"--reuid={other.pw_uid}", f"--regid={other.pw_gid}", "--clear-groups"]
    return dying
