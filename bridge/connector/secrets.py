"""The secret of a back office: from the environment, or from a file that nobody else can read."""

import stat
from collections.abc import Mapping
from pathlib import Path

from bridge.settings import BadSetting

from .description import Authorisation

MAX_SECRET_BYTES = 10_000
"""A secret is one line; anything longer is another file."""
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def secret_for(auth: Authorisation, home: Path, environ: Mapping[str, str]) -> str:
    """The secret that [auth] names; BadSetting says where it should be. A relative path is seen from the home."""
    if auth.style == "none":
        return ""
    if auth.secret_env:
        place, secret = auth.secret_env, environ.get(auth.secret_env, "").strip()
    else:
        place, secret = auth.secret_file, read_secret(home / auth.secret_file)
    if not secret:
        raise BadSetting(place=place, problem="there is no secret for the back office in it")
    if not (secret.isascii() and secret.isprintable()):
        raise BadSetting(place=place, problem="the secret is not one line of plain characters")
    return secret


def read_secret(path: Path) -> str:
    """The one line of a file that nobody else can read; BadSetting."""
    try:
        if path.stat().st_mode & _OTHERS:
            raise BadSetting(place=path, problem=f"others can read this secret; run: chmod 600 {path}")
        with path.open(encoding="utf-8") as file:
            return file.read(MAX_SECRET_BYTES).strip()
    except (OSError, ValueError) as error:
        raise BadSetting(place=path, problem=error) from error
