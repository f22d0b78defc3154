"""What must not matter to the model."""

from __future__ import annotations

import numpy as np
import pytest

from made.machines import (
    HOUR,
    NOISE,
    PRODUCT,
    REGION,
    REQUESTS,
    REVENUE,
    STAFF,
    TEMP,
    WIDE,
    N,
    changed,
    machines,
    number,
    r2,
)
from vedette.detectors.conditional.model import ConditionalModel


def test_spikes_in_one_column_spoil_no_expectation(model: ConditionalModel) -> None:
    features = machines()
    spikes = np.random.default_rng(1).random(N) < 0.02
    for t in (REVENUE, TEMP):
        x = np.where(spikes, 20 * features[t].values, features[t].values)
        spoilt = ConditionalModel().fit(changed(features, t, x))
        at = np.arange(N)
        before, after = model.range(t, at)[0], spoilt.range(t, at)[0]
        t_of = model.transform(t).forward
        moved = np.abs(t_of(after) - t_of(before)) / model.scale(t)
        assert np.median(moved[~spikes]) < 0.3
        z = np.abs(spoilt.z(t))
        assert (z[spikes] > np.quantile(z[~spikes], 0.999)).mean() > 0.95


def test_one_wild_value_does_not_stop_the_learning() -> None:
    features = [f for j, f in enumerate(machines()) if j in (TEMP, HOUR, REGION)]
    x = features[0].values.copy()
    x[17] = 1e300
    spoilt = ConditionalModel().fit(changed(features, 0, x))
    good = ConditionalModel().fit(features)
    assert np.median(np.abs(spoilt.z(0) - good.z(0))) < 0.2
    assert spoilt.scale(0) == pytest.approx(good.scale(0), rel=0.3)


@pytest.mark.parametrize("factor", [1e-6, 2.5, 1e9])
def test_other_units_change_no_z(model: ConditionalModel, factor: float) -> None:
    features = machines()
    for j in (REQUESTS, TEMP):
        features = changed(features, j, features[j].values * factor)
    other = ConditionalModel().fit(features)
    for t in (REQUESTS, REVENUE, TEMP, WIDE):
        difference = np.abs(other.z(t) - model.z(t))
        assert np.quantile(difference, 0.99) < 0.01


def test_the_number_of_threads_changes_no_bit(model: ConditionalModel) -> None:
    one = ConditionalModel(threads=1).fit(machines())
    for t in (REQUESTS, REVENUE, TEMP, NOISE, WIDE):
        assert (one.expected(t) == model.expected(t)).all()
        assert (one.scale(t) == model.scale(t)).all()
    for t in (PRODUCT, REGION, STAFF):
        assert (one.classes(t).p_observed == model.classes(t).p_observed).all()


def test_the_order_of_columns_matters_little(model: ConditionalModel) -> None:
    features = machines()
    order = [3, 8, 1, 6, 0, 2, 7, 5, 4]
    other = ConditionalModel().fit([features[j] for j in order])
    for t in (REQUESTS, REVENUE, TEMP):
        z = other.z(order.index(t))
        assert np.median(np.abs(z - model.z(t))) < 0.05


def test_features_of_one_source_do_not_predict_each_other() -> None:
    r = np.random.default_rng(0)
    x = r.normal(size=2_000)
    together = [number(x, 0), number(2 * x, 0), number(r.normal(size=2_000), 1)]
    apart = [number(x, 0), number(2 * x, 1), number(r.normal(size=2_000), 2)]
    assert r2(ConditionalModel().fit(together), together, 0) < 0.02
    assert r2(ConditionalModel().fit(apart), apart, 0) > 0.99


def test_the_lattice_of_a_column_floors_its_scale() -> None:
    r = np.random.default_rng(0)
    x = r.normal(0, 20, 2_000)
    y = np.round(x)
    model = ConditionalModel().fit(
        [number(np.round(x), 0, cell=1.0), number(y, 1, cell=1.0)]
    )
    own = model.scale(1) * model.transform(1).width
    assert own.min() == pytest.approx(1 / np.sqrt(12), rel=1e-5)


def test_folds_are_even_and_depend_on_the_seed(model: ConditionalModel) -> None:
    assert np.bincount(model.fold()) / N == pytest.approx([1 / 3] * 3, abs=0.03)
    other = ConditionalModel(seed=1).fit(machines(1_000))
    assert (other.fold() == model.fold()[:1_000]).mean() == pytest.approx(1 / 3, abs=0.06)
