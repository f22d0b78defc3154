"""Whether the later rows are like the earlier ones, the seasons aside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vedette.core.arrays import Vector
from vedette.core.diagnosis import Assumption
from vedette.core.table import Column, Roles, Table, iso
from vedette.core.wording import join, show
from vedette.planting.planted import Rows
from vedette.tables.series import Series

DAY = 86_400_000_000
CYCLES = {"day": DAY, "week": 7 * DAY, "year": round(365.2425 * DAY)}
# A cycle that the rows see this often can be told from drift; one of which they see less
# than the second share does not matter.
OFTEN, HARDLY = 2, 0.05
# Two years less a day are two years.
NEARLY = 0.99
BLOCKS, LEAST = 24, 200
# Over all columns, a table without drift is called otherwise so often.
ALPHA = 0.02
# A shift of the mean rank by less than this is of no account.
SHIFT = 0.1
JUDGED = frozenset({"number", "category", "flag"})


@dataclass(frozen=True)
class Shift:
    """How a column differs between the halves: in mean rank, and how likely by chance."""

    column: Column
    rank: float
    p: float
    before: float
    after: float


def drift(table: Table, roles: Roles, series: Series | None) -> Assumption:
    """Whether any column differs between the earlier and the later half of the time.

    Each half is cut into 24 blocks, and a block of the later half compared with that of the
    earlier half at the same phase of every cycle that the rows see twice. The mean of the
    differences has the error of a series that depends on its past (first-order
    autoregressive, Kendall's correction). Cycles seen less than twice can look like drift,
    and then it is not known.
    """
    if series is None:
        text = "the rows have no order in time"
        advice = "say which column is the time: --role COL=time"
        return Assumption("drift", "not known", None, SHIFT, text, advice)
    placed = series.placed
    columns = [c for c in table if roles[c.name].kind in JUDGED]
    if placed.sum() < LEAST or not columns:
        text = "too few rows with a time to tell" if columns else "no column to compare"
        return Assumption("drift", "not known", None, SHIFT, text)
    place = series.place[placed].astype(np.float64)
    first, last = float(place.min()), float(place.max())
    span, unclear = _span(last - first, timed=series.timed)
    rows = np.flatnonzero(placed)[place > last - span]
    half = np.minimum((series.place[rows] - (last - span)) / (span / 2), 2 - 1e-9)
    shifts = [s for c in columns if (s := _shift(c, rows, half)) is not None]
    found = [s for s in shifts if s.p * len(shifts) < ALPHA and abs(s.rank) >= SHIFT]
    strongest = max((abs(s.rank) for s in shifts), default=0.0)
    if not shifts:
        return Assumption(
            "drift", "not known", None, SHIFT, "values depend too much on those before"
        )
    if not found:
        text = "the later half is like the earlier one"
        return Assumption("drift", "holds", strongest, SHIFT, text)
    when = _before(table, series, last - span / 2)
    return _told(found, strongest, unclear, when)


def _told(found: list[Shift], strongest: float, unclear: str, when: str) -> Assumption:
    found = sorted(found, key=lambda s: -abs(s.rank))
    names = tuple(s.column.name for s in found)
    worst = found[0]
    text = f"{join(names, most=3)} changed"
    if not worst.column.redacted and worst.column.kind == "number":
        low, high = worst.before, worst.after
        like = (low - abs(high - low), high + abs(high - low))
        text += (
            f": {show(names[0])} was {show(low, like)}{when} and {show(high, like)} after"
        )
    if unclear:
        text += f"; it may be the {unclear}, of which the rows see less than two"
        advice = f"compare with the same time of another {unclear}; vedette gate"
        return Assumption("drift", "not known", strongest, SHIFT, text, advice, names)
    advice = (
        "learn from the later rows alone (--where on the time), fit again often: "
        "vedette fit, vedette gate"
    )
    return Assumption("drift", "fails", strongest, SHIFT, text, advice, names)


def _before(table: Table, series: Series, middle: float) -> str:
    """Where the later half begins; "" if that may not be said."""
    if any(name in table.redacted for name in series.names):
        return " in the earlier half"
    if not series.timed:
        return f" before {show(series.names[0])} {show(round(middle))}"
    return f" before {iso(np.datetime64(round(middle), 'us').astype('datetime64[D]'))}"


def _span(whole: float, *, timed: bool) -> tuple[float, str]:
    """How much of the time is compared, and which cycle could look like drift."""
    if not timed:
        return whole, ""
    unclear = [n for n, c in CYCLES.items() if HARDLY * c < whole < OFTEN * c * NEARLY]
    seen = [c for c in CYCLES.values() if whole >= OFTEN * c * NEARLY]
    if not seen:
        return whole, unclear[-1] if unclear else ""
    cycle = seen[-1]
    return 2 * cycle * (whole // (2 * cycle * NEARLY)), unclear[-1] if unclear else ""


def _shift(column: Column, rows: Rows, half: Vector) -> Shift | None:
    """How a column differs between the halves; None where there is nothing to compare."""
    values = _numbers(column)[rows]
    known = np.isfinite(values)
    if known.sum() < LEAST:
        return None
    values, half = values[known], half[known]
    rank = (_mid_ranks(values) + 0.5) / len(values)
    later = half >= 1
    block = ((half - later) * BLOCKS).astype(np.int64)
    counts = np.bincount(block + BLOCKS * later, minlength=2 * BLOCKS)
    sums = np.bincount(block + BLOCKS * later, weights=rank, minlength=2 * BLOCKS)
    with np.errstate(invalid="ignore"):
        means = sums / np.where(counts > 0, counts, np.nan)
    apart = means[BLOCKS:] - means[:BLOCKS]
    apart = apart[np.isfinite(apart)]
    if len(apart) < BLOCKS // 2:
        return None
    p = p_of_mean(apart)
    before, after = (float(np.median(values[later == side])) for side in (False, True))
    return None if p is None else Shift(column, float(apart.mean()), p, before, after)


def p_of_mean(x: Vector) -> float | None:
    """That the mean of a series is 0, which may depend on its past; None if it does too much."""
    from scipy.special import stdtr

    m, off = len(x), x - x.mean()
    variance = float(np.square(off).sum())
    if not variance > 0:
        return 1.0 if x.mean() == 0 else 0.0
    past = float((off[1:] * off[:-1]).sum()) / variance
    past = min(max(past + (1 + 4 * past) / m, 0.0), 0.99)
    count = m * (1 - past) / (1 + past)
    if count < 3:
        return None
    error = np.sqrt(variance / (m - 1) / count)
    return float(2 * stdtr(count - 1, -abs(x.mean()) / error))


def _numbers(column: Column) -> Vector:
    """Numbers as they are; of kinds, whether it is the most common one."""
    if column.kind in ("number", "flag"):
        return np.asarray(column.values, dtype=np.float64)
    known = ~column.missing
    out = np.full(len(column), np.nan)
    if known.any() and column.kind == "text":
        common = int(np.bincount(column.values[known]).argmax())
        out[known] = column.values[known] == common
    return out


def _mid_ranks(values: Vector) -> Vector:
    """(n,) from 0, the same for equal values."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - (counts + 1) / 2
    return np.asarray(middle[place], dtype=np.float64)
