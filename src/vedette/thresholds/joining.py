"""A detector and the rows that a rule sees of it: what `Thresholded` puts together."""

from __future__ import annotations

import copy
from typing import Any, TypeVar

import numpy as np

from vedette.core.arrays import Matrix, Vector
from vedette.core.detector import Detector
from vedette.core.errors import InvalidInput, InvalidParameter, TooLittleData
from vedette.core.estimator import Estimator
from vedette.core.parametrised import Parametrised
from vedette.detectors import catalogue
from vedette.detectors.members import copied
from vedette.detectors.supervised.labels import anomaly_of, as_labels, two_classes
from vedette.thresholds.rule import Flags
from vedette.thresholds.splitting import Rows

P = TypeVar("P", bound=Parametrised)


def copy_of(given: P) -> P:
    """Unfitted, with the same parameters."""
    return type(given)(**copy.deepcopy(given.get_params(deep=False)))


def unfitted(given: Any) -> Estimator:
    """A new detector, as it is named in the catalogue or as it is given.

    Raises
    ------
    UnknownName
        If there is none of that name.
    InvalidParameter
        If it is no detector.
    """
    made = catalogue.make(given) if isinstance(given, str) else given
    labelled = isinstance(made, Estimator) and learns_from_labels(made)
    if not isinstance(made, Detector) and not (labelled and hasattr(made, "unusualness")):
        raise InvalidParameter(
            f"detector must be a detector or its name, got {given!r}",
            hint="'gaussian', say; vedette detectors lists them",
        )
    return copied(made)


def learns_from_labels(detector: Estimator) -> bool:
    """Whether the detector is a classifier, which cannot learn without labels."""
    return detector.estimator_type == "classifier"


def which_are_odd(y: Any, n: int, anomaly: Any) -> Flags:
    """Labels as (n,) of bool: True is odd.

    `anomaly` is the label of the odd ones, which then need not be there; None: the rarer.
    """
    labels = as_labels(y, n)
    if anomaly is not None:
        return np.asarray(labels == anomaly, dtype=bool)
    classes, which = two_classes(labels)
    return np.asarray(which == anomaly_of(classes, which, None))


def learned(detector: Estimator, rows: Matrix, odd: Flags | None, part: Rows) -> Vector:
    """Fit the detector, and score the rows of `part` (v,), from which it does not learn.

    With an empty part it learns from all rows and they are scored: as its own training rows,
    if it learned from them.
    """
    left = np.ones(len(rows), dtype=bool)
    left[part] = False
    if learns_from_labels(detector):
        _learn_labels(detector, rows[left], odd, left)
        return np.asarray(detector.unusualness(rows[part]))  # type: ignore[attr-defined]
    assert isinstance(detector, Detector)
    if odd is not None:
        left &= ~odd
    if not left.any():
        raise TooLittleData("no row is usual: there is nothing to learn from")
    if len(part):
        return detector.fit(rows[left]).unusualness(rows[part])
    scores = np.empty(len(rows))
    scores[left] = detector.fit_unusualness(rows[left])
    if not left.all():
        scores[~left] = detector.unusualness(rows[~left])
    return scores


def _learn_labels(detector: Any, rows: Matrix, odd: Flags | None, left: Flags) -> None:
    if odd is None:
        raise InvalidInput(
            f"{type(detector).__name__} learns from labels, and there are none: it requires "
            "y to be passed, but the target y is None",
            hint="fit(X, y)",
        )
    if not odd[left].any():
        raise TooLittleData(
            f"{type(detector).__name__} learns from odd rows, and none is left once those "
            "are taken out on which the line is drawn",
            hint="label more rows, or draw the line by the detector's own rule",
        )
    if "anomaly" in detector.get_params(deep=False):
        detector.set_params(anomaly=True)
    detector.fit(rows, odd[left])


def without_names(detector: Estimator) -> Estimator:
    """The fitted detector as one that was fitted on an array: the same but for names."""
    if not hasattr(detector, "feature_names_in_"):
        return detector
    nameless = copy.copy(detector)
    del nameless.feature_names_in_
    return nameless
