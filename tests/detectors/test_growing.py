"""Learning in batches, and merging what was learned apart, is learning at once."""

from __future__ import annotations

import numpy as np
import pytest

from vedette.core.errors import InvalidInput, InvalidParameter, NotFitted
from vedette.detectors import Gaussian, ZScore
from vedette.testing.data import cloud

BOTH = pytest.mark.parametrize("detector", [Gaussian, ZScore])


@BOTH
@pytest.mark.parametrize("sizes", [[1, 999], [333, 1, 300, 366]])
def test_learning_in_parts_is_learning_at_once(detector, sizes):
    X, there = cloud(1000), cloud(50, seed=1)
    whole, parts = detector().fit(X), detector()

    for rows in np.split(X, np.cumsum(sizes)[:-1]):
        parts.partial_fit(rows)

    np.testing.assert_allclose(
        parts.unusualness(there), whole.unusualness(there), rtol=1e-9
    )
    assert parts.offset_ == pytest.approx(whole.offset_, rel=1e-9)


@BOTH
def test_merging_is_learning_from_the_rows_of_both(detector):
    X, there = cloud(1000), cloud(50, seed=1)
    whole = detector().fit(X)

    merged = detector().fit(X[:300]).merge(detector().fit(X[300:]))

    assert merged.moments_.count == 1000
    np.testing.assert_allclose(
        merged.unusualness(there), whole.unusualness(there), rtol=1e-9
    )
    np.testing.assert_allclose(merged.training_, whole.training_, rtol=1e-9, atol=1e-12)
    assert merged.offset_ == pytest.approx(whole.offset_, rel=1e-9)


@BOTH
def test_the_other_of_two_that_are_merged_stays_as_it_was(detector):
    X = cloud(200)
    other = detector().fit(X[100:])
    before = other.score_samples(X)

    detector().fit(X[:100]).merge(other)

    assert np.array_equal(other.score_samples(X), before)


def test_what_does_not_belong_together_is_not_merged():
    fitted = Gaussian().fit(cloud(50))

    with pytest.raises(NotFitted):
        fitted.merge(Gaussian())
    with pytest.raises(InvalidParameter, match="cannot be merged"):
        fitted.merge(ZScore().fit(cloud(50)))
    with pytest.raises(InvalidParameter, match="cannot be merged"):
        fitted.merge(Gaussian(random_state=1).fit(cloud(50)))
    with pytest.raises(InvalidParameter, match="units of their own"):
        Gaussian(scale="robust").fit(cloud(50)).merge(
            Gaussian(scale="robust").fit(cloud(50))
        )
    with pytest.raises(InvalidInput, match="4 columns cannot be merged with 3"):
        fitted.merge(Gaussian().fit(cloud(50, d=4)))
