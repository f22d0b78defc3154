"""Fitting starts afresh and keeps to its seed; nothing that is given is changed."""

from __future__ import annotations

import pickle

import numpy as np

from vedette.testing.classifier_promises.asking import Classifier, fitted, labelled
from vedette.testing.data import cloud


def scoring_changes_nothing(classifier: Classifier) -> None:
    X, odd = labelled()
    model = fitted(classifier, X, odd, anomaly=None)
    before, given = pickle.dumps(vars(model)), X.copy()
    first = model.unusualness(X)
    model.predict(X), model.predict_proba(X), model.surprise(X), model.contributions(X[:3])
    assert np.array_equal(first, model.unusualness(X))
    assert np.array_equal(X, given), "scoring changed its argument"
    assert pickle.dumps(vars(model)) == before, "scoring changed the classifier"


def fitting_leaves_its_arguments(classifier: Classifier) -> None:
    X, odd = labelled()
    fitted(classifier, X, odd, anomaly=None)
    assert np.array_equal(X, labelled()[0]), "fit changed X"
    assert np.array_equal(odd, labelled()[1]), "fit changed y"


def fit_forgets(classifier: Classifier) -> None:
    X, odd = labelled()
    once = fitted(classifier, X, odd, anomaly=None)
    other = fitted(classifier, cloud(90, 4), np.arange(90) % 3 == 0, anomaly=None)
    twice = other.fit(X, odd).fit(X, odd)
    assert np.array_equal(once.unusualness(X), twice.unusualness(X))
    assert once.threshold_ == twice.threshold_


def the_same_seed_gives_the_same_bits(classifier: Classifier) -> None:
    X, odd = labelled(out=2.0)
    first, second = (fitted(classifier, X, odd, anomaly=None) for _ in range(2))
    assert np.array_equal(first.unusualness(X), second.unusualness(X))
    assert first.threshold_ == second.threshold_
    assert first.cross_validated_ == second.cross_validated_
