"""Columns that depend on each other are told, by twos and from all others."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import vedette
from vedette.profiling.pairs import correlations, ranks


def table(n=1_500):
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, n))
    kind = rng.choice(list("xyz"), n)
    return pd.DataFrame(
        {
            "a": a,
            "line": 2 * a + rng.normal(0, 1, n),
            "bowl": a**2 + rng.normal(0, 0.2, n),
            "alone": b,
            "kind": kind,
            "alike": np.where(rng.random(n) < 0.9, kind, "x"),
            "level": np.where(kind == "x", 3.0, 0.0) + rng.normal(0, 1, n),
        }
    )


@pytest.fixture(scope="module")
def found():
    return vedette.profile(table()).relations


def pair(found, first, second):
    return next((p for p in found.pairs if {p.first, p.second} == {first, second}), None)


def test_correlations_are_those_of_scipy(found):
    frame, one = table(), pair(found, "a", "line")
    assert one.linear == pytest.approx(stats.pearsonr(frame.a, frame.line)[0])
    assert one.rank == pytest.approx(stats.spearmanr(frame.a, frame.line)[0])


def test_the_association_of_kinds_is_cramers_v_without_bias(found):
    frame = table()
    counts = pd.crosstab(frame.kind, frame.alike).to_numpy()
    n, (r, k) = counts.sum(), counts.shape
    phi = stats.chi2_contingency(counts, correction=False)[0] / n - (r - 1) * (k - 1) / (
        n - 1
    )
    least = min(r - (r - 1) ** 2 / (n - 1), k - (k - 1) ** 2 / (n - 1)) - 1
    assert pair(found, "kind", "alike").association == pytest.approx(np.sqrt(phi / least))


def test_a_kind_and_a_quantity_that_differs_by_it_are_related(found):
    assert pair(found, "kind", "level").association > 0.5


def test_a_column_by_itself_is_in_no_pair_and_not_told(found):
    assert not any("alone" in (p.first, p.second) for p in found.pairs)
    told = {one.column: one for one in found.predicted}
    assert told["alone"].explained < 0.05


def test_a_curve_that_no_line_follows_is_told_and_called_curved(found):
    told = {one.column: one for one in found.predicted}
    assert told["bowl"].curved
    assert told["bowl"].by[0].column == "a"
    assert not told["line"].curved
    assert told["line"].explained == pytest.approx(told["line"].linear, abs=0.08)


def test_kinds_are_told_by_kinds(found):
    told = {one.column: one for one in found.predicted}
    assert told["kind"].explained > 0.7
    assert told["kind"].by[0].column == "alike"


def test_kinds_that_nothing_tells_are_not_explained_by_being_mostly_one():
    rng = np.random.default_rng(4)
    kind = np.where(rng.random(400) < 0.9, "usual", "rare")
    found = vedette.profile({"kind": kind, "x": rng.normal(size=400)}).relations

    assert [one.explained for one in found.predicted if one.column == "kind"] == [0.0]


def test_a_sum_of_many_columns_explains_no_noise():
    rng = np.random.default_rng(6)
    noise = pd.DataFrame(rng.normal(size=(150, 25))).rename(columns=lambda j: f"c{j}")
    found = vedette.profile(noise).relations

    assert np.mean([one.linear for one in found.predicted]) < 0.02


def test_exact_rules_are_left_to_the_facts():
    frame = table().assign(double=lambda f: 2 * f.a.round(3), a=lambda f: f.a.round(3))
    found = vedette.profile(frame)
    assert len({"a", "double"} & set(found.relations.determined)) == 1
    assert pair(found.relations, "a", "double") is None


def test_of_independent_columns_hardly_any_pair_is_listed():
    rng = np.random.default_rng(5)
    frame = pd.DataFrame(rng.normal(size=(400, 12))).rename(columns=lambda j: f"c{j}")
    frame["k"] = rng.choice(list("abcd"), 400)
    assert not vedette.profile(frame).relations.pairs


def test_missing_values_are_left_out_by_twos():
    rng = np.random.default_rng(2)
    values = rng.normal(size=(2, 300))
    values[0, :40] = np.nan
    values[1, 30:90] = np.nan
    both = ~np.isnan(values).any(axis=0)
    r, n = correlations(values)
    assert r[0, 1] == pytest.approx(np.corrcoef(values[:, both])[0, 1])
    assert n[0, 1] == both.sum()
    assert np.allclose(ranks(values[0])[40:], stats.rankdata(values[0, 40:]))


def test_wide_tables_are_bounded_and_say_so():
    rng = np.random.default_rng(3)
    wide = pd.DataFrame(rng.normal(size=(300, 200))).rename(columns=lambda j: f"c{j}")
    found = vedette.profile(wide)
    assert len(found.relations.predicted) == 60
    assert any("too many" in note for note in found.notes)


def test_one_wild_row_makes_no_relation() -> None:
    rng = np.random.default_rng(0)
    data = {"x": rng.normal(size=500), "y": rng.normal(size=500), "z": rng.normal(size=500)}
    data["x"][7] = data["y"][7] = 1e6

    found = vedette.profile(data).relations

    assert found is not None
    assert np.corrcoef(data["x"], data["y"])[0, 1] > 0.99
    assert not found.pairs
