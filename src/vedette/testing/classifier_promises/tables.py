"""Units and types that do not matter, hard tables, missing values, wrong shapes."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.errors import InvalidInput, VedetteError
from vedette.testing.classifier_promises.asking import Classifier, fitted, fresh, labelled
from vedette.testing.data import cloud, hard_tables, wide_table
from vedette.testing.promises.asking import raises, refused


def powers_of_two_change_no_bit(classifier: Classifier) -> None:
    X, odd = labelled()
    units, there = np.array([2.0**-40, 1.0, 2.0**30]), labelled(50, 5, seed=1)[0]
    plain = fitted(classifier, X, odd, anomaly=None).unusualness(there)
    scaled = fitted(classifier, X * units, odd, anomaly=None).unusualness(there * units)
    assert np.array_equal(plain, scaled), "a power of two changed a bit"


def the_type_of_the_arrays_does_not_matter(classifier: Classifier) -> None:
    X, odd = labelled()
    X = np.round(X * 8)  # exact in every type
    plain = fitted(classifier, X, odd, anomaly=None).unusualness(X)
    read_only = X.copy()
    read_only.flags.writeable = False
    for other, y in (
        (X.astype(np.int64), odd.astype(np.int8)),
        (X.astype(np.float32), odd.astype(np.float64)),
        (np.asfortranarray(X), odd.tolist()),
        (np.repeat(X, 2, axis=0)[::2], odd.astype(object)),
        (read_only, np.where(odd, "odd", "fine").astype(object)),
        (X.tolist(), odd.astype(np.uint64)),
    ):
        scores = fitted(classifier, other, y, anomaly=None).unusualness(other)
        assert np.array_equal(scores, plain), f"{type(other)}, {np.asarray(y).dtype}"


def hard_tables_get_an_answer_or_a_clear_error(classifier: Classifier) -> None:
    for name, X in hard_tables().items():
        answers_or_refuses(classifier, X, name)


def ten_thousand_columns_get_an_answer_or_a_clear_error(classifier: Classifier) -> None:
    # Without contributions, which may score each row once for every column.
    answers_or_refuses(classifier, wide_table(), "10,000 columns", explained=False)


def answers_or_refuses(
    classifier: Classifier, X: npt.NDArray[Any], name: str, *, explained: bool = True
) -> None:
    """Refused in words, or finite in all that it says, without warnings."""
    given, odd = X.copy(), np.arange(len(X)) % 10 == 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            model = fitted(classifier, X, odd, anomaly=None)
            said = [model.unusualness(X), model.surprise(X), model.predict_proba(X)]
            said += [model.contributions(X[:2])] if explained else []
    except VedetteError:
        return
    except Exception as error:
        raise AssertionError(f"{name}: {type(error).__name__}: {error}") from error
    assert all(np.isfinite(values).all() for values in said), f"{name}: NaN or inf came out"
    assert X.tobytes() == given.tobytes(), f"{name}: the argument was changed"


def missing_values_are_handled_or_refused_by_name(classifier: Classifier) -> None:
    X, odd = labelled()
    gap = labelled(20, 2, seed=1)[0]
    gap[7] = np.nan
    if not classifier.copes_with_missing:
        model = fitted(classifier, X, odd, anomaly=None)
        assert refused(lambda: model.unusualness(gap), "row 7", "column 0", "missing")
        return
    assert np.isfinite(fitted(classifier, X, odd, anomaly=None).unusualness(gap)).all()
    X[::3, 0] = np.nan
    X[:, 2] = np.nan  # nothing is known of this column
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model = fitted(classifier, X, odd, anomaly=None)
        assert np.isfinite(model.unusualness(gap)).all()
        assert np.isfinite(model.surprise(gap)).all()


def infinite_values_are_refused_by_name(classifier: Classifier) -> None:
    X, odd = labelled()
    model = fitted(classifier, X, odd, anomaly=None)
    X[11, 2] = np.inf
    words = ("row 11", "column 2", "infinity")
    assert refused(lambda: model.unusualness(X), *words)
    assert refused(lambda: fresh(classifier, anomaly=None).fit(X, odd), *words)


def wrong_shapes_are_refused(classifier: Classifier) -> None:
    model = fitted(classifier, *labelled(), anomaly=None)
    for wrong in (cloud(d=4), cloud(d=2), cloud()[0], np.empty((0, 3)), [["a", "b", "c"]]):
        assert raises(InvalidInput, lambda X=wrong: model.predict(X))  # type: ignore[misc]
