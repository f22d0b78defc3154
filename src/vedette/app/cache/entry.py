"""A result as bytes, and back: every field bit-equal, but for the functions it keeps.

A checksum, the version of the form, and then MessagePack, which knows whole numbers from
others and is read by type: what is not made as a result is made is refused.
"""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import Any, get_type_hints

import msgspec
import numpy as np

from vedette.app.cache.seal import opened, sealed
from vedette.core import result as core
from vedette.report.result import Result

MAGIC = b"vedette run 1\n"
# Functions and arrays, which are kept elsewhere or not at all; and what a reader sets.
APART = ("row_of_id", "explainer", "frame", "learned", "pictures", "row_numbers", "kept")


def packed(result: core.Result) -> bytes:
    """The result as bytes. Raises if something in it is no plain data."""
    numbers = result.row_numbers
    form = plain_form()
    told = {name: getattr(result, name) for name in form.__struct_fields__ if name != "at"}
    at = None if numbers is None else np.asarray(numbers, dtype="<i8").tobytes()
    body = msgspec.msgpack.encode(form(**told, at=at))
    return sealed(MAGIC, body)


def unpacked(data: bytes) -> Result | None:
    """The result that was packed, marked as kept; None if it is damaged, or is none."""
    body = opened(MAGIC, data)
    if body is None:
        return None
    try:
        plain = msgspec.msgpack.decode(body, type=plain_form())
        told = {name: getattr(plain, name) for name in plain.__struct_fields__}
        numbers = rows_of(told.pop("at"), plain.rows)
    except (msgspec.MsgspecError, ValueError):
        return None
    return Result(**told, row_numbers=numbers, kept=True)


def rows_of(data: bytes | None, rows: int) -> Any:
    """(rows,) ascending row numbers."""
    if data is None:
        return None
    numbers = np.frombuffer(data, dtype="<i8").astype(np.int64)
    if len(numbers) != rows or (rows and numbers[0] < 0) or (np.diff(numbers) <= 0).any():
        raise ValueError("these are no row numbers")
    return numbers


@cache
def plain_form() -> Any:
    """The fields of a result that are plain data, with their types; `at`: its row numbers."""
    types = get_type_hints(core.Result)
    plain = [(f.name, types[f.name]) for f in fields(core.Result) if f.name not in APART]
    return msgspec.defstruct("Plain", [*plain, ("at", bytes | None)], kw_only=True)
