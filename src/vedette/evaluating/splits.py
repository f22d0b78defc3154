"""Rows divided into those to learn from, those to set a threshold by, and those to test on.

What must not be in two parts is not: copies of a row, rows of one key, and, where rows have
times, what is later never comes before what is earlier. A detector learns from the usual rows
of the first part; one that needs labels, from all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from vedette.core.errors import InvalidParameter, TooLittleData
from vedette.evaluating.sample import Sample

Rows = npt.NDArray[np.int64]
Way = Literal["random", "key", "time"]

TRAIN, VALIDATION, TEST, OUT = 0, 1, 2, -1
LEAST_FOLDS = 3  # one to test on, one for the threshold, one to learn from


@dataclass(frozen=True, eq=False)
class Split:
    """The rows of each part, ascending; those of `validation` and `test` are labelled.

    odd_weight
        For how many anomalies one of the validation part stands, where a usual row of it
        stands for one: below 1 where none is in the part that is learned from.
    """

    train: Rows
    validation: Rows
    test: Rows
    way: Way
    odd_weight: float = 1.0


def way_of(sample: Sample) -> Way:
    """How a sample is to be divided: by time where rows have one, else by key, else by chance."""
    if sample.times is not None:
        return "time"
    return "random" if sample.keys is None else "key"


def three_parts(
    sample: Sample,
    shares: tuple[float, float, float] = (60, 20, 20),
    *,
    way: Way | None = None,
    labelled: bool = False,
    seed: int = 0,
) -> Split:
    """One division: shares of the rows to learn from, for the threshold, and to test on.

    labelled
        Whether anomalies are to be learned from too. Else those that chance may place are all
        in validation and test, in the proportion of these.
    """
    way = way or way_of(sample)
    if way == "time":
        return _split(sample, _by_time(sample, np.cumsum(shares)[:2] / np.sum(shares)), way)
    # Anomalies that stand alone are not needed where nothing learns from labels; a key with
    # anomalies has usual rows too, which are.
    free = way == "random" and not labelled
    odd = (0.0, *shares[VALIDATION:]) if free else shares
    rng = np.random.default_rng(seed)
    part = _dealt(sample, _units(sample, way), shares, odd, rng)
    return replace(_split(sample, part, way), odd_weight=sum(odd) / sum(shares))


def folds(
    sample: Sample,
    count: int = 5,
    repeats: int = 1,
    *,
    way: Way | None = None,
    seed: int = 0,
) -> list[Split]:
    """Each part is tested on once (`repeats` times, by other draws), the next one sets the
    threshold, and the others are learned from.

    By time: the parts follow each other, and only what is earlier is learned from; the first
    two are never tested on. Repeats would all be the same, so there is one.

    Raises
    ------
    InvalidParameter
        If there are fewer than three parts, or more than rows.
    """
    if count < LEAST_FOLDS:
        raise InvalidParameter(
            f"folds is {count}: there are at least {LEAST_FOLDS}, one to test on, one for the "
            "threshold, one to learn from"
        )
    if count > len(sample):
        raise InvalidParameter(
            f"folds is {count}: there are {len(sample):,} rows, and at least one is tested on "
            "in each"
        )
    if repeats < 1:
        raise InvalidParameter(f"repeats is {repeats}: it is a whole number, at least 1")
    way = way or way_of(sample)
    if way == "time":
        cuts = np.arange(1, count + 2) / (count + 2)
        part = _by_time(sample, cuts)
        return [_split(sample, _rolled(part, fold + 2), way) for fold in range(count)]
    units = _units(sample, way)
    made = []
    for repeat in range(repeats):
        rng = np.random.default_rng([seed, repeat])
        part = _dealt(sample, units, [1.0] * count, [1.0] * count, rng)
        for fold in range(count):
            turned = (part - fold) % count
            roles = np.where(turned == 0, TEST, np.where(turned == 1, VALIDATION, TRAIN))
            made.append(_split(sample, roles, way))
    return made


def _split(sample: Sample, part: Rows, way: Way) -> Split:
    """The rows of each part. What is not labelled is learned from or nothing."""
    measured = sample.known
    return Split(
        train=np.flatnonzero(part == TRAIN),
        validation=np.flatnonzero((part == VALIDATION) & measured),
        test=np.flatnonzero((part == TEST) & measured),
        way=way,
    )


# By time


def _by_time(sample: Sample, cuts: npt.NDArray[np.float64]) -> Rows:
    """(n,) the part of each row: cut at these shares of the rows in the order of time.

    Rows of one moment are in one part, the earlier. Rows without a time are in none.
    """
    if sample.times is None:
        raise InvalidParameter(
            "rows cannot be divided by time: there is no time column",
            hint="name one with its role: --role COL=time",
        )
    times = sample.times.astype("datetime64[us]").view(np.int64)
    there = ~np.isnat(sample.times)
    if not there.any():
        raise TooLittleData(
            f"{sample.time_names[0]!r} holds no time by which rows could be divided",
            hint="--by-chance divides them by chance",
        )
    ascending = np.sort(times[there])
    place = np.minimum((cuts * len(ascending)).astype(np.int64), len(ascending) - 1)
    edges = ascending[np.maximum(place - 1, 0)]  # the last moment of each part
    part = np.searchsorted(edges, times, side="left").astype(np.int64)
    part[~there] = OUT
    return part


def _rolled(part: Rows, test: int) -> Rows:
    """Parts in the order of time as roles: one to test on, the one before, all earlier."""
    roles = np.full(len(part), OUT, dtype=np.int64)
    roles[(part >= 0) & (part < test - 1)] = TRAIN
    roles[part == test - 1] = VALIDATION
    roles[part == test] = TEST
    return roles


# By chance, what belongs together together


def _units(sample: Sample, way: Way) -> Rows:
    """(n,) a number for what must not be parted: copies of a row, and rows of a key."""
    if way != "key" or sample.keys is None:
        return sample.copies
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    keys, copies = sample.keys, sample.copies
    many = int(keys.max()) + 1
    n = many + int(copies.max()) + 1
    beside = (np.ones(len(keys), dtype=np.int8), (keys, copies + many))
    _, component = connected_components(coo_array(beside, shape=(n, n)), directed=False)
    return np.unique(component[keys], return_inverse=True)[1].astype(np.int64)


def _dealt(
    sample: Sample,
    units: Rows,
    shares: Sequence[float],
    odd_shares: Sequence[float],
    rng: np.random.Generator,
) -> Rows:
    """(n,) parts of about these shares of the rows, units with and without anomalies apart.

    Units are drawn in a random order and fill one part after the other. Where there are
    enough units with anomalies, no part that is to have some is without.
    """
    size = np.bincount(units)
    odd = np.bincount(units, weights=sample.odd)
    part = np.empty(len(size), dtype=np.int64)
    for chosen, weight, wanted in (
        (odd == 0, size, shares),
        (odd > 0, odd, odd_shares),
    ):
        some = rng.permutation(np.flatnonzero(chosen))
        part[some] = _filled(weight[some].astype(np.float64), wanted)
    return part[units]


def _filled(weights: npt.NDArray[np.float64], shares: Sequence[float]) -> Rows:
    """(m,) the part of each unit, in this order, by where its middle falls."""
    if not len(weights):
        return np.empty(0, dtype=np.int64)
    middle = np.cumsum(weights) - weights / 2
    edges = np.cumsum(shares) / np.sum(shares) * weights.sum()
    part = np.searchsorted(edges[:-1], middle, side="right").astype(np.int64)
    # The last parts are those that are measured on: they come first.
    for last in reversed([k for k, share in enumerate(shares) if share > 0]):
        counts = np.bincount(part, minlength=len(shares))
        if not counts[last] and counts[:last].any():
            part[np.flatnonzero(part == counts[:last].argmax())[-1]] = last
    return part
