"""What the other columns tell of a cell, with honest ranges and probabilities."""

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
    machines,
    number,
    r2,
)
from vedette.detectors.conditional.feature import Feature
from vedette.detectors.conditional.model import ConditionalModel


def test_known_relations_are_recovered(model: ConditionalModel) -> None:
    features = machines()
    assert r2(model, features, REVENUE) > 0.99
    assert r2(model, features, REQUESTS) > 0.98
    assert r2(model, features, TEMP) > 0.97


def test_a_season_by_hour_and_region_is_recovered_without_other_witnesses() -> None:
    features = [f for j, f in enumerate(machines()) if j in (TEMP, HOUR, REGION)]
    assert r2(ConditionalModel().fit(features), features, 0) > 0.97


def test_noise_is_left_alone(model: ConditionalModel) -> None:
    assert model.fitted_.numbers is not None
    place = model.fitted_.place[NOISE]
    assert model.fitted_.numbers.means.trees()[3 * place : 3 * place + 3] == [0, 0, 0]
    assert model.expected(NOISE) == pytest.approx(0, abs=0.1)


def test_z_has_the_spread_of_a_normal_where_the_noise_is_normal(
    model: ConditionalModel,
) -> None:
    for t in (REQUESTS, REVENUE, TEMP, NOISE, WIDE):
        z = np.abs(model.z(t))
        assert np.median(z) == pytest.approx(0.674, abs=0.06)
        assert np.quantile(z, 0.99) == pytest.approx(2.58, abs=0.35)


def test_the_scale_follows_the_noise(model: ConditionalModel) -> None:
    region = machines()[REGION].values
    scale = [np.median(model.scale(WIDE)[region == c]) for c in range(5)]
    assert np.array(scale) / scale[0] == pytest.approx([1, 2, 3, 4, 5], rel=0.2)


def test_the_range_holds_95_percent_in_each_part_of_uneven_noise(
    model: ConditionalModel,
) -> None:
    rows = np.arange(N)
    x, region = machines()[WIDE].values, machines()[REGION].values
    expected, low, high = model.range(WIDE, rows)
    inside = (low <= x) & (x <= high)
    assert inside.mean() == pytest.approx(0.95, abs=0.005)
    assert [inside[region == c].mean() for c in range(5)] == pytest.approx(
        [0.95] * 5, abs=0.03
    )
    assert ((low <= expected) & (expected <= high)).all()


def test_the_range_covers_rows_that_were_not_fitted() -> None:
    features = machines(12_000)
    model = ConditionalModel(sample=3_000).fit(features)
    for t in (REQUESTS, TEMP, WIDE):
        _, low, high = model.range(t, np.arange(12_000))
        x = features[t].values
        assert 0.93 < ((low <= x) & (x <= high)).mean() < 0.97
        assert (
            r2(model, features, t)
            > r2(ConditionalModel().fit(features), features, t) - 0.02
        )


def test_classes_are_recovered_with_honest_probabilities(model: ConditionalModel) -> None:
    product = machines()[PRODUCT].values
    p = model.classes(PRODUCT)
    assert (p.likeliest == product).mean() > 0.9
    assert -np.log(p.p_observed).mean() < 0.3
    assert p.p_likeliest.mean() == pytest.approx((p.likeliest == product).mean(), abs=0.03)


def test_a_few_valued_number_is_predicted_by_its_values(model: ConditionalModel) -> None:
    staff = model.classes(STAFF)
    assert (staff.likeliest == machines()[STAFF].values).mean() > 0.9
    assert set(staff.likeliest) <= {0.0, 1.0, 2.0, 3.0, 4.0}


def test_more_than_16_classes_share_the_last_one() -> None:
    r = np.random.default_rng(0)
    codes = r.geometric(0.08, 3_000).astype(np.int32)
    x = codes + 0.1 * r.normal(size=3_000)
    model = ConditionalModel().fit([number(x, 0), Feature(codes, "category", 1, True)])
    p = model.classes(1)
    rare = codes > 20
    assert (p.likeliest[rare] == -2).mean() > 0.9
    assert (p.likeliest[codes < 10] == codes[codes < 10]).mean() > 0.9


def test_random_targets_cannot_be_remembered() -> None:
    r = np.random.default_rng(0)
    features = [number(r.normal(size=1_500), j) for j in range(8)]
    features.append(Feature(r.integers(0, 60, 1_500).astype(np.int32), "category", 8, True))
    model = ConditionalModel().fit(features)
    for t in range(8):
        assert -0.02 < r2(model, features, t) < 0.02
    share = np.bincount(features[8].values).max() / 1_500
    assert model.classes(8).p_observed.mean() < 1 - 15 * share + 0.05
