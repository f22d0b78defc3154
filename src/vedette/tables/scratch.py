"""A folder for what does not fit in memory, gone when the work is.

In the system's temporary folder (TMPDIR). What a killed process left behind is removed by the
next one of the same user.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "vedette-large-"


@contextmanager
def scratch() -> Iterator[Path]:
    """An empty folder that nobody else can read."""
    clean()
    with tempfile.TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-") as folder:
        yield Path(folder)


def clean() -> None:
    """Remove the folders of processes that are no more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = folder.name.removeprefix(PREFIX).partition("-")[0]
        with contextlib.suppress(OSError):
            mine = folder.lstat().st_uid == os.getuid() and not folder.is_symlink()
            if mine and folder.is_dir() and owner.isdecimal() and not alive(int(owner)):
                shutil.rmtree(folder, ignore_errors=True)


def alive(process: int) -> bool:
    """Whether a process with this number runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
