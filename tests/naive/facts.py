"""Tables made for the tests of facts, and slow twins of what counts them."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from vedette.core.table import Column, Role, Source, Table


def number(name, values):
    return Column(name, "number", np.asarray(values, dtype=float))


def text(name, values):
    levels, codes = [], []
    for value in values:
        if value is not None and value not in levels:
            levels.append(value)
        codes.append(-1 if value is None else levels.index(value))
    return Column(
        name, "text", np.array(codes, dtype=np.int32), levels=np.array(levels, dtype=object)
    )


def kinds(name, codes, levels):
    """A text column from codes: fast for long ones."""
    return Column(
        name, "text", np.asarray(codes, np.int32), levels=np.array(levels, dtype=object)
    )


def time(name, values):
    return Column(name, "time", np.asarray(values).astype("datetime64[us]"))


GUESSED = {"number": "number", "text": "category", "time": "time", "flag": "flag"}


def table(*columns, **roles):
    """A table and its roles: by the kind of a column where none is given."""
    rows = len(columns[0])
    known = {c.name: Role(roles.get(c.name, GUESSED[c.kind])) for c in columns}
    return Table(tuple(columns), rows, Source("test", "memory")), known


def clean_table(seed):
    """Columns of all kinds, 300 to 10,000 rows; nothing in it is odd but its tails."""
    r = np.random.default_rng(seed)
    n = int(r.choice([300, 1000, 3000, 10_000]))
    z = r.normal(size=(n, 4)) + 0.7 * r.normal(size=(n, 1))
    city = 1 / np.arange(1, 41) ** 1.2
    soft = np.where(r.random(n) < 0.85, 0, r.integers(0, 3, n))
    kind = r.choice(5, n, p=[0.5, 0.3, 0.1, 0.06, 0.04])
    start = np.datetime64("2024-01-01", "s") + r.integers(0, 30_000_000, n)
    return table(
        number("load", np.round(50 + 10 * z[:, 0], 1)),
        number("size", np.round(np.exp(z[:, 1]), 2)),
        number("drift", np.round(r.standard_t(3, n), 3)),
        number("steps", np.round(2 * z[:, 2])),
        number("events", r.poisson(3, n)),
        number("rain", np.where(r.random(n) < 0.9, 0, np.round(r.lognormal(size=n), 2))),
        number("amount", np.round(r.pareto(1.5, n) * 10, 1)),
        number("age", np.clip(np.round(r.normal(45, 18, n)), 18, 99)),
        number("score", np.minimum(np.round(r.normal(8, 2, n)), 10)),
        number("items", r.integers(1, 12, n)),
        kinds("kind", kind, list("ABCDE")),
        kinds("soft", np.where(kind == 0, soft, r.integers(0, 3, n)), ["s1", "s2", "s3"]),
        kinds(
            "city", r.choice(40, n, p=city / city.sum()), [f"city{i}" for i in range(40)]
        ),
        Column("failed", "flag", (r.random(n) < 0.02).astype(float)),
        time("start", start),
        time("reply", start + np.round(r.normal(3e5, 1e5, n)).astype(int)),
        score="category",
    )


def planted_table(seed):
    """`clean_table` and columns that follow rules; the rows that break them, by fact.

    In .3 % of the rows of five other columns the value is that of another row.
    """
    basis, roles = clean_table(1000 + seed)
    r = np.random.default_rng(seed)
    n = basis.rows
    columns = {c.name: c.values.copy() for c in basis}

    def some(k):
        return r.choice(n, k, replace=False)

    def noisy(values):
        values, rows = values.copy(), some(max(1, round(0.003 * n)))
        values[rows] = values[r.choice(n, len(rows))]
        return values

    country = r.choice(5, n, p=[0.35, 0.2, 0.2, 0.15, 0.1])
    currency = np.array([0, 0, 1, 2, 3])[country]
    german = r.choice(np.flatnonzero(country == 0), max(1, round(8e-4 * n)), replace=False)
    currency[german] = 1
    price, items = np.round(r.lognormal(3, 0.6, n), 2), columns["items"]
    total = np.round(price * items, 2)
    wrong_total = some(3)
    total[wrong_total] = np.round(1.7 * total[wrong_total] + 1, 2)
    ship = np.round(r.gamma(2, 4, n), 2)
    grand = np.round(total + ship, 2)
    wrong_grand = some(3)
    grand[wrong_grand] += 20
    fahrenheit = np.round(32 + 1.8 * columns["load"], 1)
    wrong_fahrenheit = some(2)
    fahrenheit[wrong_fahrenheit] -= 15
    session = np.round(3 + r.gamma(3, 30, n), 1)
    coded = some(5)
    session[coded] = -1
    end = columns["start"] + np.round(r.gamma(2, 4000, n)).astype("timedelta64[s]")
    early = some(1)
    end[early] = columns["start"][early] - np.timedelta64(3, "h")
    added = table(
        kinds("country", noisy(country), ["DE", "FR", "US", "UK", "JP"]),
        kinds("currency", currency, ["EUR", "USD", "GBP", "JPY"]),
        number("price", noisy(price)),
        number("total", noisy(total)),
        number("ship", noisy(ship)),
        number("grand", grand),
        number("fahrenheit", noisy(fahrenheit)),
        number("session", session),
        time("end", end),
    )
    return (
        Table((*basis, *added[0]), n, basis.source),
        roles | added[1],
        {
            "rule_broken": german,
            "product": wrong_total,
            "sum": wrong_grand,
            "linear": wrong_fahrenheit,
            "sentinel": coded,
            "order_broken": early,
        },
    )


def counts_of_pairs(a, b):
    """{(value of a, value of b): rows} of two coded columns, row by row."""
    counts = {}
    for i, j in zip(a.codes, b.codes, strict=True):
        if i >= 0 and j >= 0:
            counts[int(i), int(j)] = counts.get((int(i), int(j)), 0) + 1
    return counts


def rows_again(rows):
    """Indices of rows (tuples) that occur more than once."""
    return [i for i, row in enumerate(rows) if sum(row == other for other in rows) > 1]


def sums_that_hold(columns, slack):
    """{(target, a, b)} with target = a + b in 97 % of all rows, by trying all of them."""
    found = set()
    for target in columns:
        for a, b in combinations([c for c in columns if c != target], 2):
            off = np.abs(columns[target] - columns[a] - columns[b]) > slack
            if off.mean() <= 0.03:
                found.add((target, a, b))
    return found
