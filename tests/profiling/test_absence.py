"""What is missing is counted by pattern, and what is missing together is told."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

import vedette
from vedette.profiling import absence as module


def table(seed=0, n=1_000):
    """b is missing where a is, and in 50 rows more; c by itself; d never; e always."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(rng.normal(size=(n, 5)), columns=list("abcde"))
    gone = rng.permutation(n)
    frame.loc[gone[:200], "a"] = np.nan
    frame.loc[gone[:250], "b"] = np.nan
    frame.loc[rng.random(n) < 0.3, "c"] = np.nan
    frame["e"] = np.nan
    return frame


def naive(frame):
    """Rows by the set of missing columns, the slow way."""
    counts = {}
    for row in frame.isna().to_numpy():
        names = frozenset(frame.columns[row])
        counts[names] = counts.get(names, 0) + 1
    return counts


def test_patterns_are_those_of_a_slow_count():
    frame = table()
    found = vedette.profile(frame).absence

    expected = naive(frame.drop(columns="e"))
    expected.pop(frozenset())
    assert {frozenset(p.columns): p.count for p in found.patterns} == expected
    assert found.rows == sum(expected.values())
    assert found.complete == len(frame) - found.rows
    assert found.cells == frame.isna().sum().sum()
    assert found.columns[0] == "c"
    assert [p.count for p in found.patterns] == sorted(expected.values(), reverse=True)


def test_pairs_are_told_by_their_correlation():
    frame = table()
    (pair,) = vedette.profile(frame).absence.together

    gone = frame.isna()
    assert (pair.first, pair.second, pair.both) == ("a", "b", 200)
    assert pair.expected == pytest.approx(200 * 250 / 1_000)
    assert pair.association == pytest.approx(np.corrcoef(gone["a"], gone["b"])[0, 1])


def test_columns_that_are_never_missing_together_are_told_too():
    n = 1_000
    frame = pd.DataFrame({"a": np.arange(n) / 7, "b": np.arange(n) / 3})
    frame.loc[: n // 2, "a"] = np.nan
    frame.loc[n // 2 + 1 :, "b"] = np.nan
    (pair,) = vedette.profile(frame).absence.together

    assert pair.both == 0
    assert pair.association == pytest.approx(-1)


@pytest.mark.parametrize("rows", [60, 500])
def test_independent_gaps_make_no_pair(rows):
    for seed in range(10):
        rng = np.random.default_rng(seed)
        frame = pd.DataFrame(rng.normal(size=(rows, 6)), columns=list("abcdef"))
        frame = frame.mask(rng.random(frame.shape) < 0.2)
        assert vedette.profile(frame).absence.together == ()


def test_columns_that_always_miss_the_same_rows_take_part_once():
    frame = table()
    frame["a2"] = frame["a"] * 3
    found = vedette.profile(frame)

    assert len(found.absence.together) == 1
    assert any(f.columns == ("a", "a2") for f in found.facts if f.fact == "missing")


def test_very_many_patterns_are_counted_and_said(monkeypatch):
    monkeypatch.setattr(module, "MOST_KINDS", 3)
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(400, 6)), columns=list("abcdef"))
    frame = frame.mask(rng.random(frame.shape) < 0.3)
    found = vedette.profile(frame)

    assert found.absence.rows == frame.isna().any(axis=1).sum()
    assert any("rare patterns" in note for note in found.notes)
    for a, b in combinations(found.absence.patterns, 2):
        assert a.columns != b.columns
