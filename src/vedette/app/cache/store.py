"""Files of a folder that is bounded in size: the least recently used go first.

A file is written beside its place and renamed, so that it is there whole or not at all, and
any number of processes may read, write and clear at once without waiting for each other.
The folder is a convenience: whatever cannot be read or written there is as if never kept.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

OURS = re.compile(r"[0-9a-f]{40}\.(run|learned|content|piece)")
PARTIAL = ".partial-"
# A file that is still being written after so long was left behind by a process that died.
ABANDONED = 3600.0  # seconds
# One file may take at most this share of the room.
LARGEST_SHARE = 1 / 4


@dataclass(frozen=True)
class Kept:
    """One file of the store: its size in bytes, and when it was last used (ns)."""

    path: Path
    size: int
    used: int


@dataclass(frozen=True)
class Store:
    """A folder of kept files and the room they may take, in bytes."""

    folder: Path
    most: int

    def path(self, name: str) -> Path:
        """Where a file is, if it is kept."""
        if not OURS.fullmatch(name):
            raise ValueError(f"{name!r} is no name of a kept file")
        return self.folder / name

    def read(self, name: str) -> bytes | None:
        """What is kept under a name; from now on it counts as used."""
        try:
            data = self.path(name).read_bytes()
        except OSError:
            return None
        self.use(name)
        return data

    def use(self, name: str) -> None:
        """Let the file count as the last one used."""
        with contextlib.suppress(OSError):
            os.utime(self.path(name))

    @property
    def largest(self) -> int:
        """How many bytes one file may take."""
        return int(self.most * LARGEST_SHARE)

    def write(self, name: str, fill: Callable[[BinaryIO], object]) -> bool:
        """Keep what `fill` writes into a file; whether that was done."""

        def save(path: Path) -> None:
            with path.open("wb") as file:
                fill(file)

        return self.place(name, save)

    def place(self, name: str, save: Callable[[Path], object]) -> bool:
        """Keep what `save` leaves at a path; whether that was done."""
        path = self.path(name)
        beside = None
        try:
            self._make_folder()
            handle, beside = tempfile.mkstemp(dir=self.folder, prefix=PARTIAL)  # 0600
            os.close(handle)
            save(Path(beside))
            if os.path.getsize(beside) > self.largest:
                return False
            os.chmod(beside, 0o600)  # `save` may have put another file there
            os.replace(beside, path)
        except OSError:
            return False
        finally:
            if beside is not None:
                with contextlib.suppress(OSError):
                    os.unlink(beside)
        self.make_room()
        return True

    def remove(self, name: str) -> None:
        """Forget what is kept under a name."""
        with contextlib.suppress(OSError):
            self.path(name).unlink()

    def make_room(self) -> None:
        """Remove the files that were not used for the longest time, until the rest fits."""
        self._sweep()
        kept = self.kept()
        room = self.most
        for file in sorted(kept, key=lambda f: (-f.used, f.path.name)):
            room -= file.size
            if room < 0:
                with contextlib.suppress(OSError):
                    file.path.unlink()

    def kept(self) -> list[Kept]:
        """The files that are kept."""
        found = []
        for entry in self._entries():
            if OURS.fullmatch(entry.name):
                with contextlib.suppress(OSError):
                    about = entry.stat(follow_symlinks=False)
                    found.append(Kept(Path(entry.path), about.st_size, about.st_mtime_ns))
        return found

    def clear(self) -> list[Kept]:
        """Remove all that is kept, and nothing else; what was removed."""
        gone = []
        for file in self.kept():
            with contextlib.suppress(OSError):
                file.path.unlink()
                gone.append(file)
        self._sweep(older=0.0)
        return gone

    def _entries(self) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(self.folder) as entries:
                return list(entries)
        except OSError:
            return []

    def _sweep(self, older: float = ABANDONED) -> None:
        """Remove what processes that died left behind."""
        for entry in self._entries():
            if PARTIAL in entry.name:
                with contextlib.suppress(OSError):
                    if time.time() - entry.stat(follow_symlinks=False).st_mtime >= older:
                        os.unlink(entry.path)

    def _make_folder(self) -> None:
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            self.folder.mkdir(mode=0o700)
