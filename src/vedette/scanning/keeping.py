"""What was learned as plain values and arrays, and back, bit for bit.

`restore` trusts nothing: every array must have the length it is used with, and every number
that leads to another place must lead to one that is there.
"""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.detector import Detector
from vedette.core.table import Column, Role, Source, Table
from vedette.detectors.conditional.feature import Feature
from vedette.detectors.conditional.model import ConditionalModel
from vedette.detectors.features import Features
from vedette.scanning.detected import Detected
from vedette.scanning.encode import Design, Encoded, Way
from vedette.scanning.judged import Found, Judged
from vedette.scanning.learning import Learned, Ordered
from vedette.scanning.rows import Axis, Space
from vedette.scanning.views import Fit, View
from vedette.tables.facts import Function
from vedette.tables.series import Series

Values = dict[str, Any]


def dump(learned: Learned) -> Values:
    """Values, arrays and detectors: what `core.saving.save_content` takes."""
    ordered, judged, found = learned.ordered, learned.judged, learned.found
    fits = judged.fits
    return {
        "seed": learned.seed,
        "table": dump_table(ordered.table),
        "rows": ordered.rows,
        "series": None if ordered.series is None else vars(ordered.series),
        "before": ordered.before,
        "copies": ordered.copies,
        "roles": {name: asdict(role) for name, role in learned.roles.items()},
        "functions": [vars(function) for function in learned.functions],
        "broken": learned.broken,
        "codes": dict(learned.codes),
        "found": {
            "rows": found.rows,
            "by_column": dict(found.by_column),
            "alike": found.alike,
        },
        "skipped": learned.design.skipped,
        "fits": [dump_fit(fit) for fit in fits],
        "views": [dump_view(view, fits) for view in judged.views],
        "space": None if judged.space is None else dump_space(judged.space),
        "unjudged_first": judged.unjudged_first,
        "detector": judged.detector,
    }


def restore(values: Values) -> Learned:
    """What `dump` was given. Raises ValueError, KeyError or TypeError for what it never makes."""
    table = restore_table(values["table"])
    n = table.rows
    series = None
    if values["series"] is not None:
        series = Series(**values["series"])
        sized(series.place, n, "i")
        sized(series.key, n, "i")
    before = places(values["before"], n, n, least=-1)
    copies = places(values["copies"], n, n)
    ordered = Ordered(table, sized(values["rows"], n, "i"), series, before, copies)
    roles = {name: Role(**said) for name, said in values["roles"].items()}
    if list(roles) != [*table.names]:
        raise ValueError("its columns and their roles differ")
    fits = [restore_fit(said, n) for said in values["fits"]]
    views = [restore_view(said, fits, n) for said in values["views"]]
    space = None if values["space"] is None else restore_space(values["space"], fits, n)
    judged = Judged(fits, views, space, unjudged_first=bool(values["unjudged_first"]))
    judged.detector = values["detector"]
    design = fits[-1].design if fits else Design([], dict(values["skipped"]))
    found = Found(
        inside(values["found"]["rows"], n),
        {name: inside(some, n) for name, some in values["found"]["by_column"].items()},
        inside(values["found"]["alike"], n),
    )
    functions = tuple(Function(**said) for said in values["functions"])
    return Learned(
        ordered,
        roles,
        functions,
        design,
        judged,
        int(values["seed"]),
        found,
        inside(values["broken"], n),
        values["codes"],
    )


def dump_table(table: Table) -> Values:
    return {
        "rows": table.rows,
        "source": asdict(table.source),
        "redacted": list(table.redacted),
        "columns": [
            {"name": c.name, "kind": c.kind, "values": c.values, "levels": c.levels}
            for c in table
        ],
    }


STORED = {"number": "f", "flag": "f", "time": "M", "text": "i"}


def restore_table(values: Values) -> Table:
    columns = tuple(Column(**said) for said in values["columns"])
    for column in columns:
        sized(column.values, int(values["rows"]), STORED[column.kind])
        if column.kind == "text":
            places(column.values, len(column), len(column.levels), least=-1)
    table = Table(columns, int(values["rows"]), Source(**values["source"]))
    return table.redacting([str(name) for name in values["redacted"]])


def dump_fit(fit: Fit) -> Values:
    cells, chosen, expected, scale = fit.model.held()
    return {
        "lagged": fit.lagged,
        "state": dict(fit.model.state()),
        "places": chosen,
        "expected": expected,
        "scale": scale,
        "parts": [dump_part(part) for part in fit.design.parts],
        "cells": list(cells),
        "skipped": fit.design.skipped,
        "sources": fit.design.sources,
        "y": {str(t): y for t, y in fit.y.items()},
        "z": {str(t): z for t, z in fit.z.items()},
    }


def dump_part(part: Encoded) -> Values:
    """All of a part but its values, which the model holds too."""
    said = {f.name: getattr(part, f.name) for f in fields(part) if f.name != "feature"}
    feature = part.feature
    return said | {
        "way": {f.name: getattr(part.way, f.name) for f in fields(part.way)},
        "feature": {
            f.name: getattr(feature, f.name) for f in fields(feature) if f.name != "values"
        },
    }


def restore_fit(values: Values, n: int) -> Fit:
    parts = [
        restore_part(said, sized(cells, n, "fi"), i)
        for i, (said, cells) in enumerate(
            zip(values["parts"], values["cells"], strict=True)
        )
    ]
    design = Design(parts, dict(values["skipped"]), dict(values["sources"]))
    bare = ConditionalModel.from_state(values["state"])
    held = bare.held()
    if len(held[0]) != len(parts):
        raise ValueError("its model has other features than its table")
    expected, scale = (
        finite(sized(values[name], n, "f", rows=len(held[2])))
        for name in ("expected", "scale")
    )
    if not (scale > 0).all():
        raise ValueError("a scale is not above 0")
    cells = [part.feature.values for part in parts]
    model = bare.holding(cells, sized(values["places"], n, "i"), expected, scale)
    fit = Fit(model, design, bool(values["lagged"]))
    fit.y = {int(t): no_infinity(sized(y, n, "f")) for t, y in values["y"].items()}
    fit.z = {int(t): no_infinity(sized(z, n, "f")) for t, z in values["z"].items()}
    if not set(fit.z) <= set(fit.y) or not set(fit.y) <= set(design.targets):
        raise ValueError("it judges what is no column of its own")
    if n and fit.z:  # arrays of the model that do not fit each other show here
        model.predict(np.zeros(1, dtype=np.int64), targets=list(fit.z))
    return fit


def restore_part(values: Values, cells: npt.NDArray[Any], place: int) -> Encoded:
    said = dict(values)
    way = Way(**said.pop("way"))
    feature = Feature(values=cells, **said.pop("feature"))
    part = Encoded(feature=feature, way=way, **said)
    if part.lag_of is not None and not 0 <= part.lag_of < place:
        raise ValueError("a row before is that of no column")
    if part.hidden is not None:
        sized(part.hidden, len(cells), "b")
    return part


def dump_view(view: View, fits: list[Fit]) -> Values:
    which = -1 if view.fit is None else [id(fit) for fit in fits].index(id(view.fit))
    own = None if view.fit is not None else view.z
    return {
        "column": view.column,
        "target": view.target,
        "fit": which,
        "length": view.length,
        "level": view.level,
        "z": own,
    }


def restore_view(values: Values, fits: list[Fit], n: int) -> View:
    fit = None if values["fit"] == -1 else fits[values["fit"]]
    z = sized(values["z"], n, "f") if fit is None else fit.z[values["target"]]
    if fit is None and values["target"] != -1:
        raise ValueError("a view of rows as wholes has a column")
    length, level = int(values["length"]), float(values["level"])
    if length < 1:
        raise ValueError("rows that count as one are at least one")
    return View(
        values["column"], values["target"], fit, no_infinity(z), length, level=level
    )


SHARED = ("X", "rows", "columns", "reference", "k", "floor")


def dump_space(space: Space) -> Values:
    said = {name: getattr(space, name) for name in SHARED}
    said["axes"] = [[axis.target, axis.middle, axis.size] for axis in space.axes]
    if isinstance(space, Detected):
        own = [f.name for f in fields(Detected) if f.name not in (*SHARED, "axes")]
        said["detected"] = {name: getattr(space, name) for name in own}
    return said


def restore_space(values: Values, fits: list[Fit], n: int) -> Space:
    said = {name: values[name] for name in SHARED}
    points = said["X"]
    r, d = points.shape
    if points.dtype != np.float32 or d != len(said["columns"]):
        raise ValueError("its points do not fit its columns")
    finite(points)
    inside(sized(said["rows"], r, "i"), n)
    inside(said["reference"], r)
    if not 1 <= int(said["k"]) <= max(1, len(said["reference"])):
        raise ValueError("more rows are asked than there are")
    axes = tuple(Axis(int(t), float(m), float(s)) for t, m, s in values["axes"])
    if any(axis.target not in fits[0].y for axis in axes):
        raise ValueError("a point is made of what is no column")
    if "detected" not in values:
        if len(axes) != d:
            raise ValueError("its points do not fit its columns")
        return Space(**said, axes=axes)
    own = values["detected"]
    if not (isinstance(own["detector"], Detector) and isinstance(own["made"], Features)):
        raise TypeError("it has no detector")
    sized(own["unusualness"], r, "f")
    sized(own["features"].T, r, "f", rows=len(own["made"].made))
    places(own["before"], n, n, least=-1)
    return Detected(**said, axes=axes, **own)


def sized(
    values: npt.NDArray[Any], n: int, kinds: str, *, rows: int | None = None
) -> npt.NDArray[Any]:
    """The array, if it has n values (in so many rows) of one of these kinds."""
    shape = (n,) if rows is None else (rows, n)
    if not isinstance(values, np.ndarray) or values.shape != shape:
        raise ValueError(f"an array has not the shape {shape}")
    if values.dtype.kind not in kinds:
        raise ValueError(f"an array holds {values.dtype}")
    return values


def places(
    values: npt.NDArray[Any] | None, n: int, end: int, *, least: int = 0
) -> npt.NDArray[Any] | None:
    """n places from `least` to below `end`, or None."""
    if values is None:
        return None
    sized(values, n, "i")
    if n and not (least <= int(values.min()) and int(values.max()) < end):
        raise ValueError("a place leads nowhere")
    return values


def inside(rows: npt.NDArray[Any], n: int) -> npt.NDArray[Any]:
    """Any number of rows of a table of n."""
    places(rows, len(rows), n)
    return rows


def finite(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    if not np.isfinite(values).all():
        raise ValueError("a number is missing or infinite")
    return values


def no_infinity(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    if np.isinf(values).any():
        raise ValueError("a number is infinite")
    return values
