"""A table that is read in stretches has the profile of the whole, but for what is drawn."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import vedette
from vedette.profiling import seen, tally
from vedette.tables import stretches


@pytest.fixture
def orders():
    rng = np.random.default_rng(5)
    n = 6_000
    frame = pd.DataFrame(
        {
            "ref": [f"r{i}" for i in range(n)],
            "amount": np.round(np.exp(rng.normal(3, 1, n)), 2),
            "kind": rng.choice(["a", "b", "c"], n, p=[0.7, 0.2, 0.1]),
            "zip": rng.integers(10_000, 10_400, n),
            "at": pd.Timestamp("2025-01-01") + pd.to_timedelta(np.arange(n), unit="min"),
            "ok": rng.random(n) < 0.9,
            "depth": rng.normal(50, 5, n),
        }
    )
    frame.loc[:60, "depth"] = -999
    frame.loc[4_000:4_999, "amount"] = np.nan
    return pd.concat([frame, frame.iloc[:5].assign(ref=[f"c{i}" for i in range(5)])])


def test_counts_are_of_all_rows_whatever_the_stretches(orders, monkeypatch):
    monkeypatch.setattr(stretches, "AT_ONCE", 777)
    whole, drawn = vedette.profile(orders), vedette.profile(orders, sample=1_500)

    assert (whole.looked_at, drawn.looked_at, drawn.rows) == (6_005, 1_500, 6_005)
    assert drawn.duplicates == whole.duplicates == 5
    assert drawn.absence == whole.absence
    for a, b in zip(whole.columns, drawn.columns, strict=True):
        assert (a.name, a.role, a.stored) == (b.name, b.role, b.stored)
        assert (a.missing, a.misfits, a.codes) == (b.missing, b.misfits, b.codes)
        if a.shape is not None:
            for name in ("low", "high", "zeros", "negative"):
                assert getattr(a.shape, name) == getattr(b.shape, name)
            for name in ("mean", "deviation", "skew", "kurtosis"):
                assert getattr(a.shape, name) == pytest.approx(getattr(b.shape, name))
    assert whole["kind"].picture == drawn["kind"].picture
    assert sum(drawn["amount"].picture.counts) > 4_900
    assert any("of 1,500 drawn" in note for note in drawn.notes)
    assert not any("quantiles" in note for note in whole.notes)


def test_what_is_drawn_is_near_the_whole(orders):
    whole, drawn = vedette.profile(orders), vedette.profile(orders, sample=3_000)

    for share in (0.05, 0.25, 0.5, 0.75, 0.95):
        near = drawn["depth"].shape.quantile(share)
        assert near == pytest.approx(whole["depth"].shape.quantile(share), abs=0.6)
    top = drawn["kind"].common[0]
    assert top.value == "a"
    assert top.count / drawn["kind"].looked_at == pytest.approx(0.7, abs=0.03)


def test_the_order_of_rows_does_not_matter(orders):
    shuffled = orders.sample(frac=1, random_state=0)
    one, two = (vedette.profile(t, sample=2_000) for t in (orders, shuffled))

    assert one["depth"].shape.quantiles == two["depth"].shape.quantiles
    assert one["zip"].distinct == two["zip"].distinct
    assert one.duplicates == two.duplicates


def test_a_table_of_very_many_rows_is_drawn_from_by_itself(orders, monkeypatch):
    monkeypatch.setattr(seen, "WHOLE", 5_000)
    monkeypatch.setattr(seen, "SAMPLE", 1_000)

    assert vedette.profile(orders).looked_at == 1_000


def test_different_values_are_counted_to_a_few_percent():
    rng = np.random.default_rng(1)
    for distinct in (10, 4_000, 30_000):
        values = rng.permutation(np.tile(np.arange(distinct) / 8, 3))
        frame = pd.DataFrame({"x": values, "y": rng.normal(size=len(values))})
        counted = tally.Distinct()
        column = vedette.profile(frame, sample=2_000)["x"] if distinct == 30_000 else None
        for part in np.array_split(values, 7):
            counted.add(tally.Column("x", "number", part))
        exact = distinct <= tally.KEPT
        assert counted.full is not exact
        assert counted.estimate == pytest.approx(distinct, rel=0 if exact else 0.06)
        if column is not None:
            assert column.distinct == pytest.approx(distinct, rel=0.06)
            assert not column.distinct_exact
