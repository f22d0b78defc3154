"""Machines: a table whose columns follow from each other in known ways."""

from __future__ import annotations

import numpy as np

from vedette.detectors.conditional.feature import Feature
from vedette.detectors.conditional.model import ConditionalModel

N = 4_000
REQUESTS, REVENUE, TEMP, NOISE, WIDE, HOUR, PRODUCT, REGION, STAFF = range(9)


def number(
    x: np.ndarray, source: int, *, target: bool = True, cell: float = 0.0
) -> Feature:
    return Feature(np.ascontiguousarray(x, np.float64), "number", source, target, cell)


def machines(n: int = N, seed: int = 0) -> list[Feature]:
    """Numbers with known relations to an hour, a product and a region."""
    r = np.random.default_rng(seed)
    product, region = r.choice(8, n), r.choice(5, n)
    hour = r.integers(0, 24, n).astype(float)
    requests = np.exp(4 + 0.8 * np.sin(2 * np.pi * hour / 24) + 0.3 * r.normal(size=n))
    rate = np.array([1, 2, 3, 5, 8, 1.5, 10, 4.0])[product]
    temp = (
        15 + 8 * np.sin(2 * np.pi * (hour - 9) / 24) + 4.0 * region + 0.7 * r.normal(size=n)
    )
    return [
        number(requests, REQUESTS),
        number(requests * rate * np.exp(0.05 * r.normal(size=n)), REVENUE),
        number(temp, TEMP),
        number(r.normal(size=n), NOISE),
        number((1 + region) * r.normal(size=n), WIDE),
        number(hour, HOUR, target=False),
        Feature(product.astype(np.int32), "category", PRODUCT, True),
        Feature(region.astype(np.int32), "category", REGION, True),
        Feature(np.minimum(region + (r.random(n) < 0.05), 4.0), "few", STAFF, True),
    ]


def changed(features: list[Feature], j: int, values: np.ndarray) -> list[Feature]:
    f = features[j]
    new = Feature(values, f.kind, f.source, f.target, f.resolution)
    return [*features[:j], new, *features[j + 1 :]]


def r2(model: ConditionalModel, features: list[Feature], t: int) -> float:
    y = model.transform(t).forward(features[t].values)
    return float(1 - np.nanmean((y - model.expected(t)) ** 2) / np.nanvar(y))
