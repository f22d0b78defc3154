"""Tables with clusters planted in them."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.fixture
def two() -> dict[str, np.ndarray]:
    """200 rows near 0 and 100 near 10 in x; y is the same everywhere."""
    rng = np.random.default_rng(0)
    x = np.concatenate([rng.normal(0, 1, 200), rng.normal(10, 1, 100)])
    return {"x": x, "y": rng.normal(0, 1, 300)}
