"""KDE: scikit-learn, scipy, far rows, the row left out, promises."""

import numpy as np
import pytest
from scipy import stats
from sklearn.neighbors import KernelDensity
from sklearn.utils.estimator_checks import check_estimator

from vedette.core.errors import InvalidParameter, TooLittleData
from vedette.detectors import KDE, catalogue
from vedette.testing import checks_for
from vedette.testing.data import cloud, hard_tables

# The catalogue's tests ask all of it as it is by default; here, with other parameters.
BY_SCALE = {"an_odd_row_of_a_hard_table_is_the_oddest"}
CHECKS = [c for c in checks_for(KDE()) if "ten_thousand" not in c.__name__]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize(
    "params", [{"scale": None, "bandwidth": "silverman"}, {"max_centres": 100}], ids=str
)
def test_keeps_every_promise_of_a_detector(check, params):
    if check not in checks_for(KDE(**params)):
        pytest.skip("no units are promised without a scale")
    if "scale" in params and check.__name__ in BY_SCALE:
        pytest.skip("without a scale, subnormal values are all within one bandwidth")
    check(KDE(**params))


@pytest.mark.filterwarnings("ignore:Estimator KDE does not inherit")
def test_is_a_scikit_learn_estimator():
    results = check_estimator(KDE(), on_skip=None, on_fail=None)

    assert [r for r in results if r["status"] not in ("passed", "skipped")] == []


# Known values


def test_by_hand():
    model = KDE(bandwidth=2.0, scale=None).fit([[0.0], [4.0]])

    bell = lambda gap: np.exp(-(gap**2) / 8) / (2 * np.sqrt(2 * np.pi))  # noqa: E731
    density = np.exp(model.log_density([[1.0], [0.0]]))
    # At 0 the row there is left out, and one of one remains.
    np.testing.assert_allclose(density, [(bell(1) + bell(3)) / 2, bell(4)], rtol=1e-12)


@pytest.mark.parametrize("bandwidth", ["scott", "silverman", 0.3, 5.0])
def test_log_densities_are_those_of_scikit_learn(bandwidth):
    X, there = cloud(300), cloud(60, seed=1)

    model = KDE(bandwidth, scale=None).fit(X)

    theirs = KernelDensity(bandwidth=bandwidth).fit(X)
    assert model.bandwidth_ == pytest.approx(theirs.bandwidth_)
    np.testing.assert_allclose(
        model.log_density(there), theirs.score_samples(there), rtol=1e-9
    )


def test_of_one_standardised_column_they_are_those_of_scipy():
    X, there = cloud(300, 1), cloud(60, 1, seed=1)
    deviation = X.std()

    model = KDE(scale="standard").fit(X)

    factor = len(X) ** (-1 / 5) * X.std() / X.std(ddof=1)  # scipy divides by n - 1
    theirs = stats.gaussian_kde(X[:, 0], bw_method=factor).logpdf(there[:, 0])
    np.testing.assert_allclose(
        model.log_density(there), theirs + np.log(deviation), rtol=1e-9
    )


def test_a_training_row_is_scored_without_itself():
    X = cloud(50)
    scores = KDE(0.5, scale=None).fit(X).unusualness(X)

    for i in (0, 17):
        others = KernelDensity(bandwidth=0.5).fit(np.delete(X, i, axis=0))
        assert scores[i] == pytest.approx(-others.score_samples(X[i : i + 1])[0], rel=1e-9)


def test_of_copies_one_is_left_out():
    X = np.repeat(cloud(30), 2, axis=0)

    scores = KDE(0.5, scale=None).fit(X).unusualness(X)

    others = KernelDensity(bandwidth=0.5).fit(X[1:])
    assert scores[0] == pytest.approx(-others.score_samples(X[:1])[0], rel=1e-9)


# What only it can


def test_the_gap_between_two_heaps_is_odd():
    rng = np.random.default_rng(0)
    X = np.vstack([rng.normal(-6, 1, size=(300, 2)), rng.normal(6, 1, size=(300, 2))])

    assert KDE().fit(X).predict([[0, 0], [6, 6], [-6, -6]]).tolist() == [-1, 1, 1]


# Laws


def test_farther_is_odder_where_the_density_is_0_in_floating_point():
    X = cloud(500)
    steps = X.mean(axis=0) + np.array([[60], [1e3], [1e6], [1e12]]) * X.std(axis=0)
    model = KDE().fit(X)

    scores = model.unusualness(steps)

    with np.errstate(under="ignore"):
        assert (np.exp(model.log_density(steps)) == 0).all()
    assert (np.diff(scores) > 0).all()
    # The nearest row alone counts there.
    assert scores[2] == pytest.approx(scores[1] * 1e6, rel=0.05)


@pytest.mark.parametrize(("name", "X"), hard_tables().items(), ids=list(hard_tables()))
def test_hard_tables_are_scored_without_a_scale_too(name, X):
    if len(X) > 1:
        model = KDE(scale=None).fit(X)
        assert np.isfinite(model.unusualness(X)).all()
        assert np.isfinite(model.contributions(X)).all()


def test_of_many_rows_a_sample_carries_the_bells():
    X, there = cloud(5000), cloud(200, seed=1)

    some, other = (KDE(max_centres=1000, random_state=s).fit(X) for s in (0, 1))

    assert some.centres_.shape == (1000, 3)
    assert len(np.unique(some.centres_, axis=0)) == 1000
    assert not np.array_equal(some.centres_, other.centres_)
    whole = KDE(some.bandwidth_, max_centres=5000).fit(X)
    gaps = some.unusualness(there) - whole.unusualness(there)
    assert np.median(np.abs(gaps)) < 0.2


def test_contributions_sum_as_the_exponent_of_the_nearest_rows_does():
    X = cloud(200)
    model = KDE().fit(X)
    row = np.median(X, axis=0)[None].copy()
    row[0, 1] += 50 * X[:, 1].std()

    assert model.contributions(row)[0, 1] > 0.98


# Refusals


@pytest.mark.parametrize(
    "params",
    [{"bandwidth": 0}, {"bandwidth": "wide"}, {"max_centres": 1}, {"max_centres": 2.0}],
    ids=str,
)
def test_wrong_parameters_are_refused_at_fit(params):
    with pytest.raises(InvalidParameter, match=str(next(iter(params)))):
        KDE(**params).fit(cloud())


def test_one_row_is_too_few():
    with pytest.raises(TooLittleData, match="n_samples = 1"):
        KDE().fit([[1.0]])


def test_the_catalogue_knows_it():
    assert type(catalogue.make("kde", bandwidth=0.5)) is KDE
