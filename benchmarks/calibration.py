"""How often are clean columns called unusual, and how many planted rows are found?

    python benchmarks/calibration.py --n 300 1000 10000 --seeds 100

Prints the share of clean runs with any finding at q = .1, two-sided, for each shape and
size, then recall and false share of planted rows. `--held-out` takes shapes that no
constant of the method was chosen on.
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from vedette.calibrate import choose_columns, scan_both

Vector = npt.NDArray[np.float64]
Draw = Callable[[np.random.Generator, int], Vector]
Q = 0.1

LIGHT: dict[str, Draw] = {
    "gauss": lambda g, n: g.normal(size=n),
    "mix1.5": lambda g, n: g.normal(size=n) * np.where(g.random(n) < 0.5, 1.5, 1.0),
    "logistic": lambda g, n: g.logistic(size=n),
    "halfnormal": lambda g, n: np.abs(g.normal(size=n)),
}
HEAVY: dict[str, Draw] = {
    "t5": lambda g, n: g.standard_t(5, n),
    "t3": lambda g, n: g.standard_t(3, n),
    "lognormal": lambda g, n: g.lognormal(size=n),
    "pareto3": lambda g, n: g.pareto(3, n),
}
OTHERS: dict[str, Draw] = {
    "uniform": lambda g, n: g.random(n),
    "laplace": lambda g, n: g.laplace(size=n),
    "mix10%x3": lambda g, n: g.normal(size=n) * np.where(g.random(n) < 0.1, 3.0, 1.0),
    "hetero": lambda g, n: g.normal(size=n) * np.exp(0.5 * g.normal(size=n)),
    "bimodal": lambda g, n: g.normal(size=n) + 6.0 * (g.random(n) < 0.3),
    "rounded": lambda g, n: np.round(g.normal(size=n), 1),
    "round_t5": lambda g, n: np.round(g.standard_t(5, n), 1),
    "exponential": lambda g, n: g.exponential(size=n),
    "gamma.5": lambda g, n: g.gamma(0.5, size=n),
    "beta2,8": lambda g, n: g.beta(2, 8, n),
    "lognorm.5": lambda g, n: g.lognormal(sigma=0.5, size=n),
    "weibull.7": lambda g, n: g.weibull(0.7, n),
    "poisson3": lambda g, n: g.poisson(3, n).astype(float),
    "zeroinfl": lambda g, n: g.exponential(size=n) * (g.random(n) < 0.3),
    "geom": lambda g, n: g.geometric(0.2, n).astype(float),
    "clipped": lambda g, n: np.clip(g.normal(size=n), -1.5, 1.5),
}
SHAPES = LIGHT | HEAVY | OTHERS
HELD_OUT: dict[str, Draw] = {
    "t2": lambda g, n: g.standard_t(2, n),
    "t4": lambda g, n: g.standard_t(4, n),
    "t7": lambda g, n: g.standard_t(7, n),
    "pareto2.5": lambda g, n: g.pareto(2.5, n),
    "pareto4": lambda g, n: g.pareto(4, n),
    "burr": lambda g, n: (g.random(n) ** (-1 / 2.0) - 1) ** (1 / 2.0),
    "lognorm.8": lambda g, n: g.lognormal(sigma=0.8, size=n),
    "lognorm1.5": lambda g, n: g.lognormal(sigma=1.5, size=n),
    "laplace+gauss": lambda g, n: g.laplace(size=n) + g.normal(size=n),
    "skewed": lambda g, n: np.maximum(g.normal(size=n), 2 * g.normal(size=n)),
    "triangular": lambda g, n: g.triangular(-1, 0.5, 1, n),
    "weibull1.5": lambda g, n: g.weibull(1.5, n),
    "chi2_1": lambda g, n: g.chisquare(1, n),
    "hyperbolic": lambda g, n: g.normal(size=n) * np.sqrt(g.gamma(1.5, size=n)),
    "mix5%x2": lambda g, n: g.normal(size=n) * np.where(g.random(n) < 0.05, 2.0, 1.0),
    "nbinom": lambda g, n: g.negative_binomial(2, 0.2, n).astype(float),
    "zipf3": lambda g, n: g.zipf(3.0, n).astype(float),
    "round_laplace": lambda g, n: np.round(g.laplace(size=n), 1),
    "beta5,2": lambda g, n: g.beta(5, 2, n),
    "clipped_t4": lambda g, n: np.minimum(g.standard_t(4, n), 1.5),
}


def generator(*key: object) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(repr(key).encode()))


def clean_rate(name: str, draw: Draw, n: int, seeds: int, salt: int) -> float:
    """Share of clean columns with any finding."""
    return float(
        np.mean(
            [
                scan_both(draw(generator(name, n, s, salt), n)).level <= Q
                for s in range(seeds)
            ]
        )
    )


def clean_table(shapes: dict[str, Draw], n: int, seeds: int, salt: int) -> None:
    sizes = f"{n:>9,}"
    print(
        f"\nshare of clean columns with a finding, n = {sizes.strip()}, {seeds} runs each"
    )
    rates = {name: clean_rate(name, draw, n, seeds, salt) for name, draw in shapes.items()}
    print("  ".join(f"{name} {rate:.2f}" for name, rate in rates.items()))
    worst = max(rates, key=lambda name: rates[name])
    pooled = float(np.mean(list(rates.values())))
    print(f"pooled {pooled:.3f}   worst {rates[worst]:.2f} ({worst})", flush=True)


def plant(x: Vector, kind: str, count: int, g: np.random.Generator) -> npt.NDArray[np.intp]:
    """Write `count` outliers into x; returns their rows."""
    rows = g.choice(len(x), count, replace=False)
    middle = np.median(x)
    sd = 1.4826 * np.median(np.abs(x - middle))
    if kind.startswith("x"):
        x[rows] = middle + (x.max() - middle) * float(kind[1:]) * g.uniform(0.9, 1.1, count)
    elif kind.startswith("copies"):
        x[rows] = middle + float(kind[6:]) * sd
    else:
        x[rows] = middle + sd * (float(kind) + g.normal(size=count))
    return rows


def recall_table(n: int, seeds: int, salt: int) -> None:
    print(f"\nrecall / false share of planted rows, n = {n:,}, {seeds} runs each")
    for title, shapes, kinds in (
        ("light", LIGHT, ("6", "8", "12", "copies8")),
        ("heavy", HEAVY, ("x1.5", "x2", "x4")),
    ):
        for kind in kinds:
            cells = []
            for share in (0.001, 0.005, 0.02) if kind != "copies8" else (0.046,):
                got = [
                    found(name, draw, n, kind, share, s, salt)
                    for name, draw in shapes.items()
                    for s in range(seeds)
                ]
                recall, false = np.mean(got, axis=0)
                cells.append(f"{share:.1%}: {recall:.2f} / {false:.2f}")
            print(f"{title:6} {kind:8} " + "   ".join(cells), flush=True)


def found(
    name: str, draw: Draw, n: int, kind: str, share: float, seed: int, salt: int
) -> tuple[float, float]:
    """Recall and false share of one column with planted rows."""
    g = generator(name, n, seed, salt, kind, share)
    x = draw(g, n)
    rows = plant(x, kind, max(1, int(share * n)), g)
    upper, lower = scan_both(x).at(Q)
    said = np.zeros(n, dtype=bool)
    if upper is not None:
        said |= x >= upper.outer
    if lower is not None:
        said |= x <= lower.outer
    hit = said[rows].sum()
    return hit / len(rows), (said.sum() - hit) / max(1, said.sum())


def several(n: int, seeds: int, salt: int) -> None:
    """Clean tables of twelve columns of one shape, columns chosen at q."""
    print(f"\nshare of clean tables of 12 columns with a finding, n = {n:,}, {seeds} runs")
    mixed = [
        LIGHT["gauss"],
        SHAPES["t5"],
        SHAPES["lognormal"],
        SHAPES["laplace"],
        SHAPES["uniform"],
        SHAPES["gamma.5"],
    ] * 2
    for name, draws in (
        ("t3", [SHAPES["t3"]] * 12),
        ("t5", [SHAPES["t5"]] * 12),
        ("gauss", [SHAPES["gauss"]] * 12),
        ("mixed", mixed),
    ):
        wrong = 0
        for s in range(seeds):
            g = generator(name, "table", n, s, salt)
            levels = np.array([scan_both(draw(g, n)).level for draw in draws])
            wrong += bool(choose_columns(levels, None, Q))
        print(f"{name} {wrong / seeds:.2f}", end="  ", flush=True)
    print()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--n", type=int, nargs="+", default=[300, 1_000, 10_000])
    parser.add_argument("--seeds", type=int, default=40)
    parser.add_argument("--salt", type=int, default=0, help="another set of seeds")
    parser.add_argument("--held-out", action="store_true", help="shapes not tuned on")
    parser.add_argument("--only", choices=["clean", "recall", "several"])
    args = parser.parse_args()
    for n in args.n:
        if args.only in (None, "clean"):
            clean_table(HELD_OUT if args.held_out else SHAPES, n, args.seeds, args.salt)
        if args.only in (None, "recall"):
            recall_table(n, max(1, args.seeds // 4), args.salt)
        if args.only in (None, "several"):
            several(n, args.seeds, args.salt)


if __name__ == "__main__":
    main()
