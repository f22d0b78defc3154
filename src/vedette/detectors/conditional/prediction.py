"""A fitted conditional model without its rows, and what it says of rows shown to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Vector
from vedette.core.errors import InvalidParameter
from vedette.detectors.conditional.classes import Classes, ClassPrediction
from vedette.detectors.conditional.encoding import Column, Values, binned, design
from vedette.detectors.conditional.numbers import Floats, Numbers

Kind = Literal["number", "few", "category"]
Rows = npt.NDArray[np.intp]

GRID = np.linspace(0.0, 1.0, 1001)  # probabilities at which quantiles of z are kept


@dataclass
class Fitted:
    """What was learned, feature by feature.

    status: 'model', or why there is none. donors: (24,) values of each feature from rows
    strided over the sample, to swap in. centre (p,): mean of each column of the design.
    grid (T, 1001): quantiles of z of each numeric target.
    """

    seed: int
    folds: int
    kinds: list[Kind]
    sources: npt.NDArray[np.int64]
    status: list[str]
    columns: list[Column]
    donors: list[Values]
    centre: Vector
    numbers: Numbers | None
    grid: npt.NDArray[np.float64]
    classes: dict[int, Classes]

    def __post_init__(self) -> None:
        targets = self.numbers.targets if self.numbers else []
        self.place = {t: i for i, t in enumerate(targets)}

    def numeric(self, t: int) -> int | None:
        """The place of a numeric target, None if it has no model; refuses classes."""
        if not 0 <= t < len(self.kinds):
            raise InvalidParameter(f"there is no feature {t}, only {len(self.kinds)}")
        if self.kinds[t] != "number":
            raise InvalidParameter(
                f"feature {t} is of kind {self.kinds[t]!r}", hint="ask for classes(t)"
            )
        return self.place.get(t)

    def class_model(self, t: int) -> Classes:
        if t in self.classes:
            return self.classes[t]
        if not 0 <= t < len(self.kinds):
            raise InvalidParameter(f"there is no feature {t}, only {len(self.kinds)}")
        if self.kinds[t] == "number":
            raise InvalidParameter(f"feature {t} is a number", hint="ask for expected(t)")
        raise InvalidParameter(f"feature {t} has no class model: {self.status[t]}")

    def modelled(self) -> list[int]:
        return sorted([*self.place, *self.classes])

    def numbers_of(
        self, cells: list[Values], fold: int, places: Sequence[int], threads: int
    ) -> tuple[Floats, Floats]:
        """(T', n) expected values and scales of rows of one fold."""
        assert self.numbers is not None
        bins = binned(self.columns, cells)
        wide = design(self.columns, cells, fitting=False)
        return self.numbers.predict(places, fold, bins, wide, threads)

    def predict(
        self,
        cells: list[Values],
        fold: npt.NDArray[np.intp],
        targets: Sequence[int],
        threads: int,
    ) -> Prediction:
        """Each row by the model of its fold."""
        n = fold.size
        numeric = [t for t in targets if self.kinds[t] == "number"]
        known = [t for t in numeric if t in self.place]
        expected = {t: np.zeros(n, np.float32) for t in numeric}
        scale = {t: np.ones(n, np.float32) for t in numeric}
        models = {t: self.class_model(t) for t in targets if self.kinds[t] != "number"}
        p = {t: np.zeros((n, c.names.size), np.float32) for t, c in models.items()}
        for k in np.unique(fold):
            at = np.flatnonzero(fold == k)
            mine = [x[at] for x in cells]
            if known:
                places = [self.place[t] for t in known]
                e, s = self.numbers_of(mine, int(k), places, threads)
                for i, t in enumerate(known):
                    expected[t][at], scale[t][at] = e[i], s[i]
            if models:
                bins = binned(self.columns, mine)
                for t, model in models.items():
                    p[t][at] = model.predict(int(k), bins, threads)
        classes = {t: m.judge(p[t], m.labels(cells[t])) for t, m in models.items()}
        return Prediction(self, cells, fold, threads, expected, scale, classes)

    def z(self, t: int, x: Vector, expected: Vector, scale: Vector) -> Vector:
        out: Vector = (self.columns[t].transform.forward(x) - expected) / scale
        return out

    def in_own_units(
        self, t: int, expected: Vector, scale: Vector, quantiles: tuple[float, float]
    ) -> tuple[Vector, Vector, Vector]:
        """Expected, low and high through the inverse transform, which keeps quantiles."""
        if not 0 <= quantiles[0] <= quantiles[1] <= 1:
            raise InvalidParameter(
                f"quantiles are {quantiles}", hint="two of 0 .. 1, sorted"
            )
        place = self.numeric(t)
        grid = np.zeros_like(GRID) if place is None else self.grid[place]
        low, high = (float(np.interp(q, GRID, grid)) for q in quantiles)
        back = self.columns[t].transform.inverse
        return back(expected), back(expected + scale * low), back(expected + scale * high)


@dataclass(frozen=True)
class Prediction:
    """Rows judged by models that have not seen them."""

    fitted: Fitted
    cells: list[Values]  # of every feature, as changed
    fold: npt.NDArray[np.intp]
    threads: int
    _expected: Mapping[int, Floats]
    _scale: Mapping[int, Floats]
    _classes: Mapping[int, ClassPrediction]

    def expected(self, t: int) -> Vector:
        """(r,) expected values, transformed units."""
        return np.asarray(_of(self._expected, t), np.float64)

    def scale(self, t: int) -> Vector:
        """(r,) scales, transformed units; > 0."""
        return np.asarray(_of(self._scale, t), np.float64)

    def z(self, t: int, values: Vector | None = None) -> Vector:
        """(r,) standardised residuals; values: own units, else the cells as changed."""
        x = self.cells[t] if values is None else values
        return self.fitted.z(t, x, self.expected(t), self.scale(t))

    def range(
        self, t: int, *, quantiles: tuple[float, float] = (0.025, 0.975)
    ) -> tuple[Vector, Vector, Vector]:
        """(r,) expected, low and high in own units."""
        return self.fitted.in_own_units(t, self.expected(t), self.scale(t), quantiles)

    def classes(self, t: int) -> ClassPrediction:
        """Probabilities of a class target."""
        found: ClassPrediction = _of(self._classes, t)
        return found


def _of(found: Mapping[int, Any], t: int) -> Any:
    if t not in found:
        raise InvalidParameter(
            f"target {t} was not predicted", hint=f"there are {sorted(found)}"
        )
    return found[t]
