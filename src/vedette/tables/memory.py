"""Tables that are in memory already: pandas, polars, Arrow, NumPy, a mapping of arrays."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.errors import InvalidInput
from vedette.core.redaction import excerpt
from vedette.core.table import Column, Kind
from vedette.tables.casting import best_reading, column_of, columns_of, stored
from vedette.tables.columnar import number_column
from vedette.tables.delimited import unique_names
from vedette.tables.dictionary import dictionary
from vedette.tables.engine import Relation, answered, connection

NO_VALUE = ("NAType", "NaTType")  # pandas: comparing them gives neither true nor false
Named = tuple[tuple[str, ...], tuple[Any, ...], tuple[str, ...]]  # names, series, notes


def kind_of(data: Any) -> str:
    """What the user gave, in the words of its library."""
    library = type(data).__module__.partition(".")[0]
    named = {"pandas": "pandas", "polars": "polars", "pyarrow": "Arrow", "numpy": "NumPy"}
    return named.get(library, "columns" if isinstance(data, Mapping) else library)


def series_of(data: Any) -> Named:
    """Names and one-dimensional columns, whatever holds them."""
    if isinstance(data, np.ndarray):
        return of_numpy(data)
    if isinstance(data, Mapping):
        names, notes = unique_names([str(n) for n in data])
        return names, tuple(one_dimensional(n, v) for n, v in data.items()), notes
    return of_frame(data)


def of_numpy(data: npt.NDArray[Any]) -> Named:
    if data.dtype.names:
        names = tuple(data.dtype.names)
        return names, tuple(one_dimensional(n, data[n]) for n in names), ()
    if data.ndim == 1:
        return ("value",), (data,), ()
    if data.ndim != 2:
        raise InvalidInput(
            f"a table has two dimensions, this array has {data.ndim}: shape {data.shape}"
        )
    names = tuple(f"column_{k}" for k in range(1, data.shape[1] + 1))
    return names, tuple(data[:, k] for k in range(data.shape[1])), ()


def one_dimensional(name: object, values: Any) -> npt.NDArray[Any]:
    if isinstance(values, np.ndarray):
        array = values
    elif hasattr(values, "to_numpy"):
        array = values.to_numpy()
    elif isinstance(values, str) or not hasattr(values, "__iter__"):
        raise InvalidInput(
            f"column {name!r} is a single value, {excerpt(values)!r}, not a list of values"
        )
    else:
        array = object_array(list(values))
    if array.ndim != 1:
        raise InvalidInput(f"column {name!r} has {array.ndim} dimensions, not one")
    return array


def object_array(values: Sequence[Any]) -> npt.NDArray[Any]:
    """A list as NumPy sees it, if it sees one type; else as objects."""
    types = {type(v) for v in values}
    if len(types) == 1 and types <= {int, float, bool, np.float64, np.int64}:
        try:
            return np.asarray(values)
        except OverflowError:
            pass
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def type_name(data: Any) -> str:
    """The type as its users call it: "list", "polars.Series"."""
    library = type(data).__module__.partition(".")[0]
    short = type(data).__qualname__
    return short if library == "builtins" else f"{library}.{short}"


def of_frame(data: Any) -> Named:
    import narwhals as nw

    if kind_of(data) == "polars" and hasattr(data, "collect"):  # a LazyFrame
        return of_frame(data.collect())
    if type(data).__name__ == "RecordBatch" and kind_of(data) == "Arrow":
        return of_frame(
            nw.from_dict(
                dict(zip(data.schema.names, data.columns, strict=True)), backend="pyarrow"
            )
        )
    columns = getattr(data, "columns", None)
    if getattr(columns, "nlevels", 1) > 1:
        raise InvalidInput(
            f"the columns have {columns.nlevels} levels of names (a MultiIndex)",  # type: ignore[union-attr]
            hint="join them: df.columns = ['_'.join(map(str, c)) for c in df.columns]",
        )
    if kind_of(data) == "pandas" and hasattr(data, "iloc"):
        return of_pandas(data)
    try:
        frame = nw.from_native(data, eager_only=True, allow_series=False)
    except TypeError:
        collect = getattr(data, "collect", None)
        if collect is not None:
            return of_frame(collect())
        raise InvalidInput(
            f"a {type_name(data)} is not a table",
            hint="a path; a pandas, polars or Arrow table; a NumPy array; columns by name",
        ) from None
    names, notes = unique_names([str(n) for n in frame.columns])
    return names, tuple(frame[n] for n in frame.columns), notes


def of_pandas(data: Any) -> Named:
    """By place, since names may repeat or be no strings."""
    import narwhals as nw

    if data.ndim == 1:
        data = data.to_frame()
    names, notes = unique_names([str(n) for n in data.columns])
    series = tuple(
        nw.from_native(data.iloc[:, k], series_only=True) for k in range(data.shape[1])
    )
    return names, series, notes


def columns_in_memory(
    names: tuple[str, ...],
    series: tuple[Any, ...],
    prepare: Callable[[Relation], Relation] = lambda texts: texts,
) -> list[Column]:
    """The columns as `Column`s; text is read as text in a file is.

    prepare
        What is done to a relation of texts before they are read.
    """
    made: list[Column | None] = []
    texts: dict[int, npt.NDArray[Any]] = {}
    for i, (name, values) in enumerate(zip(names, series, strict=True)):
        column = direct(name, values)
        made.append(column)
        if column is None:
            texts[i] = as_texts(name, values)
    if texts:
        for i, column in zip(texts, cast(names, texts, prepare), strict=True):
            made[i] = column
    return [column for column in made if column is not None]


def cast(
    names: tuple[str, ...],
    texts: dict[int, npt.NDArray[Any]],
    prepare: Callable[[Relation], Relation],
) -> list[Column]:
    """Text columns, each read for what it says."""
    fields = tuple(f"c{i}" for i in texts)
    rows = len(next(iter(texts.values())))
    with connection() as con, answered("the text columns cannot be read"):
        con.register("given", dict(zip(fields, texts.values(), strict=True)))
        as_text = ", ".join(f"CAST({f} AS VARCHAR) AS {f}" for f in fields)
        con.execute(f"CREATE TEMP TABLE cells AS SELECT {as_text} FROM given")
        con.unregister("given")
        chosen = tuple(names[i] for i in texts)
        return columns_of(prepare(Relation(con, "cells", chosen, fields, rows)))


def forced(name: str, texts: npt.NDArray[Any], kind: Kind) -> Column | None:
    """One text column read as `kind` in the way of writing that most values share; the
    others are misfits. None if no value fits."""
    with connection() as con, answered(f"column {name} cannot be read"):
        con.register("given", {"c0": texts})
        con.execute(
            "CREATE TEMP TABLE cells AS SELECT CAST(c0 AS VARCHAR) AS c0 FROM given"
        )
        relation = Relation(con, "cells", (name,), ("c0",), len(texts))
        reading = best_reading(relation, kind)
        return None if reading is None else column_of(relation, 0, reading)


def direct(name: str, values: Any) -> Column | None:
    """A column whose type says what it is; None for text and for objects."""
    if isinstance(values, np.ndarray):
        return of_array(name, values)
    dtype = str(values.dtype)
    if dtype in ("Categorical", "Enum") or dtype.startswith("Enum"):
        codes, levels = dictionary(as_texts(name, values))
        return Column(name, "text", codes, levels)
    if dtype.startswith("Datetime"):
        if "time_zone=None" not in dtype:
            values = values.dt.replace_time_zone(None)
        return Column(name, "time", stored("time", values.to_numpy()))
    if dtype.startswith("Duration"):
        return Column(name, "number", seconds(values.to_numpy()))
    if dtype.startswith(("Int", "UInt", "Float", "Boolean")):
        array = values.to_numpy()
        if array.dtype == object or values.null_count():
            array = masked(values)
        return of_array(name, array)
    return None


def masked(values: Any) -> npt.NDArray[Any]:
    """A narwhals series with gaps, its whole numbers kept whole."""
    gaps = values.is_null().to_numpy().astype(bool)
    dtype = str(values.dtype)
    filled = values.fill_null(False if dtype == "Boolean" else 0).to_numpy()
    if filled.dtype == object:
        filled = filled.astype(
            {"B": bool, "I": np.int64, "U": np.uint64}.get(dtype[0], float)
        )
    return np.ma.masked_array(filled, mask=gaps)


def of_array(name: str, values: npt.NDArray[Any]) -> Column | None:
    match values.dtype.kind:
        case "f" | "i" | "u":
            return number_column(name, values)
        case "b":
            return Column(name, "flag", stored("flag", values))
        case "M":
            return Column(name, "time", values.astype("datetime64[us]"))
        case "m":
            return Column(name, "number", seconds(values))
        case "c":
            raise InvalidInput(
                f"column {name!r} holds complex numbers",
                hint="give its real and imaginary parts as two columns",
            )
        case "O" | "U" | "S" | "T":
            return None
    raise InvalidInput(
        f"column {name!r} is of type {values.dtype}, which is not understood"
    )


def seconds(values: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Durations in seconds."""
    micro = values.astype("timedelta64[us]")
    out = micro.astype(np.float64) / 1e6
    out[np.isnat(micro)] = np.nan
    return out


def as_texts(name: str, values: Any) -> npt.NDArray[Any]:
    """Any objects as strings, None where there is no value."""
    if isinstance(values, np.ma.MaskedArray):
        given = np.ma.filled(values.astype(object), None).tolist()
    else:
        given = values.to_list() if hasattr(values, "to_list") else values.tolist()
    texts = np.empty(len(given), dtype=object)
    texts[:] = [text_of(name, v) for v in given]
    return texts


def text_of(name: str, value: Any) -> str | None:
    """One value as it would stand in a file."""
    if isinstance(value, str):
        return value.replace("\0", "\\0") if "\0" in value else value
    if value is None or type(value).__name__ in NO_VALUE or value != value:
        return None
    if isinstance(value, complex):
        raise InvalidInput(
            f"column {name!r} holds complex numbers, such as {excerpt(value)}"
        )
    if isinstance(value, datetime.datetime):
        return value.replace(tzinfo=None).isoformat(sep=" ")
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="backslashreplace").replace("\0", "\\0")
    return str(value)
