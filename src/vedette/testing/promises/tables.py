"""Whatever a table is like, there is a right answer or a clear error."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.detector import Detector
from vedette.core.errors import InvalidInput, InvalidParameter
from vedette.testing.data import cloud, hard_tables, wide_table, with_an_odd_row
from vedette.testing.promises.asking import fitted, fresh, raises, refused


def the_type_of_the_array_does_not_matter(detector: Detector) -> None:
    X = np.round(cloud() * 8)  # exact in every type
    plain = fitted(detector, X).score_samples(X)
    read_only = X.copy()
    read_only.flags.writeable = False
    for other in (
        X.astype(np.int64),
        X.astype(np.float32),
        X.astype(np.float16),
        np.asfortranarray(X),
        np.repeat(X, 2, axis=0)[::2],
        read_only,
        X.tolist(),
        X.astype(object),
    ):
        assert np.array_equal(fitted(detector, other).score_samples(other), plain)


def hard_tables_get_an_answer_or_a_clear_error(detector: Detector) -> None:
    for name, X in hard_tables().items():
        answers_or_refuses(detector, X, name)


def an_odd_row_of_a_hard_table_is_the_oddest(detector: Detector) -> None:
    for name, X in with_an_odd_row().items():
        model = fresh(detector)
        if refusal(lambda m=model, X=X: m.fit(X)):  # type: ignore[misc]
            continue
        seen = model.unusualness(X)
        assert seen[-1] > seen[:-1].max(), f"{name}: another row is as odd"
        assert model.predict(X)[-1] == -1, f"{name}: the odd row is called usual"


def ten_thousand_columns_get_an_answer_or_a_clear_error(detector: Detector) -> None:
    # Without contributions, which may score each row once for every column.
    answers_or_refuses(detector, wide_table(), "10,000 columns", explained=0)


def answers_or_refuses(
    detector: Detector, X: npt.NDArray[Any], name: str, *, explained: int = 2
) -> None:
    """Refused when fitted, in words; or else finite in all that it says, without warnings.

    explained
        Contributions are asked of so many rows.
    """
    given = X.copy()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            model = fresh(detector)
            if why := refusal(lambda: model.fit(X)):
                assert why.strip(), "refused without a word"
                return
            said = [model.score_samples(X), model.surprise(X), model.decision_function(X)]
            odd = model.predict(X)
            if explained:
                said.append(model.contributions(X[:explained]))
    except Exception as error:
        raise AssertionError(f"{name}: {type(error).__name__}: {error}") from error
    assert all(np.isfinite(numbers).all() for numbers in said), f"{name}: NaN or inf"
    assert set(np.unique(odd)) <= {-1, 1}, f"{name}: {np.unique(odd)} are no labels"
    assert np.array_equal(X, given, equal_nan=True), f"{name}: the argument was changed"


def refusal(call: Callable[[], object]) -> str | None:
    """What is said if the call is refused, a blank if nothing is; None if it is taken."""
    try:
        call()
    except (InvalidInput, InvalidParameter) as error:
        return error.message or " "
    return None


def missing_values_are_handled_or_refused_by_name(detector: Detector) -> None:
    X, there = cloud(), cloud(20, seed=1)
    gap = there.copy()
    gap[7] = np.nan
    if not detector.copes_with_missing:
        model = fitted(detector, X)
        assert refused(lambda: model.score_samples(gap), "row 7", "column 0", "missing")
        X[11, 2] = np.nan
        assert refused(lambda: fresh(detector).fit(X), "row 11", "column 2", "missing")
        return
    model = fitted(detector, X)
    scores = model.unusualness(gap)
    assert np.isfinite(scores).all()
    usual = np.median(model.training_)
    assert scores[7] > usual, "a row of missing values scores as usual"
    X[::3, 1] = np.nan
    X[:, 2] = np.nan  # nothing is known of this column
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.isfinite(fitted(detector, X).score_samples(gap)).all()
        assert np.isfinite(
            fitted(detector, np.full((20, 3), np.nan)).score_samples(gap)
        ).all()


def infinite_values_are_refused_by_name(detector: Detector) -> None:
    X = cloud()
    model = fitted(detector, X)
    for value in (np.inf, -np.inf):
        X[11, 2] = value
        assert refused(lambda: model.score_samples(X), "row 11", "column 2", "infinity")
        assert refused(lambda: fresh(detector).fit(X), "row 11", "column 2", "infinity")


def wrong_shapes_are_refused(detector: Detector) -> None:
    model = fitted(detector, cloud())
    for wrong in (cloud(d=4), cloud(d=2), cloud()[0], np.empty((0, 3)), [["a", "b", "c"]]):
        assert raises(InvalidInput, lambda X=wrong: model.score_samples(X))  # type: ignore[misc]
