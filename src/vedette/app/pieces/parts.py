"""Data that several processes read: written once, and mapped into each instead of copied.

The parts lie in a private folder of the work that made them, are read by its own processes
alone, and go with it; nothing that is kept is written so.
"""

from __future__ import annotations

import hashlib
import mmap
import pickle
import struct
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

ALIGNED = 64  # bytes
_SIZES = struct.Struct("<QQ")


class Hash(Protocol):
    def update(self, data: Any, /) -> None: ...


def save(file: Path, value: Any) -> None:
    """Write a value; its arrays are laid out so that they can be used where they lie."""
    buffers: list[pickle.PickleBuffer] = []
    body = pickle.dumps(value, protocol=5, buffer_callback=buffers.append)
    raw = [buffer.raw() for buffer in buffers]
    sizes = [len(one) for one in raw]
    with file.open("wb") as out:
        out.write(_SIZES.pack(len(body), len(raw)))
        out.write(struct.pack(f"<{len(sizes)}Q", *sizes))
        out.write(body)
        for one in raw:
            out.write(b"\0" * (-out.tell() % ALIGNED))
            out.write(one)


def load(file: Path) -> Any:
    """The value that was saved. Who writes to its arrays writes to a copy."""
    with file.open("rb") as held:
        data = memoryview(mmap.mmap(held.fileno(), 0, access=mmap.ACCESS_COPY))
    length, count = _SIZES.unpack_from(data)
    at = _SIZES.size
    sizes = struct.unpack_from(f"<{count}Q", data, at)
    at += 8 * count
    body, at = data[at : at + length], at + length
    buffers = []
    for size in sizes:
        at += -at % ALIGNED
        buffers.append(data[at : at + size])
        at += size
    return pickle.loads(body, buffers=buffers)


def digest_of(value: Any) -> str:
    """40 hexadecimal digits that stand for what a value holds."""
    found = hashlib.blake2b(digest_size=20)
    _tell(value, found)
    return found.hexdigest()


def _tell(value: Any, found: Hash) -> None:
    if isinstance(value, np.ndarray):
        found.update(f"array {value.dtype.str} {value.shape} ".encode())
        if value.dtype == object:
            for item in value.ravel().tolist():
                _tell(item, found)
        else:
            found.update(np.ascontiguousarray(value).view(np.uint8).data)
    elif is_dataclass(value) and not isinstance(value, type):
        found.update(f"{type(value).__name__} {len(fields(value))} ".encode())
        for field in fields(value):
            _tell(getattr(value, field.name), found)
    elif isinstance(value, Mapping):
        found.update(f"mapping {len(value)} ".encode())
        for key in value:
            _tell(key, found)
            _tell(value[key], found)
    elif isinstance(value, (list, tuple)):
        found.update(f"list {len(value)} ".encode())
        for item in value:
            _tell(item, found)
    else:
        said = repr(value).encode("utf-8", "surrogatepass")
        found.update(f"{type(value).__name__} {len(said)} ".encode() + said)
