"""The manners of scikit-learn, without importing it until it asks.

Parameters are the constructor's, by name; what is learned ends in `_`; columns are those of
the fit. Detectors and classifiers both stand on this.
"""

from __future__ import annotations

import inspect
import sys
from collections import defaultdict
from typing import Any, ClassVar, Self

import numpy as np

from vedette.core.arrays import Matrix, Vector, as_table, check_columns, column_names
from vedette.core.errors import InvalidParameter, NotFitted, unknown
from vedette.core.kinds import check_kinds
from vedette.core.missing import filled, medians, places_of_missing, sorted_columns
from vedette.core.scaling import Scaler, fit_scaler


class Estimator:
    """Parameters, columns and names: what every class with a `fit` shares."""

    # Whether `fit` and scoring take NaN for missing values.
    copes_with_missing: ClassVar[bool] = True
    # Whether float32 rows are taken as they are (`fit` with a `scale` widens them): that saves
    # a copy of a large table.
    reads_single: ClassVar[bool] = False
    # What scikit-learn calls this kind of estimator.
    estimator_type: ClassVar[str] = "outlier_detector"
    # The attribute that `fit` sets last.
    fitted_mark: ClassVar[str] = "offset_"

    scale: str | None = None

    @classmethod
    def _param_names(cls) -> list[str]:
        parameters = inspect.signature(cls.__init__).parameters.values()
        return sorted(
            p.name for p in parameters if p.name != "self" and p.kind != p.VAR_KEYWORD
        )

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """The constructor's arguments by name; `deep` adds those of nested estimators."""
        params: dict[str, Any] = {}
        for name in self._param_names():
            value = getattr(self, name)
            params[name] = value
            if deep and hasattr(value, "get_params") and not isinstance(value, type):
                nested = value.get_params().items()
                params.update((f"{name}__{key}", inner) for key, inner in nested)
        return params

    def set_params(self, **params: Any) -> Self:
        """Set constructor arguments; `outer__inner` reaches nested estimators."""
        nested: dict[str, dict[str, Any]] = defaultdict(dict)
        for key, value in params.items():
            name, delimiter, inner = key.partition("__")
            if name not in self._param_names():
                error = unknown(
                    f"parameter of {type(self).__name__}", name, self._param_names()
                )
                raise InvalidParameter(error.message, hint=error.hint)
            if delimiter:
                nested[name][inner] = value
            else:
                setattr(self, name, value)
        for name, values in nested.items():
            getattr(self, name).set_params(**values)
        return self

    def __sklearn_tags__(self) -> Any:
        from sklearn.utils import InputTags, Tags, TargetTags

        return Tags(
            estimator_type=self.estimator_type,
            target_tags=TargetTags(required=False),
            input_tags=InputTags(allow_nan=self.copes_with_missing),
        )

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, self.fitted_mark)

    def chosen_params(self) -> dict[str, Any]:
        """The constructor's arguments that are not its defaults, by name."""
        defaults = inspect.signature(type(self).__init__).parameters
        return {
            name: value
            for name, value in self.get_params(deep=False).items()
            if repr(value) != repr(defaults[name].default)
        }

    def __repr__(self) -> str:
        args = [f"{name}={value!r}" for name, value in self.chosen_params().items()]
        return f"{type(self).__name__}({', '.join(args)})"

    def _check_kinds(self) -> None:
        """Refuse parameters that no estimator can use."""
        parameters = inspect.signature(type(self).__init__).parameters
        defaults = {name: p.default for name, p in parameters.items()}
        check_kinds(self.get_params(deep=False), defaults)

    # Columns

    def _forget(self) -> None:
        for name in [n for n in vars(self) if n.endswith("_") and not n.startswith("__")]:
            delattr(self, name)

    def _see_columns(self, X: Any, rows: Matrix) -> None:
        """Remember the number of columns, and their names if they have any."""
        names = column_names(X)
        if names is not None:
            self.feature_names_in_ = np.array(names, dtype=object)
        self.n_features_in_ = rows.shape[1]

    def _learn_scale(self, rows: Matrix, *, whole: bool = False) -> Matrix:
        """Learn the columns' units and the places of missing values; the rows prepared.

        `whole` says that none is missing.
        """
        self.scaler_: Scaler = fit_scaler(rows, self.scale)
        scaled = self.scaler_.scale(rows)
        columns = sorted_columns(scaled) if whole else None
        self.places_: Vector = places_of_missing(scaled, columns)
        if not whole:
            scaled = filled(scaled, self.places_)
        self.middle_: Vector = medians(scaled, columns)
        return scaled

    def _prepared(self, rows: Matrix) -> Matrix:
        """Rows (n, d) scaled, without gaps."""
        wide = rows.astype(np.float64, copy=False)
        return filled(self.scaler_.scale(wide), self.places_)

    def _border(self, X: Any) -> Matrix:
        """X as rows of the columns that were fitted, or a clear error."""
        self._check_fitted()
        rows, _ = as_table(X, missing=self.copes_with_missing, single=self.reads_single)
        names = getattr(self, "feature_names_in_", None)
        check_columns(
            X,
            rows.shape[1],
            fitted=self.n_features_in_,
            names=names,
            who=type(self).__name__,
        )
        return rows

    def _check_fitted(self) -> None:
        if not hasattr(self, self.fitted_mark):
            raise _not_fitted(f"{self!r} is not fitted", hint="call fit(X) first")


def _not_fitted(message: str, hint: str) -> NotFitted:
    """The error; where scikit-learn is loaded, it is scikit-learn's NotFittedError too."""
    theirs = sys.modules.get("sklearn.exceptions")
    if theirs is None:
        return NotFitted(message, hint=hint)
    both = type("NotFitted", (NotFitted, theirs.NotFittedError), {})
    return both(message, hint=hint)  # type: ignore[no-any-return]
