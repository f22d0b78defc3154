"""A column along its series, around the rows that are wrong, with what was expected there."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vedette.core.pictures import Gapped, Stretch
from vedette.core.wording import as_read
from vedette.scanning.learning import Learned
from vedette.tables.picturing import numbers_of

Rows = npt.NDArray[np.int64]

AROUND = 24  # rows before and after
LONGEST = 400  # rows drawn of a run


def stretch(learned: Learned, column: str, first: int, last: int) -> Stretch | None:
    """The rows from `first` to `last` (canonical places) and those around, of one series."""
    series = learned.ordered.series
    if series is None or not series.placed[first] or last - first >= LONGEST:
        return None
    around = max(AROUND, last - first)
    begin, end = max(0, first - around), min(len(series.place), last + around + 1)
    rows = np.arange(begin, end, dtype=np.int64)
    rows = rows[(series.key[rows] == series.key[first]) & series.placed[rows]]
    if len(rows) < 3 or column in series.names:
        return None
    place = series.place[rows]
    low, high = expected_range(learned, column, rows)
    return Stretch(
        column,
        tuple((place / 1e6 if series.timed else place).astype(float).tolist()),
        series.timed,
        _gapped(numbers_of(learned.ordered.table[column])[rows]),
        low,
        high,
        int(np.searchsorted(rows, first)),
        int(np.searchsorted(rows, last)),
        _key(learned, first),
    )


def expected_range(learned: Learned, column: str, rows: Rows) -> tuple[Gapped, Gapped]:
    """(r,) the ends of the range in which 95 % of such rows lie; empty if not known.

    By the model without the row before: the other would follow a run of wrong rows.
    """
    fits = [fit for fit in learned.judged.fits if not fit.lagged]
    for fit in fits:
        for target, z in fit.z.items():
            part = fit.design.parts[target]
            if part.column != column or len(z) != learned.ordered.table.rows:
                continue
            if part.usual is not None or not fit.tells(target):
                return (), ()
            _, low, high = fit.model.range(target, rows)
            return _gapped(low), _gapped(high)
    return (), ()


def _gapped(values: npt.NDArray[np.float64]) -> Gapped:
    return tuple(float(v) if np.isfinite(v) else None for v in values)


def _key(learned: Learned, row: int) -> str:
    assert learned.ordered.series is not None
    names = learned.ordered.series.key_names
    return ", ".join(as_read(learned.ordered.table[name].cell(row)) for name in names)
