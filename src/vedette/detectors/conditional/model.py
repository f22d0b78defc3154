"""What each cell of a table should be, given the other cells of its row.

For each target column one model per fold: a robust ridge, boosting of what it leaves, a
boosted scale of the error; for classes a softmax boosting. Each row is predicted by the one
model that has not seen it, so

    z = (t(x) - E) / s

is an honest residual in units of its own expected size. See docs/conditional.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Self

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector
from vedette.core.errors import InvalidInput, InvalidParameter, NotFitted, unknown
from vedette.detectors.conditional.classes import ClassPrediction, fit_classes, joined
from vedette.detectors.conditional.drawing import fold_of, picked_of
from vedette.detectors.conditional.encoding import (
    Values,
    binned,
    design,
    fit_column,
    owners,
)
from vedette.detectors.conditional.feature import Feature, check, status_of
from vedette.detectors.conditional.numbers import Floats, Sample, fit_numbers
from vedette.detectors.conditional.prediction import GRID, Fitted, Prediction, Rows
from vedette.detectors.conditional.reasons import shares
from vedette.detectors.conditional.state import dump, load
from vedette.detectors.conditional.transform import Transform
from vedette.kernels import threads as default_threads

Method = Literal["swap", "path"]

SMALL = 1_000  # rows; below, 5 folds instead of 3
CHUNK = 65_536
DONORS = 24  # rows whose cells are swapped in for `reasons`


class ConditionalModel:
    """Expected value and scale of each cell, out of fold.

    seed
        Decides the sample, the folds and the random parts; same seed, same bits.
    sample
        Rows fitted at most, about; the others are predicted only.
    threads
        Default: as many as the process may use. Results do not depend on it.
    """

    def __init__(
        self, *, seed: int = 0, sample: int = 30_000, threads: int | None = None
    ) -> None:
        if sample < 100:
            raise InvalidParameter(f"sample is {sample}", hint="take 100 rows or more")
        if not 0 <= seed < 2**32:
            raise InvalidParameter(f"seed is {seed}", hint="take 0 .. 4294967295")
        self.seed, self.sample = seed, sample
        self.threads = threads if threads is not None else default_threads()

    def fit(self, features: Sequence[Feature]) -> Self:
        """Learn from all features, and predict every row of every target.

        Rows must be in a canonical order: sample and folds follow their place.
        """
        n = check(features)
        folds = 5 if n < SMALL else 3
        picked = picked_of(n, self.sample, self.seed)
        fold = fold_of(picked, self.seed, folds)
        rows = picked[np.argsort(fold, kind="stable")]
        starts = np.searchsorted(np.sort(fold), np.arange(folds + 1))
        columns = [
            fit_column(
                f.values, rows, category=f.kind == "category", resolution=f.resolution
            )
            for f in features
        ]
        cells = [f.values[rows] for f in features]
        sample = Sample(
            bins=binned(columns, cells),
            category=np.array([c.category for c in columns], np.uint8),
            useful=np.array([c.useful for c in columns]),
            starts=starts.astype(np.int64),
            fitted=design(columns, cells, fitting=True),
            wide=design(columns, cells, fitting=False),
            owner=owners(columns),
            source=np.array([f.source for f in features], np.int64),
        )
        spread = np.unique(np.linspace(0, picked.size - 1, DONORS).astype(np.intp))
        self.fitted_ = Fitted(
            seed=self.seed,
            folds=folds,
            kinds=[f.kind for f in features],
            sources=sample.source,
            status=[status_of(f, x) for f, x in zip(features, cells, strict=True)],
            columns=columns,
            donors=[f.values[picked[spread]] for f in features],
            centre=sample.wide.mean(axis=1, dtype=np.float64),
            numbers=None,
            grid=np.zeros((0, GRID.size)),
            classes={},
        )
        self._cells, self._rows, self._n = [f.values for f in features], rows, n
        self._places = np.arange(n)
        self._fit_numbers(sample, cells, [f.resolution for f in features])
        self.fitted_.classes = {
            t: fit_classes(sample, t, cells[t], seed=self.seed, threads=self.threads)
            for t, f in enumerate(features)
            if f.kind != "number" and self.fitted_.status[t] == "model"
        }
        self._predict_rest()
        return self

    def _fit_numbers(
        self, sample: Sample, cells: list[Values], resolution: list[float]
    ) -> None:
        fitted = self.fitted_
        chosen = [
            t
            for t, kind in enumerate(fitted.kinds)
            if kind == "number" and fitted.status[t] == "model"
        ]
        self._expected = np.zeros((len(chosen), self._n), np.float32)
        self._scale = np.ones((len(chosen), self._n), np.float32)
        if not chosen:
            return
        transforms = [fitted.columns[t].transform for t in chosen]
        y = np.empty((len(chosen), sample.rows), np.float32)
        for i, t in enumerate(chosen):
            y[i] = transforms[i].forward(cells[t])
        fitted.numbers, expected, scale = fit_numbers(
            sample, chosen, transforms, [resolution[t] for t in chosen], y, self.threads
        )
        fitted.place = {t: i for i, t in enumerate(chosen)}
        self._expected[:, self._rows] = expected
        self._scale[:, self._rows] = scale
        z = (y - expected) / scale
        fitted.grid = np.stack([np.nanquantile(row, GRID) for row in z])

    def _predict_rest(self) -> None:
        """Numeric targets of the rows that were not sampled; classes of all."""
        fitted, n = self.fitted_, self._n
        sampled = np.zeros(n, bool)
        sampled[self._rows] = True
        parts: dict[int, list[ClassPrediction]] = {t: [] for t in fitted.classes}
        for begin in range(0, n, CHUNK):
            rows = np.arange(begin, min(begin + CHUNK, n))
            fold = fold_of(rows, self.seed, fitted.folds)
            rest = ~sampled[rows]
            if fitted.numbers is not None and rest.any():
                for k in range(fitted.folds):
                    mine = rows[rest & (fold == k)]
                    if mine.size:
                        cells = [x[mine] for x in self._cells]
                        places = range(len(fitted.numbers.targets))
                        e, s = fitted.numbers_of(cells, k, places, self.threads)
                        self._expected[:, mine], self._scale[:, mine] = e, s
            if parts:
                cells = [x[rows] for x in self._cells]
                seen = fitted.predict(cells, fold, list(parts), self.threads)
                for t, found in parts.items():
                    found.append(seen.classes(t))
        self._classes = {t: joined(found) for t, found in parts.items()}

    def status(self, t: int) -> str:
        """'model', or why there is none: 'witness', 'constant', 'too few values'."""
        return self._fitted().status[t]

    def fold(self) -> npt.NDArray[np.uint8]:
        """(n,) the fold of each row: the model that has not seen it."""
        folds = self._fitted().folds
        return fold_of(self._places, self.seed, folds).astype(np.uint8)

    def transform(self, t: int) -> Transform:
        """Between own and transformed units of feature t."""
        return self._fitted().columns[t].transform

    def expected(self, t: int) -> Vector:
        """(n,) expected values of target t, out of fold, transformed units.

        0, the median, for a target without a model.
        """
        place = self._fitted().numeric(t)
        if place is None:
            return np.zeros(self._n)
        out: Vector = self._expected[place].astype(np.float64)
        return out

    def scale(self, t: int) -> Vector:
        """(n,) expected sizes of the error, transformed units; > 0."""
        place = self._fitted().numeric(t)
        if place is None:
            return np.ones(self._n)
        out: Vector = self._scale[place].astype(np.float64)
        return out

    def z(self, t: int, values: Vector | None = None) -> Vector:
        """(n,) standardised residuals of the fitted values, or of others in own units.

        NaN where the value is missing.
        """
        x = self._cells[t] if values is None else values
        return self._fitted().z(t, x, self.expected(t), self.scale(t))

    def range(
        self, t: int, rows: Rows, *, quantiles: tuple[float, float] = (0.025, 0.975)
    ) -> tuple[Vector, Vector, Vector]:
        """Expected, low and high in own units: E + s times quantiles of the column's z."""
        expected, scale = self.expected(t)[rows], self.scale(t)[rows]
        return self._fitted().in_own_units(t, expected, scale, quantiles)

    def classes(self, t: int) -> ClassPrediction:
        """Probabilities of class target t for every row."""
        self._fitted().class_model(t)
        return self._classes[t]

    def predict(
        self,
        rows: Rows,
        changed: Mapping[int, Values] | None = None,
        *,
        targets: Sequence[int] | None = None,
    ) -> Prediction:
        """Fitted rows again, with cells changed, each by the model that has not seen it.

        changed
            feature -> (r,) values in own units (codes of a category).
        targets
            Those wanted; default: all that have a model.
        """
        fitted = self._fitted()
        rows = np.asarray(rows, np.intp)
        cells = [x[rows] for x in self._cells]
        for j, x in (changed or {}).items():
            new = np.asarray(x, cells[j].dtype)
            if new.shape != rows.shape:
                raise InvalidInput(
                    f"feature {j} has {new.size} new values for {rows.size} rows"
                )
            cells[j] = new
        fold = fold_of(self._places[rows], self.seed, fitted.folds)
        wanted = fitted.modelled() if targets is None else targets
        return fitted.predict(cells, fold, wanted, self.threads)

    def seeing(self, cells: Sequence[Values], places: Rows) -> Self:
        """The same model before other rows, none of which it was fitted on.

        cells
            By feature, (n,) values as those fitted. Classes are not predicted.
        places
            (n,) what chooses the fold's model for each row; at least 0.
        """
        fitted = self._fitted()
        expected, scale = [], []
        for begin in range(0, len(places), CHUNK):
            some = slice(begin, begin + CHUNK)
            part, fold = (
                [x[some] for x in cells],
                fold_of(places[some], self.seed, fitted.folds),
            )
            seen = fitted.predict(part, fold, list(fitted.place), self.threads)
            shape = len(fitted.place), len(fold)  # also where no column is predicted
            expected.append(np.reshape([seen.expected(t) for t in fitted.place], shape))
            scale.append(np.reshape([seen.scale(t) for t in fitted.place], shape))
        none = np.zeros((len(fitted.place), 0))
        return self.holding(
            cells,
            places,
            np.concatenate([none, *expected], axis=1).astype(np.float32),
            np.concatenate([none, *scale], axis=1).astype(np.float32),
        )

    def holding(
        self, cells: Sequence[Values], places: Rows, expected: Floats, scale: Floats
    ) -> Self:
        """The same model with rows and what it says of them: expected and scale (T, n)."""
        fitted = self._fitted()
        model = type(self)(seed=self.seed, sample=self.sample, threads=self.threads)
        model.fitted_, model._n, model._rows = fitted, len(places), np.zeros(0, np.intp)
        model._cells, model._places = list(cells), places
        model._expected, model._scale = expected, scale
        model._classes = _no_classes(fitted)
        return model

    def revised(self, expected: Mapping[int, Vector], scale: Mapping[int, Vector]) -> Self:
        """The same rows, with other expectations and scales (n,) of some targets."""
        told = (self._expected.copy(), self._scale.copy())
        for held, new in zip(told, (expected, scale), strict=True):
            for t, values in new.items():
                place = self._fitted().numeric(t)
                if place is not None:
                    held[place] = values
        return self.holding(self._cells, self._places, *told)

    def held(self) -> tuple[list[Values], Rows, Floats, Floats]:
        """The rows as `holding` takes them."""
        return self._cells, self._places, self._expected, self._scale

    def score(
        self, features: Sequence[Feature], *, targets: Sequence[int] | None = None
    ) -> Prediction:
        """Other rows of the same columns. Fitted rows, shown again, get the same bits."""
        fitted = self._fitted()
        n = check(features)
        if [f.kind for f in features] != fitted.kinds:
            raise InvalidInput(
                f"the {len(features)} features are not of the kinds that were fitted",
                hint=f"these were: {', '.join(fitted.kinds)}",
            )
        wanted = fitted.modelled() if targets is None else targets
        fold = fold_of(np.arange(n), self.seed, fitted.folds)
        return fitted.predict([f.values for f in features], fold, wanted, self.threads)

    def reasons(self, rows: Rows, t: int, method: Method = "swap") -> Matrix:
        """(r, features) share of each other feature in the expected value of t."""
        if method not in ("swap", "path"):
            raise unknown("method", method, ["swap", "path"])
        return shares(self.predict(rows, targets=[t]), t, method)

    def state(self) -> dict[str, npt.NDArray[Any]]:
        """Arrays from which `from_state` makes a model that scores alike, without rows."""
        return dump(self._fitted())

    @classmethod
    def from_state(
        cls, state: Mapping[str, npt.NDArray[Any]], *, threads: int | None = None
    ) -> Self:
        """The model saved by `state`. It has no rows: show it some with `score`."""
        fitted = load(state)
        model = cls(seed=fitted.seed, threads=threads)
        model.fitted_, model._n, model._rows = fitted, 0, np.zeros(0, np.intp)
        model._cells, model._places = [x[:0] for x in fitted.donors], np.zeros(0, np.intp)
        model._expected = model._scale = np.zeros((len(fitted.place), 0), np.float32)
        model._classes = _no_classes(fitted)
        return model

    def _fitted(self) -> Fitted:
        if not hasattr(self, "fitted_"):
            raise NotFitted(
                "the conditional model has not been fitted", hint="call fit first"
            )
        return self.fitted_


def _no_classes(fitted: Fitted) -> dict[int, ClassPrediction]:
    none = np.zeros(0, np.float32)
    return {t: ClassPrediction(none, c.names[:0], none) for t, c in fitted.classes.items()}
