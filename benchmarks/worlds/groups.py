"""Clean tables with clusters, copies, places and names."""

from __future__ import annotations

import numpy as np

from worlds.model import Table
from worlds.pieces import Rng, arrivals, category, codes, ids, pick, whole, words


def _scatter(rng: Rng, share: list[float], centre: np.ndarray, spread: np.ndarray, n: int):
    blob = rng.choice(len(share), n, p=share)
    noise = rng.normal(0, 1, (n, centre.shape[1])) * spread[blob][:, None]
    return blob, centre[blob] + noise


def blobs(n: int, rng: Rng) -> Table:
    """Gaussian clusters of unequal size and spread, smallest 3 %."""
    centre = rng.uniform(-6, 6, (5, 5))
    spread = np.array([1.0, 0.6, 1.5, 0.4, 0.8])
    _, X = _scatter(rng, [0.45, 0.27, 0.15, 0.1, 0.03], centre, spread, n)
    names = ["petal_mm", "sepal_mm", "stem_mm", "leaf_mm", "root_mm"]
    return {name: X[:, j] for j, name in enumerate(names)} | {
        "plot": category(rng, n, words("plot", 6), 0)
    }


def blobs_named(n: int, rng: Rng) -> Table:
    """The same, and a category that names the cluster."""
    centre = rng.uniform(-10, 10, (4, 4))
    spread = np.array([1.0, 0.5, 2.0, 0.7])
    blob, X = _scatter(rng, [0.6, 0.25, 0.12, 0.03], centre, spread, n)
    table: Table = {f"feature_{j + 1}": X[:, j] for j in range(4)}
    return table | {"species": pick(["alba", "nigra", "rubra", "flava"], blob)}


def legitimate_cluster(n: int, rng: Rng) -> Table:
    """0.5 % of the rows are of another, honest sort: one compact cluster far away."""
    X = rng.normal(0, 1, (n, 5))
    few = rng.permutation(n)[: max(1, round(0.005 * n))]
    X[few] = rng.normal(0, 0.3, (len(few), 5)) + np.array([9, -8, 10, 8, -9])
    scale = np.array([4, 10, 0.5, 3, 20])
    level = np.array([60, 120, 7, 30, 300])
    names = ["length_mm", "width_mm", "ph", "temp_c", "mass_g"]
    return {name: level[j] + scale[j] * X[:, j] for j, name in enumerate(names)}


def catalogue(n: int, rng: Rng) -> Table:
    """Every row is a copy of one of 60 models; a few models make most rows."""
    model = codes(rng, n, 60, 1.4)
    seats = rng.choice([2, 4, 20, 55, 142, 149, 189, 255, 379], 60)
    engines = np.where(seats > 300, 4, np.where(seats < 4, 1, 2))
    return {
        "model": pick(words("model-", 60), model),
        "seats": seats[model],
        "engines": engines[model],
        "thrust_kn": (seats * rng.lognormal(-0.3, 0.2, 60)).round(1)[model],
        "range_km": (rng.lognormal(8, 0.5, 60)).round(-1)[model],
        "maker": pick(words("maker", 8), codes(rng, 60, 8))[model],
    }


def catalogue_year(n: int, rng: Rng) -> Table:
    model = codes(rng, n, 60, 1.4)
    first = rng.integers(1975, 2005, 60)
    plane = catalogue(n, rng)
    return plane | {"year": first[model] + whole(rng.uniform(0, 9, n))}


def price_list(n: int, rng: Rng) -> Table:
    """Orders from a price list: exact repeats in some columns, free values in others."""
    item = codes(rng, n, 40, 1.2)
    price = (rng.lognormal(3, 1, 40)).round(2)
    weight = (rng.lognormal(0, 1, 40)).round(3)
    number = rng.geometric(0.5, n)
    return {
        "order_id": ids("o", n),
        "item": pick(words("item", 40), item),
        "price_eur": price[item],
        "weight_kg": weight[item],
        "number": number,
        "paid_eur": (price[item] * number).round(2),
        "delivery_h": rng.gamma(6, 8, n).round(1),
    }


def duplicates(n: int, rng: Rng) -> Table:
    """30 % of the rows are exact copies of others."""
    free = max(2, round(0.7 * n))
    rows = np.concatenate([np.arange(free), rng.integers(0, free, n - free)])
    rows = rng.permutation(rows)
    load = rng.normal(50, 10, free)
    table: Table = {
        "load_n": load,
        "bend_mm": 0.2 * load + rng.normal(0, 1, free),
        "wear_um": rng.lognormal(1, 0.5, free),
        "cycles": rng.poisson(120, free),
        "part": category(rng, free, words("part", 7)),
    }
    return {name: column[rows] for name, column in table.items()}


def geo(n: int, rng: Rng) -> Table:
    """Places of customers: cities of very unequal size on a map."""
    cities = 25
    lat, lon = rng.uniform(47.5, 54.5, cities), rng.uniform(6.5, 14.5, cities)
    city = codes(rng, n, cities, 1.1)
    km = rng.gamma(2, 3, n)
    angle = rng.uniform(0, 2 * np.pi, n)
    return {
        "latitude": (lat[city] + km / 111 * np.sin(angle)).round(5),
        "longitude": (lon[city] + km / 70 * np.cos(angle)).round(5),
        "to_centre_km": km.round(2),
        "postcode": 10_000 + 1_000 * city + rng.integers(0, 99, n),
        "rent_eur_m2": (14 - 2 * np.log1p(km) + rng.normal(0, 1.2, n)).clip(4).round(2),
        "city": pick(words("city", cities), city),
    }


def geo_plain(n: int, rng: Rng) -> Table:
    """Coordinates alone, with a tail of remote places, and a depth and a magnitude."""
    fault = rng.normal(0, 1, n)
    return {
        "lat_deg": 36 + 1.5 * fault + 0.2 * rng.standard_t(3, n),
        "lon_deg": -120 - 1.2 * fault + 0.2 * rng.standard_t(3, n),
        "depth_km": rng.gamma(2, 5, n).round(1),
        "magnitude": (2 + rng.exponential(0.43, n)).round(1),
        "stations": 4 + rng.poisson(20, n),
    }


def dates(n: int, rng: Rng) -> Table:
    """Several dates of one case, free text and ids; no regular time."""
    opened = arrivals(rng, n, 700)
    opened = opened[rng.permutation(n)]
    days = rng.gamma(2, 6, n)
    closed = opened + (days * 86_400).astype("timedelta64[s]")
    return {
        "case_id": ids("C-", n)[rng.permutation(n)],
        "opened": opened,
        "closed": closed.astype("datetime64[D]").astype("datetime64[us]"),
        "days_open": days.round(1),
        "mails": 1 + rng.poisson(0.3 * days),
        "cost_eur": (20 * days * rng.lognormal(0, 0.3, n)).round(2),
        "team": category(rng, n, words("team", 5), 0.5),
    }


def text_ids(n: int, rng: Rng) -> Table:
    """Random ids, running numbers, postcodes and phone-like codes beside two quantities."""
    token = rng.integers(0, 16**8, n)
    return {
        "uuid": np.array([f"{t:08x}" for t in token], dtype=object),
        "invoice_no": 100_000 + np.arange(n),
        "zip_code": rng.choice(rng.integers(10_000, 99_999, 300), n),
        "phone": rng.integers(10**9, 10**10, n),
        "comment": pick(words("note ", max(2, n // 2)), codes(rng, n, max(2, n // 2), 0.2)),
        "amount_eur": rng.lognormal(4, 0.8, n).round(2),
        "pages": 1 + rng.poisson(2, n),
    }
