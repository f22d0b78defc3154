"""Wrong cells at a known distance from the true centre.

A generated world states the law of each column that may be wrong: its true centre and
standard deviation given all the rest, row by row, on the scale where noise is additive. A
planted value is the centre moved by k standard deviations (and up to half of one more), so
no planted cell is undetectable by construction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from worlds.model import Floats, Planted, PlantKind, Table, Words
from worlds.pieces import Rng

SLACK = 0.5  # a planted cell is k to k + SLACK standard deviations away


Noise = Literal["gaussian", "t5", "laplace", "gamma"]


def standard_noise(shape: Noise, n: int, rng: Rng) -> Floats:
    """(n,) mean 0, standard deviation 1."""
    if shape == "t5":
        return rng.standard_t(5, n) / np.sqrt(5 / 3)
    if shape == "laplace":
        return rng.laplace(0, np.sqrt(0.5), n)
    if shape == "gamma":
        return (rng.gamma(4, 1, n) - 4) / 2
    return rng.normal(0, 1, n)


@dataclass(frozen=True)
class Law:
    """The true conditional law of one column.

    centre, sd
        (n,) on the scale where noise is additive.
    scale
        'log': the column is exp of that scale.
    step
        What values are rounded to; 0: not rounded.
    low, high
        Bounds no value is beyond.
    noise
        Its shape; `sd` is its standard deviation whatever the shape.
    other
        (n, c) centres the rows would have in the other categories, for wrong_category.
    units
        Factors or functions by which a value is wrong when its unit is.
    """

    centre: Floats
    sd: Floats
    scale: Literal["identity", "log"] = "identity"
    step: float = 0.01
    low: float = -np.inf
    high: float = np.inf
    noise: Noise = "gaussian"
    other: Floats | None = None
    units: tuple[Callable[[Floats], Floats], ...] = ()

    @property
    def gaussian(self) -> bool:
        return self.noise == "gaussian"

    def value(self, position: Floats) -> Floats:
        """From the additive scale to the column's own, not rounded."""
        return np.exp(position) if self.scale == "log" else position

    def z(self, value: Floats, rows: np.ndarray | slice = slice(None)) -> Floats:
        """Distance of values from the true centre in true standard deviations."""
        with np.errstate(divide="ignore", invalid="ignore"):
            position = np.log(value) if self.scale == "log" else np.asarray(value, float)
        return np.asarray((position - self.centre[rows]) / self.sd[rows])

    def draw(self, rng: Rng) -> Floats:
        """A clean column."""
        noise = standard_noise(self.noise, len(self.sd), rng)
        return self.told(self.value(self.centre + self.sd * noise))

    def told(self, value: Floats) -> Floats:
        """Rounded and bounded as the column writes it."""
        rounded = np.round(value / self.step) * self.step if self.step else value
        decimals = max(0, round(-np.log10(self.step))) + 1 if self.step else 12
        return np.asarray(np.clip(np.round(rounded, decimals), self.low, self.high))


@dataclass(frozen=True)
class Rule:
    """`child` is settled by `parent` in every clean row."""

    parent: str
    child: str


@dataclass
class Draft:
    """A clean table with the laws of its columns, and what has been planted so far.

    series
        (n,) number of the series of each row, if rows have an order in time, else None;
        rows of one series stand in the order of time.
    runs
        Columns of which a run of consecutive rows of a series may drop.
    """

    table: Table
    laws: dict[str, Law]
    rules: tuple[Rule, ...] = ()
    series: np.ndarray | None = None
    runs: tuple[str, ...] = ()
    planted: list[Planted] = field(default_factory=list)
    events: int = 0

    def __post_init__(self) -> None:
        self.rows = len(next(iter(self.table.values())))
        self.used = np.zeros(self.rows, bool)
        self.marginal = {
            name: tuple(np.nanquantile(self.table[name].astype(float), [0.01, 0.99]))
            for name in self.laws
        }

    def put(self, row: int, column: str, value: float, kind: PlantKind, event: int) -> None:
        """One wrong value; its distance is taken after rounding."""
        law = self.laws[column]
        z = float(law.z(np.array([value]), np.array([row]))[0])
        if self.table[column].dtype == np.int64:
            value = round(value)
        self.table[column][row] = value
        self.used[row] = True
        size = abs(z) if np.isfinite(z) else 99.0
        self.planted.append(Planted(int(row), column, kind, round(size, 2), event))

    def new_event(self) -> int:
        self.events += 1
        return self.events


def free_rows(draft: Draft, column: str, rng: Rng) -> np.ndarray:
    """Rows in random order that have a value in the column and nothing planted."""
    known = ~np.isnan(draft.table[column].astype(float))
    return rng.permutation(np.flatnonzero(known & ~draft.used))


def moved(law: Law, rows: np.ndarray, k: float, rng: Rng) -> tuple[Floats, np.ndarray]:
    """(r,) values k deviations off, of random sign; and which of them can be had."""
    sign = rng.choice([-1.0, 1.0], len(rows))
    for _ in range(2):
        far = sign * (k + SLACK * (0.1 + 0.9 * rng.random(len(rows))))
        value = law.told(law.value(law.centre[rows] + far * law.sd[rows]))
        good = (np.abs(law.z(value, rows)) >= k) & (value > law.low) & (value < law.high)
        if good.all():
            break
        sign = np.where(good, sign, -sign)
    return value, good


def plant_spike(draft: Draft, k: float, rng: Rng) -> bool:
    """A value k deviations off, wherever that is."""
    column = str(rng.choice(list(draft.laws)))
    rows = free_rows(draft, column, rng)[:40]
    value, good = moved(draft.laws[column], rows, k, rng)
    return _put_first(draft, column, rows, value, good, "spike")


def plant_broken_correlation(draft: Draft, k: float, rng: Rng) -> bool:
    """A value k deviations off that is usual in its column (within its 1-99 % range)."""
    for column in rng.permutation(list(draft.laws)):
        rows = free_rows(draft, column, rng)[:2000]
        value, good = moved(draft.laws[column], rows, k, rng)
        low, high = draft.marginal[column]
        good &= (value >= low) & (value <= high)
        if _put_first(draft, column, rows, value, good, "broken_correlation"):
            return True
    return False


def plant_wrong_category(draft: Draft, k: float, rng: Rng) -> bool:
    """The value another category would have, inside the column's 1-99 % range.

    Of the values at least k deviations off, the nearer ones (under 2 k) come first.
    """
    for column in rng.permutation(
        [c for c, law in draft.laws.items() if law.other is not None]
    ):
        law = draft.laws[column]
        rows = free_rows(draft, column, rng)[:2000]
        assert law.other is not None
        which = rng.integers(0, law.other.shape[1], len(rows))
        noise = np.clip(rng.normal(0, 1, len(rows)), -2, 2)
        value = law.told(law.value(law.other[rows, which] + noise * law.sd[rows]))
        low, high = draft.marginal[column]
        z = np.abs(law.z(value, rows))
        good = (z >= k) & (value >= low) & (value <= high)
        near = good & (z < 2 * k)
        chosen = near if near.any() else good
        if _put_first(draft, column, rows, value, chosen, "wrong_category"):
            return True
    return False


def plant_unit_error(draft: Draft, k: float, rng: Rng) -> bool:
    """A value written in another unit, where that is at least k deviations off."""
    columns = [c for c, law in draft.laws.items() if law.units]
    for column in rng.permutation(columns):
        law = draft.laws[column]
        rows = free_rows(draft, column, rng)[:200]
        convert = law.units[rng.integers(len(law.units))]
        value = convert(draft.table[column][rows].astype(float))
        if law.step:
            value = np.round(value / law.step) * law.step
        good = ~(np.abs(law.z(value, rows)) < k) & (value > 0)
        if _put_first(draft, column, rows, value, good, "unit_error"):
            return True
    return False


def _put_first(
    draft: Draft,
    column: str,
    rows: np.ndarray,
    value: Floats,
    good: np.ndarray,
    kind: PlantKind,
) -> bool:
    hits = np.flatnonzero(good)
    if not len(hits):
        return False
    draft.put(rows[hits[0]], str(column), value[hits[0]], kind, draft.new_event())
    return True


def plant_dropped_run(draft: Draft, k: float, rng: Rng, length: int) -> bool:
    """`length` consecutive rows of one series at one low value, or all scaled down.

    Every row of the run is at least k deviations off.
    """
    if draft.series is None:
        return False
    column = str(rng.choice(draft.runs))
    law = draft.laws[column]
    for _ in range(60):
        members = np.flatnonzero(draft.series == rng.choice(np.unique(draft.series)))
        if len(members) < 2 * length:
            continue
        start = rng.integers(0, len(members) - length)
        rows = members[start : start + length]
        values = draft.table[column][rows].astype(float)
        if draft.used[rows].any() or np.isnan(values).any():
            continue
        edge = law.value(law.centre[rows] - (k + SLACK) * law.sd[rows])
        if rng.random() < 0.5:
            low = np.full(length, edge.min())
        else:
            low = values * np.min(edge / values)
        low = law.told(low)
        if (low > law.low).all() and (law.z(low, rows) <= -k).all():
            event = draft.new_event()
            for row, value in zip(rows, low, strict=True):
                draft.put(row, column, value, "dropped_run", event)
            return True
    return False


def plant_shifted_cluster(draft: Draft, k: float, rng: Rng, size: int) -> bool:
    """A compact group of rows moved together: 2 or 3 columns, k deviations each.

    The rows are of like circumstances: their centres are nearest to one row's.
    """
    names = [c for c, law in draft.laws.items() if law.gaussian]
    columns = list(rng.permutation(names)[: rng.integers(2, 4)])
    known = ~draft.used
    centres = []
    for c in columns:
        known &= ~np.isnan(draft.table[c].astype(float))
        centres.append(draft.laws[c].centre / (draft.laws[c].centre.std() + 1e-9))
    place = np.column_stack(centres)
    for _ in range(20):
        seed = rng.choice(np.flatnonzero(known))
        away = np.abs(place - place[seed]).sum(axis=1)
        rows = np.flatnonzero(known)[np.argsort(away[known], kind="stable")[:size]]
        values = {}
        for c in columns:
            law = draft.laws[c]
            far = rng.choice([-1.0, 1.0]) * (k + SLACK * (0.1 + 0.9 * rng.random(size)))
            value = law.told(law.value(law.centre[rows] + far * law.sd[rows]))
            good = (
                (np.abs(law.z(value, rows)) >= k) & (value > law.low) & (value < law.high)
            )
            if good.all():
                values[c] = value
        if len(values) == len(columns):
            event = draft.new_event()
            for c, value in values.items():
                for row, v in zip(rows, value, strict=True):
                    draft.put(row, str(c), v, "shifted_cluster", event)
            return True
    return False


def plant_category_pairs(draft: Draft, count: int, rng: Rng) -> int:
    """Rows of one frequent parent get the child of another; fewer than 1 % of its rows.

    Returns how many rows were broken: 0 where no parent is frequent enough to state a rule.
    """
    if not draft.rules:
        return 0
    rule = draft.rules[rng.integers(len(draft.rules))]
    parent, child = draft.table[rule.parent], draft.table[rule.child]
    names, support = _counts(parent)
    usable = [name for name, s in zip(names, support, strict=True) if s >= 130]
    if not usable:
        return 0
    name = usable[rng.integers(len(usable))]
    members = np.flatnonzero(parent == name)
    usual = child[members[0]]
    others = [c for c in _counts(child)[0] if c != usual]
    rows = [r for r in rng.permutation(members) if not draft.used[r]]
    rows = rows[: min(count, int(0.008 * len(members)))]
    for row in rows:
        child[row] = others[rng.integers(len(others))]
        draft.used[row] = True
        draft.planted.append(
            Planted(int(row), rule.child, "category_pair", 0.0, draft.new_event())
        )
    return len(rows)


def _counts(column: Words) -> tuple[list[str], Iterable[int]]:
    names, count = np.unique(column.astype(str), return_counts=True)
    return [str(name) for name in names], [int(c) for c in count]


SINGLE: dict[PlantKind, Callable[[Draft, float, Rng], bool]] = {
    "spike": plant_spike,
    "broken_correlation": plant_broken_correlation,
    "wrong_category": plant_wrong_category,
    "unit_error": plant_unit_error,
}
