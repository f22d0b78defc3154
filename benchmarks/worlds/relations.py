"""Clean tables whose difficulty lies in how columns depend on each other."""

from __future__ import annotations

import numpy as np

from worlds.model import Table
from worlds.pieces import Rng, category, codes, pick, whole, words


def sharp_function(n: int, rng: Rng) -> Table:
    """Nearly exact functions, with steps and turns, of a heavy-tailed argument."""
    x = rng.lognormal(0, 1, n)
    small = rng.normal(0, 0.01, (4, n))
    return {
        "flow_l_s": x,
        "pressure_kpa": 3 * x**2 + small[0],
        "tariff": np.searchsorted([0.5, 1, 2, 5], x) * 10.0 + small[1],
        "efficiency": x * np.exp(-x) + small[2],
        "swing_mm": np.sin(2 * x) + small[3],
        "noise_db": rng.normal(60, 3, n),
    }


def sharp_t2(n: int, rng: Rng) -> Table:
    """The same with an argument that has a heavier tail on both sides."""
    x = rng.standard_t(2.5, n)
    return {
        "offset_mm": x,
        "distance_mm": np.abs(x) + 0.02 * rng.normal(0, 1, n),
        "energy_j": x**2 + 0.05 * rng.normal(0, 1, n),
        "state": pick(["low", "mid", "high"], np.digitize(x, [-1, 1])),
        "bend_mm": np.tanh(x) + 0.02 * rng.normal(0, 1, n),
        "load_n": rng.normal(0, 1, n),
    }


def heteroscedastic(n: int, rng: Rng) -> Table:
    depth = rng.uniform(0, 10, n)
    lab = codes(rng, n, 4, 0.5)
    spread = 0.2 + 0.3 * depth
    return {
        "depth_m": depth,
        "grade_g_t": 5 + 0.5 * depth + spread * rng.normal(0, 1, n),
        "assay_ppm": 50 + np.array([1, 2, 5, 15])[lab] * rng.normal(0, 1, n),
        "yield_t": 20 + 2 * depth + np.exp(0.3 * depth - 1) * rng.normal(0, 1, n),
        "density": rng.normal(2.7, 0.1, n),
        "lab": pick(words("lab", 4), lab),
    }


def interactions(n: int, rng: Rng) -> Table:
    u, v = rng.normal(0, 1, n), rng.uniform(-2, 2, n)
    plan = codes(rng, n, 3, 0.5)
    slope = np.array([-1.0, 0.5, 2.0])[plan]
    return {
        "u_v": u,
        "v_v": v,
        "product_w": u * v + 0.3 * rng.normal(0, 1, n),
        "gated_a": np.where(v > 0, 2 * u, -u) + 0.3 * rng.normal(0, 1, n),
        "fee_eur": 10 + slope * v + 0.3 * rng.normal(0, 1, n),
        "plan": pick(["basic", "pro", "team"], plan),
    }


def regression_t4(n: int, rng: Rng) -> Table:
    """Heavy-tailed noise about a plane in two columns."""
    area, age = rng.normal(90, 25, n), rng.uniform(0, 60, n)
    return {
        "area_m2": area,
        "age_years": age,
        "price_keur": 100 + 3 * area - 1.2 * age + 20 * rng.standard_t(4, n),
        "energy_kwh": 40 + 1.5 * area + 0.8 * age + 12 * rng.standard_t(4, n),
        "tax_eur": 200 + 4 * area + 30 * rng.standard_t(4, n),
    }


def log_products(n: int, rng: Rng) -> Table:
    price = rng.lognormal(2.5, 0.7, n)
    number = 1 + rng.poisson(3, n)
    rate = codes(rng, n, 4)
    factor = np.array([1.0, 1.19, 1.07, 0.9])[rate]
    return {
        "price_eur": price.round(2),
        "number": number,
        "total_eur": (price * number * factor * rng.lognormal(0, 0.03, n)).round(2),
        "weight_kg": number * rng.lognormal(-0.5, 0.3, n),
        "volume_l": rng.lognormal(1, 0.5, n),
        "rate": pick(["none", "full", "low", "staff"], rate),
    }


def multiplicative(n: int, rng: Rng) -> Table:
    mass = rng.lognormal(4, 0.5, n)
    height = 60 * mass**0.25 * rng.lognormal(0, 0.05, n)
    return {
        "mass_kg": mass,
        "height_cm": height,
        "surface_m2": 0.1 * mass**0.66 * rng.lognormal(0, 0.1, n),
        "rate_w": 3.4 * mass**0.75 * rng.lognormal(0, 0.15, n),
        "heart_hz": 4 * mass**-0.25 * rng.lognormal(0, 0.1, n),
        "clade": category(rng, n, words("clade", 7), 0.8),
    }


def ratios(n: int, rng: Rng) -> Table:
    """A ratio, its parts, and a ratio whose denominator comes near zero."""
    distance = rng.gamma(3, 5, n)
    speed = rng.normal(35, 7, n).clip(8)
    hours = distance / speed
    litres = distance * rng.lognormal(np.log(0.07), 0.15, n)
    gain, base = rng.normal(0, 1, n), rng.gamma(3, 1, n)
    return {
        "distance_km": distance.round(2),
        "time_min": (hours * 60).round(1),
        "speed_kmh": (distance / hours + rng.normal(0, 0.5, n)).round(1),
        "fuel_l": litres.round(2),
        "fuel_l_100km": (100 * litres / distance).round(1),
        "return": gain / base,
    }


def durations(n: int, rng: Rng) -> Table:
    """Times with a floor that no path is under."""
    size = rng.lognormal(3, 1, n)
    hops = 1 + rng.binomial(6, 0.3, n)
    return {
        "size_kb": size,
        "hops": hops,
        "ping_ms": 5 * hops + rng.exponential(3, n),
        "load_ms": 80 + 4 * size**0.8 + rng.gamma(2, 15, n),
        "wait_s": np.maximum(30, rng.exponential(60, n)).round(),
        "cache": category(rng, n, ["hit", "miss"], 1.5),
    }


def waiting(n: int, rng: Rng) -> Table:
    load = rng.uniform(0.2, 0.9, n)
    return {
        "load": load,
        "wait_min": rng.exponential(2 / (1 - load), n),
        "service_min": rng.exponential(4, n),
        "gap_s": rng.exponential(30, n),
        "queue": rng.geometric(1 - load, n) - 1,
        "desk": category(rng, n, words("desk", 6), 0),
    }


def poisson_regression(n: int, rng: Rng) -> Table:
    exposure = rng.lognormal(2, 0.6, n)
    age = rng.uniform(18, 80, n)
    zone = codes(rng, n, 5)
    rate = np.exp(-2 - 0.01 * (age - 45) + np.array([0, 0.2, -0.3, 0.5, 0.8])[zone])
    return {
        "exposure_years": exposure.round(2),
        "age_years": whole(age),
        "claims": rng.poisson(exposure * rate * 5),
        "letters": rng.poisson(2 + exposure),
        "cars": 1 + rng.binomial(3, 0.15, n),
        "zone": pick(words("zone", 5), zone),
    }


def sums(n: int, rng: Rng) -> Table:
    """Exact totals, a converted copy and a rounded copy."""
    net = rng.lognormal(4, 0.6, n).round(2)
    tax = (0.19 * net).round(2)
    celsius = rng.normal(15, 8, n).round(1)
    return {
        "net_eur": net,
        "tax_eur": tax,
        "total_eur": (net + tax).round(2),
        "temp_c": celsius,
        "temp_f": (celsius * 1.8 + 32).round(2),
        "paid_keur": (net / 1000).round(3),
        "items": 1 + rng.poisson(2, n),
    }


def skewed_rates(n: int, rng: Rng) -> Table:
    """Categories of very unequal size, each with its own level, spread and partners."""
    product, country = codes(rng, n, 12, 1.3), codes(rng, n, 8, 1.5)
    level, spread = rng.normal(3, 1, 12), rng.uniform(0.05, 0.5, 12)
    currency = np.array(
        ["EUR", "EUR", "USD", "GBP", "EUR", "CHF", "SEK", "PLN"], dtype=object
    )
    channel = np.where(rng.random(n) < 0.9 - 0.07 * product, "web", "shop").astype(object)
    return {
        "product": pick(words("p", 12), product),
        "country": pick(["DE", "FR", "US", "GB", "IT", "CH", "SE", "PL"], country),
        "currency": currency[country],
        "channel": channel,
        "price_eur": np.exp(level[product] + spread[product] * rng.normal(0, 1, n)),
        "minutes": rng.gamma(2 + country, 3, n),
        "size_cm": rng.normal(30 + 2 * product, 2, n),
    }


def steps(n: int, rng: Rng) -> Table:
    """A tariff in steps, a staircase of a continuous column, a saturating sensor."""
    usage = rng.gamma(3, 80, n)
    band = np.digitize(usage, [100, 250, 500])
    return {
        "usage_kwh": usage.round(1),
        "base_eur": np.array([8.0, 11.0, 15.0, 22.0])[band],
        "bill_eur": (usage * np.array([0.35, 0.32, 0.3, 0.28])[band] + 8).round(2),
        "band": pick(["S", "M", "L", "XL"], band),
        "sensor_v": np.minimum(usage / 60 + rng.normal(0, 0.1, n), 5),
        "people": 1 + np.minimum(rng.poisson(usage / 150), 9),
    }


def quantised(n: int, rng: Rng) -> Table:
    """Sensors with coarse steps that depend on each other."""
    temp = rng.normal(22, 3, n)
    return {
        "temp_c": (temp * 2).round() / 2,
        "dew_c": ((0.8 * temp - 4 + rng.normal(0, 1, n)) * 2).round() / 2,
        "co2_ppm": (rng.gamma(9, 70, n) / 50).round() * 50,
        "light_lx": (rng.lognormal(5, 1, n) / 10).round() * 10,
        "fan_rpm": np.digitize(temp, [18, 21, 24, 27]) * 300.0,
        "volt_v": rng.normal(3.3, 0.02, n).round(2),
        "room": category(rng, n, words("room", 8), 0.3),
    }
