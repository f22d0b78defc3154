"""The share of missing values of a column."""

from __future__ import annotations

import numpy as np

from vedette.core import wording
from vedette.core.gate import Check, verdict
from vedette.core.table import Column
from vedette.gating.loads import Loads
from vedette.gating.shares import Share, judge_share

# What differs by less is no fault, however many rows say so.
LEAST, FACTOR = 0.002, 0.25


def missing(old: Column, new: Column, loads: Loads, level: float) -> Check:
    """The check of the missing share of one column."""
    gaps = old.missing
    found = judge_share(
        loads.total(gaps),
        loads.sizes.astype(np.float64),
        float(new.missing.sum()),
        float(len(new)),
        loads,
        level,
        total=(float(gaps.sum()), float(len(old))),
        least=LEAST,
        factor=FACTOR,
    )
    return _check(new.name, found, loads)


def _check(name: str, found: Share, loads: Loads) -> Check:
    bounds = f"{wording.percent(found.low)} to {wording.percent(found.high)}"
    if found.low == 0:
        bounds = f"at most {wording.percent(found.high)}"
    text = (
        f"{wording.show(name)} is missing in {wording.percent(found.observed)} of the rows, "
        f"after {wording.percent(found.expected)} in {loads.named}; {bounds} would pass"
    )
    return Check(
        "missing",
        name,
        verdict(found.allowed),
        text,
        found.observed,
        found.expected,
        found.low,
        found.high,
        found.p,
    )
