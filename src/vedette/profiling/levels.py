"""The comparisons of a column of kinds: the share of each frequent one, and of all others."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from vedette.core.drift import Change
from vedette.core.findings import Value
from vedette.core.table import Column
from vedette.profiling import contrasts, sizes
from vedette.profiling.contrasts import Contrast, Sample

Pair = tuple[Contrast, Callable[[], Change]]
Codes = npt.NDArray[np.int64]

# Levels that are compared one by one; each that is costs the others power.
MOST = 20
# A level in fewer rows of both tables together tells nothing.
FEWEST = 5


def compare(before: Sample, after: Sample, column: Column, *, shown: bool) -> list[Pair]:
    """Each comparison, and how its change is told.

    column
        One that says how levels are written; texts have codes, numbers are themselves.
    """
    both = np.concatenate([before.values, after.values])
    known, codes, counts = np.unique(both, return_inverse=True, return_counts=True)
    old, new = codes[: len(before)], codes[len(before) :]
    order = np.argsort(-counts, kind="stable")
    frequent = [int(k) for k in order[:MOST] if counts[k] >= FEWEST]
    if len(known) == 2:
        frequent = [1]  # the other's share is what is left
    made = [
        one(old == k, new == k, before, after, held(column, known[k]), shown)
        for k in frequent
    ]
    if len(known) > len(frequent) and len(known) > 2:
        rare = ~np.isin(old, frequent), ~np.isin(new, frequent)
        contrast, shares = contrast_of(*rare, before, after)
        made.append((contrast, lambda: sizes.others_change(*shares, contrast.p)))
    return made


def one(
    old: npt.NDArray[np.bool_],
    new: npt.NDArray[np.bool_],
    before: Sample,
    after: Sample,
    level: Value,
    shown: bool,
) -> Pair:
    """The comparison of one level's share."""
    contrast, shares = contrast_of(old, new, before, after)
    return contrast, lambda: sizes.level_change(level, *shares, contrast.p, shown=shown)


def contrast_of(
    old: npt.NDArray[np.bool_], new: npt.NDArray[np.bool_], before: Sample, after: Sample
) -> tuple[Contrast, tuple[float, float]]:
    found = contrasts.share(
        Sample(old.astype(np.float64), before.orders),
        Sample(new.astype(np.float64), after.orders),
    )
    return found, (float(old.mean()), float(new.mean()))


def held(column: Column, value: object) -> Value:
    """A level as it is shown: whole numbers whole."""
    if column.kind == "text":
        return str(column.levels[int(value)])  # type: ignore[call-overload]
    number = float(value)  # type: ignore[arg-type]
    if column.kind == "flag":
        return bool(number)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number
