"""The manners of scikit-learn, without importing it until it asks.

Parameters are the constructor's, by name; what is learned ends in `_`; columns are those of
the fit. Detectors and classifiers both stand on this.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from vedette.core.arrays import Matrix, Vector, as_table, check_columns, column_names
from vedette.core.missing import filled, medians, places_of_missing, sorted_columns
from vedette.core.parametrised import Parametrised
from vedette.core.scaling import Scaler, fit_scaler


class Estimator(Parametrised):
    """Parameters, columns and names: what every class with a `fit` shares."""

    # Whether `fit` and scoring take NaN for missing values.
    copes_with_missing: ClassVar[bool] = True
    # Whether float32 rows are taken as they are (`fit` with a `scale` widens them): that saves
    # a copy of a large table.
    reads_single: ClassVar[bool] = False
    # What scikit-learn calls this kind of estimator.
    estimator_type: ClassVar[str] = "outlier_detector"

    scale: str | None = None

    def __sklearn_tags__(self) -> Any:
        from sklearn.utils import InputTags, Tags, TargetTags

        return Tags(
            estimator_type=self.estimator_type,
            target_tags=TargetTags(required=False),
            input_tags=InputTags(allow_nan=self.copes_with_missing),
        )

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, self.fitted_mark)

    # Columns

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
