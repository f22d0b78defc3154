"""A score is one finite number of one row, learned from the training rows."""

from __future__ import annotations

import numpy as np

from vedette.core.detector import Detector
from vedette.testing.data import cloud, far_row
from vedette.testing.promises.asking import fitted, fresh


def scores_are_one_finite_float_per_row(detector: Detector) -> None:
    scores = fitted(detector, cloud()).score_samples(cloud(7, seed=1))
    assert scores.shape == (7,)
    assert scores.dtype == np.float64
    assert np.isfinite(scores).all()


def scores_are_not_all_alike(detector: Detector) -> None:
    scores = fitted(detector, cloud()).score_samples(cloud(50, seed=1))
    assert len(np.unique(scores)) > 10, "most rows score the same"
    assert np.ptp(scores) > 1e-6 * np.abs(scores).max(), "the rows hardly differ"


def a_far_row_is_odder_than_every_usual_one(detector: Detector) -> None:
    X = cloud()
    model = fitted(detector, X)
    assert model.score_samples(far_row(X))[0] < model.score_samples(X).min()
    assert model.predict(far_row(X))[0] == -1


def what_is_usual_comes_from_the_training_rows(detector: Detector) -> None:
    here, there = cloud(), cloud() + 100.0
    # A rule of its own, as the nu of a one-class SVM, may call half of all rows odd.
    automatic = fresh(detector).set_params(contamination="auto")
    assert fitted(automatic, here).predict(there[:50]).max() == -1
    assert (fitted(automatic, there).predict(there[:50]) == 1).mean() > 0.5


def rows_are_scored_alone(detector: Detector) -> None:
    X = np.vstack([cloud(60), cloud(60, seed=1), far_row(cloud())])
    model = fitted(detector, cloud())
    together = model.score_samples(X)
    alone = np.concatenate([model.score_samples(X[i : i + 1]) for i in range(len(X))])
    backwards = model.score_samples(X[::-1])[::-1]
    assert np.array_equal(together, alone), "a row's score depends on the batch"
    assert np.array_equal(together, backwards), "a row's score depends on the order"


def a_training_row_does_not_vouch_for_itself(detector: Detector) -> None:
    X = np.vstack([cloud(), far_row(cloud())])
    model = fitted(detector, X)
    seen = model.unusualness(X)
    assert seen[-1] == seen.max(), "a far training row is not the oddest"
    assert model.predict(X)[-1] == -1
