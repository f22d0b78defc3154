"""Whether the stated false share is kept: of many tables, loads or draws.

The share that is stated bounds the mean, over tables, of (false findings / findings), where a
table without findings counts 0 (Benjamini and Hochberg, 1995). So that mean is set beside
what was stated.

The interval is Wilson's (1927) for zeros and ones. Shares from 0 to 1 of the same mean vary at
most as much, so if anything it is too wide; and it has a width where every share is 0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.errors import InvalidInput, InvalidParameter
from vedette.core.wording import count, percent
from vedette.metrics.given import share

Z = 1.959964  # 97.5 % of a normal lies below
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class FalseShare:
    """What was stated, and what came.

    stated
        At most so much of the findings is expected to be false.
    realised, low, high
        The mean false share of the tables, with its 95 % interval.
    tables, with_findings
        How many there were, and how many of them had any finding.
    found, false
        Findings of all tables together, and the false ones of them.
    """

    stated: float
    realised: float
    low: float
    high: float
    tables: int
    with_findings: int
    found: int
    false: int

    @property
    def pooled(self) -> float:
        """The false share of all findings together: tables with many weigh more."""
        return share(self.false, self.found)

    @property
    def kept(self) -> bool | None:
        """True: the whole interval is within what was stated; False: all of it is beyond.

        None: these tables are too few to tell.
        """
        if self.high <= self.stated:
            return True
        return False if self.low > self.stated else None

    @property
    def text(self) -> str:
        """The outcome in one sentence."""
        said = {True: "kept", False: "not kept", None: "not contradicted"}[self.kept]
        between = f"{percent(self.low)} to {percent(self.high)}"
        return (
            f"stated at most {percent(self.stated)} false, realised "
            f"{percent(self.realised)} ({between}) over {count(self.tables, 'table')}: {said}"
        )


def false_share(stated: float, false: Any, found: Any) -> FalseShare:
    """The stated false share beside the realised one.

    Parameters
    ----------
    stated
        The share that was asked for, from 0 to 1.
    false, found
        (t,) false findings of each table, and all its findings.

    Raises
    ------
    InvalidInput
        If counts are not whole, or more are false than found, or there is no table.

    Examples
    --------
    >>> told = false_share(0.1, false=[0, 1, 0, 0], found=[3, 5, 0, 8])
    >>> told.realised, told.kept
    (0.05, None)
    >>> told.text
    'stated at most 10 % false, realised 5.0 % (0.2 % to 54 %) over 4 tables: not contradicted'
    """
    if not 0 <= stated <= 1:
        raise InvalidParameter(f"stated must be a share from 0 to 1, got {stated}")
    wrong, all_ = _counts(false, "false"), _counts(found, "found")
    if wrong.shape != all_.shape or not wrong.size:
        raise InvalidInput(
            f"false and found must be counts of the same tables, at least one; "
            f"got {wrong.size} and {all_.size}"
        )
    more = np.flatnonzero(wrong > all_)
    if more.size:
        i = more[0]
        raise InvalidInput(f"table {i} has {wrong[i]} false of {all_[i]} findings")
    realised = float(np.mean(wrong / np.maximum(all_, 1)))
    low, high = wilson(realised, wrong.size)
    return FalseShare(
        stated=float(stated),
        realised=realised,
        low=low,
        high=high,
        tables=wrong.size,
        with_findings=int(np.count_nonzero(all_)),
        found=int(all_.sum()),
        false=int(wrong.sum()),
    )


def false_shares(stated: Any, false: Any, found: Any) -> tuple[FalseShare, ...]:
    """The same for each distinct stated share, rising: whether all of them are kept.

    stated
        (t,) what was stated for each table.
    """
    rates = np.asarray(stated, dtype=np.float64)
    wrong, all_ = _counts(false, "false"), _counts(found, "found")
    if not (rates.shape == wrong.shape == all_.shape):
        raise InvalidInput(
            f"stated, false and found must be of the same tables; got {rates.size}, "
            f"{wrong.size} and {all_.size}"
        )
    return tuple(
        false_share(float(rate), wrong[rates == rate], all_[rates == rate])
        for rate in np.unique(rates)
    )


def wilson(mean: float, n: int) -> tuple[float, float]:
    """The 95 % interval of the mean of n values from 0 to 1."""
    shrink = 1 + Z * Z / n
    middle = (mean + Z * Z / (2 * n)) / shrink
    half = Z / shrink * math.sqrt(max(mean * (1 - mean), 0) / n + (Z / (2 * n)) ** 2)
    low = 0.0 if mean == 0 else max(middle - half, 0.0)
    return low, 1.0 if mean == 1 else min(middle + half, 1.0)


def _counts(given: Any, what: str) -> Counts:
    values = np.asarray(given)
    if values.ndim != 1 or values.dtype.kind not in "iufb":
        raise InvalidInput(f"{what} must be counts of findings, one a table")
    wrong = np.flatnonzero(~((values >= 0) & (values == np.floor(values))))
    if wrong.size:
        raise InvalidInput(
            f"{what} must be counts; table {wrong[0]} has {values[wrong[0]]}"
        )
    return values.astype(np.int64)
