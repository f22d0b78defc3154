"""A rare class is found; the line and its figures come from rows that the model has not seen."""

from __future__ import annotations

import numpy as np

from vedette.core.errors import InvalidParameter
from vedette.testing.classifier_promises.asking import Classifier, fitted, fresh, labelled
from vedette.testing.data import cloud
from vedette.testing.promises.asking import raises


def a_rare_class_is_not_passed_over(classifier: Classifier) -> None:
    model = fitted(classifier, *labelled(1000, 30, out=3.5), anomaly=None, threshold="auto")
    X, odd = labelled(1000, 30, seed=1, out=3.5)
    found = model.predict(X)[odd].mean()
    assert found >= 0.4, f"{found:.0%} of the anomalies are found"


def figures_are_out_of_fold(classifier: Classifier) -> None:
    X = cloud(300)
    odd = np.random.default_rng(0).permutation(300) < 60  # nothing to learn
    figures = fitted(classifier, X, odd, anomaly=None).cross_validated_
    assert figures.f1 < 0.6, f"F1 {figures.f1:.2f} where labels are noise"
    clear = fitted(classifier, *labelled(), anomaly=None, threshold="auto").cross_validated_
    assert clear.f1 > 0.8, f"F1 {clear.f1:.2f} where labels are clear"


def the_line_is_drawn_at_the_best_f1(classifier: Classifier) -> None:
    X, odd = labelled(400, 40, out=2.0)
    best = fitted(classifier, X, odd, anomaly=None, threshold="auto")
    for cut in ("proba", 0.3, 0.9):
        other = fitted(classifier, X, odd, anomaly=None, threshold=cut)
        assert best.cross_validated_.f1 >= other.cross_validated_.f1, f"{cut} is better"
        even = other.predict_proba(X)[:, 1] > (0.5 if cut == "proba" else cut)
        assert np.array_equal(other.predict(X), even)
    for wrong in (0.0, 1.0, -1, "many", float("nan"), None):
        model = fresh(classifier, threshold=wrong)
        assert raises(InvalidParameter, lambda m=model: m.fit(X, odd))  # type: ignore[misc]


def surprise_counts_how_rare_a_score_is(classifier: Classifier) -> None:
    model = fitted(classifier, *labelled(1000, 50), anomaly=None)
    X, odd = labelled(1000, 50, seed=1)
    surprise, unusual = model.surprise(X), model.unusualness(X)
    assert (np.diff(surprise[np.argsort(unusual)]) >= 0).all(), "not in the scores' order"
    assert 0 <= surprise.min() <= surprise.max() <= np.log10(1000) + 3
    share = (surprise[~odd] >= 1).mean()
    assert share <= 0.2, f"surprise 1 on {share:.1%} of usual rows"
    assert np.median(surprise[odd]) >= 1.5


def few_labels_will_do(classifier: Classifier) -> None:
    for few in (1, 2, 3):
        X, odd = labelled(60, few)
        model = fitted(classifier, X, odd, anomaly=None, threshold="auto")
        assert np.isfinite(model.unusualness(X)).all()
        assert np.isfinite(model.surprise(X)).all()
        assert (model.cross_validated_ is None) == (few == 1), "one row cannot be left out"
