"""The kinds of anomalies that can be planted, by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from vedette.core.errors import InvalidParameter, unknown

Where = Literal["number", "kind", "time", "any", "row", "series"]


@dataclass(frozen=True)
class Kind:
    """One kind of anomaly.

    words
        What it is called in a sentence.
    where
        What it needs: a column of numbers, of kinds, of times, any; a row; a number whose
        rows form series.
    sized
        Whether it comes in sizes, in units of the column's noise.
    forms
        Its forms, where there are several.
    """

    name: str
    words: str
    where: Where
    sized: bool = False
    forms: tuple[str, ...] = ("",)


FACTORS = {"x 10": 10.0, "x 100": 100.0, "x 1000": 1000.0, "/ 10": 0.1}

_ALL = (
    Kind("spike", "a value too high or too low", "number", sized=True),
    Kind("broken_correlation", "a usual value in the wrong row", "number", sized=True),
    Kind("unit_error", "a wrong unit", "number", forms=tuple(FACTORS)),
    Kind("sign_flip", "a wrong sign", "number"),
    Kind("digits_swapped", "two digits swapped", "number"),
    Kind("swapped_columns", "the values of two columns swapped", "number"),
    Kind("wrong_category", "a known kind in the wrong row", "kind"),
    Kind("new_level", "a kind never seen", "kind"),
    Kind("missing", "a missing value", "any"),
    Kind("wrong_date", "a date some years off", "time"),
    Kind("odd_row", "several values of a row a little off", "row", sized=True),
    Kind("duplicate", "a row that comes twice", "row"),
    Kind("level_shift", "a run of values shifted", "series", sized=True),
    Kind("stuck", "a value that stays as it was", "series"),
    Kind("dropped_rows", "rows left out of a series", "row"),
)
KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}
# Kinds that only rows which form series can have.
ORDERED = frozenset({"level_shift", "stuck", "dropped_rows"})


def kinds_named(names: Iterable[str] | None) -> tuple[Kind, ...]:
    """The kinds of these names, in the order of the catalogue; None: all.

    Raises
    ------
    UnknownName
        For a kind that does not exist.
    """
    if names is None:
        return _ALL
    if isinstance(names, str):
        raise InvalidParameter(
            f"kinds is the text {names!r}, not a list of kinds", hint=f"kinds=[{names!r}]"
        )
    wanted = {name.strip().replace("-", "_") for name in names}
    for name in sorted(wanted - KINDS.keys()):
        raise unknown("kind of anomaly", name, tuple(KINDS))
    return tuple(kind for kind in _ALL if kind.name in wanted)
