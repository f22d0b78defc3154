"""Values that the fitted table does not have: new categories, numbers beyond its range.

How many rows of a load hold what no other load has is asked of each fitted load too. So a
column whose kinds are open-ended, or whose extremes move, has its own measure. With one load,
each of its rows is one: the share of kinds seen once estimates the share of unseen ones (Good,
1953), and of n rows two are beyond the range of the rest.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core import wording
from vedette.core.gate import Check
from vedette.core.table import Column, Kind
from vedette.gating.loads import Loads, Numbers, Places
from vedette.gating.shares import Share, judge_share

LEAST_ROWS = 3  # fewer rows are for the rows' check, not a fault of the load
LEAST_NEW = 0.001  # of the rows
LEAST_BEYOND = 0.002
FACTOR = 0.5
MOST_NAMED = 4


def joint_codes(old: Column, new: Column) -> tuple[Places, Places, npt.NDArray[Any]]:
    """Codes of both columns into the same sorted values; -1 is missing."""
    if old.kind == "text":
        levels, numbers = np.unique(
            np.concatenate([old.levels, new.levels]).astype(str), return_inverse=True
        )
        first = np.append(numbers[: len(old.levels)], -1)
        second = np.append(numbers[len(old.levels) :], -1)
        return first[old.values], second[new.values], levels
    both = np.concatenate([old.values, new.values])
    there = np.concatenate([~old.missing, ~new.missing])
    levels, numbers = np.unique(both[there], return_inverse=True)
    codes = np.full(len(both), -1, dtype=np.int64)
    codes[there] = numbers
    return codes[: len(old)], codes[len(old) :], levels


def new_kinds(old: Column, new: Column, loads: Loads, level: float) -> Check:
    """The check of categories that the fitted table does not have."""
    first, second, levels = joint_codes(old, new)
    known = np.zeros(len(levels) + 1, dtype=bool)
    known[first] = True
    known[-1] = True
    unseen = ~known[second]
    alone = _of_one_load(first, loads, len(levels)) if loads.many else _once(first)
    found = _judge(alone, unseen, loads, level, LEAST_NEW)
    if not unseen.any():
        text = f"{wording.show(new.name)} has no kinds that were not fitted"
        return _check("new", new.name, "pass", text, found)
    counts = np.bincount(second[unseen], minlength=len(levels))
    order = np.argsort(-counts, kind="stable")[: int((counts > 0).sum())]
    some = ", ".join(shown(old.kind, levels[i]) for i in order[:MOST_NAMED])
    more = f" and {len(order) - MOST_NAMED:,} more" if len(order) > MOST_NAMED else ""
    text = (
        f"{wording.show(new.name)} has {wording.count(len(order), 'new kind')} in "
        f"{wording.count(int(unseen.sum()), 'row')} ({wording.percent(found.observed)}; "
        f"at most {wording.percent(found.high)} would pass): {some}{more}"
    )
    closed = not alone.any()
    verdict = "pass" if found.allowed else "fail"
    return _check(
        "new", new.name, "warn" if verdict == "pass" and closed else verdict, text, found
    )


def shown(kind: Kind, value: Any) -> str:
    """One of the values of `joint_codes` as it stands in the table."""
    if kind == "text":
        return wording.as_read(str(value), longest=24)
    return wording.as_read(Column("", kind, np.array([value])).cell(0))


def beyond(old: Column, new: Column, loads: Loads, level: float) -> Check:
    """The check of numbers outside the fitted range, by more than a margin."""
    values = old.values[~old.missing]
    first, last = float(values.min()), float(values.max())
    width = margin(values, loads)
    low, high = first - width, last + width
    with np.errstate(invalid="ignore"):
        outside = (new.values < low) | (new.values > high)
    alone = _beyond_others(old.values, loads, width) if loads.many else _ends(old.values)
    found = _judge(alone, outside, loads, level, LEAST_BEYOND)
    name = wording.show(new.name)
    between = f"{wording.show(first)} to {wording.show(last)}"
    if not outside.any():
        text = f"{name} lies within the fitted range, {between}, or not far from it"
        return _check("range", new.name, "pass", text, found)
    far = new.values[outside]
    extreme = float(far[np.argmax(np.maximum(low - far, far - high))])
    text = (
        f"{name} is far outside the fitted range, {between}, in "
        f"{wording.count(int(outside.sum()), 'row')} ({wording.percent(found.observed)}; at "
        f"most {wording.percent(found.high)} would pass), farthest at "
        f"{wording.show(extreme)}"
    )
    return _check("range", new.name, "pass" if found.allowed else "fail", text, found)


def margin(values: Numbers, loads: Loads) -> float:
    """How far beyond the fitted range is far: half the distance between the quartiles; with
    too few loads, as far again as the range is wide."""
    if not loads.many:
        return float(values.max() - values.min())
    low, high = np.quantile(values, [0.25, 0.75])
    return float(high - low) / 2


def _judge(
    alone: npt.NDArray[np.bool_],
    unseen: npt.NDArray[np.bool_],
    loads: Loads,
    level: float,
    least: float,
) -> Share:
    rows = float(len(unseen))
    return judge_share(
        loads.total(alone),
        loads.sizes.astype(np.float64),
        float(unseen.sum()),
        rows,
        loads,
        level,
        total=None if loads.many else (float(alone.sum()), float(len(alone))),
        least=max(least, (LEAST_ROWS - 1) / rows),
        factor=FACTOR,
        side="above",
    )


def _check(check: str, name: str, verdict: Any, text: str, found: Share) -> Check:
    return Check(
        check, name, verdict, text, found.observed, found.expected, 0.0, found.high, found.p
    )


def _of_one_load(codes: Places, loads: Loads, kinds: int) -> npt.NDArray[np.bool_]:
    """(n,) whether a row's kind is in its load alone."""
    load = np.where(loads.of_row < 0, loads.count, loads.of_row)
    there = codes >= 0
    first = np.full(kinds, loads.count + 1, dtype=np.int64)
    last = np.full(kinds, -1, dtype=np.int64)
    np.minimum.at(first, codes[there], load[there])
    np.maximum.at(last, codes[there], load[there])
    alone = np.append(first == last, False)
    return np.asarray(alone[codes])


def _once(codes: Places) -> npt.NDArray[np.bool_]:
    """(n,) whether a row's kind is its alone."""
    counts = np.bincount(codes[codes >= 0], minlength=int(codes.max(initial=0)) + 1)
    return np.asarray((codes >= 0) & (counts[codes] == 1))


def _beyond_others(values: Numbers, loads: Loads, width: float) -> npt.NDArray[np.bool_]:
    """(n,) whether a value is so far beyond the range of all other loads."""
    load = np.where(loads.of_row < 0, loads.count, loads.of_row)
    there = ~np.isnan(values)
    out = np.zeros(len(values), dtype=bool)
    for sign in (1.0, -1.0):
        most = np.full(loads.count + 1, -np.inf)
        np.maximum.at(most, load[there], sign * values[there])
        second, largest = np.sort(most)[-2:]
        others = np.where(most == largest, second, largest)
        out |= there & (sign * values > others[load] + width)
    return out


def _ends(values: Numbers) -> npt.NDArray[np.bool_]:
    """(n,) whether a value is the only smallest or the only largest."""
    there = ~np.isnan(values)
    known = values[there]
    ends = (values == known.min()) | (values == known.max())
    return np.asarray(there & ends)
