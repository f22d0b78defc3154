"""Which anomalies are planted together: few at a time, so that the usual stays usual."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from vedette.planting import Wish

# Of the rows, at most this share is planted in one scan; at least LEAST, at most MOST.
SHARE, LEAST, MOST = 0.01, 3, 60
# In one column of one scan; a run of rows counts for half of it.
IN_COLUMN = 4
RUN = 2
RUNS = frozenset({"level_shift", "stuck"})


@dataclass
class Round:
    """What is planted in one scan."""

    wishes: list[Wish] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)
    kinds: set[tuple[str, str]] = field(default_factory=set)

    def takes(self, wish: Wish, most: int) -> bool:
        """Whether one more would leave the others as they are."""
        return (
            len(self.wishes) < most
            and (wish.kind, wish.column) not in self.kinds
            and (
                not wish.column
                or self.columns.get(wish.column, 0) + weight(wish) <= IN_COLUMN
            )
        )

    def add(self, wish: Wish) -> None:
        """Plant it too."""
        self.wishes.append(wish)
        self.kinds.add((wish.kind, wish.column))
        self.columns[wish.column] = self.columns.get(wish.column, 0) + weight(wish)


def weight(wish: Wish) -> int:
    """How much of the room in a column an anomaly takes."""
    return RUN if wish.kind in RUNS else 1


def most_at_once(rows: int) -> int:
    """How many anomalies one scan may have."""
    return int(min(MOST, max(LEAST, SHARE * rows)))


def rounds(wishes: Sequence[Wish], times: int, most: int, seed: int) -> list[list[Wish]]:
    """Every wish so many times, divided into scans.

    No scan has two of a kind in a column, so none has two sizes of it there: the larger
    would help or hide the smaller.
    """
    rng = np.random.default_rng([seed, 2])
    every = [wish for wish in wishes for _ in range(times)]
    found: list[Round] = []
    first_open: dict[str, int] = {}
    for k in rng.permutation(len(every)):
        wish = every[k]
        start = first_open.get(wish.column, 0)
        for number in range(start, len(found) + 1):
            if number == len(found):
                found.append(Round())
            if found[number].takes(wish, most):
                found[number].add(wish)
                break
            full = len(found[number].wishes) >= most
            if number == first_open.get(wish.column, 0) and full:
                first_open[wish.column] = number + 1
    return [one.wishes for one in found]
