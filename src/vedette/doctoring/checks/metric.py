"""Whether one metric fits all columns as they stand."""

from __future__ import annotations

import numpy as np

from vedette.core.diagnosis import Assumption
from vedette.core.remedies import take
from vedette.core.scaling import TAIL
from vedette.core.table import Roles, Table
from vedette.core.wording import percent, show
from vedette.planting.draft import KINDLIKE

# Of the squared distance between rows, the share that is one column's.
UNCLEAR, ALONE = 0.9, 0.97


def metric(table: Table, roles: Roles) -> Assumption:
    """Whether the distance between rows, in the columns' own units, is of one column alone."""
    spread = {}
    kinds = 0
    for column in table:
        role = roles[column.name].kind
        kinds += role in KINDLIKE
        if role == "number" and column.kind == "number" and not column.missing.all():
            # A quarter, so that no difference overflows: only ratios matter.
            low, high = np.nanquantile(column.values / 4, (TAIL, 1 - TAIL))
            spread[column.name] = float(high - low)
    largest = max(spread.values(), default=0.0)
    if len(spread) < 2 or not largest > 0:
        text = "fewer than two quantities to put into one metric"
        return Assumption("metric", "not known", None, ALONE, text)
    squares = {name: (value / largest) ** 2 for name, value in spread.items()}
    name = max(squares, key=lambda n: squares[n])
    share = squares[name] / sum(squares.values())
    text = f"{show(name)} makes {percent(share)} of the distance between rows as they stand"
    if kinds:
        text += f"; {kinds} of the columns {'is a kind' if kinds == 1 else 'are kinds'}"
    if share < UNCLEAR:
        return Assumption("metric", "holds", share, ALONE, text, "", (name,))
    advice = (
        "bring the columns to one unit first (scale='robust' of any detector; vedette scan "
        f"does so by itself), or {take('metric')}"
    )
    if share < ALONE:
        return Assumption("metric", "not known", share, ALONE, text, advice, (name,))
    return Assumption("metric", "fails", share, ALONE, text, advice, (name,))
