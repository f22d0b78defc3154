"""A rule joins each detector of the catalogue, and is saved with it."""

import numpy as np
import pytest

import vedette
from vedette.detectors import catalogue
from vedette.testing.data import cloud
from vedette.thresholds import Thresholded


def quick(entry):
    """The detector of an entry, with few trees if it has any."""
    trees = "n_estimators" in catalogue.class_of(entry)._param_names()
    return catalogue.make(entry.name, **({"n_estimators": 10} if trees else {}))


@pytest.mark.long
@pytest.mark.parametrize("rule", ["best-f1", "conformal(0.1)", "contamination(0.1)"])
@pytest.mark.parametrize("entry", catalogue.entries(), ids=lambda entry: entry.name)
def test_a_rule_joins_every_detector(entry, rule, tmp_path):
    X = cloud(160, 3)
    y = np.arange(160) % 8 == 0
    X[y] += 9

    model = Thresholded(quick(entry), rule).fit(X, y)

    # Each row by itself, at a line that is its own rule's.
    assert np.array_equal(model.predict(X) == -1, model.unusualness(X) > -model.offset_)
    vedette.save(model, tmp_path / "model.vedette")
    loaded = vedette.load(tmp_path / "model.vedette")
    assert np.array_equal(loaded.decision_function(X), model.decision_function(X))
    if rule == "best-f1":
        assert model.rule_.cut_.f1 > 0.5
