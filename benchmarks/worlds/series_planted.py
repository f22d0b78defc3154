"""Wrong values in series: spikes, a run, a level shift and swapped values in one table."""

from __future__ import annotations

import numpy as np

from worlds.model import Planted, World, generator
from worlds.pieces import Rng
from worlds.series import FLOW_SD, Series, build, shuffled

SPIKES, SWAPS, RUN = 6, 6, 12
KEEP_AWAY = 3  # rows between planted events of one series, and from its ends


def series_planted(world: str, n: int, seed: int, deviations: float = 8) -> World:
    """6 spikes, 12 rows of b dropped, one level shift of a to its end, 6 swapped values.

    Sizes are in innovation standard deviations (of the key, where keys differ in scale).
    A swapped value is that of another row of the same column at least `deviations` away
    (which may itself lie in the shifted part).
    """
    rng = generator(world, n, seed)
    series = build(world, n, rng)
    plan = generator(f"{world} planted", n, seed)
    wrong = _Wrong(series, deviations, plan)
    wrong.level_shift()
    wrong.run()
    for _ in range(SPIKES):
        wrong.spike()
    for _ in range(SWAPS):
        wrong.swap()
    table, place = shuffled(series, rng)
    planted = tuple(
        Planted(int(place[p.row]), p.column, p.kind, p.deviations, p.event)
        for p in wrong.planted
    )
    return World(world, table, planted, frozenset({"a", "b", "flow"}))


class _Wrong:
    """The table while it is being spoilt; rows are in the order of the series."""

    def __init__(self, series: Series, k: float, rng: Rng) -> None:
        self.table, self.key, self.k, self.rng = series.table, series.key, k, rng
        self.sd = series.sd
        self.planted: list[Planted] = []
        self.events = 0
        # Rows near the end of a series or near another event are taken.
        edge = np.diff(series.key, prepend=-1, append=-1) != 0
        self.taken = self._widened(edge[:-1] | edge[1:])

    def _widened(self, rows: np.ndarray) -> np.ndarray:
        kernel = np.ones(2 * KEEP_AWAY + 1)
        return np.asarray(np.convolve(rows, kernel, mode="same") > 0)

    def _record(self, rows: np.ndarray, column: str, kind: str, size: float) -> None:
        self.events += 1
        for row in rows:
            self.planted.append(Planted(int(row), column, kind, size, self.events))  # type: ignore[arg-type]
        mark = np.zeros(len(self.key), bool)
        mark[rows] = True
        self.taken |= self._widened(mark)

    def _free(self) -> int:
        return int(self.rng.choice(np.flatnonzero(~self.taken)))

    def level_shift(self) -> None:
        """From one row to the end of its key, in the last quarter of it."""
        members = np.flatnonzero(self.key == self.rng.integers(0, self.key.max() + 1))
        length = int(self.rng.integers(len(members) // 12 + 2, len(members) // 4 + 3))
        rows = members[-length:]
        sign = self.rng.choice([-1, 1])
        self.table["a"][rows] += sign * self.k * self.sd[rows]
        self._record(rows, "a", "level_shift", self.k)

    def run(self) -> None:
        for _ in range(1000):
            start = self._free()
            rows = np.arange(start, start + RUN)
            if rows[-1] < len(self.key) and not self.taken[rows].any():
                break
        self.table["b"][rows] -= self.k * self.sd[rows]
        self._record(rows, "b", "run", self.k)

    def spike(self) -> None:
        row, sign = self._free(), self.rng.choice([-1, 1])
        column = str(self.rng.choice(["a", "b", "flow", "noise"]))
        if column == "flow":
            self.table[column][row] *= np.exp(sign * self.k * FLOW_SD)
        else:
            # sd of t5 is sqrt(5 / 3)
            size = np.sqrt(5 / 3) if column == "noise" else self.sd[row]
            self.table[column][row] += sign * self.k * size
        self._record(np.array([row]), column, "spike", self.k)

    def swap(self) -> None:
        column = str(self.rng.choice(["a", "b"]))
        values = self.table[column]
        for _ in range(200):
            row = self._free()
            away = np.abs(values - values[row]) / self.sd[row]
            donors = np.flatnonzero(away >= self.k)
            if len(donors):
                donor = self.rng.choice(donors)
                size = float(away[donor])
                values[row] = values[donor]
                self._record(np.array([row]), column, "swap", round(size, 2))
                return
