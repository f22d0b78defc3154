"""Do wide columns hide what is found in the column beside them?

    python benchmarks/beside.py --tables 8

Payments of which some have a distance several times the usual, beside one to four columns of
one of ten wide kinds. Each table is scanned as it is and once more with the wide columns
ignored, with those distances and without: what was found only so, only otherwise, and how far
apart the two p-values of the distance are.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

import vedette

Vector = npt.NDArray[np.float64]
Draw = Callable[[np.random.Generator, int], Vector]

WIDE: dict[str, Draw] = {
    "lognormal 1.2": lambda g, n: g.lognormal(3.5, 1.2, n),
    "lognormal 2": lambda g, n: g.lognormal(3.0, 2.0, n),
    "Pareto 1.5": lambda g, n: 10 * (1 + g.pareto(1.5, n)),
    "t2": lambda g, n: 100 + 10 * g.standard_t(2, n),
    "Cauchy": lambda g, n: 100 + 10 * g.standard_t(1, n),
    "with refunds": lambda g, n: g.lognormal(3.5, 1.2, n) * np.sign(g.random(n) - 0.15),
    "mostly zero": lambda g, n: g.lognormal(3.5, 1.2, n) * (g.random(n) < 0.4),
    "cubes": lambda g, n: 20 * g.exponential(size=n) ** 3,
    "signed cubes": lambda g, n: 10 * g.laplace(size=n) ** 3,
    "two scales": lambda g, n: 50 + g.normal(size=n) * np.where(g.random(n) < 0.1, 8, 1),
}
DISTANCES: dict[str, Draw] = {
    "gamma 4": lambda g, n: g.gamma(4, 1.5, n),
    "gamma 2": lambda g, n: g.gamma(2, 2.5, n),
    "lognormal .4": lambda g, n: g.lognormal(1.6, 0.4, n),
    "lognormal .5": lambda g, n: g.lognormal(1.6, 0.5, n),
    "normal": lambda g, n: np.abs(g.normal(8, 2.5, n)),
    "uniform": lambda g, n: g.uniform(0.5, 10, n),
}
MERCHANTS = np.array(["grocery", "fuel", "travel", "clothes", "web"])
FACTOR = np.array(
    [1.0, 1.5, 4.0, 2.0, 1.0]
)  # of the distance, where it depends on the kind
MARGIN = 5  # rows; fewer are no difference


def payments(
    wide: str, seed: int, n: int, *, planted: bool
) -> tuple[dict[str, Any], list[str], npt.NDArray[np.intp]]:
    """A table, its wide columns, and the rows whose distance is too far."""
    g = np.random.default_rng(seed)
    names = [f"amount_{i}" for i in range(int(g.integers(1, 5)))]
    table: dict[str, Any] = {name: WIDE[wide](g, n).round(2) for name in names}
    merchant = g.choice(5, n, p=[0.4, 0.2, 0.1, 0.2, 0.1])
    table["merchant"], table["hour"] = MERCHANTS[merchant], g.integers(0, 24, n)
    for i in range(int(g.choice([0, 1, 3, 7]))):
        table[f"usual_{i}"] = g.normal(50, 10, n).round(2)
    distance = DISTANCES[str(g.choice(list(DISTANCES)))](g, n)
    if g.random() < 0.5:
        distance *= FACTOR[merchant]
    rows = g.choice(n, int(g.choice([10, 30, 100, 200])), replace=False)
    if planted:
        distance[rows] *= float(g.choice([3, 5, 10]))
    table["distance"] = distance.round(2)
    return table, names, rows if planted else rows[:0]


def seen(result: Any, rows: npt.NDArray[np.intp]) -> tuple[int, int, float]:
    """Planted rows found, other rows found, log10 of the p-value of the distance."""
    found = {f.row for f in result.findings} | {r for g in result.groups for r in g.rows}
    hits = len(found.intersection(rows.tolist()))
    views = result.learned.judged.views
    level = min(view.level for view in views if view.column == "distance")
    return hits, len(found) - hits, float(np.log10(max(level, 1e-12)))


def compare(wide: str, tables: int, n: int, first: int) -> Vector:
    """(tables, 8) by table: rows planted; found, false and level with and without the wide
    columns; whether the table without planted rows has a finding."""
    lines = []
    for seed in range(first, first + tables):
        table, names, rows = payments(wide, seed, n, planted=True)
        beside = seen(vedette.scan(table), rows)
        alone = seen(vedette.scan(table, ignore=names), rows)
        clean, _, _ = payments(wide, seed, n, planted=False)
        found = bool(vedette.scan(clean).findings)
        lines.append((len(rows), *beside, *alone, found))
    return np.array(lines, dtype=np.float64)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tables", type=int, default=8, help="of each kind")
    parser.add_argument("--n", type=int, default=20_000)
    parser.add_argument("--first-seed", type=int, default=0)
    options = parser.parse_args()
    print(f"{'':14} {'recall':>13} {'false share':>13}  more found   clean tables")
    print(
        f"{'':14} {'beside  alone':>13} {'beside  alone':>13} beside alone  with a finding"
    )
    everything = []
    for wide in WIDE:
        everything.append(compare(wide, options.tables, options.n, options.first_seed))
        print(line(wide, everything[-1]), flush=True)
    together = np.concatenate(everything)
    print(line("all", together))
    apart = together[:, 3] - together[:, 6]
    near = (together[:, [3, 6]] < -0.5).all(axis=1) & (together[:, [3, 6]] > -12).all(
        axis=1
    )
    print(
        f"log10 p of the distance, beside less alone, {near.sum()} tables where both lie "
        f"between -.5 and -12: mean {apart[near].mean():.2f}, sd {apart[near].std():.2f}"
    )


def line(name: str, some: Vector) -> str:
    """One line of the table."""
    recall = [(some[:, j] / some[:, 0]).mean() for j in (1, 4)]
    false = [
        (some[:, j + 1] / np.maximum(some[:, j] + some[:, j + 1], 1)).mean() for j in (1, 4)
    ]
    more = [int((s * (some[:, 1] - some[:, 4]) > MARGIN).sum()) for s in (1, -1)]
    return (
        f"{name:14} {recall[0]:6.2f} {recall[1]:6.2f} {false[0]:6.2f} {false[1]:6.2f}"
        f" {more[0]:6d} {more[1]:5d} {some[:, 7].mean():10.2f}"
    )


if __name__ == "__main__":
    main()
