"""Scores are finite, of their own row alone, and with scikit-learn's signs."""

from __future__ import annotations

import numpy as np

from vedette.testing.classifier_promises.asking import Classifier, fitted, labelled
from vedette.testing.data import cloud


def scores_are_one_finite_float_per_row(classifier: Classifier) -> None:
    model = fitted(classifier, *labelled(), anomaly=None)
    X = cloud(7, seed=1)
    for scores in (model.unusualness(X), model.decision_function(X), model.surprise(X)):
        assert scores.shape == (7,)
        assert scores.dtype == np.float64
        assert np.isfinite(scores).all()
    assert model.predict_proba(X).shape == (7, 2)


def what_was_labelled_is_found_again(classifier: Classifier) -> None:
    model = fitted(classifier, *labelled(), anomaly=None)
    X, odd = labelled(400, 40, seed=1)
    scores = model.unusualness(X)
    above = (scores[odd][:, None] > scores[~odd]).mean()
    above += 0.5 * (scores[odd][:, None] == scores[~odd]).mean()
    assert above > 0.95, f"an anomaly is above a usual row in {above:.0%} of pairs"
    assert (model.predict(X) == odd).mean() > 0.95


def signs_are_those_of_scikit_learn(classifier: Classifier) -> None:
    X, odd = labelled(out=2.0)
    for y in (odd, ~odd):
        model = fitted(classifier, X, y, anomaly=None, threshold="auto")
        decision, chances = model.decision_function(X), model.predict_proba(X)
        said = model.predict(X)
        assert np.array_equal(said == model.classes_[1], decision > 0)
        assert np.allclose(chances.sum(axis=1), 1)
        assert (chances >= 0).all()
        assert np.array_equal(model.classes_[chances.argmax(axis=1)], said)
        towards = model.unusualness(X) * (1 if model.anomaly_ == model.classes_[1] else -1)
        assert (np.diff(decision[np.argsort(towards)]) >= 0).all()


def rows_are_scored_alone(classifier: Classifier) -> None:
    model = fitted(classifier, *labelled(), anomaly=None)
    X = np.vstack([labelled(60, 6, seed=1)[0], 1e3 * cloud(1)])
    together = model.unusualness(X)
    alone = np.concatenate([model.unusualness(X[i : i + 1]) for i in range(len(X))])
    assert np.array_equal(together, alone), "a row's score depends on the batch"
    backwards = model.unusualness(X[::-1])[::-1]
    assert np.array_equal(together, backwards), "a row's score depends on the order"
