"""The findings as a dataframe of the kind that was scanned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import numpy as np

from vedette.core.errors import unknown
from vedette.core.result import Result
from vedette.report import labels, segments
from vedette.report.rows import columns_of, rows

_FIXED = {
    "row": "Int64",
    "surprise": "Float64",
    "capped": "Boolean",
    "group": "Int64",
    "column": "String",
    "text": "String",
    "called": "String",
    "probability": "Float64",
    "agree": "Int64",
    "compared": "Int64",
    "rows": "Int64",
    "what": "String",
}
_DTYPES = {"Int64": np.int64, "Float64": np.float64, "Boolean": np.bool_, "String": object}


def to_frame(result: Result, what: str = "findings") -> Any:
    """pandas for pandas, polars for polars, Arrow for Arrow, a structured array for NumPy.

    For a file: pandas or polars if one can be imported, else a dict of NumPy arrays.
    """
    names, found = _asked(result, what)
    cells = dict(zip(names, _transposed(found, names), strict=True))
    kinds = {name: _FIXED.get(name) or _kind(name, cells[name]) for name in names}
    columns = {name: _cast(values, kinds[name]) for name, values in cells.items()}
    given = result.frame
    if isinstance(given, np.ndarray):
        return _structured(columns, kinds)
    backend = _backend(given)
    if backend is None:
        return {
            name: np.array(v, dtype=_DTYPES[kinds[name]]) for name, v in columns.items()
        }
    return _native(columns, kinds, backend, given)


def frame_of(rows: Sequence[Mapping[str, Any]]) -> Any:
    """Rows of equal names as a frame of pandas or polars; else a dict of NumPy arrays."""
    names = list(rows[0]) if rows else []
    cells = {name: [row[name] for row in rows] for name in names}
    kinds = {name: _own_kind(values) for name, values in cells.items()}
    columns = {name: _cast(values, kinds[name]) for name, values in cells.items()}
    return framed(columns, kinds, None)


def _own_kind(values: list[Any]) -> str:
    """The type of the values, missing ones aside; whole numbers with gaps are floats."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return "Boolean"
    if kinds == {int} and None not in values:
        return "Int64"
    return "Float64" if kinds <= {int, float} else "String"


def _asked(result: Result, what: str) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """The names of the columns, and the rows."""
    if what == "findings":
        return columns_of(result), list(rows(result))
    found: tuple[Any, ...] = ()
    if what == "segments":
        names: tuple[str, ...] = segments.COLUMNS
        found = () if result.segments is None else result.segments.odd
    elif what == "labels":
        names = labels.COLUMNS
        found = () if result.labels is None else result.labels.suspicious
    else:
        raise unknown("frame", what, ["findings", "labels", "segments"])
    return names, [tuple(getattr(one, name) for name in names) for one in found]


def _transposed(found: list[tuple[Any, ...]], names: tuple[str, ...]) -> list[list[Any]]:
    return [list(column) for column in zip(*found, strict=True)] or [[] for _ in names]


def _kind(name: str, values: list[Any]) -> str:
    """The narrowest type that holds all values; texts and numbers together are texts."""
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {int} and kinds and None not in values:
        return "Int64" if all(abs(value) < 2**63 for value in values) else "String"
    if not kinds:
        return "String" if name == "id" else "Float64"
    return "Float64" if kinds <= {int, float} else "String"


def _cast(values: list[Any], kind: str) -> list[Any]:
    if kind == "Float64":
        return [None if value is None else float(value) for value in values]
    if kind == "String":
        return [None if value is None else str(value) for value in values]
    return values


def _structured(columns: dict[str, list[Any]], kinds: dict[str, str]) -> Any:
    array = np.empty(
        len(columns["row"]), [(name, _DTYPES[kinds[name]]) for name in columns]
    )
    for name, values in columns.items():
        array[name] = values
    return array


def _bare(given: Any) -> Any:
    """The frame without its columns: two of them may have one name."""
    return (
        given.iloc[:, :0]
        if getattr(given, "ndim", 0) == 2 and hasattr(given, "iloc")
        else given
    )


def _backend(given: Any) -> Any:
    """What narwhals is to build the frame with; None if nothing fits."""
    if type(given).__name__ == "RecordBatch":
        return "pyarrow"
    if given is not None:
        import narwhals as nw

        try:
            return nw.from_native(_bare(given)).implementation
        except TypeError:
            return None
    for name in ("pandas", "polars"):
        try:
            import_module(name)
        except ImportError:
            continue
        return name
    return None


def _native(
    columns: dict[str, list[Any]], kinds: dict[str, str], backend: Any, given: Any
) -> Any:
    import narwhals as nw

    native = _built(columns, kinds, backend)
    index = (
        nw.maybe_get_index(nw.from_native(_bare(given))) if hasattr(given, "iloc") else None
    )
    if index is not None and "row" in columns:
        native.index = index[columns["row"]]
    return native


def framed(columns: dict[str, list[Any]], kinds: dict[str, str], given: Any) -> Any:
    """Columns of these kinds as a dataframe of the kind of `given`.

    Without one: pandas or polars if one can be imported, else a dict of NumPy arrays, of
    objects where values are missing.
    """
    backend = None if isinstance(given, np.ndarray) else _backend(given)
    if backend is not None:
        return _built(columns, kinds, backend)
    return {
        name: np.array(values, dtype=object if None in values else _DTYPES[kinds[name]])
        for name, values in columns.items()
    }


def _built(columns: dict[str, list[Any]], kinds: dict[str, str], backend: Any) -> Any:
    import narwhals as nw

    schema = {name: getattr(nw, kind)() for name, kind in kinds.items()}
    return nw.from_dict(columns, schema, backend=backend).to_native()
