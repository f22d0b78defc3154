"""Clean tables whose difficulty lies in the shape of single columns."""

from __future__ import annotations

import numpy as np

from worlds.model import Table
from worlds.pieces import Rng, category, codes, holes, pick, whole, words


def gaussian(n: int, rng: Rng) -> Table:
    height = rng.normal(172, 9, n)
    weight = 72 + 0.8 * (height - 172) + rng.normal(0, 8, n)
    return {
        "height_cm": height,
        "weight_kg": weight,
        "sys_mmhg": 122 + 0.3 * (weight - 72) + rng.normal(0, 11, n),
        "temp_c": rng.normal(36.8, 0.3, n),
        "iron_umol_l": rng.normal(18, 4, n),
        "group": category(rng, n, ["A", "B", "O", "AB"]),
    }


def t3(n: int, rng: Rng) -> Table:
    market = 0.8 * rng.standard_t(3, n)
    return {
        "return_a_pct": market + rng.standard_t(3, n),
        "return_b_pct": 0.7 * market + rng.standard_t(3, n),
        "spread_bp": 20 + 3 * rng.standard_t(3, n),
        "drift_ns": rng.standard_t(3, n),
        "level_v": rng.normal(5, 0.1, n),
        "desk": category(rng, n, words("desk", 4)),
    }


def lognormal(n: int, rng: Rng) -> Table:
    income = rng.lognormal(10.3, 0.6, n)
    return {
        "income_eur": income,
        "rent_eur": income**0.7 * rng.lognormal(0.2, 0.3, n),
        "file_bytes": rng.lognormal(9, 2, n),
        "dose_mg": rng.lognormal(1, 1, n),
        "age_years": rng.normal(45, 12, n),
        "tenure": category(rng, n, ["rent", "own", "shared"]),
    }


def pareto(n: int, rng: Rng) -> Table:
    return {
        "claim_eur": 500 * (1 + rng.pareto(2.5, n)),
        "followers": whole(20 * (1 + rng.pareto(1.5, n))),
        "flood_m3_s": 30 * (1 + rng.pareto(3, n)),
        "excess_eur": rng.choice([150.0, 300.0, 500.0], n),
        "age_years": rng.normal(50, 10, n),
        "branch": category(rng, n, words("branch", 9)),
    }


def uniform(n: int, rng: Rng) -> Table:
    x, y = rng.uniform(0, 10, n), rng.uniform(0, 5, n)
    return {
        "x_m": x,
        "y_m": y,
        "sum_m": x + y + rng.uniform(-0.5, 0.5, n),
        "phase_rad": rng.uniform(-np.pi, np.pi, n),
        "draw": rng.uniform(0, 1, n),
        "side": category(rng, n, ["left", "right"], 0),
    }


def counts(n: int, rng: Rng) -> Table:
    visits = rng.poisson(40, n)
    return {
        "visits": visits,
        "clicks": rng.binomial(visits, 0.15),
        "calls": rng.poisson(3, n),
        "defects": rng.poisson(0.4, n),
        "claims": rng.negative_binomial(2, 0.2, n),
        "tries": rng.geometric(0.4, n),
        "site": category(rng, n, words("site", 6)),
    }


def rounded(n: int, rng: Rng) -> Table:
    temp = rng.normal(20, 6, n)
    return {
        "temp_c": temp.round(),
        "dew_c": (temp - rng.gamma(4, 2, n)).round(1),
        "ph": rng.normal(7, 0.4, n).round(1),
        "weight_kg": (rng.normal(70, 12, n) * 2).round() / 2,
        "drift_ms": rng.standard_t(5, n).round(1),
        "length_cm": rng.normal(50, 3, n).round(),
    }


def clipped(n: int, rng: Rng) -> Table:
    load = rng.normal(70, 25, n)
    return {
        "load_pct": np.clip(load, 0, 100),
        "age_years": whole(np.clip(rng.normal(35, 15, n), 18, 90)),
        "visib_km": np.minimum(rng.gamma(4, 4, n), 16).round(1),
        "speed_kmh": np.clip(90 + 0.3 * (load - 70) + rng.normal(0, 15, n), 60, 120),
        "score": np.clip(rng.normal(7.5, 2, n), 0, 10).round(1),
    }


def zero_inflated(n: int, rng: Rng) -> Table:
    wet = rng.random(n) < 0.12
    snow = rng.random(n) < 0.03
    claim = rng.random(n) < 0.3
    humid = np.clip(rng.normal(60, 12, n) + 20 * wet, 5, 100)
    return {
        "rain_mm": np.where(wet, rng.gamma(0.8, 6, n), 0).round(1),
        "snow_cm": np.where(snow, rng.lognormal(0, 0.8, n), 0).round(1),
        "claim_eur": np.where(claim, rng.lognormal(6, 1, n), 0).round(2),
        "humid_pct": humid,
        "wind_m_s": rng.weibull(2, n) * 5,
        "station": category(rng, n, words("st", 4)),
    }


def zipf(n: int, rng: Rng) -> Table:
    shop = codes(rng, n, 200, 1.1)
    rate = rng.normal(0, 0.4, 200)
    return {
        "shop": pick(words("shop", 200), shop),
        "city": category(rng, n, words("city", 60), 1.3),
        "sku": category(rng, n, words("sku", 1000), 1.0),
        "amount_eur": np.exp(3 + rate[shop] + rng.normal(0, 0.5, n)).round(2),
        "items": 1 + rng.poisson(2, n),
        "rating": rng.choice([1, 2, 3, 4, 5], n, p=[0.05, 0.05, 0.1, 0.3, 0.5]),
    }


def chi2(n: int, rng: Rng) -> Table:
    return {
        "stat_1": rng.chisquare(1, n),
        "stat_3": rng.chisquare(3, n),
        "stat_8": rng.chisquare(8, n),
        "f_ratio": rng.f(5, 20, n),
        "z": rng.normal(0, 1, n),
        "batch": category(rng, n, words("b", 5)),
    }


def skewed(n: int, rng: Rng) -> Table:
    """Gamma, Weibull, Gumbel, Laplace, logistic and beta columns side by side."""
    return {
        "wear_um": rng.gamma(2, 3, n),
        "life_h": 1000 * rng.weibull(1.5, n),
        "peak_m3_s": rng.gumbel(50, 8, n),
        "error_mm": rng.laplace(0, 0.2, n),
        "logit": rng.logistic(0, 1, n),
        "share": rng.beta(2, 8, n),
        "fatigue_kcycles": rng.weibull(0.7, n) * 40,
    }


def bimodal(n: int, rng: Rng) -> Table:
    """Two modes of a machine: a category explains some columns, nothing others."""
    on = rng.random(n) < 0.7
    night = rng.random(n) < 0.4
    return {
        "power_kw": np.where(on, rng.normal(42, 3, n), rng.normal(1.2, 0.1, n)),
        "temp_c": np.where(on, rng.normal(71, 2, n), rng.normal(24, 1.5, n)),
        "noise_db": np.where(night, rng.normal(38, 2, n), rng.normal(61, 4, n)),
        "mode": pick(["idle", "run"], on.astype(int)),
        "humid_pct": rng.normal(45, 5, n),
    }


def percentages(n: int, rng: Rng) -> Table:
    cpu = 100 * rng.beta(2, 5, n)
    return {
        "cpu_pct": cpu.round(1),
        "mem_pct": np.clip(30 + 0.5 * cpu + rng.normal(0, 6, n), 0, 100).round(1),
        "disk_pct": (100 * rng.beta(8, 2, n)).round(),
        "uptime_pct": np.minimum(100, 100 - rng.exponential(0.2, n)).round(2),
        "yield_frac": rng.beta(60, 2, n),
        "host": category(rng, n, words("host", 12), 0),
    }


def heaping(n: int, rng: Rng) -> Table:
    """Numbers given by people: many multiples of 5 and 10."""
    minutes = whole(rng.lognormal(3.3, 0.6, n)) + 1
    habit = rng.random(n)
    to_five, to_ten = whole(minutes / 5) * 5, whole(minutes / 10) * 10
    told = np.where(habit < 0.4, to_five, np.where(habit < 0.6, to_ten, minutes))
    weight = rng.normal(78, 14, n)
    return {
        "commute_min": np.maximum(told, 1),
        "weight_kg": whole(np.where(rng.random(n) < 0.5, (weight / 5).round() * 5, weight)),
        "income_keur": whole(
            np.where(habit < 0.7, 5, 1) * (rng.lognormal(2, 0.5, n)).round()
        ),
        "cigarettes": np.where(
            rng.random(n) < 0.75, 0, rng.choice([5, 10, 20, 15, 7, 3], n)
        ),
        "age_years": whole(rng.uniform(18, 80, n)),
        "town": category(rng, n, words("town", 8)),
    }


def money(n: int, rng: Rng) -> Table:
    """Prices that end in .99, .95 or .00, and what follows from them."""
    price = np.floor(rng.lognormal(3, 0.8, n)) + rng.choice(
        [0.99, 0.95, 0.0], n, p=[0.7, 0.2, 0.1]
    )
    price = np.maximum(price, 0.95)
    number = 1 + rng.poisson(1.2, n)
    total = (price * number).round(2)
    return {
        "price_eur": price.round(2),
        "number": number,
        "total_eur": total,
        "shipping_eur": np.where(total > 50, 0.0, rng.choice([3.99, 5.99], n)),
        "voucher_eur": np.where(rng.random(n) < 0.9, 0.0, rng.choice([5.0, 10.0, 20.0], n)),
        "shop": category(rng, n, words("shop", 5)),
    }


def flags(n: int, rng: Rng) -> Table:
    age = rng.normal(45, 15, n)
    chance = 1 / (1 + np.exp(-(age - 55) / 8))
    return {
        "smoker": (rng.random(n) < 0.22).astype("int64"),
        "insured": (rng.random(n) < 0.985).astype("int64"),
        "ill": (rng.random(n) < chance).astype("int64"),
        "rare": (rng.random(n) < 0.004).astype("int64"),
        "age_years": whole(np.clip(age, 0, 100)),
        "bmi": rng.normal(26, 4, n).round(1),
        "answer": category(rng, n, ["yes", "no"], 2),
    }


def ratings(n: int, rng: Rng) -> Table:
    mood = rng.normal(0, 1, n)

    def stars(shift: float) -> np.ndarray:
        return 1 + np.digitize(mood + rng.normal(shift, 0.8, n), [-1.8, -1, 0, 1])

    return {
        "service": stars(0.5),
        "food": stars(0.8),
        "price": stars(-0.2),
        "spent_eur": np.exp(3.5 + 0.1 * mood + rng.normal(0, 0.4, n)).round(2),
        "guests": 1 + rng.poisson(1.5, n),
        "waiter": category(rng, n, words("w", 10), 0.5),
    }


def t3_12(n: int, rng: Rng) -> Table:
    common = rng.normal(0, 1, n)
    return {
        f"asset_{i + 1:02d}_pct": 0.5 * common + rng.standard_t(3, n) for i in range(12)
    }


def correlated_12(n: int, rng: Rng) -> Table:
    common = rng.normal(0, 1, n)
    noise = np.sqrt(0.7)
    return {
        f"probe_{i + 1:02d}_mv": 10 + np.sqrt(0.3) * common + noise * rng.normal(0, 1, n)
        for i in range(12)
    }


def mixed_12(n: int, rng: Rng) -> Table:
    """Twelve columns of six tails, correlated through their ranks by one hidden factor."""
    common = rng.normal(0, 1, n)

    def z() -> np.ndarray:
        return np.sqrt(0.3) * common + np.sqrt(0.7) * rng.normal(0, 1, n)

    return {
        "a_v": z(), "b_v": z(),
        "c_ppm": np.exp(z()), "d_ppm": np.exp(0.5 * z()),
        "e_um": rng.standard_t(4, n) + z(), "f_um": rng.laplace(0, 1, n) + z(),
        "g_pct": 100 / (1 + np.exp(-z())), "h_s": rng.gamma(2, 1, n),
        "i_n": np.sinh(z()), "j_n": np.abs(z()),
        "k_k": np.cbrt(z()), "l_k": z() ** 2,
    }  # fmt: skip


def missing_random(n: int, rng: Rng) -> Table:
    table = skewed(n, rng) | {"grade": category(rng, n, ["a", "b", "c"])}
    return {
        name: holes(column, rng.random(n) < share)
        for (name, column), share in zip(
            table.items(), [0, 0.02, 0.05, 0.1, 0.3, 0.5, 0.01, 0.05], strict=True
        )
    }


def missing_dependent(n: int, rng: Rng) -> Table:
    """Income is withheld by the rich, the test is made only where it is indicated."""
    age = rng.normal(50, 14, n)
    income = rng.lognormal(10.2 + 0.005 * (age - 50), 0.5, n)
    withheld = rng.random(n) < np.clip((np.log(income) - 9.7) / 4, 0, 0.8)
    marker = rng.gamma(3, 1, n) + 0.02 * age
    second = 2 * marker + rng.normal(0, 0.5, n)
    return {
        "age_years": age.round(),
        "income_eur": holes(income.round(-2), withheld),
        "marker_u_l": marker.round(2),
        "second_u_l": holes(second.round(2), marker < 4),
        "partner_age_years": holes(
            age + rng.normal(-1, 4, n), rng.random(n) < 0.35
        ).round(),
        "clinic": holes(category(rng, n, words("clinic", 6)), age > 75),
    }
