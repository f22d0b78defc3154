"""What detectors take for granted, checked by name, each with what to do about it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vedette.core.diagnosis import Assumption
from vedette.core.table import Roles, Table
from vedette.doctoring.checks.balance import balance
from vedette.doctoring.checks.density import density
from vedette.doctoring.checks.drift import drift
from vedette.doctoring.checks.duplicates import duplicates
from vedette.doctoring.checks.groups import groups
from vedette.doctoring.checks.metric import metric
from vedette.doctoring.checks.noise import noise
from vedette.doctoring.checks.points import points_of
from vedette.doctoring.checks.size import dimension, enough
from vedette.doctoring.checks.space import close
from vedette.doctoring.checks.tails import tails
from vedette.doctoring.seen import Usual
from vedette.tables.series import Series


def checked(
    table: Table,
    roles: Roles,
    usual: Usual,
    *,
    series: Series | None,
    odd: npt.NDArray[np.bool_] | None,
    seed: int,
) -> tuple[Assumption, ...]:
    """Every assumption; that of balance only if anomalies are labelled."""
    points = points_of(table, roles, seed)
    found = [
        enough(table, usual),
        dimension(table, points),
        noise(usual),
        close(points),
        metric(table, roles),
        density(points, seed),
        groups(points, seed),
        tails(table, roles),
        duplicates(table, roles),
        drift(table, roles, series),
    ]
    if odd is not None:
        found.append(balance(odd))
    return tuple(found)
