"""What the doctor needs of a scan: a function that `app` hands in, and what it returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from vedette.core.table import Table
from vedette.planting import Noise


@dataclass(frozen=True, eq=False)
class Seen:
    """What one scan named.

    rows
        By row, the columns it gives as reasons.
    facts
        (fact, columns, row) of each row that a fact names.
    """

    rows: Mapping[int, frozenset[str]]
    facts: frozenset[tuple[str, tuple[str, ...], int]]


@dataclass(frozen=True, eq=False)
class Usual:
    """What a scan learned of the table as it is.

    noise
        By judged column.
    left
        By quantity, the share of its deviation that the others leave unexplained.
    judged
        Whether any column could be judged; `needed`: how many rows would do, if not.
    """

    seen: Seen
    noise: Mapping[str, Noise]
    left: Mapping[str, float]
    judged: bool
    needed: int | None = None


Scan = Callable[[Table], Seen]
