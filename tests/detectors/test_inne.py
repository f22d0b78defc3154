"""INNE: its promises, known values, laws, and what it refuses."""

import numpy as np
import pytest
from sklearn.utils.estimator_checks import check_estimator

from naive import neighbour_models as naive
from vedette.core.errors import InvalidParameter, TooLittleData
from vedette.detectors import INNE, catalogue
from vedette.kernels import inne as kernels
from vedette.kernels.ensemble import BEST_LEVEL
from vedette.testing import checks_for
from vedette.testing.data import cloud, far_row, hard_tables

LEVELS = ["base", "v3", "v4"][: ["base", "v3", "v4"].index(BEST_LEVEL) + 1]


@pytest.mark.parametrize("scale", ["robust", "standard", None])
@pytest.mark.parametrize("check", checks_for(INNE()), ids=lambda check: check.__name__)
def test_keeps_every_promise_of_a_detector(check, scale):
    if check not in checks_for(INNE(scale=scale)):
        pytest.skip("no units are promised without a scale")
    check(INNE(scale=scale))


@pytest.mark.filterwarnings("ignore:Estimator INNE does not inherit")
def test_is_a_scikit_learn_estimator():
    results = check_estimator(INNE(), on_skip=None, on_fail=None)

    assert len(results) > 40
    assert [r for r in results if r["status"] not in ("passed", "skipped")] == []


def test_is_made_by_its_name():
    assert isinstance(catalogue.make("inne"), INNE)


def test_farther_is_odder_however_far():
    X = cloud(500)
    steps = X.mean(axis=0) + np.array([[1e2], [1e4], [1e8], [1e12]]) * X.std(axis=0)

    assert (np.diff(INNE().fit(X).unusualness(steps)) > 0).all()


def test_planted_rows_are_the_oddest():
    X = cloud(2000, 5)
    X[:10] += 8 * X.std(axis=0) * np.sign(np.random.default_rng(1).normal(size=(10, 5)))

    scores = INNE().fit(X).unusualness(X)

    assert set(np.argsort(-scores)[:10]) == set(range(10))


@pytest.mark.parametrize("d", [1, 9, 40])
def test_a_row_scores_the_same_in_any_batch(d):
    X = cloud(300, d)
    model = INNE().fit(X)

    alone = np.concatenate([model.unusualness(X[i : i + 1]) for i in range(40)])

    assert np.array_equal(alone, model.unusualness(X)[:40])


# Known values


def test_the_spheres_by_hand():
    # Rows at 0, 1, 3 and 7: each sphere reaches the nearest other row.
    sample = np.array([[0.0], [1.0], [3.0], [7.0]], dtype=np.float32)

    radii, values = kernels.spheres(sample, 4)

    assert np.sqrt(radii).tolist() == [1, 1, 2, 4]
    assert values.tolist() == [0, 0, 0.5, 0.5]


def test_the_isolation_by_hand():
    sample = np.array([[0.0], [1.0], [3.0], [7.0]], dtype=np.float32)
    X = np.array([[0.5], [2.5], [4.0], [10.0], [12.0], [-2.0]], dtype=np.float32)
    own = np.ones(4, np.uint8)

    mean, beyond = kernels.isolation(X, sample, *kernels.spheres(sample, 4), own, 4)

    assert mean.tolist() == [0, 0.5, 0.5, 0.5, 1, 1]
    assert beyond.tolist() == [0, 0, 0, 0, 5, 2]


def test_the_score_is_that_of_the_definition():
    X, there = cloud(150, 4), cloud(60, 4, seed=1)
    model = INNE(n_estimators=50, max_samples=8, scale=None).fit(X)
    samples = model.samples_.reshape(50, 8, 4)
    own = model.own_.reshape(50, 8) == 1

    for rows in (X, there):
        scores = model.unusualness(rows)
        expected = naive.inne(model.centring_.rows(rows), samples, own)
        np.testing.assert_allclose(np.minimum(scores, 1), expected, atol=1e-5)


def test_only_rows_beyond_every_sphere_score_above_1():
    X = cloud(500, 2)
    model = INNE().fit(X)

    scores = model.unusualness(np.vstack([X, far_row(X)]))

    assert (scores[:-1] <= 1).mean() > 0.98
    assert 1 < scores[-1] < 1.1


# Laws


@pytest.mark.parametrize("level", LEVELS)
def test_every_instruction_set_level_gives_the_same_bits(level):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(333, 7)).astype(np.float32)
    sample = X[:60]
    own = np.ones(60, np.uint8)
    spheres = kernels.spheres(sample, 6)

    plain = kernels.isolation(X, sample, *spheres, own, 6, level="base")
    fast = kernels.isolation(X, sample, *spheres, own, 6, level=level)

    assert np.array_equal(plain, fast)


def test_threads_change_no_bit():
    X = cloud(3000, 6)

    one, two, seven = (INNE(n_jobs=jobs).fit(X).unusualness(X) for jobs in (1, 2, 7))

    assert np.array_equal(one, two)
    assert np.array_equal(one, seven)


def test_a_sample_that_holds_a_row_has_no_say_on_it():
    X = np.vstack([cloud(9), far_row(cloud())])

    scores = INNE(n_estimators=400).fit(X).unusualness(X)

    assert scores.argmax() == 9
    assert scores[9] > 1


def test_clusters_of_other_density_are_judged_by_their_own():
    rng = np.random.default_rng(0)
    X = np.vstack([rng.normal(size=(500, 2)), 0.02 * rng.normal(size=(500, 2)) + 8])
    brink = [[8.25, 8.0]]  # 12 sigma of the dense cluster, .25 of the wide one

    model = INNE(scale=None).fit(X)

    assert model.unusualness(brink)[0] > np.quantile(model.training_, 0.95)


def test_copies_are_scored():
    X = np.repeat(cloud(40), 5, axis=0)

    model = INNE().fit(X)

    assert np.isfinite(model.unusualness(X)).all()
    assert model.predict(far_row(X))[0] == -1


@pytest.mark.parametrize(("name", "X"), hard_tables().items(), ids=list(hard_tables()))
def test_hard_tables_are_scored_from_three_rows_on(name, X):
    if len(X) < 3:
        with pytest.raises(TooLittleData, match="INNE needs 3 rows"):
            INNE().fit(X)
        return
    assert np.isfinite(INNE(scale=None).fit(X).unusualness(X)).all()


@pytest.mark.parametrize("params", [{"n_estimators": 0}, {"max_samples": 1}])
def test_wrong_parameters_are_refused_at_fit(params):
    with pytest.raises(InvalidParameter, match="must be a whole number"):
        INNE(**params).fit(cloud())
