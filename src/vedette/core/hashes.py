"""Hashes of what rows hold, the same on every machine, in every version and in any order of rows.

Files keep them (verdicts on rows without an id), so they never change.
"""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt

from vedette.core.table import Column, Table

Hash = npt.NDArray[np.uint64]


def content_hashes(table: Table, seed: int) -> Hash:
    """(n,) a hash of the values of each row, whatever else the table holds."""
    total = np.zeros(table.rows, dtype=np.uint64)
    for column in table:
        total += mixed(bits(column) + name_hash(column.name, seed))
    return mixed(total)


def bits(column: Column) -> Hash:
    """(n,) equal for equal values only: the bits of numbers and times, hashes of texts."""
    if column.kind == "text":
        hashes = np.append(text_hashes(column.levels.tolist()), np.uint64(0))
        return np.asarray(hashes[column.values])
    if column.kind == "time":
        return column.values.astype("datetime64[us]").view(np.uint64)
    values = np.where(column.missing, np.nan, column.values) + 0.0  # -0.0 is 0.0
    return values.view(np.uint64)


def text_hashes(texts: list[str]) -> Hash:
    """(k,) a hash of each text: of all its bytes and of where they stand."""
    raw = [str(text).encode("utf-8", "surrogatepass") for text in texts]
    lengths = np.fromiter(map(len, raw), dtype=np.int64, count=len(raw))
    letters = np.frombuffer(b"".join(raw), dtype=np.uint8).astype(np.uint64)
    ends = np.cumsum(lengths)
    place = np.arange(len(letters)) - np.repeat(ends - lengths, lengths)
    words = mixed(letters + (place.astype(np.uint64) << np.uint64(8)))
    sums = np.append(np.uint64(0), np.cumsum(words))
    # A sum over a stretch of letters is a difference of running sums, modulo 2^64.
    return mixed(sums[ends] - sums[ends - lengths] + lengths.astype(np.uint64))


def mixed(x: Hash) -> Hash:
    """The finaliser of SplitMix64 (Steele, Lea and Flood, 2014) for every element."""
    x = x + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(x ^ (x >> np.uint64(31)))


def name_hash(text: str, seed: int) -> np.uint64:
    """A 64-bit hash of a text, the same on every machine."""
    digest = hashlib.blake2b(
        text.encode("utf-8", "surrogatepass"), digest_size=8, salt=salt(seed)
    )
    return np.uint64(int.from_bytes(digest.digest(), "little"))


def salt(seed: int) -> bytes:
    return (seed & (2**64 - 1)).to_bytes(8, "little")
