"""Spheres around the rows of samples (INNE): arrays in, arrays out.

All take float32 rows in C order. Results do not depend on the number of threads, on how the
rows are cut into calls, or on the machine's instruction set.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vedette.kernels import _native
from vedette.kernels.ensemble import BEST_LEVEL, Rows, Scores, threads_of

Values = npt.NDArray[np.float32]  # (samples * size,)


def spheres(references: Rows, size: int) -> tuple[Values, Values]:
    """Squared radius of each reference's sphere, and 1 - r(its nearest) / r(itself).

    references
        (samples * size, d), size >= 2: the rows of the samples, one sample after the other.
        A radius is the distance to the nearest other row of the sample; of copies it is 0,
        and so is their value.
    """
    radii, values = (np.empty(len(references), dtype=np.float32) for _ in range(2))
    _native.inne_spheres(references, size, radii, values)
    return radii, values


def isolation(
    X: Rows,
    references: Rows,
    radii: Values,
    values: Values,
    own: npt.NDArray[np.uint8],
    size: int,
    *,
    n_jobs: int | None = None,
    level: str = BEST_LEVEL,
) -> tuple[Scores, Scores]:
    """Mean (n,) over samples of the value of the smallest sphere that covers a row, else 1.

    Second comes, for a row that no sphere of any sample covers, the mean distance to the
    nearest row of a sample; 0 for the others.

    own
        (samples * size,) 1 where an equal query is that very row: its sample does not count
        for it, unless every sample holds it.
    """
    mean, beyond = np.empty(len(X)), np.empty(len(X))
    threads = threads_of(n_jobs)
    _native.inne(X, references, radii, values, own, size, threads, level, mean, beyond)
    return mean, beyond
