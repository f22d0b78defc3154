"""A folder of .npz files with X (n, d) and y (n,), 1 for an anomaly."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import numpy as np


def tables_of(folder: Path) -> list[Path]:
    """The .npz files of a folder, by name.

    Raises
    ------
    SystemExit
        If there is none.
    """
    found = sorted(folder.glob("*.npz"))
    if not found:
        raise SystemExit(f"no .npz file with X and y in {folder}")
    return found


def load(path: Path, most: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """X (n, d) and y (n,) of a seeded sample of at most `most` rows."""
    with np.load(path) as file:
        X, y = np.asarray(file["X"], dtype=np.float64), np.asarray(file["y"])
    if len(X) > most:
        rows = np.random.default_rng(seed).choice(len(X), most, replace=False)
        X, y = X[rows], y[rows]
    return X, y


@cache
def print_of(path: Path) -> str:
    """A fingerprint of a file's bytes: another table of the same name is another table."""
    return hashlib.blake2b(path.read_bytes(), digest_size=6).hexdigest()


def unit_range(X: np.ndarray) -> np.ndarray:
    """Columns brought to 0..1, as benchmarks of peers do; constant ones to 0."""
    low, high = X.min(axis=0), X.max(axis=0)
    return (X - low) / np.where(high > low, high - low, 1)
