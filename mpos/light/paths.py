"""Paths without loading `pathlib`, which costs a cold payment as much again as starting Python.

A type checker sees `pathlib.Path`. At run time this one does what every command needs by itself, and becomes a real
one for all else.
"""

import os

from .typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path as Path
else:

    class Path:
        """A path that is joined, looked for and read; asked for more, it loads `pathlib`."""

        __slots__ = ("_text",)

        def __init__(self, *parts):
            self._text = os.path.join("", *parts) or "."

        def __fspath__(self):
            return self._text

        __str__ = __fspath__

        def __repr__(self):
            return f"Path({self._text!r})"

        def __truediv__(self, part):
            return Path(self._text, part)

        def __eq__(self, other):
            return self._real() == other if isinstance(other, os.PathLike) else NotImplemented

        def __hash__(self):
            return hash(self._real())

        def __getattr__(self, name):
            return getattr(self._real(), name)

        def with_name(self, name):
            """The one of this name beside it."""
            return Path(os.path.dirname(self._text), name)

        @property
        def parent(self):
            """Where it lies."""
            return Path(os.path.dirname(self._text))

        def is_dir(self):
            """Whether it is a folder."""
            return os.path.isdir(self._text)

        def stat(self):
            """What the system knows of it."""
            return os.stat(self._text)

        def exists(self):
            """Whether anything is there."""
            return os.path.exists(self._text)

        def resolve(self):
            """Where it leads, links followed."""
            return Path(os.path.realpath(self._text))

        def expanduser(self):
            """With the home of the user in the place of ~."""
            return Path(os.path.expanduser(self._text))

        def open(self, mode="r", **how):
            """The file."""
            return open(self._text, mode, **how)

        def read_text(self, **how):
            """All of the file."""
            with self.open(**how) as file:
                return file.read()

        def _real(self):
            import pathlib

            return pathlib.Path(self._text)
