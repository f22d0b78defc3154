"""How a page came to be: what stands in it so that it can be made again."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from vedette.tables.sources.address import is_address

if TYPE_CHECKING:
    from vedette.report.page import Origin

LARGEST_HASHED = 2_000_000_000  # bytes: some seconds of reading


def origin(file: str, command: str, told: str, *, redacted: bool = False) -> Origin:
    """The command, where the roles are from, and the hash of the file if it is one.

    redacted
        Whether values are shown nowhere: then the hash, by which they could be guessed and
        the guess be checked, is not said either.
    """
    from vedette.report.page import Origin

    return Origin(command, told, "" if redacted else sha256_of(file))


def sha256_of(file: str) -> str:
    """The hash of a file's bytes; "" for what is no single file, or a very large one."""
    if file == "-" or is_address(file):
        return ""
    path = Path(file)
    if not path.is_file() or path.stat().st_size > LARGEST_HASHED:
        return ""
    with path.open("rb") as read:
        return hashlib.file_digest(read, "sha256").hexdigest()
