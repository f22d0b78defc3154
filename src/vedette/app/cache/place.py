"""Where runs are kept, and how much room they may take.

`VEDETTE_CACHE` names a folder, or is "off"; else it is `vedette` in `$XDG_CACHE_HOME`, or in
`~/.cache`. They lie in a folder `runs` in it, which only the user may look into.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from vedette.app.cache.store import Store
from vedette.core.errors import InvalidParameter

OFF = ("off", "0", "no", "false")
MOST_BYTES = 1_000_000_000
RUNS = "runs"


def store(environment: Mapping[str, str] | None = None) -> Store | None:
    """Where runs are kept; None if none are, or if the folder is not the user's alone."""
    env = os.environ if environment is None else environment
    folder = folder_of(env)
    most = most_bytes(env)
    if folder is None or most == 0 or not is_ours(folder):
        return None
    return Store(folder, most)


def folder_of(env: Mapping[str, str]) -> Path | None:
    """The folder that the environment asks for; None: nothing is to be kept."""
    asked = env.get("VEDETTE_CACHE", "").strip()
    if asked.lower() in OFF:
        return None
    try:
        if asked:
            return Path(asked).expanduser().absolute() / RUNS
        shared = env.get("XDG_CACHE_HOME", "")
        # A relative path there is to be ignored, says the XDG Base Directory Specification.
        base = Path(shared) if shared.startswith("/") else Path.home() / ".cache"
    except (RuntimeError, OSError):  # there is no home, or no working folder
        return None
    return base / "vedette" / RUNS


def most_bytes(env: Mapping[str, str]) -> int:
    """How much room the runs may take."""
    asked = env.get("VEDETTE_CACHE_BYTES", "").strip()
    if not asked:
        return MOST_BYTES
    if not (asked.isascii() and asked.isdecimal() and len(asked) <= 18):
        raise InvalidParameter(
            f"VEDETTE_CACHE_BYTES is {asked!r}: it is a number of bytes",
            hint="1000000000 is the default; 0 keeps nothing",
        )
    return int(asked)


def is_ours(folder: Path) -> bool:
    """Whether the folder is not there yet, or is the user's and closed to all others."""
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    mine = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
    return mine and not found.st_mode & 0o077
