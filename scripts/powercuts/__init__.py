"""Power cuts: at every point of what a command does to the disk, what was promised must survive what was not synced.

A scenario is played once by the real, unmodified commands while everything that they do to files is recorded: what
SQLite does, by a thin layer around its VFS; what Python does, by its calls of `os`. So was what people saw meanwhile:
the screen, the paper, the office's answers. Then, for each prefix of that log, a model of a disk (disk.py) says what
a power cut may leave, such a home is laid out, the product is started on it, and inspected from outside.

Why in this way: a virtual machine or a FUSE layer needs privileges, and a preloaded library needs a compiler; this
needs nothing but Python, and reaches the very libsqlite3 that the product uses. What it can't see is what C code other
than SQLite's writes; there is none in the product.
"""
