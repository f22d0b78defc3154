"""The threshold of a density in the field's words: a row is odd if p(x) < epsilon."""

from __future__ import annotations

from typing import Any

import numpy as np


def log10_epsilon(detector: Any, threshold: float) -> float | None:
    """log10 of the density at which a detector's score is the threshold.

    A row has p(x) < epsilon just if its score is greater than the threshold. In logs, as a
    density of 500 columns is often below what a float can hold. None: the detector's score
    is no density.
    """
    at = getattr(detector, "log_density_at", None)
    return None if at is None else float(at(np.array([threshold]))[0] / np.log(10.0))
