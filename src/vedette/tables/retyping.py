"""A column stored as its given role needs it, or a refusal that names what does not fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from vedette.core.errors import InvalidParameter
from vedette.core.redaction import withholding
from vedette.core.table import Column, Kind, Roles, Table
from vedette.tables.memory import forced
from vedette.tables.roles import contradicts, guess_roles, role_kind

# Fewer fit: the role was meant for another column.
LEAST_SHARE = 0.5
NUMBERS = ("number", "weight", "clock", "angle", "part")


def with_roles(table: Table, given: Mapping[str, str] | None = None) -> tuple[Table, Roles]:
    """The table's roles, and the table stored as the given ones need it."""
    wanted = given or {}
    with withholding(table.redacted):
        changed = {name: as_role(table[name], role_kind(k)) for name, k in wanted.items()}
    table = table.replaced(changed)
    return table, guess_roles(table, wanted)


def as_role(column: Column, kind: str) -> Column:
    """The column stored as a role needs it; itself if it is already.

    Numbers become text levels in ascending order, written as people write them; text
    becomes numbers or times, and what does not fit becomes misfits.

    Raises
    ------
    InvalidParameter
        If fewer than half of the values fit; names some that do not.
    """
    if not contradicts(column, role_kind(kind)):
        return column
    if kind in ("category", "text"):
        return as_text(column)
    if kind == "flag":
        return as_flag(column)
    if kind == "time":
        return as_time(column)
    if column.kind == "time":
        raise InvalidParameter(
            f"column {column.name!r} holds times, such as {first(column)}: "
            f"it cannot be a {kind}",
            hint=f"--role {column.name}=time",
        )
    return as_number(column, kind)


def first(column: Column) -> str:
    return str(column.cell(int((~column.missing).argmax())))


def as_text(column: Column) -> Column:
    """Numbers, flags or times as texts. Misfits are texts like the others again."""
    missing = column.missing
    known, codes = np.unique(column.values[~missing], return_inverse=True)
    rows = (~missing).nonzero()[0]
    written = [Column("", column.kind, known[k : k + 1]).cell(0) for k in range(len(known))]
    texts = [str(w).lower() if isinstance(w, bool) else str(w) for w in written]
    number = {text: k for k, text in enumerate(texts)}
    for text in column.misfit_texts.tolist():
        number.setdefault(str(text), len(number))
    values = np.full(len(column), -1, dtype=np.int32)
    values[rows] = codes
    values[column.misfit_rows] = [number[str(t)] for t in column.misfit_texts.tolist()]
    return Column(column.name, "text", values, np.array([*number, None], dtype=object)[:-1])


def as_number(column: Column, kind: str) -> Column:
    if column.kind == "flag":
        return replace(column, kind="number")
    return fitted(column, recast_to(column, "number"), f"a {kind}", "numbers")


def as_time(column: Column) -> Column:
    if column.kind == "text":
        return fitted(column, recast_to(column, "time"), "a time", "times")
    times = moments(column.values) if column.kind == "number" else None
    if times is None:
        raise InvalidParameter(
            f"column {column.name!r} cannot be a time: its values are {column.kind}s, "
            f"such as {first(column)}",
            hint="numbers can be seconds or milliseconds since 1970, 20240131, or 2024",
        )
    return Column(
        column.name,
        "time",
        times,
        misfit_rows=column.misfit_rows,
        misfit_texts=column.misfit_texts,
    )


def moments(values: npt.NDArray[np.float64]) -> npt.NDArray[np.datetime64] | None:
    """Numbers as times: seconds (milli-, micro-) since 1970, 20240131, or 2024."""
    known = values[~np.isnan(values)]
    out = np.full(len(values), np.datetime64("NaT"), dtype="datetime64[us]")
    if not len(known):
        return out
    here = ~np.isnan(values)
    low, high = float(known.min()), float(known.max())
    for unit in (1e6, 1e3, 1.0):  # microseconds in one
        # 1980 to 2100, so that no two units overlap.
        if low * unit >= 3.15e14 and high * unit <= 4.11e15:
            out[here] = np.round(known * unit).astype(np.int64).astype("datetime64[us]")
            return out
    whole = bool((known == np.floor(known)).all())
    if whole and low >= 1000_01_01 and high <= 2999_12_31:
        return days(values, out)
    if whole and low >= 1000 and high <= 2999:
        years = (known.astype(np.int64) - 1970).astype("datetime64[Y]")
        out[here] = years.astype("datetime64[us]")
        return out
    return None


def days(
    values: npt.NDArray[np.float64], out: npt.NDArray[np.datetime64]
) -> npt.NDArray[np.datetime64] | None:
    """20240131 as that day; None if any is no day."""
    here = ~np.isnan(values)
    number = values[here].astype(np.int64)
    year, month, day = number // 10_000, number // 100 % 100, number % 100
    if ((month < 1) | (month > 12) | (day < 1) | (day > 31)).any():
        return None
    first_day = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    out[here] = (first_day.astype("datetime64[D]") + (day - 1)).astype("datetime64[us]")
    return out


def as_flag(column: Column) -> Column:
    if column.kind == "text":
        made = recast_to(column, "flag")
        return fitted(column, made, "a flag", "yes or no, true or false")
    values = np.unique(column.values[~column.missing])
    raise InvalidParameter(
        f"column {column.name!r} cannot be a flag: it has {len(values):,} different "
        f"values, such as {first(column)}",
        hint=f"a flag is 0 or 1, yes or no; --role {column.name}=category takes any",
    )


def recast_to(column: Column, kind: Kind) -> Column | None:
    """The text column read as `kind`, with misfits; None if nothing fits."""
    return forced(column.name, column.texts(), kind)


def fitted(column: Column, made: Column | None, what: str, needed: str) -> Column:
    """`made`, unless most values do not fit it."""
    present = int((~column.missing).sum())
    fits = 0 if made is None else int((~made.missing).sum())
    if made is not None and fits >= LEAST_SHARE * present:
        return made
    rows = made.misfit_rows if made is not None else np.flatnonzero(~column.missing)
    some = ", ".join(f"{column.cell(int(r))!r} (row {r})" for r in rows[:3])
    raise InvalidParameter(
        f"column {column.name!r} cannot be {what}: {present - fits:,} of {present:,} "
        f"values are not {needed}, such as {some}",
        hint=f"--role {column.name}=category takes any values",
    )
