"""Steps that a regular series leaves out: 31 hours missing between two times."""

from __future__ import annotations

import numpy as np

from vedette.core.findings import Fact
from vedette.core.table import Roles, Table
from vedette.tables.facts.columns import code, looked_at, role
from vedette.tables.facts.wording import fact, name, plural, value_text

REGULAR = 0.8  # share of the differences within .5 to 1.5 steps
MOST_GAPS = 0.02  # share of the differences; more is a habit (weekends), not a gap
MOST_KEYS = 3
UNITS = ((86_400_000_000, "day"), (3_600_000_000, "hour"), (60_000_000, "minute"))


def gaps(table: Table, roles: Roles) -> list[Fact]:
    """The gaps of the first time column, within each key; nothing if it is not regular."""
    columns = looked_at(table, roles)
    times = [c for c in columns if role(roles, c) == "time" and c.kind == "time"]
    keys = [code(c) for c in columns if role(roles, c) == "key"][:1]
    if not times or table.rows < 50:
        return []
    time = times[0]
    there = np.flatnonzero(~time.missing)
    series = keys[0].codes[there] if keys else np.zeros(len(there), dtype=np.int32)
    moments = time.values[there].astype("datetime64[us]").astype(np.int64)
    if keys or not bool(np.all(moments[1:] >= moments[:-1])):
        order = np.lexsort((moments, series))
        there, series, moments = there[order], series[order], moments[order]
    within = series[1:] == series[:-1]
    steps = np.diff(moments)
    used = steps[within & (steps > 0)]
    if len(used) < 50:
        return []
    step = float(np.median(used))
    if np.mean((used > 0.5 * step) & (used < 1.5 * step)) <= REGULAR:
        return []
    at = np.flatnonzero(within & (steps > 1.5 * step))
    if not len(at) or len(at) > MOST_GAPS * len(used):
        return []
    lost = np.round(steps[at] / step).astype(np.int64) - 1
    of_key = series[at]
    names = (time.name, *(k.name for k in keys))
    kinds = np.unique(of_key)
    if len(kinds) > MOST_KEYS:
        kinds = np.array([-2])
    facts = []
    for kind in kinds:
        mine = np.ones(len(at), dtype=bool) if kind == -2 else of_key == kind
        after = at[mine] + 1
        longest = int(lost[mine].argmax())
        ends = [value_text(time.values[there[after[longest] + d]]) for d in (-1, 0)]
        who = (
            f"{name(keys[0].name)} {keys[0].label(int(kind))}: "
            if keys and kind >= 0
            else ""
        )
        where = (
            f" in {len(np.unique(of_key)):,} {name(keys[0].name)} series"
            if kind == -2
            else ""
        )
        total = int(lost[mine].sum())
        amount = plural(total, unit(step))
        if mine.sum() == 1:
            text = f"{who}{amount} missing between {ends[0]} and {ends[1]}"
        else:
            text = (
                f"{who}{amount} missing in {plural(int(mine.sum()), 'gap')}{where}, "
                f"longest {int(lost[mine].max()):,} from {ends[0]} to {ends[1]}"
            )
        rows = np.sort(there[after])
        facts.append(fact("gap_in_time", names, rows, text, count=total))
    return facts


def unit(step: float) -> str:
    """What one step is called: 'hour', 'step of 5 minutes'."""
    for size, word in UNITS:
        if step == size:
            return word
    return "step"
