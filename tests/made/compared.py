"""Tables and comparisons for the tests of `vedette compare`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from vedette.core.comparison import Agreement, Contender, Estimate
from vedette.core.table import Source
from vedette.report.comparison import Comparison


def table(rows: int = 300, seed: int = 0) -> dict[str, Any]:
    """Three columns that go together, but not in every 15th row, which is labelled."""
    rng = np.random.default_rng(seed)
    odd = np.arange(rows) % 15 == 7
    x = rng.normal(size=rows)
    y = np.where(odd, -x, x) + 0.2 * rng.normal(size=rows)
    z = 2 * x + np.where(odd, 2.0, 0.0) + 0.3 * rng.normal(size=rows)
    return {"x": x, "y": y, "z": z, "odd": odd.astype(int)}


def write(file: Path, columns: dict[str, Any]) -> str:
    """The table as a CSV file."""
    lines = [",".join(columns)]
    lines += [
        ",".join(f"{v:g}" for v in row) for row in zip(*columns.values(), strict=True)
    ]
    file.write_text("\n".join(lines) + "\n")
    return str(file)


def estimate(value: float, reach: float = 0.05) -> Estimate:
    return Estimate(value, max(0.0, value - reach), min(1.0, value + reach))


def contender(name: str, rank: int, ap: float, **given: Any) -> Contender:
    told: dict[str, Any] = {
        "ap": estimate(ap),
        "auroc": estimate(0.9),
        "f1": estimate(ap / 2),
        "behind": None if rank == 1 else Estimate(0.8 - ap, 0.8 - ap - 0.1, 0.9 - ap),
        "ahead_of_default": None if name == "ensemble" else Estimate(0.1, 0.02, 0.2),
        "seconds": 1.5,
    }
    return Contender(name, "distance", rank, **(told | given))


def comparison(**given: Any) -> Comparison:
    """One with all that there can be: ranked, tied, sampled and failed detectors."""
    told: dict[str, Any] = {
        "source": Source("orders.csv", "CSV", 900_000),
        "rows": 10_000,
        "columns": 5,
        "way": "labels",
        "label": "fraud",
        "anomalies": 120,
        "contenders": (
            contender("knn", 1, 0.8),
            contender("lof(n_neighbors=50)", 2, 0.78, tied=True),
            contender("ensemble", 3, 0.5, learned_from=20_000),
            Contender("svm", "supervised", reason="it learns from labels"),
        ),
        "default": "ensemble",
        "chance": 0.012,
        "tests": 10,
        "split": "5 folds, 2 times",
        "notes": ("ensemble learned from 20,000 rows",),
        "version": "0.1.0",
        "pieces": 40,
    }
    return Comparison(**(told | given))


def planted() -> Comparison:
    """One without labels."""
    likened = {
        "f1": None,
        "agreement": 0.5,
        "overlap": 0.25,
        "stable_seeds": None,
        "stable_halves": 0.75,
        "kinds": (("spike", 0.9), ("unit_error", 0.4)),
    }
    return comparison(
        way="planted",
        label=None,
        contenders=(
            contender("knn", 1, 0.8, **likened),
            contender("ensemble", 2, 0.5, **likened | {"stable_seeds": 1.0}),
        ),
        split="100 rows of 9 kinds, 5 times",
        top=100,
        agreements=(Agreement("knn", "ensemble", 0.5, 0.25),),
        tests=5,
    )
