"""Which rows a detector learns from, and on which a line is drawn."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from vedette.core.errors import TooLittleData
from vedette.core.wording import count
from vedette.thresholds.rule import Flags

Rows = npt.NDArray[np.int64]


def drawn_rows(n: int, odd: Flags | None, share: float, seed: int) -> Rows:
    """A validation part at random, ascending: the share of each class, of each one row.

    Raises
    ------
    TooLittleData
        If no usual row would be left to learn from.
    """
    classes = [np.arange(n)] if odd is None else [np.flatnonzero(~odd), np.flatnonzero(odd)]
    _check_left(n, len(classes[0]))
    random = np.random.default_rng(seed)
    taken = [
        random.permutation(rows)[: min(math.ceil(share * len(rows)), max(len(rows) - 1, 1))]
        for rows in classes
    ]
    return np.sort(np.concatenate(taken))


def last_rows(n: int, odd: Flags | None, share: float) -> Rows:
    """A validation part at the end, for rows that are in the order of time.

    Raises
    ------
    TooLittleData
        If no usual row would be left to learn from.
    """
    first = min(n - math.ceil(share * n), n - 1)
    _check_left(n, first if odd is None else int(np.count_nonzero(~odd[:first])), least=1)
    return np.arange(first, n)


def _check_left(n: int, usual: int, least: int = 2) -> None:
    if usual < least:
        raise TooLittleData(
            f"X has n_samples = {n}: {count(usual, 'usual row')} cannot be parted into "
            "those to learn from and those to draw the line on",
            hint="validation=None draws it on the rows that were learned from",
        )
