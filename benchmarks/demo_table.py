"""A realistic table of 10,000 rows, of which every wrong cell is known.

Requests of a service every 5 minutes with gaps in time, a daily and weekly season, four
products, countries with their currencies, and a latency that is missing now and then.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from worlds.model import Table
from worlds.pieces import (
    Rng,
    clock,
    codes,
    daily,
    holes,
    ids,
    pick,
    weekday,
    whole,
    words,
)
from worlds.planting import Law

ROWS = 10_000
COUNTRIES = ["US", "DE", "GB", "FR", "JP", "SE"]
CURRENCIES = ["USD", "EUR", "GBP", "EUR", "JPY", "SEK"]
PRODUCTS = ["basic", "team", "pro", "enterprise"]
LOST_REQUESTS = 40
NO_SESSION = -1.0


@dataclass(frozen=True)
class Plant:
    """Rows that are wrong in one way. `by` says what should name them.

    wrong
        False for what is worth a word but wrong in no row: a finding there is false.
    """

    what: str
    column: str
    by: str  # 'finding' or 'fact'
    rows: tuple[int, ...]
    wrong: bool = True


@dataclass(frozen=True)
class Demo:
    """The table and what was planted in it."""

    table: Table
    plants: tuple[Plant, ...]


def demo(seed: int = 7, rows: int = ROWS) -> Demo:
    """The same bytes for the same seed."""
    rng = np.random.default_rng(seed)
    table, laws = _clean(rows, rng)
    taken = np.zeros(rows, bool)
    plants = (
        _latency_spikes(table, laws["latency_ms"], taken, rng),
        _requests_lost(table, taken, rng),
        _revenue_of_another_product(table, laws["revenue"], taken, rng),
        _cpu_not_following(table, laws["cpu_pct"], taken, rng),
        _no_session(table, taken, rng),
        _wrong_currency(table, taken, rng),
    )
    empty = (rng.random(rows) < 0.03) & ~taken
    table["latency_ms"] = holes(table["latency_ms"], empty)
    missing = tuple(int(row) for row in np.flatnonzero(empty))
    plants += (Plant("latency missing", "latency_ms", "fact", missing, wrong=False),)
    return Demo(table, plants)


def _clean(rows: int, rng: Rng) -> tuple[Table, dict[str, Law]]:
    ts = _with_gaps(rows, rng)
    product, country = codes(rng, rows, 4, 0.5), codes(rng, rows, 6, 0.7)
    region = codes(rng, rows, 4, 0.4)
    season = 0.45 * daily(ts) - 0.2 * (weekday(ts) >= 5)
    requests = whole(np.exp(5.6 + season + rng.normal(0, 0.05, rows)))
    cpu = Law(6 + 0.13 * requests, np.full(rows, 2.0), step=0.1, low=0.0, high=100.0)
    cpu_pct = cpu.draw(rng)
    base = np.array([60.0, 75.0, 90.0, 110.0])[product] + 0.5 * cpu_pct + 6 * region
    latency = Law(np.log(base), np.full(rows, 0.05), "log", step=0.1)
    price = np.array([0.9, 2.2, 4.1, 7.5])
    revenue_by = np.log(requests[:, None] * price)
    revenue = Law(
        revenue_by[np.arange(rows), product], np.full(rows, 0.05), "log", other=revenue_by
    )
    memory = 35 + 0.3 * cpu_pct + 2 * region + rng.normal(0, 2, rows)
    table: Table = {
        "row_id": ids("r", rows),
        "ts": ts,
        "region": pick(words("eu-", 4), region),
        "product": pick(PRODUCTS, product),
        "country": pick(COUNTRIES, country),
        "currency": pick(CURRENCIES, country),
        "requests": requests,
        "latency_ms": latency.draw(rng),
        "errors": rng.poisson(requests * 0.01),
        "cpu_pct": cpu_pct,
        "mem_pct": memory.round(1),
        "revenue": revenue.draw(rng),
        "session_s": (2.9 + rng.gamma(3, 40, rows)).round(1),
    }
    return table, {"cpu_pct": cpu, "latency_ms": latency, "revenue": revenue}


def _with_gaps(rows: int, rng: Rng) -> np.ndarray:
    """Every 5 minutes; three stretches of 1 to 6 hours are not there."""
    ts = clock(rows, 5, "2026-01-01")
    for start in rng.integers(rows // 10, rows, 3):
        ts[start:] += np.timedelta64(int(rng.integers(12, 72)) * 5, "m")
    return ts


def _free(taken: np.ndarray, rng: Rng) -> np.ndarray:
    return rng.permutation(np.flatnonzero(~taken))


def _plant(what: str, column: str, by: str, rows: np.ndarray, taken: np.ndarray) -> Plant:
    taken[rows] = True
    return Plant(what, column, by, tuple(sorted(int(r) for r in rows)))


def _latency_spikes(table: Table, law: Law, taken: np.ndarray, rng: Rng) -> Plant:
    rows = _free(taken, rng)[:15]
    table["latency_ms"][rows] = law.told(
        law.value(law.centre[rows]) * rng.uniform(3, 8, 15)
    )
    return _plant("latency spike", "latency_ms", "finding", rows, taken)


def _requests_lost(table: Table, taken: np.ndarray, rng: Rng) -> Plant:
    """An hour around noon of one day: only the counter fails, the work goes on."""
    requests = table["requests"]
    busy = np.convolve(requests, np.ones(12), "valid")
    free = np.convolve(taken, np.ones(12), "valid") == 0
    starts = np.flatnonzero(free & (busy > np.quantile(busy, 0.6)))
    rows = rng.choice(starts) + np.arange(12)
    requests[rows] = LOST_REQUESTS
    return _plant("requests lost for an hour", "requests", "finding", rows, taken)


def _revenue_of_another_product(
    table: Table, law: Law, taken: np.ndarray, rng: Rng
) -> Plant:
    rows = _free(taken, rng)[:10]
    assert law.other is not None
    own = np.argmin(np.abs(law.other[rows] - law.centre[rows, None]), axis=1)
    other = (own + rng.integers(1, 4, 10)) % 4
    table["revenue"][rows] = law.told(law.value(law.other[rows, other]))
    return _plant("revenue of another product", "revenue", "finding", rows, taken)


def _cpu_not_following(table: Table, law: Law, taken: np.ndarray, rng: Rng) -> Plant:
    """A cpu load taken from another time of day: usual alone, 8 or more deviations off."""
    rows = _free(taken, rng)
    value = rng.permutation(table["cpu_pct"])[: len(rows)]
    low, high = np.quantile(table["cpu_pct"], [0.05, 0.95])
    good = (np.abs(law.z(value, rows)) > 8) & (value > low) & (value < high)
    rows, value = rows[good][:15], value[good][:15]
    table["cpu_pct"][rows] = value
    return _plant("cpu does not follow requests", "cpu_pct", "finding", rows, taken)


def _no_session(table: Table, taken: np.ndarray, rng: Rng) -> Plant:
    rows = _free(taken, rng)[:10]
    table["session_s"][rows] = NO_SESSION
    return _plant("session_s = -1", "session_s", "fact", rows, taken)


def _wrong_currency(table: Table, taken: np.ndarray, rng: Rng) -> Plant:
    german = [r for r in _free(taken, rng) if table["country"][r] == "DE"]
    rows = np.array(german[:4])
    table["currency"][rows] = rng.choice(["USD", "GBP"], len(rows))
    return _plant("currency not of the country", "currency", "fact", rows, taken)


def write_csv(table: Table, path: Path) -> None:
    """Missing cells are empty; times without a T."""
    columns = [_texts(column) for column in table.values()]
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(table)
        out.writerows(zip(*columns, strict=True))


def _texts(column: np.ndarray) -> list[str]:
    if np.issubdtype(column.dtype, np.datetime64):
        return [str(t).replace("T", " ") for t in column.astype("datetime64[s]")]
    return ["" if v is None or v != v else str(v) for v in column.tolist()]
