"""Humps are counted where there are some, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest

from vedette.profiling.modes import modes_of


def humps(values, *, log=False):
    found = modes_of(np.sort(np.asarray(values, dtype=float)), log=log)
    return None if found is None else len(found)


def hit(make, expected, *, n, log=False, seeds=20):
    """The share of seeds with so many humps."""
    counts = [humps(make(np.random.default_rng(s), n), log=log) for s in range(seeds)]
    return np.mean([count == expected for count in counts])


@pytest.mark.parametrize("n", [200, 2_000, 20_000])
@pytest.mark.parametrize(
    "make",
    [
        lambda r, n: r.normal(size=n),
        lambda r, n: r.random(n),
        lambda r, n: r.exponential(size=n),
        lambda r, n: r.standard_t(2, n),
        lambda r, n: np.round(r.normal(0, 20, n)),
        lambda r, n: np.round(r.normal(60, 12, n)) / 1.8,
        lambda r, n: np.round(np.exp(r.normal(1, 0.3, n)), 2),
    ],
    ids=["normal", "uniform", "exponential", "t2", "whole", "converted", "money"],
)
def test_one_hump_is_one(make, n):
    assert hit(make, 1, n=n) >= 0.95


def test_a_lognormal_has_one_hump_in_logarithms():
    assert hit(lambda r, n: np.exp(r.normal(size=n)), 1, n=2_000, log=True) >= 0.95


@pytest.mark.parametrize(
    ("centres", "n"), [((0, 5), 1_000), ((0, 6, 12), 1_000), (range(0, 64, 8), 5_000)]
)
def test_planted_humps_are_counted_and_placed(centres, n):
    def make(r, n):
        return r.choice(np.array(centres, dtype=float), n) + r.normal(size=n)

    assert hit(make, len(centres), n=n) >= 0.9
    found = modes_of(np.sort(make(np.random.default_rng(99), n)), log=False)
    assert found == pytest.approx(list(centres), abs=0.8)


def test_a_small_hump_counts_and_a_few_rows_far_out_do_not():
    def tenth(r, n):
        return np.where(r.random(n) < 0.1, 7, 0) + r.normal(size=n)

    def three_rows(r, n):
        return np.append(r.normal(size=n), [40.0, 41.0, 42.0])

    assert hit(tenth, 2, n=2_000) >= 0.9
    assert hit(three_rows, 1, n=2_000) == 1


@pytest.mark.parametrize(("rows", "expected"), [(200, 1), (1_000, 2)])
def test_a_hump_of_one_row_in_a_hundred_is_none_and_of_five_is_one(rows, expected):
    def make(r, n):
        return np.append(r.normal(size=n - rows), r.normal(9, 0.5, rows))

    assert hit(make, expected, n=20_000, seeds=5) == 1


def test_too_few_values_have_no_humps_to_count():
    assert humps(np.arange(50.0)) is None
    assert humps(np.repeat([1.0, 2.0, 9.0], 100)) is None
    assert humps(np.zeros(500)) is None
