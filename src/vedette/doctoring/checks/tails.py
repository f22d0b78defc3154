"""Whether columns have tails about as thin as a normal's."""

from __future__ import annotations

import numpy as np

from vedette.core.arrays import Vector
from vedette.core.diagnosis import Assumption
from vedette.core.remedies import take
from vedette.core.table import Column, Roles, Table
from vedette.core.wording import count, join, show

FAR, NEAR = 0.995, 0.75
LEAST = 300
# How many times as far from the median the far quantile is than the near one: 3.8 in a
# normal, 6.6 in an exponential, 7.6 with 3 degrees of freedom of t, 12 with 2.
THIN, HEAVY = 8.0, 11.0


def tails(table: Table, roles: Roles) -> Assumption:
    """How far the last values of each column lie, in its own quartiles."""
    found = {
        column.name: tail
        for column in table
        if roles[column.name].kind == "number" and column.kind == "number"
        if (tail := tail_of(column.values)) is not None
    }
    if not found:
        text = f"no quantity with {count(LEAST, 'value')} and a spread"
        return Assumption("tails", "not known", None, HEAVY, text)
    name = max(found, key=lambda n: found[n])
    heavy = tuple(n for n, tail in found.items() if tail > HEAVY)
    far = farthest(table[name], found[name])
    if not heavy and found[name] <= THIN:
        normal = "" if table[name].redacted else "; 4 times in a normal column"
        text = f"{far}{normal}"
        return Assumption("tails", "holds", found[name], HEAVY, text)
    advice = (
        f"mean and standard deviation mislead there: look at logarithms, or {take('tails')}"
    )
    if not heavy:
        return Assumption("tails", "not known", found[name], HEAVY, far, advice, (name,))
    text = (
        f"{join(heavy, most=3)} {'has' if len(heavy) == 1 else 'have'} heavy tails: {far}"
    )
    return Assumption("tails", "fails", found[name], HEAVY, text, advice, heavy)


def farthest(column: Column, tail: float) -> str:
    """How far the last values of a column lie, unless it is redacted."""
    if column.redacted:
        return f"what {show(column.name)} holds is redacted"
    return f"of {show(column.name)}, one value in 200 is {tail:.0f} times as far out as one in 4"


def tail_of(values: Vector) -> float | None:
    """The larger ratio of the two sides; None with few values or mostly one value."""
    known = values[np.isfinite(values)] / 4  # no difference overflows: only ratios matter
    if len(known) < LEAST:
        return None
    ratios = []
    for sign in (1.0, -1.0):
        middle, near, far = np.quantile(sign * known, (0.5, NEAR, FAR))
        if near > middle:
            ratios.append(float((far - middle) / (near - middle)))
    return max(ratios) if len(ratios) == 2 else None
