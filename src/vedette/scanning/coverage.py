"""What was looked at and what was not, in a few words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vedette.core.table import Roles, Table
from vedette.core.wording import count, join
from vedette.scanning.encode import Design, why_skipped
from vedette.scanning.judged import Judged
from vedette.tables.facts import Function
from vedette.tables.series import Series, every

SMALL = 300
NAMED = 4
UNORDERED = "the order of the rows (their times repeat and no key tells them apart)"


def checked(judged: Judged, series: Series | None) -> tuple[str, ...]:
    columns = {view.column for view in judged.views if view.judged and view.target >= 0}
    said = []
    if columns:
        said.append(f"{count(len(columns), 'column')} given the others")
    if any(fit.lagged for fit in judged.fits):
        said.append("each row given the one before")
    if any(view.judged and view.target < 0 for view in judged.views):
        by = f" by {judged.detector}" if judged.detector is not None else ""
        said.append(f"rows as wholes{by}")
    return tuple(said)


def not_checked(
    table: Table, roles: Roles, design: Design, judged: Judged, series: Series | None
) -> tuple[str, ...]:
    """Each limit that this table meets; the general ones are in the documentation."""
    said = []
    if table.rows < SMALL:
        shown = f"{count(table.rows, 'row')} {'shows' if table.rows == 1 else 'show'}"
        said.append(f"small errors: {shown} only gross ones")
    if judged.detector is not None:
        said.append("columns by themselves: a detector was chosen, which judges whole rows")
        return (*said, *texts_left_out(roles))
    kinds: dict[str, list[str]] = {}
    for name, why in why_skipped(design, table).items():
        kinds.setdefault(why, []).append(name)
    for why in ("a category", "a code", "a clock time", "an angle"):
        if names := kinds.pop(why, []):
            said.append(f"whether {OWN[why]} ({join(names, most=NAMED)})")
    kinds.pop("a calendar part", None)
    few = [n for why, names in kinds.items() if "distinct values" in why for n in names]
    if few:
        said.append(f"columns of few values by themselves ({join(few, most=NAMED)})")
    for why, names in kinds.items():
        if "distinct values" not in why:
            said.append(f"{join(names, most=NAMED)}: {why}")
    mostly = [p.column for p in design.parts if p.usual is not None]
    if mostly:
        said.append(f"whether {join(mostly, most=NAMED)} should have the usual value")
    said += texts_left_out(roles)
    said += time_limits(table, roles, judged, series)
    return tuple(said)


def texts_left_out(roles: Roles) -> list[str]:
    texts = [name for name, role in roles.items() if role.kind == "text"]
    return [f"free text ({join(texts, most=NAMED)})"] if texts else []


OWN = {
    "a category": "a category is the right one",
    "a code": "a code is the right one",
    "a clock time": "a clock time is right",
    "an angle": "a direction is right",
}


def time_limits(
    table: Table, roles: Roles, judged: Judged, series: Series | None
) -> list[str]:
    said: list[str] = []
    if series is None:
        if any(role.kind == "time" for role in roles.values()):
            said.append(UNORDERED)
        return said
    days = span_days(series) if series.timed else np.inf
    if hidden_times(table, series):
        said.append("weekdays and seasons, where the times span too few")
    elif days < 14:
        said.append(f"weekdays ({count(round(days), 'day')} of data)")
    elif days < 730:
        said.append(f"seasons longer than a week ({days:.0f} days of data)")
    if judged.unjudged_first:
        said.append(
            f"the first row of each series ({series.keys:,})"
            if series.keys > 1
            else "the first row of the series"
        )
    lengths = [view.length for view in judged.views if view.judged]
    if lengths and max(lengths) > 1:
        said.append("slow drifts within a series")
    return said


def hidden_times(table: Table, series: Series) -> bool:
    """Whether the times of a series come from a redacted column."""
    return bool(set(series.names) & set(table.redacted))


def span_days(series: Series) -> float:
    known = series.time[~np.isnat(series.time)]
    return float((known.max() - known.min()) / np.timedelta64(1, "D"))


def time_text(table: Table, series: Series | None) -> str:
    """How the rows run in time: "every 5 min", "hourly for each origin"."""
    if series is None or hidden_times(table, series):
        return ""
    if not series.timed:
        return f"in the order of {series.names[0]}"
    words = every(series.step) if series.step is not None else "irregular"
    if series.key_names:
        words += f" for each {join(series.key_names)}"
    return words


def notes(
    table: Table, functions: Sequence[Function], copies: np.ndarray | None
) -> tuple[str, ...]:
    """What the user should know of how the table was read and judged."""
    said = [*table.notes, *redaction_notes(table, functions)]
    if copies is not None:
        distinct = len(np.unique(copies))
        said.append(
            f"rows repeat: {count(distinct, 'distinct row')} judged, copies with them"
        )
    return tuple(said)


def redaction_notes(table: Table, functions: Sequence[Function]) -> list[str]:
    """Which columns are redacted, and which of the others tell their values all the same."""
    if not table.redacted:
        return []
    said = [f"no value is shown of {join(table.redacted, most=NAMED)}"]
    told_by = [(function.column, function.of) for function in functions]
    # These hold both ways.
    told_by += [(f.of[0], (f.column,)) for f in functions if f.kind in ("copy", "linear")]
    for hidden, shown in told_by:
        if hidden in table.redacted and not set(shown) & set(table.redacted):
            verb = "is" if len(shown) == 1 else "are"
            said.append(f"{hidden} follows from {join(shown)}, which {verb} shown")
    return said
