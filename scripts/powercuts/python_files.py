"""Watches what Python itself does to files: every call of `os` that changes one, also beneath open() and pathlib.

For the time of the watch, files are opened for writing by Python's own reference implementation of `open` (_pyio),
which makes its calls through `os`, where they can be seen.
"""

import _pyio  # type: ignore[import-not-found]  # it has no published types
import builtins
import io
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from .operations import Create, MakeDirectory, Operation, Remove, Rename, Sync, SyncDirectory, Truncate, Watch, Write


@contextmanager
def watched_python(folder: Path, watch: Watch) -> Iterator[None]:
    """Tells `watch` what this process does to the files in a folder by way of Python, within the block."""
    calls = _Calls(str(folder.resolve()), watch)
    with ExitStack() as stack:
        for name in _CHANGING:
            stack.enter_context(patch.object(os, name, getattr(calls, name)))
        stack.enter_context(patch.object(os, "remove", calls.unlink))
        for module in (io, builtins):
            stack.enter_context(patch.object(module, "open", _open_file))
        yield


_CHANGING = ("open", "write", "pwrite", "ftruncate", "fsync", "fdatasync", "rename", "replace", "unlink", "mkdir")
_real_open = io.open


def _open_file(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
    writes = set(mode) & set("wax+")
    return _pyio.open(file, mode, *args, **kwargs) if writes else _real_open(file, mode, *args, **kwargs)


class _Calls:
    """The calls of `os`, each told of."""

    def __init__(self, folder: str, watch: Watch) -> None:
        self._folder = folder
        self._watch = watch
        self._os = {name: getattr(os, name) for name in dir(os)}

    def open(self, path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        return int(self._doing(self._opening(path, flags, dir_fd), "open", path, flags, mode, dir_fd=dir_fd))

    def write(self, descriptor: int, content: Any) -> int:
        path = self._behind(descriptor)
        if path is None:
            return int(self._os["write"](descriptor, content))
        at_end = self._os["fstat"](descriptor).st_size
        appends = _is_appending(descriptor)
        offset = at_end if appends else self._os["lseek"](descriptor, 0, os.SEEK_CUR)
        return int(self._doing(Write(path, offset, bytes(content)), "write", descriptor, content))

    def pwrite(self, descriptor: int, content: Any, offset: int) -> int:
        path = self._behind(descriptor)
        operation = None if path is None else Write(path, offset, bytes(content))
        return int(self._doing(operation, "pwrite", descriptor, content, offset))

    def ftruncate(self, descriptor: int, size: int) -> None:
        path = self._behind(descriptor)
        self._doing(None if path is None else Truncate(path, size), "ftruncate", descriptor, size)

    def fsync(self, descriptor: int) -> None:
        self._doing(self._syncing(descriptor), "fsync", descriptor)

    def fdatasync(self, descriptor: int) -> None:
        self._doing(self._syncing(descriptor), "fdatasync", descriptor)

    def rename(self, path: Any, new_path: Any, **folders: int | None) -> None:
        self._doing(self._renaming(path, new_path), "rename", path, new_path, **folders)

    def replace(self, path: Any, new_path: Any, **folders: int | None) -> None:
        self._doing(self._renaming(path, new_path), "replace", path, new_path, **folders)

    def unlink(self, path: Any, *, dir_fd: int | None = None) -> None:
        name = self._relative(path, dir_fd)
        self._doing(None if name is None else Remove(name), "unlink", path, dir_fd=dir_fd)

    def mkdir(self, path: Any, mode: int = 0o777, *, dir_fd: int | None = None) -> None:
        name = self._relative(path, dir_fd)
        self._doing(None if name is None else MakeDirectory(name), "mkdir", path, mode, dir_fd=dir_fd)

    def _doing(self, operation: Operation | None, name: str, *args: Any, **kwargs: Any) -> Any:
        call: Callable[..., Any] = self._os[name]
        if operation is None:
            return call(*args, **kwargs)
        self._watch.before(operation)
        result = call(*args, **kwargs)
        self._watch.after(operation)
        return result

    def _opening(self, path: Any, flags: int, dir_fd: int | None) -> Operation | None:
        name = self._relative(path, dir_fd)
        if name is None:
            return None
        if not os.path.lexists(path):
            return Create(name) if flags & os.O_CREAT else None
        return Truncate(name, 0) if flags & os.O_TRUNC else None

    def _renaming(self, path: Any, new_path: Any) -> Rename | None:
        name, new_name = self._relative(path), self._relative(new_path)
        return Rename(name, new_name) if name is not None and new_name is not None else None

    def _syncing(self, descriptor: int) -> Sync | SyncDirectory | None:
        path = self._behind(descriptor)
        if path is None:
            return None
        return SyncDirectory(path) if Path(self._folder, path).is_dir() else Sync(path)

    def _behind(self, descriptor: int) -> str | None:
        """The name that an open file has now; None when it has none any more, and nobody can find it after a cut."""
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        return self._relative(path) if path.exists() else None

    def _relative(self, path: Any, dir_fd: int | None = None) -> str | None:
        if dir_fd is not None or isinstance(path, int):
            return None
        absolute = os.path.abspath(os.fspath(path))  # noqa: PTH100 -- Path.resolve would follow the last link, too
        if absolute == self._folder:
            return "."
        return absolute[len(self._folder) + 1 :] if absolute.startswith(f"{self._folder}/") else None


def _is_appending(descriptor: int) -> bool:
    import fcntl

    return bool(fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_APPEND)
