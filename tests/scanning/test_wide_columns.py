"""A column whose values lie far apart hides nothing that stands in another column."""

from __future__ import annotations

import numpy as np
import pytest

import vedette

N = 3000
FAR = [100, 700, 1300, 1900, 2500, 2900]
WIDE = {
    "Pareto": lambda rng: 10 * (1 + rng.pareto(1.5, N)),
    "Cauchy": lambda rng: 100 + 10 * rng.standard_t(1, N),
    "lognormal": lambda rng: rng.lognormal(3.0, 2.0, N),
    "with refunds": lambda rng: (
        rng.lognormal(3.5, 1.2, N) * np.where(rng.random(N) < 0.15, -1, 1)
    ),
    "mostly zero": lambda rng: rng.lognormal(3.5, 1.2, N) * (rng.random(N) < 0.3),
}


def payments(wide, count):
    """Six distances ten times the usual, beside so many columns that are wide."""
    rng = np.random.default_rng(5)
    distance = rng.lognormal(1.6, 0.25, N)
    distance[FAR] *= 10
    table = {
        "distance": distance.round(2),
        "hour": rng.integers(0, 24, N),
        "merchant": rng.choice(["grocery", "fuel", "travel"], N),
        "weight": rng.normal(50, 10, N).round(2),
    }
    return table | {f"amount_{i}": WIDE[wide](rng).round(2) for i in range(count)}


def far_distances(result):
    return sorted(
        finding.row
        for finding in result.findings
        if any(reason.column == "distance" for reason in finding.reasons)
    )


@pytest.mark.parametrize("count", [1, 4])
@pytest.mark.parametrize("wide", WIDE)
def test_wide_columns_hide_nothing_that_another_column_shows(wide, count):
    table = payments(wide, count)

    beside = vedette.scan(table)
    alone = vedette.scan(table, ignore=[f"amount_{i}" for i in range(count)])

    assert far_distances(alone) == FAR
    assert far_distances(beside) == FAR
