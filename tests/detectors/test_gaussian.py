"""Gaussian: densities against scipy, logs where the product underflows, streams, promises."""

import numpy as np
import pytest
from scipy import stats
from sklearn.utils.estimator_checks import check_estimator

from vedette.core.errors import InvalidInput
from vedette.detectors import Gaussian, catalogue
from vedette.detectors.statistical import growing
from vedette.testing import checks_for
from vedette.testing.data import cloud

# The catalogue's tests ask all of it as it is by default; here, with other parameters.
CHECKS = [c for c in checks_for(Gaussian()) if "ten_thousand" not in c.__name__]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_keeps_every_promise_of_scaled_columns(check):
    check(Gaussian(scale="robust"))


@pytest.mark.filterwarnings("ignore:Estimator Gaussian does not inherit")
def test_is_a_scikit_learn_estimator():
    results = check_estimator(Gaussian(), on_skip=None, on_fail=None)

    assert [r for r in results if r["status"] not in ("passed", "skipped")] == []


# Known values


def test_the_density_is_one_in_total():
    model = Gaussian().fit(cloud(200, 1))

    grid = np.linspace(-40, 50, 20_001)

    assert np.trapezoid(model.density(grid[:, None]), grid) == pytest.approx(1, abs=1e-9)


def test_contributions_are_the_terms_of_the_sum():
    X = cloud(300, 4)

    shares = Gaussian().fit(X).contributions(X)

    squares = stats.zscore(X) ** 2
    np.testing.assert_allclose(
        shares, squares / squares.sum(axis=1, keepdims=True), rtol=1e-8, atol=1e-12
    )


# Streams


@pytest.mark.parametrize("sizes", [[1, 999], [500, 500], [333, 1, 300, 366]])
def test_learning_in_parts_is_learning_at_once(sizes):
    X = cloud(1000)
    there = cloud(50, seed=1)
    whole, parts = Gaussian().fit(X), Gaussian()

    for rows in np.split(X, np.cumsum(sizes)[:-1]):
        assert parts.partial_fit(rows) is parts

    np.testing.assert_allclose(
        parts.unusualness(there), whole.unusualness(there), rtol=1e-9
    )
    np.testing.assert_allclose(parts.training_, whole.training_, rtol=1e-9, atol=1e-12)
    assert parts.offset_ == pytest.approx(whole.offset_, rel=1e-9)
    assert parts.moments_.count == 1000


def test_learning_goes_on_beyond_the_units_of_the_first_rows():
    X = np.array([[1.0], [2.0], [1e200], [-1e300], [3.0]])

    parts = Gaussian().fit(X[:2]).partial_fit(X[2:4]).partial_fit(X[4:])

    there = np.array([[5e299], [1e301]])
    expected = Gaussian().fit(X).unusualness(there)
    np.testing.assert_allclose(parts.unusualness(there), expected, rtol=1e-9)


def test_the_rows_kept_are_bounded_and_do_not_depend_on_the_batches(monkeypatch):
    monkeypatch.setattr(growing, "KEPT_ROWS", 100)
    X = cloud(3000)
    whole, parts = Gaussian().fit(X), Gaussian()
    for first in range(0, 3000, 7):
        parts.partial_fit(X[first : first + 7])

    assert np.array_equal(whole.kept_, parts.kept_)
    assert len(parts.training_) == 100
    kept = np.flatnonzero((X[:, None] == whole.kept_).all(axis=2).any(axis=1))
    assert len(kept) == 100
    assert 1000 < kept.mean() < 2000  # from all of them
    assert not np.array_equal(Gaussian(random_state=1).fit(X).kept_, whole.kept_)


def test_other_columns_are_refused_in_the_middle_of_a_stream():
    with pytest.raises(InvalidInput, match="4 features"):
        Gaussian().fit(cloud()).partial_fit(cloud(d=4))


# Laws


def test_a_constant_column_adds_nothing_until_it_changes():
    X = cloud(100, 2)
    model = Gaussian().fit(np.column_stack([X, np.full(100, 0.1)]))
    rows = np.column_stack([X[:2], [0.1, 0.2]])

    plain = Gaussian().fit(X)

    np.testing.assert_allclose(model.log_density(rows[:1]), plain.log_density(X[:1]))
    more = model.unusualness(rows[1:]) - plain.unusualness(X[1:2])
    assert more == pytest.approx([20**2 / 2])


def test_the_catalogue_says_that_it_streams():
    assert catalogue.entry("gaussian").streams
    assert type(catalogue.make("gaussian")) is Gaussian
