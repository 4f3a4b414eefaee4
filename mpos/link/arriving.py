"""A sealed file that arrives in parts: what a cut line has left is kept, and only the rest of it is asked for.

Which file it is a part of is told by the seal at its beginning, which the office gives as the file's tag (ETag). So
another file is never taken for the rest of this one, and nothing has to be kept beside it.
"""

import os
from collections.abc import Iterator

import httpx

from mpos.contract.canonical import BadContent
from mpos.contract.sealed_file import SOA_LIST, seal_of
from mpos.light.paths import Path

MAX_FILE_BYTES = 200_000_000
"""A hundred times the packed list of fifty thousand SOAs."""
FILE_MODE = 0o600


def size_of(path: Path) -> int:
    """Bytes that are here."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def what_is_missing(path: Path) -> dict[str, str]:
    """The headers that ask for the rest of the file at this path; none when it has to come whole."""
    try:
        with path.open("rb") as file:
            seal = seal_of(file, SOA_LIST)
    except (FileNotFoundError, BadContent):
        return {}
    # As it is: what is packed once more can't be gone on with in the middle.
    return {"Range": f"bytes={size_of(path)}-", "If-Range": f'"{seal}"', "Accept-Encoding": "identity"}


def keep_coming(response: httpx.Response, path: Path) -> bool:
    """Whether this is the file or the rest of it, which is at this path then; if not, the answer is something else."""
    if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
        # All of it is here: of any other file the whole would have come.
        return True
    if response.status_code == httpx.codes.OK:
        _keep(response, path, 0)
    elif response.status_code == httpx.codes.PARTIAL_CONTENT:
        size = size_of(path)
        if not response.headers.get("Content-Range", "").startswith(f"bytes {size}-"):
            raise httpx.DecodingError("it sends another part than was asked for", request=response.request)
        _keep(response, path, size)
    else:
        return False
    return True


def bounded(response: httpx.Response, limit: int) -> Iterator[bytes]:
    """An answer's bytes, no more of them than this."""
    size = 0
    for chunk in response.iter_bytes():
        size += len(chunk)
        if size > limit:
            raise httpx.DecodingError("its answer has no end", request=response.request)
        yield chunk


def _keep(response: httpx.Response, path: Path, start: int) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, FILE_MODE), "wb") as file:
        file.seek(start)
        file.truncate()
        for chunk in bounded(response, MAX_FILE_BYTES - start):
            file.write(chunk)
