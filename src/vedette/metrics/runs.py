"""Rows of a series that follow each other and are flagged: where each run begins and ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.errors import InvalidInput
from vedette.metrics.given import Flags

Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Runs:
    """Runs in the order of the rows: (k,) first rows, and (k,) rows after the last."""

    starts: Places
    ends: Places

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def lengths(self) -> Places:
        return self.ends - self.starts


def stretches(series: Any, n: int) -> Places:
    """(n,) number of the stretch of one series that a row is in, rising by 1.

    Raises
    ------
    InvalidInput
        If there is not one value a row.
    """
    if series is None:
        return np.zeros(n, dtype=np.int64)
    keys = np.asarray(series)
    if keys.shape != (n,):
        raise InvalidInput(
            f"series must name one series a row, {n} of them, got {keys.shape}"
        )
    changes = np.asarray(keys[1:] != keys[:-1], dtype=np.int64)
    return np.concatenate([[0], np.cumsum(changes)]).astype(np.int64)[:n]


def runs(flagged: Flags, stretch: Places) -> Runs:
    """The runs of flagged rows; none goes from one series into the next."""
    before = np.concatenate([[False], flagged[:-1] & (stretch[1:] == stretch[:-1])])
    after = np.concatenate([flagged[1:] & (stretch[1:] == stretch[:-1]), [False]])
    return Runs(np.flatnonzero(flagged & ~before), np.flatnonzero(flagged & ~after) + 1)
