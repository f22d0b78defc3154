"""What comparable rows say of a value."""

import numpy as np
import pytest

import naive.scanning as naive
from vedette.scanning.opinion import (
    LEAST,
    NEAREST,
    Witnesses,
    ask,
    bisquare,
    comparable,
    local_fit,
    mad,
    robust_fit,
)


def world(n=600, p=2, seed=0):
    """Numbers (n, p) and a column that follows from them, with noise of size 1."""
    rng = np.random.default_rng(seed)
    numbers = rng.normal(size=(n, p))
    return numbers, 3 + numbers @ np.arange(2.0, 2 + p) + rng.normal(0, 1, n)


def witnesses(numbers, categories=None, weights=None):
    n, p = numbers.shape
    categories = np.empty((n, 0), np.int32) if categories is None else categories
    count = p + categories.shape[1]
    return Witnesses(numbers, categories, np.ones(count) if weights is None else weights)


def opinion_of(row, x, numbers, *, z=None, edge=4.0, scale=1.0, categories=None):
    z = np.zeros(len(x)) if z is None else z
    z = z.copy()
    z[row] = 10.0
    told = witnesses(numbers, categories)
    return ask(row, x, z, edge, scale, told, np.arange(len(x)))


# The weights


def test_tukeys_weights_are_known():
    weights = bisquare(np.array([0.0, 4.685 / 2, -4.685, 6.0]), 1.0)

    assert weights == pytest.approx([1, 0.5625, 0, 0])


def test_where_most_rows_agree_exactly_the_others_hardly_count():
    assert bisquare(np.array([0.0, 0.0, 2.0]), 0.0).tolist() == [1.0, 1.0, 1e-3]


def test_the_median_deviation_of_a_normal_sample_is_its_standard_deviation():
    assert mad(np.array([-1.0, 1.0, 3.0, -3.0, 2.0])) == pytest.approx(2 * 1.4826)
    assert mad(np.random.default_rng(0).normal(0, 7, 100_000)) == pytest.approx(7, rel=0.01)


# The local fit


def test_an_exact_plane_is_fitted_exactly():
    numbers, _ = world(100)
    y = 3 + numbers @ [2.0, -5.0]

    fit, local, _ = local_fit(numbers, y)

    assert fit == pytest.approx(3, abs=1e-4)
    assert local.scale < 1e-4
    assert local.bend < 1e-4


@pytest.mark.parametrize("seed", range(8))
def test_on_clean_rows_the_fit_is_near_least_squares(seed):
    numbers, y = world(150, 3, seed)

    fit, residual, leverage, freedom = robust_fit(numbers, y)

    slow, slow_leverage = naive.least_squares(numbers, y)
    assert fit == pytest.approx(slow, abs=0.5 * np.sqrt(slow_leverage))
    # The weights are a little below 1, so that the leverage is a little above.
    assert slow_leverage < leverage < 1.3 * slow_leverage
    assert mad(residual) / np.sqrt(freedom) == pytest.approx(1, rel=0.35)


@pytest.mark.parametrize("wrong", [0, 20])
@pytest.mark.parametrize("seed", range(4))
def test_the_fit_is_bisquare_regression(seed, wrong):
    numbers, y = world(150, 2, seed)
    y[:wrong] += 50

    fit, *_ = robust_fit(numbers, y)

    assert fit == pytest.approx(naive.bisquare_regression(numbers, y), abs=1e-3)


def test_a_fifth_of_wrong_rows_moves_the_fit_by_little():
    numbers, y = world(150)
    before = robust_fit(numbers, y)[0]
    y[::5] += 1e6

    assert robust_fit(numbers, y)[0] == pytest.approx(before, abs=0.15)


def test_the_leverage_of_the_middle_is_one_row_in_n():
    slopes = np.tile([-1.0, 1.0], 50)[:, None]
    y = np.tile([0.001, -0.001, -0.001, 0.001], 25)  # of one size: of one weight

    _, _, leverage, _ = robust_fit(slopes, y)

    weight = (1 - (1 / (4.685 * 1.4826)) ** 2) ** 2
    assert leverage == pytest.approx(1 / (100 * weight), rel=1e-6)


@pytest.mark.parametrize("distance", [2.0, 5.0, 20.0])
def test_leverage_grows_with_the_square_of_the_distance(distance):
    slopes = np.tile([-1.0, 1.0], 50)[:, None] + distance
    y = np.tile([0.001, -0.001, -0.001, 0.001], 25)

    _, _, leverage, _ = robust_fit(slopes, y)

    weight = (1 - (1 / (4.685 * 1.4826)) ** 2) ** 2
    assert leverage == pytest.approx((1 + distance**2) / (100 * weight), rel=0.01)


def test_other_units_of_a_witness_change_no_fit():
    numbers, y = world(150)

    one, two = (robust_fit(numbers * [1.0, by], y) for by in (1.0, 2.0**20))

    assert one[0] == pytest.approx(two[0], abs=1e-9)
    assert one[2] == pytest.approx(two[2], rel=1e-6)


def test_a_curve_beyond_the_rows_makes_the_fit_unsure():
    slopes = np.linspace(1, 3, 100)[:, None]
    noise = np.random.default_rng(0).normal(0, 0.01, 100)

    _, straight, _ = local_fit(slopes, 2 * slopes[:, 0] + noise)
    _, bent, _ = local_fit(slopes, slopes[:, 0] ** 2 + noise)

    assert straight.bend < 0.2
    assert bent.bend > 1


def test_witnesses_that_repeat_each_other_or_hold_one_value_do_no_harm():
    numbers, y = world(150, 1)
    same = np.column_stack([numbers, numbers, np.ones(150), np.zeros(150)])

    fit, _, leverage, _ = robust_fit(same, y)

    assert np.isfinite([fit, leverage]).all()


# Which rows are comparable


@pytest.mark.parametrize("seed", range(5))
def test_the_nearest_rows_agree_with_looking_at_all(seed):
    rng = np.random.default_rng(seed)
    numbers = np.round(rng.normal(size=(90, 2)), 1)  # with ties
    numbers[rng.choice(90, 9, replace=False), 0] = np.nan
    weights = np.array([1.0, 0.4])
    row = int(np.flatnonzero(np.isfinite(numbers[:, 0]))[seed])
    told = witnesses(numbers, weights=weights)

    found = comparable(row, told, np.arange(90), np.ones(90, dtype=bool))

    assert found.tolist() == naive.nearest_rows(row, numbers, weights, 600)


def test_a_row_is_not_comparable_with_itself_nor_with_rows_that_cannot_be_used():
    numbers, _ = world(50)
    usable = np.arange(50) % 2 == 0

    found = comparable(4, witnesses(numbers), np.arange(50), usable)

    assert sorted(found.tolist()) == [r for r in range(0, 50, 2) if r != 4]


def test_a_witness_that_the_row_lacks_is_not_asked_for():
    numbers, _ = world(50)
    numbers[4, 0] = np.nan
    numbers[10:20, 0] = np.nan

    found = comparable(4, witnesses(numbers), np.arange(50), np.ones(50, dtype=bool))

    assert len(found) == 49
    steps = np.abs(numbers[found, 1] - numbers[4, 1])
    assert (np.diff(steps) >= 0).all()


def test_rows_of_the_same_category_are_comparable():
    numbers, _ = world(300)
    kind = np.arange(300, dtype=np.int32)[:, None] % 3

    found = comparable(
        7, witnesses(numbers, kind), np.arange(300), np.ones(300, dtype=bool)
    )

    assert set(kind[found, 0]) == {1}
    assert len(found) == 99


def test_a_category_hardly_known_is_compared_with_one_row_of_each():
    numbers, _ = world(300)
    kind = (np.arange(300) % 30).astype(np.int32)[:, None]
    kind[:5] = 99

    found = comparable(
        2, witnesses(numbers, kind), np.arange(300), np.ones(300, dtype=bool)
    )

    assert sorted(kind[found, 0].tolist()) == [*range(30), 99]


# The opinion


def test_a_value_that_follows_from_its_witnesses_is_acquitted():
    numbers, x = world()

    assert abs(opinion_of(5, x, numbers).z) < 4


@pytest.mark.parametrize("off", [-12.0, 12.0])
def test_a_value_that_does_not_follow_is_off_by_as_much(off):
    numbers, x = world()
    x[5] = 3 + numbers[5] @ [2.0, 3.0] + off

    said = opinion_of(5, x, numbers)

    assert said.z == pytest.approx(off, rel=0.3)
    assert said.fit == pytest.approx(x[5] - off, abs=0.7)
    assert len(said.rows) == NEAREST
    assert 5 not in said.rows
    assert said.shared == 0


def test_a_row_beyond_all_comparable_ones_is_not_judged_by_them():
    numbers, x = world(p=1)
    numbers[5], x[5] = 40.0, 3 + 80.0 + 15.0

    said = opinion_of(5, x, numbers)

    assert said.leverage > 4
    assert abs(said.z) < 4


def test_the_models_scale_is_a_floor():
    numbers, x = world()
    x[5] += 20

    one, two = (opinion_of(5, x, numbers, scale=s).z for s in (0.0, 10.0))

    assert abs(two) < 3 < abs(one)


def test_rows_with_such_values_nearby_are_counted():
    numbers, x = world(p=1)
    near = np.argsort(np.abs(numbers[:, 0] - numbers[5, 0]))[1:31]
    z = np.zeros(600)
    z[near] = 9.0

    said = opinion_of(5, x, numbers, z=z, edge=100.0)

    assert said.alike == (20, 30, 30, 30)


def test_accused_rows_do_not_speak_for_each_other():
    numbers, x = world()
    wrong = np.arange(0, 600, 4)
    x[wrong] += 12
    z = np.zeros(600)
    z[wrong] = 12.0

    said = opinion_of(0, x, numbers, z=z)

    assert not set(wrong) & set(said.rows.tolist())
    assert said.z == pytest.approx(12, rel=0.35)


def test_the_other_side_of_the_gap_may_speak():
    numbers, x = world()
    z = np.full(600, -9.0)

    assert len(opinion_of(0, x, numbers, z=z, edge=4.0).rows) == NEAREST


def test_too_few_comparable_rows_say_nothing():
    numbers, x = world(LEAST)

    said = opinion_of(0, x, numbers)

    assert np.isnan(said.z)


def test_values_usual_for_their_category_are_acquitted():
    numbers, x = world(p=1)
    kind = (np.arange(600) % 12 == 0).astype(np.int32)[:, None]
    x[kind[:, 0] == 1] += 30

    blind = opinion_of(0, x, numbers)
    seeing = opinion_of(0, x, numbers, categories=kind)

    assert blind.z > 10
    assert abs(seeing.z) < 4
