"""A profile as a dataframe: one row for each column of the table."""

from __future__ import annotations

from typing import Any

from vedette.core import wording
from vedette.core.profile import ColumnProfile, Profile
from vedette.report.frame import framed

COUNTS = ("rows", "missing", "misfits", "codes", "distinct")
MEASURES = (
    *("low", "high", "mean", "deviation", "skew", "kurtosis", "asymmetry", "tail"),
    "step",
)
SHAPE_COUNTS = ("modes", "zeros", "negative", "far")
QUANTILES = {0.01: "q01", 0.05: "q05", 0.25: "q25", 0.5: "median", 0.75: "q75"}
QUANTILES |= {0.95: "q95", 0.99: "q99"}
KINDS = {
    "column": "String",
    "role": "String",
    **dict.fromkeys(COUNTS, "Int64"),
    **dict.fromkeys(MEASURES, "Float64"),
    **dict.fromkeys(QUANTILES.values(), "Float64"),
    **dict.fromkeys(SHAPE_COUNTS, "Float64"),  # with gaps
    "most_common": "String",
    "share_of_it": "Float64",
    "traits": "String",
    "text": "String",
}


def to_frame(found: Profile, given: Any) -> Any:
    """A frame of the kind of `given`; pandas, polars or a dict of arrays without one."""
    rows = [row(column) for column in found.columns]
    columns = {name: [one.get(name) for one in rows] for name in KINDS}
    return framed(columns, KINDS, given)


def row(column: ColumnProfile) -> dict[str, Any]:
    """A column as one row; what is not a number has no numbers, times neither."""
    found: dict[str, Any] = {"column": column.name, "role": column.role}
    found |= {name: getattr(column, name) for name in COUNTS}
    found |= {"traits": ", ".join(column.traits), "text": column.text}
    if column.common:
        top = column.common[0]
        found["most_common"] = wording.as_read(top.value)
        found["share_of_it"] = top.count / column.looked_at
    if column.shape is not None and column.stored != "time":
        named = (*MEASURES, *SHAPE_COUNTS)
        found |= {name: number(getattr(column.shape, name)) for name in named}
        found |= {
            name: number(column.shape.quantile(share)) for share, name in QUANTILES.items()
        }
    return found


def number(value: Any) -> float | None:
    return None if value is None else float(value)
