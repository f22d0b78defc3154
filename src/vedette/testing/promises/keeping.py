"""A detector tells its reasons, is kept in a file, and is made of its parameters."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from vedette.core.detector import Detector
from vedette.core.errors import NotFitted
from vedette.core.saving import load, save
from vedette.testing.data import cloud, far_row
from vedette.testing.promises.asking import fitted, fresh, raises


def contributions_are_shares_of_the_columns(detector: Detector) -> None:
    X = cloud()
    model = fitted(detector, X)
    odd = np.tile(np.median(X, axis=0), (3, 1)) + np.diag(12 * X.std(axis=0))
    shares = model.contributions(odd)
    assert shares.shape == odd.shape
    assert np.isfinite(shares).all()
    assert np.allclose(np.abs(shares).sum(axis=1), 1)
    assert np.array_equal(shares.argmax(axis=1), np.arange(3)), "another column is blamed"


def saved_and_loaded_scores_are_bit_equal(detector: Detector) -> None:
    X = np.vstack([cloud(), far_row(cloud())])
    model = fitted(detector, cloud())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.vedette"
        save(model, path)
        loaded = load(path)
    assert type(loaded) is type(model)
    assert repr(loaded) == repr(model)
    assert np.array_equal(loaded.score_samples(X), model.score_samples(X))
    assert np.array_equal(loaded.predict(X), model.predict(X))
    assert np.array_equal(loaded.surprise(X), model.surprise(X))


def unfitted_is_refused(detector: Detector) -> None:
    for method in ("score_samples", "decision_function", "predict", "surprise"):
        model = fresh(detector)
        assert raises(NotFitted, lambda m=model, name=method: getattr(m, name)(cloud()))  # type: ignore[misc]


def parameters_make_an_equal_detector(detector: Detector) -> None:
    params = detector.get_params(deep=False)
    other = type(detector)(**params)
    assert all(getattr(other, name) is value for name, value in params.items())
    assert other.set_params(**params) is other
    assert raises(ValueError, lambda: other.set_params(no_such_parameter=1))
    assert "contamination" in params
    assert "scale" in params
