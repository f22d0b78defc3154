"""Tables that break what distance methods take for granted, two of each, with odd rows.

Each maker gives a matrix and which of its rows are odd: what an error in such a table is like.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Rng = np.random.Generator
Made = tuple[np.ndarray, np.ndarray]


def tied(rng: Rng, n: int, columns: int = 4, noise: float = 0.3) -> np.ndarray:
    """(n, columns) that tell of each other: distances suit them."""
    common = rng.normal(size=n)
    return np.stack([common + rng.normal(0, noise, n) for _ in range(columns)], axis=1)


def of_factors(rng: Rng, n: int, columns: int, factors: int, noise: float) -> np.ndarray:
    """(n, columns) sums of a few factors."""
    made = rng.normal(size=(n, factors)) @ rng.normal(size=(factors, columns))
    return made + rng.normal(0, noise, (n, columns))


def either(rng: Rng, low: float, high: float, m: int) -> np.ndarray:
    return np.asarray(rng.choice([-1.0, 1.0], m) * rng.uniform(low, high, m))


def few_rows(rng: Rng) -> Made:
    """36 rows; two break the relation of their columns."""
    X, odd = tied(rng, 36, 3), np.arange(36) < 2
    X[odd, [0, 1]] += either(rng, 2.5, 2.5, 2)
    return X, odd


def few_rows_of_factors(rng: Rng) -> Made:
    X, odd = of_factors(rng, 45, 4, 2, 0.15), np.arange(45) < 3
    X[odd, rng.integers(0, 4, 3)] += either(rng, 2, 3, 3)
    return X, odd


def wide(rng: Rng) -> Made:
    """Four rows for each column; one wild cell in each odd row."""
    X, odd = tied(rng, 100, 25, 0.5), np.arange(100) < 5
    X[odd, rng.integers(0, 25, 5)] = either(rng, 5, 6, 5)
    return X, odd


def wide_of_factors(rng: Rng) -> Made:
    X, odd = of_factors(rng, 120, 40, 4, 1.0), np.arange(120) < 6
    X /= X.std(axis=0)
    X[odd, rng.integers(0, 40, 6)] = either(rng, 5, 6, 6)
    return X, odd


def unrelated(rng: Rng) -> Made:
    """Ten columns of twelve tell nothing of each other; one cell of each odd row is wild."""
    X, odd = np.c_[tied(rng, 800, 2), rng.normal(size=(800, 10))], np.arange(800) < 16
    X[odd, rng.integers(2, 12, 16)] = either(rng, 4, 5.5, 16)
    return X, odd


def unrelated_and_skewed(rng: Rng) -> Made:
    X, odd = np.exp(rng.normal(0, 0.4, (800, 10))), np.arange(800) < 16
    X[odd, rng.integers(0, 10, 16)] = np.exp(rng.uniform(1.35, 1.8, 16))
    return X, odd


def far_apart(rng: Rng) -> Made:
    """Sixty dimensions: all rows are about equally far."""
    X, odd = rng.normal(size=(800, 60)), np.arange(800) < 16
    X[odd, rng.integers(0, 60, 16)] = either(rng, 5, 7, 16)
    return X, odd


def far_apart_and_uneven(rng: Rng) -> Made:
    X, odd = rng.random((600, 80)) * 3.4, np.arange(600) < 12
    X[:, ::2] = rng.standard_t(8, (600, 40))
    X[odd, 2 * rng.integers(0, 40, 12)] = either(rng, 7, 9, 12)
    return X, odd


def in_other_units(rng: Rng) -> Made:
    """One column in thousandths of the unit of the others."""
    X, odd = tied(rng, 800), np.arange(800) < 16
    X[odd, 1] += either(rng, 2.5, 2.5, 16)
    X[:, 0] *= 1000
    return X, odd


def in_all_units(rng: Rng) -> Made:
    X, odd = of_factors(rng, 600, 6, 2, 0.2), np.arange(600) < 12
    X /= X.std(axis=0)
    X[odd, rng.integers(0, 5, 12)] += either(rng, 1.5, 2.5, 12)
    return X * np.array([1, 0.01, 10, 0.1, 1, 3000]), odd


def of_two_densities(rng: Rng) -> Made:
    """A dense and a sparse half; odd rows lie just off the dense one."""
    n, odd = 800, np.arange(800) < 16
    sparse = (rng.random(n) < 0.5) & ~odd
    X = rng.normal(size=(n, 2)) * np.where(sparse, 12.0, 0.3)[:, None]
    X[sparse] += 30
    turn, away = rng.uniform(0, 2 * np.pi, 16), rng.uniform(1.6, 2.5, 16)
    X[odd] = np.c_[away * np.cos(turn), away * np.sin(turn)]
    return X, odd


def of_three_densities(rng: Rng) -> Made:
    n, odd = 900, np.arange(900) < 18
    which = np.where(odd, 0, rng.integers(0, 3, n))
    size = np.array([0.2, 1.5, 9.0])[which]
    X = rng.normal(size=(n, 3)) * size[:, None] + np.array([0, 15, 60])[which][:, None]
    away = rng.normal(size=(18, 3))
    X[odd] = away / np.linalg.norm(away, axis=1)[:, None] * rng.uniform(1.4, 2.2, (18, 1))
    return X, odd


def in_groups(rng: Rng) -> Made:
    """Two long groups of opposite slope; odd rows lie beside them."""
    n, odd = 800, np.arange(800) < 16
    first = rng.random(n) < 0.5
    along = rng.normal(0, 3, n)
    across = np.where(first, along, -along) + rng.normal(0, 0.15, n)
    across[odd] += either(rng, 0.8, 1.2, 16)
    apart = 18 * first
    return np.stack([along + apart, across, apart + rng.normal(0, 1, n)], axis=1), odd


def in_three_groups(rng: Rng) -> Made:
    n, odd = 900, np.arange(900) < 18
    which = rng.integers(0, 3, n)
    slopes = np.array([[1, 0.5], [-1, 1], [0.3, -1]])[which]
    along = rng.normal(0, 2, n)
    X = np.c_[along, slopes * along[:, None]] + rng.normal(0, 0.15, (n, 3))
    X[odd, 1 + rng.integers(0, 2, 18)] += either(rng, 0.9, 1.3, 18)
    return X + np.array([[0, 0, 0], [16, 4, 0], [0, 16, 8]])[which], odd


def wild(rng: Rng) -> Made:
    """Two columns with heavy tails; odd rows break the relation of the others."""
    X, odd = tied(rng, 1200), np.arange(1200) < 20
    X[odd, 1] += either(rng, 2.5, 2.5, 20)
    return np.c_[X, rng.standard_t(1.2, (1200, 2))], odd


def wild_together(rng: Rng) -> Made:
    common = rng.standard_t(1.5, 1000)
    X, odd = common[:, None] + rng.normal(0, 0.3, (1000, 4)), np.arange(1000) < 20
    X[odd, rng.integers(0, 4, 20)] += either(rng, 2, 3, 20)
    return X, odd


def doubled(rng: Rng) -> Made:
    """Odd rows that come twelve times each vouch for each other."""
    far = np.array([[4, -4, 4, -4], [-4, 4, 4, -4.0]]) + rng.normal(size=(2, 4))
    return np.r_[tied(rng, 800), np.repeat(far, 12, axis=0)], np.arange(824) >= 800


def doubled_of_factors(rng: Rng) -> Made:
    X = of_factors(rng, 700, 6, 3, 0.3)
    X /= X.std(axis=0)
    far = X[:3] + either(rng, 3, 4, 18).reshape(3, 6)
    return np.r_[X, np.repeat(far, 15, axis=0)], np.arange(745) >= 700


def drifting(rng: Rng) -> Made:
    """A level that climbs; odd rows of the later half have values usual in the earlier."""
    n = 900
    X = (12 * np.arange(n) / n)[:, None] + rng.normal(0, 0.3, (n, 1))
    odd = np.zeros(n, dtype=bool)
    odd[rng.choice(np.arange(600, n), 9, replace=False)] = True
    X[odd] -= 5
    return X, odd


def stepping(rng: Rng) -> Made:
    n = 900
    level = np.where(np.arange(n) < 520, 0.0, 8.0)
    X = level[:, None] + rng.normal(0, [0.4, 0.6], (n, 2))
    odd = np.zeros(n, dtype=bool)
    odd[rng.choice(np.arange(700, n), 10, replace=False)] = True
    X[odd] -= 8
    return X, odd


BROKEN: dict[str, tuple[Callable[[Rng], Made], ...]] = {
    "rows": (few_rows, few_rows_of_factors),
    "dimension": (wide, wide_of_factors),
    "noise": (unrelated, unrelated_and_skewed),
    "close": (far_apart, far_apart_and_uneven),
    "metric": (in_other_units, in_all_units),
    "density": (of_two_densities, of_three_densities),
    "groups": (in_groups, in_three_groups),
    "tails": (wild, wild_together),
    "duplicates": (doubled, doubled_of_factors),
    "drift": (drifting, stepping),
}
