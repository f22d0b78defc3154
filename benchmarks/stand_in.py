"""A scan by robust z alone, to try the harness with and to have a floor to compare with.

python benchmarks/truth.py --scan stand_in:scan --quick
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

CUT = 6.0  # median absolute deviations, in standard deviations of a normal


def scan(data: dict[str, np.ndarray], fdr: float = 0.1, seed: int = 0) -> Any:
    """Every row with a value beyond the cut, blamed on the column where it is furthest."""
    scores = {
        name: _robust_z(column.astype(float))
        for name, column in data.items()
        if column.dtype.kind in "fi"
    }
    names = list(scores)
    z = np.column_stack([scores[name] for name in names])
    findings = [
        SimpleNamespace(
            row=int(row), reasons=(SimpleNamespace(column=names[z[row].argmax()]),)
        )
        for row in np.flatnonzero(z.max(axis=1) > CUT)
    ]
    return SimpleNamespace(findings=tuple(findings), groups=(), facts=())


def _robust_z(x: np.ndarray) -> np.ndarray:
    middle = np.nanmedian(x)
    spread = 1.4826 * np.nanmedian(np.abs(x - middle))
    return np.nan_to_num(np.abs(x - middle) / spread) if spread > 0 else np.zeros(len(x))
