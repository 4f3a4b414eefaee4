"""Watches what SQLite does to files: a thin layer around the VFS of the very library that Python's sqlite3 uses.

Locks, shared memory and memory maps are left to the real VFS. What is watched goes through SQLite's published
interface for VFS layers (https://sqlite.org/vfs.html): the files' methods, and the two calls by which its Unix VFS
removes a name and opens a folder to sync it.
"""

import ctypes
import errno
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_int64, c_void_p
from pathlib import Path
from typing import Any

from .operations import Create, Operation, Read, Remove, Sync, SyncDirectory, Truncate, Watch, Write

OK, IO_ERROR, FULL, CANT_OPEN, READ_SHORT = 0, 10, 13, 14, 522
SHORT_READ = errno.ENODATA
"""What a watch raises for a file that ends before what is read."""
_READ_ONLY = 0x1
SHARED_MEMORY = "-shm"
"""The index of a WAL is made anew after a power cut; nothing depends on what was written of it."""


class NoSharedSqlite(Exception):
    """This Python carries an SQLite of its own that can't be watched; use one that is linked to libsqlite3."""


class _Methods(ctypes.Structure):
    _fields_ = [
        ("version", c_int),
        *((f"x{name}", c_void_p) for name in ("Close", "Read", "Write", "Truncate", "Sync", "FileSize", "Lock")),
        *((f"x{name}", c_void_p) for name in ("Unlock", "CheckReservedLock", "FileControl", "SectorSize")),
        *((f"x{name}", c_void_p) for name in ("DeviceCharacteristics", "ShmMap", "ShmLock", "ShmBarrier", "ShmUnmap")),
        *((f"x{name}", c_void_p) for name in ("Fetch", "Unfetch")),
    ]


class _Vfs(ctypes.Structure):
    _fields_ = [
        *(("version", c_int), ("file_bytes", c_int), ("path_bytes", c_int), ("next", c_void_p), ("name", c_char_p)),
        ("private", c_void_p),
        *((f"x{name}", c_void_p) for name in ("Open", "Delete", "Access", "FullPathname", "DlOpen", "DlError")),
        *((f"x{name}", c_void_p) for name in ("DlSym", "DlClose", "Randomness", "Sleep", "CurrentTime")),
        *((f"x{name}", c_void_p) for name in ("GetLastError", "CurrentTimeInt64")),
        *((f"x{name}", c_void_p) for name in ("SetSystemCall", "GetSystemCall", "NextSystemCall")),
    ]


_OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
_CLOSE = CFUNCTYPE(c_int, c_void_p)
_TRANSFER = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
_SYNC = CFUNCTYPE(c_int, c_void_p, c_int)
_SET_CALL = CFUNCTYPE(c_int, c_void_p, c_char_p, c_void_p)
_GET_CALL = CFUNCTYPE(c_void_p, c_void_p, c_char_p)
# The errno that these leave behind is read by SQLite.
_UNLINK = CFUNCTYPE(c_int, c_char_p, use_errno=True)
_OPEN_DIRECTORY = CFUNCTYPE(c_int, c_char_p, POINTER(c_int), use_errno=True)

_RESULTS = {errno.ENOSPC: FULL, SHORT_READ: READ_SHORT}
_alive: list[Any] = []
"""What C still points to: a file that outlives the watch closes through it."""


@contextmanager
def watched_sqlite(folder: Path, watch: Watch) -> Iterator[None]:
    """Tells `watch` what SQLite does to the files in a folder, in files that are opened within the block.

    NoSharedSqlite where that can't be seen.
    """
    layer = _Layer(_library(), str(folder.resolve()), watch)
    _alive.append(layer)
    layer.install()
    try:
        yield
    finally:
        layer.uninstall()


def _library() -> ctypes.CDLL:
    """The SQLite that is loaded in this process, wherever it is."""
    import _sqlite3

    maps = Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace")
    shared = {line.split(maxsplit=5)[5] for line in maps.splitlines() if "/libsqlite3" in line}
    for path in (*sorted(shared), getattr(_sqlite3, "__file__", None)):
        library = ctypes.CDLL(path)
        if hasattr(library, "sqlite3_vfs_find") and _is_in_use(library):
            return library
    raise NoSharedSqlite


def _is_in_use(library: ctypes.CDLL) -> bool:
    """Whether this is the copy of SQLite that sqlite3 calls: what one of them counts, the other must see."""
    library.sqlite3_memory_used.restype = c_int64
    before = library.sqlite3_memory_used()
    with closing(sqlite3.connect(":memory:")):
        return bool(library.sqlite3_memory_used() > before)


class _Layer:
    """One VFS around the default one."""

    def __init__(self, library: ctypes.CDLL, folder: str, watch: Watch) -> None:
        self._library = library
        self._folder = folder
        self._watch: Watch | None = watch
        library.sqlite3_vfs_find.restype = POINTER(_Vfs)
        self._real = library.sqlite3_vfs_find(None)
        self._real_open = _OPEN(self._real.contents.xOpen)
        self._paths: dict[int, str] = {}
        self._tables: dict[int, _Methods] = {}
        self._vfs = _Vfs.from_buffer_copy(self._real.contents)
        self._vfs.name = b"watched"
        self._vfs.xOpen = self._callback(_OPEN, self._open)

    def install(self) -> None:
        """New connections go through the layer from now on."""
        self._library.sqlite3_vfs_register(ctypes.byref(self._vfs), 1)
        real = self._real.contents
        get_call, self._set_call = _GET_CALL(real.xGetSystemCall), _SET_CALL(real.xSetSystemCall)
        self._real_unlink = _UNLINK(get_call(self._real, b"unlink"))
        self._real_open_directory = _OPEN_DIRECTORY(get_call(self._real, b"openDirectory"))
        self._set_call(self._real, b"unlink", self._callback(_UNLINK, self._unlink))
        self._set_call(self._real, b"openDirectory", self._callback(_OPEN_DIRECTORY, self._open_directory))

    def uninstall(self) -> None:
        """New connections go past it again; what is still open is not watched any more."""
        self._watch = None
        self._library.sqlite3_vfs_unregister(ctypes.byref(self._vfs))
        self._library.sqlite3_vfs_register(self._real, 1)
        for name in (b"unlink", b"openDirectory"):
            self._set_call(self._real, name, None)

    def _callback(self, kind: Any, function: Callable[..., int]) -> Any:
        callback = kind(function)
        _alive.append(callback)
        return ctypes.cast(callback, c_void_p)

    def _relative(self, name: bytes | None) -> str | None:
        """The path within the watched folder, or None for what is not watched."""
        path = (name or b"").decode()
        if self._watch is None or not path.startswith(f"{self._folder}/") or path.endswith(SHARED_MEMORY):
            return None
        return path[len(self._folder) + 1 :]

    def _doing(self, operation: Operation | None, call: Callable[[], int]) -> int:
        """Makes a call and tells of it; what the watch raises becomes the result."""
        watch = self._watch
        if operation is None or watch is None:
            return call()
        try:
            watch.before(operation)
        except OSError as error:
            number = error.errno or errno.EIO
            ctypes.set_errno(number)
            return _RESULTS.get(number, IO_ERROR)
        result = call()
        if result == OK:
            watch.after(operation)
        return result

    def _open(self, _vfs: int, name: int | None, file: int, flags: int, out_flags: int | None) -> int:
        path = self._relative(ctypes.string_at(name) if name else None)
        is_new = path is not None and not flags & _READ_ONLY and not (Path(self._folder) / path).exists()
        creation = Create(path) if path is not None and is_new else None
        result = self._doing(creation, lambda: int(self._real_open(self._real, name, file, flags, out_flags)))
        slot = ctypes.cast(file, POINTER(c_void_p))
        if result != OK and creation is not None:
            # SQLite would close what has methods.
            slot[0] = None
            return CANT_OPEN
        if path is not None and result == OK:
            self._paths[file] = path
            slot[0] = ctypes.addressof(self._watched_methods(slot[0]))
        return result

    def _watched_methods(self, address: int) -> _Methods:
        """The methods of a kind of file with ours in front of some."""
        if address not in self._tables:
            table = _Methods.from_buffer_copy(_Methods.from_address(address))
            self._put_in_front(table)
            self._tables[address] = table
        return self._tables[address]

    def _put_in_front(self, table: _Methods) -> None:
        real_close, real_read, real_write = _CLOSE(table.xClose), _TRANSFER(table.xRead), _TRANSFER(table.xWrite)
        real_truncate, real_sync = _TRUNCATE(table.xTruncate), _SYNC(table.xSync)

        def close(file: int) -> int:
            self._paths.pop(file, None)
            return int(real_close(file))

        def read(file: int, buffer: int, amount: int, offset: int) -> int:
            # A read that does not take place brings zeros, as SQLite wants it of a file that ends too soon.
            ctypes.memset(buffer, 0, amount)
            return self._doing(Read(self._paths[file]), lambda: int(real_read(file, buffer, amount, offset)))

        def write(file: int, buffer: int, amount: int, offset: int) -> int:
            operation = Write(self._paths[file], offset, ctypes.string_at(buffer, amount))
            return self._doing(operation, lambda: int(real_write(file, buffer, amount, offset)))

        def truncate(file: int, size: int) -> int:
            return self._doing(Truncate(self._paths[file], size), lambda: int(real_truncate(file, size)))

        def sync(file: int, flags: int) -> int:
            return self._doing(Sync(self._paths[file]), lambda: int(real_sync(file, flags)))

        table.xClose, table.xRead = self._callback(_CLOSE, close), self._callback(_TRANSFER, read)
        table.xWrite, table.xTruncate = self._callback(_TRANSFER, write), self._callback(_TRUNCATE, truncate)
        table.xSync = self._callback(_SYNC, sync)

    def _unlink(self, name: bytes) -> int:
        path = self._relative(name)
        result = self._doing(Remove(path) if path else None, lambda: int(self._real_unlink(name)))
        return -1 if result != OK else OK

    def _open_directory(self, name: bytes, descriptor: Any) -> int:
        """SQLite's way to sync a folder begins with this; it is told the path of a file in it."""
        path = self._relative(name)
        operation = SyncDirectory(str(Path(path).parent)) if path else None
        return self._doing(operation, lambda: int(self._real_open_directory(name, descriptor)))
