"""What a profile needs of a scan and of the examination: a function that `app` hands in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vedette.core.diagnosis import Assumption
from vedette.core.table import Roles, Table


@dataclass(frozen=True, eq=False)
class Examined:
    """What a scan found in some rows, and which assumptions hold in them.

    found
        (n,) whether a finding or a group names the row; None if no column could be judged.
    fdr
        At most this share of the findings is expected to be false.
    """

    found: npt.NDArray[np.bool_] | None
    fdr: float
    checks: tuple[Assumption, ...]


# Of a table as it was read, its roles, and which rows are labelled as anomalies, if known.
Examine = Callable[[Table, Roles, npt.NDArray[np.bool_] | None], Examined]
