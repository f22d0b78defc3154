"""Missing values, odd columns, and tables that are small or wide."""

from __future__ import annotations

import numpy as np
import pytest

from made.machines import PRODUCT, REQUESTS, REVENUE, TEMP, N, changed, machines, number, r2
from vedette.detectors.conditional.model import ConditionalModel


def test_missing_values_have_an_expectation_and_no_z() -> None:
    features = machines()
    x = features[TEMP].values.copy()
    x[::7] = np.nan
    codes = features[PRODUCT].values.copy()
    codes[::9] = -1
    features = changed(changed(features, TEMP, x), PRODUCT, codes)
    model = ConditionalModel().fit(features)
    expected = model.range(TEMP, np.arange(N))[0]
    assert np.abs(expected - machines()[TEMP].values)[::7].mean() < 1.0
    assert (np.isnan(model.z(TEMP)) == np.isnan(x)).all()
    p = model.classes(PRODUCT)
    assert (np.isnan(p.p_observed) == (codes == -1)).all()
    assert (p.likeliest[::9] == machines()[PRODUCT].values[::9]).mean() > 0.8
    assert r2(model, features, REVENUE) > 0.9


def odd_columns(n: int = 600) -> list[np.ndarray]:
    r = np.random.default_rng(0)
    x = r.normal(size=n)
    return [
        x,
        np.full(n, 3.0),
        np.full(n, np.nan),
        np.where(r.random(n) < 0.95, 0.0, x),
        x * 2e307,
        x * 1e-310,
        np.where(np.arange(n) < 20, x, np.nan),
        np.where(np.arange(n) == 5, 1e308, x),
        1e9 + x,
    ]


def test_odd_columns_give_finite_answers() -> None:
    columns = odd_columns()
    model = ConditionalModel().fit([number(x, j) for j, x in enumerate(columns)])
    for t in range(len(columns)):
        assert np.isfinite(model.expected(t)).all()
        assert np.isfinite(model.scale(t)).all()
        assert (model.scale(t) > 0).all()
        assert all(np.isfinite(part).all() for part in model.range(t, np.arange(600)))
    status = [model.status(t) for t in range(7)]
    few = "too few values"
    assert status == ["model", "constant", few, "model", "model", "model", few]
    assert model.range(1, np.arange(3))[0].tolist() == [3.0, 3.0, 3.0]
    for t in (4, 5, 8):
        # Row 5 shows a wild value to all columns, and some are copies of it.
        assert np.abs(np.delete(model.z(t), 5)).max() < 30


@pytest.mark.parametrize("n", [1, 2, 49, 60])
def test_the_smallest_tables_give_finite_answers(n: int) -> None:
    model = ConditionalModel().fit(machines(n))
    assert np.isfinite(model.z(TEMP)).all()
    assert (model.status(TEMP) == "model") == (n >= 50)


def test_small_tables_gain_from_their_relations() -> None:
    features = machines(200)
    assert r2(ConditionalModel().fit(features), features, REQUESTS) > 0.75


def test_wide_tables_work() -> None:
    r = np.random.default_rng(0)
    parts = r.normal(size=(600, 3))
    X = parts @ r.normal(size=(3, 90)) + 0.5 * r.normal(size=(600, 90))
    features = [number(X[:, j], j) for j in range(90)]
    model = ConditionalModel().fit(features)
    assert np.mean([r2(model, features, t) for t in range(90)]) > 0.75


@pytest.mark.long
def test_very_wide_tables_work_and_noise_stays_noise() -> None:
    r = np.random.default_rng(0)
    parts = r.normal(size=(300, 3))
    X = parts @ r.normal(size=(3, 500)) + 0.5 * r.normal(size=(300, 500))
    X[:, 400:] = r.normal(size=(300, 100))
    features = [number(X[:, j], j) for j in range(500)]
    model = ConditionalModel().fit(features)
    assert np.mean([r2(model, features, t) for t in range(0, 400, 10)]) > 0.75
    assert abs(np.mean([r2(model, features, t) for t in range(400, 500)])) < 0.03
