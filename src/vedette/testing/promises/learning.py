"""Fitting forgets and repeats; scoring only looks."""

from __future__ import annotations

import pickle

import numpy as np

from vedette.core.detector import Detector
from vedette.testing.data import cloud, far_row
from vedette.testing.promises.asking import fitted, fresh


def scoring_changes_nothing(detector: Detector) -> None:
    X = cloud()
    model = fitted(detector, X)
    before, given = pickle.dumps(vars(model)), X.copy()
    first = model.score_samples(X)
    model.predict(X), model.surprise(X), model.contributions(X[:3])
    assert np.array_equal(first, model.score_samples(X))
    assert np.array_equal(X, given), "scoring changed its argument"
    assert pickle.dumps(vars(model)) == before, "scoring changed the detector"


def fitting_leaves_its_argument(detector: Detector) -> None:
    X = cloud()
    fitted(detector, X)
    assert np.array_equal(X, cloud()), "fit changed its argument"


def fit_forgets(detector: Detector) -> None:
    once = fitted(detector, cloud())
    twice = fitted(detector, cloud(300, 4, seed=9) * 100).fit(cloud()).fit(cloud())
    assert np.array_equal(once.score_samples(cloud()), twice.score_samples(cloud()))


def the_same_seed_gives_the_same_bits(detector: Detector) -> None:
    X = cloud(50, seed=1)
    first, second = (fitted(detector, cloud()).score_samples(X) for _ in range(2))
    assert np.array_equal(first, second)


def training_rows_score_again_as_in_fit(detector: Detector) -> None:
    X = np.vstack([cloud(), cloud(5), far_row(cloud())])  # five rows are copies
    model = fitted(detector, X)
    assert np.array_equal(np.sort(model.unusualness(X)), model.training_)
    assert np.array_equal(fresh(detector).fit_predict(X), model.predict(X))
