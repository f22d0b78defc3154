"""A classifier tells its reasons, is kept in a file, and is made of its parameters."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from vedette.core.errors import NotFitted
from vedette.core.saving import load, save
from vedette.testing.classifier_promises.asking import Classifier, fitted, fresh, labelled
from vedette.testing.data import cloud
from vedette.testing.promises.asking import raises


def contributions_are_shares_of_the_columns(classifier: Classifier) -> None:
    X, odd = labelled()
    model = fitted(classifier, X, odd, anomaly=None)
    shares = model.contributions(X[odd])
    assert shares.shape == (20, 3)
    assert np.isfinite(shares).all()
    total = np.abs(shares).sum(axis=1)
    assert (np.isclose(total, 1) | (total == 0)).all()
    assert (shares.argmax(axis=1) == 1).mean() > 0.8, "another column is blamed"


def saved_and_loaded_scores_are_bit_equal(classifier: Classifier) -> None:
    X, odd = labelled()
    for y in (np.where(odd, "odd", "fine"), odd.astype(object)):
        model = fitted(classifier, X, y, anomaly=None)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.vedette"
            save(model, path)
            loaded: Classifier = load(path)
        assert type(loaded) is type(model)
        assert repr(loaded) == repr(model)
        assert loaded.cross_validated_ == model.cross_validated_
        for method in ("unusualness", "predict", "predict_proba", "surprise"):
            before, after = getattr(model, method)(X), getattr(loaded, method)(X)
            assert np.array_equal(before, after), f"{method} changed"


def unfitted_is_refused(classifier: Classifier) -> None:
    methods = ("unusualness", "decision_function", "predict", "predict_proba", "surprise")
    for method in (*methods, "contributions"):
        model = fresh(classifier)
        assert raises(NotFitted, lambda m=model, name=method: getattr(m, name)(cloud()))  # type: ignore[misc]


def parameters_make_an_equal_classifier(classifier: Classifier) -> None:
    params = classifier.get_params(deep=False)
    other = type(classifier)(**params)
    assert all(getattr(other, name) is value for name, value in params.items())
    assert other.set_params(**params) is other
    assert raises(ValueError, lambda: other.set_params(no_such_parameter=1))
    assert {"threshold", "anomaly", "scale"} <= set(params)
