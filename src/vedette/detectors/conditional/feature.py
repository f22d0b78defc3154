"""One column as the conditional model takes it, and whether it can be modelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vedette.core.errors import InvalidInput, InvalidParameter
from vedette.detectors.conditional.encoding import Values
from vedette.detectors.conditional.prediction import Kind

LEAST_USABLE = 50  # values of a target; with fewer there is no model


@dataclass(frozen=True)
class Feature:
    """One column given to the model.

    values
        (n,) float64 with NaN where missing; a category: int32 codes, -1 missing.
    kind
        'number'; 'few': a number with few distinct values, whose target is the value as a
        class; 'category'.
    source
        Features of one source never predict each other (hour, sin and cos of one clock).
    target
        Whether it is predicted. If not, it only helps to predict others.
    resolution
        Cell width of its lattice in its own units; 0 if continuous. Floors the scale.
    lag_of
        The feature it is the previous value of; for information.
    """

    values: Values
    kind: Kind
    source: int
    target: bool
    resolution: float = 0.0
    lag_of: int | None = None


def check(features: Sequence[Feature]) -> int:
    """The number of rows that all features have; refuses what cannot be learned from."""
    if not features:
        raise InvalidInput("there are no features")
    n = len(features[0].values)
    for j, f in enumerate(features):
        if f.kind not in ("number", "few", "category"):
            raise InvalidParameter(f"feature {j} is of kind {f.kind!r}")
        if f.values.shape != (n,):
            raise InvalidInput(f"feature {j} has shape {f.values.shape}, not ({n},)")
        if f.kind == "category":
            if f.values.dtype.kind != "i":
                raise InvalidInput(f"feature {j} is a category with dtype {f.values.dtype}")
        elif f.values.dtype != np.float64 or np.isinf(f.values).any():
            raise InvalidInput(f"feature {j} must be float64 without infinities")
    if n == 0:
        raise InvalidInput("there are no rows")
    return n


def status_of(f: Feature, cells: Values) -> str:
    """'model' for a target that can be fitted on these cells, or why there is none."""
    if not f.target:
        return "witness"
    present = cells[cells >= 0] if f.kind == "category" else cells[~np.isnan(cells)]
    if present.size < LEAST_USABLE:
        return "too few values"
    return "constant" if present.min() == present.max() else "model"
