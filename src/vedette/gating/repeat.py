"""Whether a load is one that was fitted already: the same rows once more."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vedette.core import wording
from vedette.core.gate import Check, verdict
from vedette.core.table import Roles, Table
from vedette.gating.loads import Places
from vedette.gating.unseen import joint_codes

Hashes = npt.NDArray[np.uint64]

ALIKE = 0.5  # of the rows: the load was loaded before
DISTINCT = 0.9  # of the fitted rows; else equal rows are no wonder
LEAST_ROWS = 20


def repeat(old: Table, new: Table, roles: Roles, kept: float) -> Check:
    """The check of rows that are equal to fitted ones in every column.

    kept
        The share of the fitted rows that the model holds.
    """
    first = np.zeros(old.rows, dtype=np.uint64)
    second = np.zeros(new.rows, dtype=np.uint64)
    for column in new:
        if roles[column.name].kind not in ("ignore", "constant"):
            a, b, _ = joint_codes(old[column.name], column)
            first, second = folded(first, a), folded(second, b)
    known = np.unique(first)
    if len(known) < DISTINCT * old.rows or new.rows < LEAST_ROWS:
        text = "rows that were fitted already: equal rows are usual here"
        return Check("repeat", None, "not checked", text)
    share = min(1.0, float(np.isin(second, known).mean()) / kept)
    text = f"{wording.percent(share)} of the rows are equal to fitted ones"
    if share >= ALIKE:
        text += ": the same load again?"
    return Check("repeat", None, verdict(share < ALIKE), text, share, 0.0, 0.0, ALIKE)


def folded(hashes: Hashes, codes: Places) -> Hashes:
    """(n,) a hash of the row so far and one more of its values."""
    mixed = (hashes + codes.astype(np.uint64) + np.uint64(1)) * np.uint64(
        0x9E3779B97F4A7C15
    )
    mixed ^= mixed >> np.uint64(29)
    return mixed * np.uint64(0xBF58476D1CE4E5B9) ^ (mixed >> np.uint64(32))
