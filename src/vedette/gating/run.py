"""All checks of one load on one page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core import wording
from vedette.core.gate import CHECKS, Check
from vedette.core.table import Column, Role, Roles, Table
from vedette.gating import shift, unseen
from vedette.gating.freshness import freshness
from vedette.gating.hiding import hide
from vedette.gating.levels import Levels
from vedette.gating.loads import FILE, Loads, cut
from vedette.gating.missing import missing
from vedette.gating.pairing import Paired, pair
from vedette.gating.repeat import repeat
from vedette.gating.steady import ranks, runs_on, trends
from vedette.gating.volume import volume
from vedette.tables.series import row_times
from vedette.tables.words import part_range

KINDS = ("category", "flag", "key", "code", "constant")
NUMBERS = ("number", "angle", "clock", "part", "weight")
VERDICTS = ("fail", "warn", "pass", "not checked")


@dataclass(frozen=True, eq=False)
class Fitted:
    """What is known of the fitted table.

    table, rows
        The rows that are kept, and how many there were.
    codes
        By column, values that stand for a missing one.
    hidden
        Columns of which no value is shown.
    """

    table: Table
    rows: int
    roles: Roles
    codes: Mapping[str, npt.NDArray[Any]] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()

    @property
    def kept(self) -> float:
        """The share of the rows that are kept."""
        return self.table.rows / self.rows


@dataclass(frozen=True, eq=False)
class Judged:
    """The checks of a load, and what it was compared with."""

    paired: Paired
    loads: Loads
    levels: Levels
    checks: tuple[Check, ...]


def judge(fitted: Fitted, new: Table, alpha: float, now: datetime | None = None) -> Judged:
    """Every check but that of the rows."""
    old, roles = fitted.table, fitted.roles
    paired = pair(old, new, roles, fitted.codes, fitted.hidden)
    loads = cut(old, paired.table, paired.roles)
    looked = [c for c in paired.table if roles[c.name].kind != "ignore" and c.name != FILE]
    asked = {"missing": len(looked), "new": 0, "range": 0, "shift": 0}
    for column in looked:
        for check in _asked(column, roles[column.name]):
            asked[check] += 1
    levels = Levels(alpha, asked)
    checks = [
        paired.check,
        volume(new.rows, fitted.rows, loads, levels["volume"], fitted.kept),
        *freshness(loads, now),
    ]
    if looked:
        checks.append(repeat(old, paired.table, paired.roles, fitted.kept))
    for column in looked:
        checks += _of_column(column, fitted, loads, levels)
    times = row_times(old, roles)[1] if fitted.hidden else ()
    shown = tuple(hide(check, fitted.hidden, times) for check in checks)
    return Judged(paired, loads, levels, shown)


def in_order(checks: Iterable[Check]) -> tuple[Check, ...]:
    """Failed checks first; then by kind, in the order of the table's columns."""

    def key(check: Check) -> tuple[int, int]:
        return VERDICTS.index(check.verdict), CHECKS.index(check.check)

    return tuple(sorted(checks, key=key))


def _asked(column: Column, role: Role) -> tuple[str, ...]:
    """The checks that a column's role asks for, besides that of its missing values."""
    if role.kind in KINDS:
        return ("new",) if role.kind == "constant" else ("new", "shift")
    return ("range", "shift") if role.kind in NUMBERS and column.kind == "number" else ()


def _of_column(new: Column, fitted: Fitted, loads: Loads, levels: Levels) -> list[Check]:
    """All checks of one column."""
    old = fitted.table[new.name]
    checks = [missing(old, new, loads, levels["missing"])]
    asked = _asked(new, fitted.roles[new.name])
    if not asked or old.missing.all() or new.missing.all():
        return checks
    if dated(new.name) and loads.old is not None:
        text = f"values of {wording.show(new.name)}: a part of the date"
        return [*checks, Check("shift", new.name, "not checked", text)]
    if "range" in asked:
        return [*checks, *_of_number(old, new, loads, levels)]
    checks.append(unseen.new_kinds(old, new, loads, levels["new"]))
    if "shift" in asked:
        checks.append(shift.kinds(old, new, loads, levels["shift"]))
    return checks


def dated(name: str) -> bool:
    """Whether a name says that a column is a part of the date, and so goes on with it."""
    part = part_range(name)
    return part is not None and part[0] not in ("hour", "minute", "second")


def _of_number(old: Column, new: Column, loads: Loads, levels: Levels) -> list[Check]:
    name = wording.show(new.name)
    u = ranks(old.values, np.sort(old.values[~old.missing]))
    if why := runs_on(old.values, loads):
        text = f"range and distribution of {name}: {why}"
        return [Check("shift", new.name, "not checked", text)]
    checks = [shift.numbers(old, new, loads, levels["shift"])]
    if why := trends(u, loads):
        text = f"range of {name}: {why}"
        return [*checks, Check("range", new.name, "not checked", text)]
    return [*checks, unseen.beyond(old, new, loads, levels["range"])]
