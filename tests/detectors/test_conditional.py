from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vedette.core.errors import InvalidInput, InvalidParameter, NotFitted, UnknownName
from vedette.detectors.conditional import ConditionalModel, Feature

N = 4_000
REQUESTS, REVENUE, TEMP, NOISE, WIDE, HOUR, PRODUCT, REGION, STAFF = range(9)


def number(
    x: np.ndarray, source: int, *, target: bool = True, cell: float = 0.0
) -> Feature:
    return Feature(np.ascontiguousarray(x, np.float64), "number", source, target, cell)


def machines(n: int = N, seed: int = 0) -> list[Feature]:
    """Numbers with known relations to an hour, a product and a region."""
    r = np.random.default_rng(seed)
    product, region = r.choice(8, n), r.choice(5, n)
    hour = r.integers(0, 24, n).astype(float)
    requests = np.exp(4 + 0.8 * np.sin(2 * np.pi * hour / 24) + 0.3 * r.normal(size=n))
    rate = np.array([1, 2, 3, 5, 8, 1.5, 10, 4.0])[product]
    temp = (
        15 + 8 * np.sin(2 * np.pi * (hour - 9) / 24) + 4.0 * region + 0.7 * r.normal(size=n)
    )
    return [
        number(requests, REQUESTS),
        number(requests * rate * np.exp(0.05 * r.normal(size=n)), REVENUE),
        number(temp, TEMP),
        number(r.normal(size=n), NOISE),
        number((1 + region) * r.normal(size=n), WIDE),
        number(hour, HOUR, target=False),
        Feature(product.astype(np.int32), "category", PRODUCT, True),
        Feature(region.astype(np.int32), "category", REGION, True),
        Feature(np.minimum(region + (r.random(n) < 0.05), 4.0), "few", STAFF, True),
    ]


@pytest.fixture(scope="module")
def model() -> ConditionalModel:
    return ConditionalModel(threads=2).fit(machines())


def changed(features: list[Feature], j: int, values: np.ndarray) -> list[Feature]:
    f = features[j]
    new = Feature(values, f.kind, f.source, f.target, f.resolution)
    return [*features[:j], new, *features[j + 1 :]]


def r2(model: ConditionalModel, features: list[Feature], t: int) -> float:
    y = model.transform(t).forward(features[t].values)
    return float(1 - np.nanmean((y - model.expected(t)) ** 2) / np.nanvar(y))


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


def test_rows_shown_again_get_the_same_bits(model: ConditionalModel) -> None:
    rows = np.arange(0, N, 3)
    again = model.predict(rows)
    for t in (REQUESTS, REVENUE, TEMP, WIDE):
        assert (again.expected(t) == model.expected(t)[rows]).all()
        assert (again.z(t) == model.z(t)[rows]).all()
        assert all((a == b).all() for a, b in zip(again.range(t), model.range(t, rows)))  # noqa: B905
    assert (
        again.classes(PRODUCT).p_observed == model.classes(PRODUCT).p_observed[rows]
    ).all()


def test_a_changed_cell_changes_what_leans_on_it(model: ConditionalModel) -> None:
    features, rows = machines(), np.arange(50)
    double = model.predict(rows, {REQUESTS: 2 * features[REQUESTS].values[rows]})
    before = model.range(REVENUE, rows)[0]
    assert double.range(REVENUE)[0] == pytest.approx(2 * before, rel=0.2)
    assert (double.expected(REQUESTS) == model.expected(REQUESTS)[rows]).all()
    assert np.median(np.abs(double.z(REVENUE))) > 5
    only = model.predict(rows, {PRODUCT: np.zeros(50, np.int32)}, targets=[REVENUE])
    with pytest.raises(InvalidParameter, match="target 0 was not predicted"):
        only.expected(REQUESTS)


@pytest.mark.parametrize("method", ["swap", "path"])
def test_reasons_name_the_true_partners(model: ConditionalModel, method: str) -> None:
    rows = np.arange(0, N, 80)
    shares = model.reasons(rows, REVENUE, method)  # type: ignore[arg-type]
    assert shares.sum(axis=1) == pytest.approx(1.0)
    assert (shares >= 0).all()
    top = np.argsort(-shares, axis=1)[:, :2]
    assert np.isin(top, [REQUESTS, PRODUCT]).mean() > 0.85
    assert shares[:, NOISE].mean() < 0.03
    assert (shares[:, REVENUE] == 0).all()


def test_what_leans_on_nothing_has_no_reasons(model: ConditionalModel) -> None:
    assert (model.reasons(np.arange(5), NOISE) == 0).all()
    staff = model.reasons(np.arange(20), STAFF)
    assert (staff.argmax(axis=1) == REGION).mean() > 0.8


def test_a_saved_model_scores_alike_to_the_bit(model: ConditionalModel) -> None:
    features = machines()
    loaded = ConditionalModel.from_state(model.state())
    seen = loaded.score(features)
    for t in (REQUESTS, REVENUE, TEMP, NOISE, WIDE):
        assert (seen.z(t) == model.z(t)).all()
        assert (seen.range(t)[1] == model.range(t, np.arange(N))[1]).all()
    for t in (PRODUCT, REGION, STAFF):
        assert (seen.classes(t).p_observed == model.classes(t).p_observed).all()
        assert (seen.classes(t).likeliest == model.classes(t).likeliest).all()
    state = loaded.state()
    assert all((state[k] == v).all() for k, v in model.state().items())


def test_folds_are_even_and_depend_on_the_seed(model: ConditionalModel) -> None:
    assert np.bincount(model.fold()) / N == pytest.approx([1 / 3] * 3, abs=0.03)
    other = ConditionalModel(seed=1).fit(machines(1_000))
    assert (other.fold() == model.fold()[:1_000]).mean() == pytest.approx(1 / 3, abs=0.06)


def test_mistakes_are_told() -> None:
    x = np.zeros(5)
    with pytest.raises(NotFitted):
        ConditionalModel().expected(0)
    with pytest.raises(InvalidInput, match="no features"):
        ConditionalModel().fit([])
    with pytest.raises(InvalidInput, match=r"feature 1 has shape \(4,\)"):
        ConditionalModel().fit([number(x, 0), number(x[:4], 1)])
    with pytest.raises(InvalidInput, match="without infinities"):
        ConditionalModel().fit([number(np.array([1.0, np.inf]), 0)])
    with pytest.raises(InvalidInput, match="category with dtype"):
        ConditionalModel().fit([Feature(x, "category", 0, True)])
    with pytest.raises(InvalidParameter, match="sample is 5"):
        ConditionalModel(sample=5)


def test_questions_that_do_not_fit_a_feature_are_refused(model: ConditionalModel) -> None:
    with pytest.raises(InvalidParameter, match="ask for classes"):
        model.expected(PRODUCT)
    with pytest.raises(InvalidParameter, match="ask for expected"):
        model.classes(TEMP)
    with pytest.raises(InvalidParameter, match="no feature 99"):
        model.expected(99)
    with pytest.raises(UnknownName, match="swap"):
        model.reasons(np.arange(2), TEMP, "swaps")  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="3 new values for 2 rows"):
        model.predict(np.arange(2), {TEMP: np.zeros(3)})
    with pytest.raises(InvalidInput, match="kinds"):
        model.score(machines(100)[:3])
    with pytest.raises(InvalidInput, match="version"):
        ConditionalModel.from_state({})


def test_the_example_of_the_documentation_finds_the_planted_cell() -> None:
    page = Path(__file__).parents[2] / "docs" / "conditional.md"
    code = page.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    names: dict[str, Any] = {}
    exec(code, names)
    assert names["row"] == 7
    assert names["revenue"][7] > names["high"][0]
    assert names["why"][0].argsort()[::-1][:2].tolist() in ([0, 2], [2, 0])
