"""What a file holds, as a hash of its bytes; a file that did not change is not read again.

The hash is remembered with the file's size, times, inode and device. Times have a
granularity: a file that changes twice within one tick of the clock looks unchanged the
second time. So nothing is remembered of a file that was changed just before it was read
("racy git", Documentation/technical/racy-git.txt of git).
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from dataclasses import asdict, dataclass

import msgspec

from vedette.app.cache.store import Store

# Two seconds is the coarsest tick of a file system in use (FAT).
TICK = 2_000_000_000  # ns
BLOCK = 1 << 20
# Beside these a file alone is not all that a database holds.
COMPANIONS = (".wal", "-wal", "-journal")


@dataclass(frozen=True)
class State:
    """What a file system says of a file; two different contents differ in it."""

    size: int
    modified: int  # ns
    changed: int  # ns
    inode: int
    device: int


@dataclass(frozen=True)
class Remembered:
    """A state of a file, and the hash of what it held then."""

    state: State
    digest: str


@dataclass(frozen=True)
class Content:
    """What a file held when it was asked.

    settled
        The file was at rest: with the same state, it holds the same.
    """

    path: str
    state: State
    digest: str
    settled: bool

    def still(self) -> bool:
        """Whether the file holds the same now."""
        if state_of(self.path) != self.state:
            return False
        return self.settled or hash_of(self.path) == self.digest


def content_of(file: str, store: Store) -> Content | None:
    """What a file holds; None if it is no plain file, or changes while it is read."""
    path = os.path.abspath(file)
    state = state_of(path)
    if state is None or any(os.path.exists(path + end) for end in COMPANIONS):
        return None
    settled = time.time_ns() - max(state.modified, state.changed) > TICK
    name = f"{digest_of(path.encode('utf-8', 'surrogateescape'))}.content"
    if settled and (known := _remembered(store, name)) and known.state == state:
        return Content(path, state, known.digest, True)
    digest = hash_of(path)
    if digest is None or state_of(path) != state:
        return None
    if settled:
        data = msgspec.json.encode(asdict(Remembered(state, digest)))
        store.write(name, lambda out: out.write(data))
    return Content(path, state, digest, settled)


def state_of(path: str) -> State | None:
    """The state of a plain file; None of anything else."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    times = found.st_mtime_ns, found.st_ctime_ns
    return State(found.st_size, *times, found.st_ino, found.st_dev)


def hash_of(path: str) -> str | None:
    """The hash of a file's bytes; None if they cannot be read."""
    known = hashlib.blake2b(digest_size=20)
    try:
        with open(path, "rb", buffering=0) as file:
            while block := file.read(BLOCK):
                known.update(block)
    except OSError:
        return None
    return known.hexdigest()


def digest_of(data: bytes) -> str:
    """The name of a kept file that stands for some bytes."""
    return hashlib.blake2b(data, digest_size=20).hexdigest()


def _remembered(store: Store, name: str) -> Remembered | None:
    data = store.read(name)
    if data is None:
        return None
    try:
        return msgspec.json.decode(data, type=Remembered)
    except msgspec.MsgspecError:
        store.remove(name)
        return None
