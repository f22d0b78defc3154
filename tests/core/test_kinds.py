"""Parameters that no estimator can use are refused by name, with their value."""

import numpy as np
import pytest

from vedette.core.errors import InvalidParameter
from vedette.core.kinds import check_kinds
from vedette.detectors import (
    HBOS,
    BoostingDetector,
    Gaussian,
    IsolationForest,
    KMeansDistance,
)
from vedette.testing.data import cloud


@pytest.mark.parametrize("value", ["x", 1.5, True, 10**30, [1], np.array([1, 2]), np.nan])
def test_threads_that_are_no_whole_number_are_refused(value):
    with pytest.raises(
        InvalidParameter, match="n_jobs must be a whole number or None, got"
    ):
        HBOS(n_jobs=value).fit(cloud())


@pytest.mark.parametrize("value", [None, -1, -7, 1, np.int64(2)])
def test_threads_that_are_a_whole_number_are_taken(value):
    HBOS(n_jobs=value).fit(cloud())
    X = cloud(60)
    BoostingDetector(n_jobs=value, max_iter=2).fit(X, X[:, 0] > np.median(X[:, 0]) + 1)


@pytest.mark.parametrize("value", ["x", 1.5, True, -1, [1], np.nan])
def test_a_seed_that_seeds_nothing_is_refused(value):
    with pytest.raises(InvalidParameter, match="random_state must be"):
        Gaussian(random_state=value).fit(cloud())


@pytest.mark.parametrize("make", [np.random.RandomState, np.random.default_rng])
def test_generators_of_numpy_are_seeds(make):
    Gaussian(random_state=make(0)).fit(cloud())


def test_a_flag_is_true_or_false():
    with pytest.raises(InvalidParameter, match="bootstrap must be True or False, got 'no'"):
        IsolationForest(bootstrap="no").fit(cloud())
    IsolationForest(bootstrap=np.True_, n_estimators=5).fit(cloud())


def test_an_array_is_no_word_flag_or_number():
    with pytest.raises(InvalidParameter, match="contamination must be one value, got"):
        HBOS(contamination=np.array([0.1, 0.2])).fit(cloud())


def test_a_number_of_numpy_is_a_contamination():
    HBOS(contamination=np.float32(0.1)).fit(cloud())


def test_a_billion_trees_are_a_slip():
    with pytest.raises(
        InvalidParameter, match="n_estimators must be at most 1,000,000, got"
    ):
        IsolationForest(n_estimators=10**9).fit(cloud())
    with pytest.raises(InvalidParameter, match="n_init must be at most"):
        KMeansDistance(n_init=10**9).fit(cloud())
    check_kinds({"n_estimators": 10**6}, {})


def test_a_seed_that_scikit_learn_refuses_is_refused_by_name():
    X = cloud(60)
    with pytest.raises(InvalidParameter, match=r"random_state must be below 2\^32, got"):
        BoostingDetector(random_state=2**40).fit(X, X[:, 0] > 5)
