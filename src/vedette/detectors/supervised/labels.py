"""Labels: two classes, the rarer of which is the anomaly."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.errors import InvalidInput, InvalidParameter


def as_labels(y: Any, n: int) -> npt.NDArray[Any]:
    """`y` as an array of n labels without gaps.

    Raises
    ------
    InvalidInput
        If there are none, not one a row, or some are missing or infinite.
    """
    if y is None:
        raise InvalidInput(
            "a classifier requires y to be passed, but the target y is None",
            hint="without labels, take a detector such as vedette.Ensemble",
        )
    labels = np.asarray(y.to_numpy() if hasattr(y, "to_numpy") else y)
    if labels.ndim == 2 and labels.shape[1] == 1:
        warnings.warn(
            "A column-vector y was passed when a 1d array was expected",
            _conversion_warning(),
            stacklevel=4,
        )
        labels = labels[:, 0]
    if labels.ndim != 1:
        raise InvalidInput(f"y should be a 1d array, got an array of shape {labels.shape}")
    if len(labels) != n:
        raise InvalidInput(
            f"X and y have inconsistent numbers of samples: [{n}, {len(labels)}]"
        )
    if labels.dtype.kind in "fc":
        _refuse_numbers(labels)
    elif labels.dtype.kind == "O":
        _refuse_gaps(labels)
        return _plainly_typed(labels)
    return labels


def two_classes(labels: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], npt.NDArray[np.int64]]:
    """The two classes, ascending, and the place (n,) of each label among them.

    Raises
    ------
    InvalidInput
        If there are more or fewer than two.
    """
    try:
        classes, which = np.unique(labels, return_inverse=True)
    except TypeError as error:
        raise InvalidInput(f"y holds labels of several types: {error}") from None
    if len(classes) == 1:
        raise InvalidInput(
            f"y holds one class only, {_plain(classes[0])!r}, in {len(labels)} rows; "
            "a classifier needs two",
            hint="without labelled anomalies, take a detector such as vedette.Ensemble",
        )
    if len(classes) > 2:
        shown = ", ".join(repr(_plain(c)) for c in classes[:5])
        raise InvalidInput(
            "Only binary classification is supported. The type of the target is "
            f"multiclass: y holds {len(classes)} classes ({shown}"
            f"{', ...' if len(classes) > 5 else ''})",
            hint="say of each row whether it is odd: y == 'fraud', for example",
        )
    return classes, which.astype(np.int64)


def anomaly_of(classes: npt.NDArray[Any], which: npt.NDArray[np.int64], named: Any) -> int:
    """The place in `classes` of the anomaly: as `named`, else the rarer, else the greater."""
    if named is None:
        usual, odd = np.bincount(which, minlength=2)
        return 1 if odd <= usual else 0
    places = [i for i in range(2) if bool(classes[i] == named)]
    if not places:
        shown = " and ".join(repr(_plain(c)) for c in classes)
        raise InvalidParameter(f"anomaly must be a class of y, {shown}, got {named!r}")
    return places[0]


def _plain(label: Any) -> Any:
    return label.item() if isinstance(label, np.generic) else label


def _refuse_numbers(labels: npt.NDArray[Any]) -> None:
    bad = ~np.isfinite(labels)
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        raise InvalidInput(
            f"y holds {np.count_nonzero(bad)} labels that are missing or infinite; the "
            f"first is {labels[row]} at row {row}",
            hint="leave out rows without a label",
        )
    if labels.dtype.kind == "f" and (labels != np.floor(labels)).any():
        row = int(np.flatnonzero(labels != np.floor(labels))[0])
        raise InvalidInput(
            f"Unknown label type: y is continuous, {labels[row]} at row {row}; labels are "
            "whole numbers, booleans or names"
        )


def _refuse_gaps(labels: npt.NDArray[Any]) -> None:
    for row, label in enumerate(labels):
        if label is None or type(label).__name__ == "NAType" or label != label:
            raise InvalidInput(
                f"y holds labels that are missing; the first is {label} at row {row}",
                hint="leave out rows without a label",
            )


def _plainly_typed(labels: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Objects that are all numbers or all booleans, as such."""
    found = {type(label) for label in labels}
    for plain in (bool, int, float):
        if found == {plain}:
            return labels.astype(plain)
    return labels


def _conversion_warning() -> type[UserWarning]:
    from sklearn.exceptions import DataConversionWarning

    warning: type[UserWarning] = DataConversionWarning
    return warning
