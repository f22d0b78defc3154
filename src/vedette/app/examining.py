"""A scan and the check of assumptions, as a profile needs them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from vedette.core.table import Roles, Table
    from vedette.profiling.handed import Examine, Examined


def examining(given: Mapping[str, str], *, fdr: float, seed: int) -> Examine:
    """The function that a profile is handed.

    given
        Roles that the user gave.
    """

    def examine(table: Table, roles: Roles, odd: npt.NDArray[np.bool_] | None) -> Examined:
        import numpy as np

        from vedette.app.doctoring import scanning
        from vedette.doctoring.checks import checked
        from vedette.profiling.handed import Examined
        from vedette.tables.series import find_series

        usual, _ = scanning(given, fdr=fdr, seed=seed, detector=None)
        known = usual(table)
        series = find_series(table, roles)
        checks = checked(table, roles, known, series=series, odd=odd, seed=seed)
        found = None
        if known.judged:
            found = np.zeros(table.rows, dtype=bool)
            found[list(known.seen.rows)] = True
        return Examined(found, fdr, checks)

    return examine
