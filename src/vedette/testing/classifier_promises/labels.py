"""Labels of any type come back, the anomaly may be named, and what is no label is refused."""

from __future__ import annotations

import numpy as np

from vedette.core.errors import InvalidParameter
from vedette.testing.classifier_promises.asking import Classifier, fitted, labelled
from vedette.testing.promises.asking import raises, refused


def labels_come_back_as_they_were_given(classifier: Classifier) -> None:
    X, odd = labelled()
    for usual, anomaly in ((0, 1), (False, True), ("fine", "wrong"), (1, -1), (1.0, 0.0)):
        y = np.where(odd, anomaly, usual)
        model = fitted(classifier, X, y, anomaly=None)
        assert np.array_equal(model.classes_, np.unique(y))
        assert model.anomaly_ == anomaly, f"{anomaly!r} is rarer than {usual!r}"
        said = model.predict(X)
        assert said.dtype.kind == y.dtype.kind
        assert (said == y).mean() > 0.9, f"{usual!r} and {anomaly!r} are mixed up"


def the_anomaly_may_be_named(classifier: Classifier) -> None:
    X, odd = labelled()
    many = np.where(odd, "few", "many")
    assert fitted(classifier, X, many, anomaly="many").anomaly_ == "many"
    assert fitted(classifier, X, np.arange(200) % 2, anomaly=None).anomaly_ == 1
    assert raises(InvalidParameter, lambda: fitted(classifier, X, odd, anomaly="none"))
    named = fitted(classifier, X, many, anomaly="many")
    assert (named.unusualness(X)[~odd] > np.median(named.unusualness(X)[odd])).mean() > 0.9


def labels_that_cannot_be_used_are_refused(classifier: Classifier) -> None:
    X, odd = labelled()
    gap = odd.astype(float)
    gap[3] = np.nan
    wrong = {
        "one class": np.zeros(200),
        "binary": np.arange(200) % 3,
        "samples": odd[:-1],
        "row 3": gap,
        "continuous": np.linspace(0, 1, 200),
        "requires y": None,
        "1d array": np.column_stack([odd, odd]),
    }
    for words, y in wrong.items():
        said = refused(lambda y=y: fitted(classifier, X, y, anomaly=None), words)  # type: ignore[misc]
        assert said, f"y is not refused with the words {words!r}"
