"""Isolation forests: their promises, the formula by hand, their laws, what they refuse."""

import subprocess
import sys

import numpy as np
import pytest
from sklearn.utils.estimator_checks import check_estimator

import vedette
from naive import isolation as naive
from vedette.core.errors import InvalidInput, InvalidParameter, TooLittleData
from vedette.detectors import ExtendedIsolationForest, FairCutForest, IsolationForest
from vedette.detectors.catalogue import make
from vedette.detectors.isolation import trees
from vedette.testing import checks_for
from vedette.testing.data import cloud, hard_tables
from vedette.testing.promises.units import powers_of_two_change_no_bit

CLASSES = [IsolationForest, ExtendedIsolationForest, FairCutForest]
OBLIQUE = [ExtendedIsolationForest, FairCutForest]


# Promises


@pytest.mark.parametrize("scale", ["robust", None])
@pytest.mark.parametrize("cls", CLASSES)
@pytest.mark.parametrize("check", checks_for(FairCutForest()), ids=lambda c: c.__name__)
def test_keeps_every_promise_of_a_detector(check, cls, scale):
    if check not in checks_for(cls(scale=scale)):
        pytest.skip("no units are promised without a scale")
    check(cls(scale=scale))


def test_the_axis_parallel_forest_needs_no_units():
    powers_of_two_change_no_bit(IsolationForest())


@pytest.mark.filterwarnings("ignore:Estimator .* does not inherit")
@pytest.mark.parametrize("cls", CLASSES)
def test_is_a_scikit_learn_estimator(cls):
    results = check_estimator(cls(n_estimators=10), on_skip=None, on_fail=None)

    assert len(results) > 40
    assert [r for r in results if r["status"] not in ("passed", "skipped")] == []


@pytest.mark.parametrize(
    ("name", "cls"),
    [
        ("isolation-forest", IsolationForest),
        ("iforest", IsolationForest),
        ("if", IsolationForest),
        ("IsolationForest", IsolationForest),
        ("extended-isolation-forest", ExtendedIsolationForest),
        ("fair-cut-forest", FairCutForest),
    ],
)
def test_is_found_by_name(name, cls):
    assert type(make(name)) is cls


# Known values


@pytest.mark.parametrize(("max_samples", "size"), [("auto", 256), (3000, 3000), (0.1, 300)])
def test_scores_are_normalised_by_the_sample_not_by_the_table(max_samples, size):
    X = cloud(3000)
    model = IsolationForest(max_samples=max_samples, n_estimators=20).fit(X)

    path = naive.mean_path(X[:50], model.forest_)

    assert model.max_samples_ == size
    expected = 2.0 ** (-path / naive.expected_path(size))
    np.testing.assert_allclose(model.unusualness(X[:50]), expected, atol=2e-5)


def test_two_rows_are_parted_by_one_cut():
    model = IsolationForest().fit([[0.0], [1.0]])

    assert model.score_samples([[0.0], [1.0], [7.0]]).tolist() == [-0.5] * 3


def test_the_direction_of_a_cut_is_no_longer_that_of_an_axis():
    # Between two clouds on a diagonal, the other two corners are as empty as anywhere; cuts
    # along the axes see ghosts of clouds there.
    rng = np.random.default_rng(0)
    X = np.r_[rng.normal(size=(1000, 2)), rng.normal(size=(1000, 2)) + 10]
    ghosts = np.array([[0.0, 10.0], [10.0, 0.0]])

    surprises = [cls().fit(X).surprise(ghosts).min() for cls in CLASSES]

    assert surprises[0] < 2 <= min(surprises[1:])


def test_level_zero_of_the_extended_forest_is_the_isolation_forest():
    X = cloud(500, 4)
    seeds = range(12)

    extended, plain = (
        np.array(
            [cls(random_state=s, scale=None, **more).fit(X).score_samples(X) for s in seeds]
        )
        for cls, more in (
            (ExtendedIsolationForest, {"extension_level": 0}),
            (IsolationForest, {}),
        )
    )

    gap = extended.mean(axis=0) - plain.mean(axis=0)
    assert np.abs(gap).max() < 0.02
    assert np.corrcoef(extended.mean(axis=0), plain.mean(axis=0))[0, 1] > 0.99


# Laws


@pytest.mark.parametrize("cls", OBLIQUE)
def test_farther_is_odder_beyond_the_training_range(cls):
    X = cloud(500)
    steps = X.mean(axis=0) + np.array([[1e2], [1e4], [1e8], [1e12]]) * X.std(axis=0)

    assert (np.diff(cls().fit(X).unusualness(steps)) > 0).all()


@pytest.mark.parametrize("cls", OBLIQUE)
def test_nothing_is_added_within_the_training_range(cls):
    X = cloud(500)
    model = cls().fit(X)

    assert 0 < model.unusualness(X).min() < model.unusualness(X).max() < 1
    for row in (X.min(axis=0), X.max(axis=0), X[7]):
        score = np.array([0.3])
        assert trees.farther(score, row[None], X.min(axis=0), X.max(axis=0)) == score


def test_a_width_outside_the_range_is_half_of_the_way_to_one():
    low, high = np.array([0.0, 0.0]), np.array([10.0, 2.0])
    X = np.array([[20.0, 1.0], [5.0, -2.0], [30.0, 4.0], [1e308, 1.0], [5.0, 1.0]])

    scores = trees.farther(np.full(5, 0.4), X, low, high)

    beyond = trees.BEYOND * np.log1p([1, 1, 2, 1e307, 0])
    np.testing.assert_allclose(scores - beyond, [0.7, 0.7, 0.85, 1.0, 0.4])


@pytest.mark.parametrize("cls", CLASSES)
def test_threads_change_no_bit(cls):
    X = cloud(3000, 6)

    one, *others = (
        cls(n_jobs=jobs, n_estimators=30).fit(X).score_samples(X) for jobs in (1, 2, 7)
    )

    assert all(np.array_equal(one, other) for other in others)


@pytest.mark.parametrize("cls", CLASSES)
def test_seeds_matter_and_none_draws_another_each_time(cls):
    X = cloud()

    scores = [cls(random_state=s).fit(X).score_samples(X) for s in (0, 1, None, None)]

    assert len({s.tobytes() for s in scores}) == 4


def test_seconds_since_1970_do_not_collapse():
    seconds = np.random.default_rng(0).normal(size=(500, 1))

    plain, shifted = (
        IsolationForest().fit(seconds + at).score_samples(seconds + at)
        for at in (0.0, 1.7e9)
    )

    assert np.corrcoef(plain, shifted)[0, 1] > 0.999


@pytest.mark.parametrize("cls", CLASSES)
def test_ten_thousand_columns_fit(cls):
    X = np.random.default_rng(0).normal(size=(60, 10_000))
    X[5] *= 3

    assert cls(n_estimators=50).fit(X).unusualness(X).argmax() == 5


@pytest.mark.parametrize("cls", CLASSES)
def test_a_large_table_is_judged_by_its_own_rows(cls):
    X = cloud(40_000)
    model = cls(n_estimators=25).fit(X)

    assert len(model.training_) == 10_000
    assert (model.predict(X) == -1).mean() == pytest.approx(0.01, abs=0.004)


def test_warm_start_grows_the_trees_that_a_whole_fit_would():
    X = cloud(600)
    warm = IsolationForest(n_estimators=10, warm_start=True).fit(X)
    few = warm.score_samples(X)

    warm.set_params(n_estimators=30).fit(X)

    whole = IsolationForest(n_estimators=30).fit(X)
    assert np.array_equal(warm.score_samples(X), whole.score_samples(X))
    assert not np.array_equal(warm.score_samples(X), few)
    assert len(warm.forest_) == 30


@pytest.mark.parametrize(("name", "X"), hard_tables().items(), ids=list(hard_tables()))
@pytest.mark.parametrize("cls", CLASSES)
def test_hard_tables_are_scored_unless_there_is_one_row(cls, name, X):
    if len(X) == 1:
        with pytest.raises(TooLittleData, match="n_samples = 1"):
            cls().fit(X)
        return
    for scale in (None, "robust"):
        model = cls(scale=scale, n_estimators=20).fit(X)
        scores = model.unusualness(np.vstack([X, X / 2 + 1]))
        assert ((scores > 0) & (scores < 2)).all()
        assert np.isfinite(model.contributions(X[:1])).all()


@pytest.mark.parametrize("cls", CLASSES)
def test_one_value_of_1e308_is_found_and_hides_nothing(cls):
    X = cloud(500)
    X[3, 0] = 1.7e308
    X[4, 1] += 30 * X[:, 1].std()

    scores = cls().fit(X).unusualness(X)

    assert set(np.argsort(-scores)[:2]) == {3, 4}


@pytest.mark.parametrize("cls", CLASSES)
def test_contributions_name_the_column_of_a_training_row_too(cls):
    X = cloud(500, 4)
    X[7, 2] += 15 * X[:, 2].std()

    assert cls().fit(X).contributions(X[7:8]).argmax() == 2


# Refusals


@pytest.mark.parametrize(
    ("cls", "params", "reason"),
    [
        *(
            (cls, {"n_estimators": 0}, "n_estimators must be a whole number")
            for cls in CLASSES
        ),
        *((cls, {"max_samples": "all"}, "max_samples must be 'auto'") for cls in CLASSES),
        *((cls, {"max_samples": 1.5}, "max_samples must be") for cls in CLASSES),
        *(
            (cls, {"random_state": -1}, "random_state must be at least 0")
            for cls in CLASSES
        ),
        (IsolationForest, {"max_features": 0}, "max_features must be"),
        (IsolationForest, {"max_features": 4}, "max_features=4 is more than the 3 columns"),
        (
            IsolationForest,
            {"warm_start": True, "scale": "robust"},
            "warm_start needs scale=None",
        ),
        (
            ExtendedIsolationForest,
            {"extension_level": -1},
            "extension_level must be a whole number >= 0",
        ),
        (ExtendedIsolationForest, {"extension_level": 3}, "needs 4 columns, X has 3"),
    ],
)
def test_wrong_parameters_are_refused_at_fit(cls, params, reason):
    with pytest.raises(InvalidParameter, match=reason):
        cls(**params).fit(cloud())


def test_more_rows_to_a_tree_than_there_are_is_said():
    with pytest.warns(UserWarning, match="max_samples=500 is more than the 200 rows"):
        model = IsolationForest(max_samples=500).fit(cloud())

    assert model.max_samples_ == 200


@pytest.mark.parametrize(
    ("params", "X", "error", "reason"),
    [
        ({"n_estimators": 5}, cloud(300), InvalidParameter, "less than the 10 trees"),
        ({"n_estimators": 20}, cloud(100), InvalidParameter, "trees of 100 rows do not go"),
        ({"n_estimators": 20}, cloud(300, 2), InvalidInput, "X has 2 columns"),
    ],
)
def test_a_warm_start_that_cannot_be_honest_is_refused(params, X, error, reason):
    model = IsolationForest(n_estimators=10, warm_start=True).fit(cloud(300))

    with pytest.raises(error, match=reason):
        model.set_params(**params).fit(X)


def test_a_damaged_forest_is_refused_when_it_is_to_score(tmp_path):
    model = IsolationForest(n_estimators=5).fit(cloud())
    model.forest_.left[0] = 10_000
    vedette.save(model, tmp_path / "model")

    with pytest.raises(ValueError, match="no forest"):
        vedette.load(tmp_path / "model").predict(cloud())


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("cuts", lambda a: a.__setitem__((0, 0), -1)),
        ("cuts", lambda a: a.__setitem__((0, 2), 1)),  # takes what nothing has put there
        ("cuts", lambda a: a.__setitem__((slice(None), 2), 0)),  # takes nothing, ever
        ("cuts", lambda a: a.__setitem__((0, 2), 4)),
        ("starts", lambda a: a.__setitem__(2, 10_000)),
        ("starts", lambda a: a.__setitem__(-1, a[-1] + 1)),
        ("bag_starts", lambda a: a.__setitem__(1, 10_000)),
    ],
)
@pytest.mark.parametrize("kind", ["fcf", "ensemble"])
def test_a_damaged_forest_of_fair_cuts_is_refused(tmp_path, kind, name, change):
    model = make(kind, n_estimators=5).fit(cloud())
    array = getattr(model.forest_, name)
    if len(array) < 2:
        pytest.skip("this forest knows no rows")
    change(array)
    vedette.save(model, tmp_path / "model")

    with pytest.raises(ValueError, match="no forest"):
        vedette.load(tmp_path / "model")


def test_a_forest_that_cuts_other_columns_is_refused_when_it_is_to_score(tmp_path):
    model = FairCutForest(n_estimators=5).fit(cloud())
    model.forest_.cuts[0, 1] = 3
    vedette.save(model, tmp_path / "model")

    with pytest.raises(ValueError, match="other columns than the 3"):
        vedette.load(tmp_path / "model").predict(cloud())


def test_fitting_does_not_import_scikit_learn():
    code = (
        "import sys, numpy as np\n"
        "from vedette.detectors.catalogue import make\n"
        "for name in ('if', 'eif', 'fcf'):\n"
        "    make(name, n_estimators=5).fit(np.eye(9)).predict(np.eye(9))\n"
        "assert not any(name.startswith('sklearn') for name in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("n", [300, 70_000])
def test_single_precision_gives_the_scores_of_its_values(n):
    X = cloud(n).astype(np.float32)
    wide = X.astype(np.float64)
    gap = X.copy()
    gap[3, 1] = np.nan

    for rows in (X, gap, np.asfortranarray(X)):
        one = IsolationForest(n_estimators=20).fit(rows)
        other = IsolationForest(n_estimators=20).fit(rows.astype(np.float64))
        assert np.array_equal(one.training_, other.training_)
        assert np.array_equal(one.middle_, other.middle_)
        assert np.array_equal(one.score_samples(rows), other.score_samples(wide * 0 + rows))
        assert np.array_equal(one.contributions(X[:3]), other.contributions(wide[:3]))
