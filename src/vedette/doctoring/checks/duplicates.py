"""Whether rows come once."""

from __future__ import annotations

import numpy as np

from vedette.core.diagnosis import Assumption
from vedette.core.remedies import take
from vedette.core.table import Roles, Table
from vedette.core.wording import count, percent
from vedette.tables.series import group_codes

MOST = 0.01
# A column with so many different values, of the rows, tells rows apart.
FINE = 0.2
SILENT = frozenset({"id", "ignore", "label"})


def duplicates(table: Table, roles: Roles) -> Assumption:
    """Which share of the rows are copies of another, their ids aside."""
    columns = [c for c in table if roles[c.name].kind not in SILENT]
    n = table.rows
    if n < 2 or not columns:
        return Assumption("duplicates", "not known", None, MOST, "nothing to compare")
    key = np.zeros(n, dtype=np.int64)
    chances, finest = 0.0, 0
    for column in columns:
        codes = group_codes(column)
        chances += float(np.log2(codes.max() + 1))
        finest = max(finest, int(codes.max()) + 1)
        key = np.unique(key * (int(codes.max()) + 1) + codes, return_inverse=True)[1]
    copies = n - len(np.unique(key))
    share = copies / n
    said = f"{count(copies, 'row')} of {n:,} are copies of another ({percent(share)})"
    if share < MOST:
        text = said if copies else "no row is a copy of another"
        return Assumption("duplicates", "holds", share, MOST, text)
    if chances < 2 * np.log2(n) or finest < FINE * n:
        text = f"{said}, but no column has many values: rows may be alike by right"
        return Assumption("duplicates", "not known", share, MOST, text)
    advice = (
        "copies vouch for each other: drop them (vedette scan judges copies once), or "
        f"{take('duplicates')}"
    )
    return Assumption("duplicates", "fails", share, MOST, said, advice)
