"""One column by itself: from its counts over all rows and its values in those looked at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from vedette.core.findings import Value
from vedette.core.pictures import Distribution, Levels
from vedette.core.profile import ColumnProfile, Common, Quantile, Shape
from vedette.core.table import Column, Role, iso
from vedette.core.wording import cut
from vedette.profiling import shape
from vedette.profiling.modes import modes_of
from vedette.profiling.sentences import sentence
from vedette.profiling.tally import Plan, Tally
from vedette.profiling.traits import traits
from vedette.tables.facts.columns import resolution
from vedette.tables.picturing import SHOWN

MOST_COMMON = 10
# Only where values repeat so much is a step worth telling, and are they worth listing.
REPEATED = 2
MODAL = ("number", "weight")
RESOLVED = 20_000
LONGEST = 200  # characters of a text that is listed


def column_profile(column: Column, role: Role, tally: Tally) -> ColumnProfile:
    """Everything that is told of a column.

    column
        Of the rows that were looked at, without codes for missing.
    """
    plan = tally.plan
    levels, counts = repeated(column, plan)
    distinct = len(levels)
    if tally.distinct is not None:
        distinct = min(tally.distinct.estimate, tally.present)
    open_ = not column.redacted
    found = ColumnProfile(
        name=column.name,
        role=role.kind,
        why=role.why,
        stored=column.kind,
        rows=tally.rows,
        missing=tally.missing,
        misfits=tally.misfits,
        codes=tally.codes,
        distinct=distinct,
        distinct_exact=tally.distinct is None or not tally.distinct.full,
        looked_at=int(counts.sum()),
        shape=shape_of(tally) if open_ and len(plan.ordered) else None,
        common=common(column, levels, counts) if open_ else (),
        lengths=lengths(column, counts) if open_ else None,
        picture=picture(tally, distinct) if open_ else None,
        traits=(),
        text="",
        redacted=column.redacted,
    )
    return told(found)


def told(found: ColumnProfile) -> ColumnProfile:
    """The column with what stands out, and its sentence."""
    found = replace(found, traits=traits(found))
    return replace(found, text=sentence(found))


def repeated(column: Column, plan: Plan) -> tuple[np.ndarray, np.ndarray]:
    """The different values of the rows looked at, ascending or as levels; their counts."""
    if column.kind == "text":
        counts = np.bincount(
            column.values[column.values >= 0], minlength=len(column.levels)
        )
        there = counts > 0
        return column.levels[there], counts[there]
    ordered = plan.ordered
    if not len(ordered):
        return ordered, np.empty(0, dtype=np.int64)
    first = np.flatnonzero(np.append(True, np.diff(ordered) > 0))
    return ordered[first], np.diff(np.append(first, len(ordered)))


def common(column: Column, levels: np.ndarray, counts: np.ndarray) -> tuple[Common, ...]:
    """The most frequent values, if any comes again; the only one in any case."""
    if len(counts) == 1:
        return (Common(value_of(column, levels[0]), int(counts[0])),)
    if not len(counts) or counts.max() < REPEATED:
        return ()
    top = np.argsort(-counts, kind="stable")[:MOST_COMMON]
    return tuple(
        Common(value_of(column, levels[i]), int(counts[i]))
        for i in top
        if counts[i] >= REPEATED
    )


def value_of(column: Column, held: object) -> Value:
    """A value as it is shown: a moment as ISO 8601, whole numbers whole."""
    if column.kind == "text":
        return cut(str(held), LONGEST)
    number = float(held)  # type: ignore[arg-type]
    if column.kind == "time":
        return moment(number)
    if column.kind == "flag":
        return bool(number)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def moment(seconds: float) -> str:
    """Seconds since 1970 as ISO 8601, with as much of the clock as is not zero."""
    return iso(np.datetime64(round(seconds * 1e6), "us"))


def lengths(column: Column, counts: np.ndarray) -> tuple[int, int, int] | None:
    """Characters of the shortest, the median and the longest text."""
    if column.kind != "text" or not len(counts):
        return None
    used = np.unique(column.values[column.values >= 0])
    each = np.fromiter(map(len, column.levels[used]), dtype=np.int64, count=len(used))
    order = np.argsort(each, kind="stable")
    upto = np.cumsum(counts[order])
    middle = int(each[order][np.searchsorted(upto, (upto[-1] + 1) // 2)])
    return int(each.min()), middle, int(each.max())


def shape_of(tally: Tally) -> Shape:
    """How numbers or times lie."""
    plan = tally.plan
    ordered, column = plan.ordered, plan.column
    timed = column.kind == "time"
    moments = tally.moments
    log = plan.axis is not None and plan.axis.log
    step = 0.0 if timed else resolution(ordered[:: max(1, len(ordered) // RESOLVED)])
    modes = None
    if plan.measured and plan.kind in MODAL:
        modes = modes_of(ordered, log=log)
    at = shape.quantiles_of(ordered, shape.SHARES)
    return Shape(
        low=value_of(column, tally.low),
        high=value_of(column, tally.high),
        mean=None if timed else back(moments.mean, plan),
        deviation=None if timed else back(moments.deviation, plan),
        skew=None if timed else finite(moments.skew),
        kurtosis=None if timed else finite(moments.kurtosis),
        quantiles=tuple(
            Quantile(share, value_of(column, v))
            for share, v in zip(shape.SHARES, at, strict=True)
        ),
        asymmetry=finite(shape.asymmetry(ordered)) if plan.measured else None,
        tail=finite(shape.tail_of(ordered)) if plan.measured and not timed else None,
        modes=None if modes is None else len(modes),
        mode_at=tuple(value_of(column, float(f"{v:.4g}")) for v in modes or ()),
        step=step or None,
        zeros=tally.zeros,
        negative=tally.negative,
        far=tally.far,
    )


def back(value: float | None, plan: Plan) -> float | None:
    """A number in units of the column again."""
    return None if value is None else finite(float(np.ldexp(value, -plan.exponent)))


def finite(value: float | None) -> float | None:
    return value if value is not None and np.isfinite(value) else None


def picture(tally: Tally, distinct: int) -> Distribution | Levels | None:
    """The histogram along the axis, or the most frequent levels."""
    plan, gone = tally.plan, tally.rows - tally.present
    name = plan.column.name
    if plan.axis is not None:
        counts = tuple(int(c) for c in tally.counts)
        return Distribution(name, plan.axis, counts, tally.below, tally.above, gone)
    if not tally.counts.any():
        return None
    order = np.argsort(-tally.counts, kind="stable")
    top = [int(i) for i in order[:SHOWN] if tally.counts[i]]
    names = [str(value_of(plan.column, level_at(plan, i))) for i in top]
    shown = tuple(int(tally.counts[i]) for i in top)
    others = tally.present - sum(shown)
    more = max(distinct - len(top), 0)
    return Levels(name, tuple(names), shown, others, more, gone)


def level_at(plan: Plan, place: int) -> object:
    """The level that is counted at a place."""
    return (plan.column.levels if plan.column.kind == "text" else plan.levels)[place]
