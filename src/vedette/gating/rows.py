"""How many rows of a load look wrong, against those of the fitted table."""

from __future__ import annotations

import math
from collections.abc import Iterable

from vedette.core import wording
from vedette.core.gate import Check, verdict
from vedette.gating.shares import beta_binomial, prior

# So many findings always pass: at the rate that is asked for, some are false.
LEAST_ROWS, LEAST = 1, 0.001
# A group of more rows is no matter of odd rows but of the load: with too few loads to know how
# they differ, the checks of the columns judge it alone.
CROWD = 0.05


def most_findings(fitted: int, fitted_rows: int, rows: int, level: float) -> int:
    """How many findings a load of so many rows may have.

    fitted
        Rows of the fitted table that look wrong.
    """
    import numpy as np

    a, b = prior(fitted, fitted_rows, many=False)
    shrunk = min(1.0, 10_000 / rows)
    n = round(rows * shrunk)
    cdf = np.cumsum(beta_binomial(n, a, b))
    bound = int(np.searchsorted(cdf, 1 - level)) / shrunk
    return max(LEAST_ROWS, math.ceil(LEAST * rows), math.ceil(bound))


def rows_check(
    findings: int,
    expected: float,
    most: int,
    reasons: Iterable[str],
    crowds: Iterable[str] = (),
) -> Check:
    """The check of rows that look wrong by what was usual when fitted.

    reasons, crowds
        What is wrong with them; and what is said of groups that are not counted.
    """
    text = f"{wording.count(findings, 'row')} {'looks' if findings == 1 else 'look'} wrong"
    text += f", at most {most:,} would pass"
    if findings > most and (said := "; ".join(list(reasons)[:2])):
        text = f"{text}: {said}"
    ended = verdict(findings <= most)
    if ended == "pass" and (said := "; ".join(crowds)):
        ended, text = "warn", f"{text}; besides, {said}"
    return Check("rows", None, ended, text, findings, round(expected, 1), 0, most)
