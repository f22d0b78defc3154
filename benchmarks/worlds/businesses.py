"""Five generated worlds with products, ratios, category-dependent rates and seasons.

Each returns a clean draft: the table and the true law of every column that may be wrong.
"""

from __future__ import annotations

import numpy as np

from worlds.model import Floats
from worlds.pieces import (
    Rng,
    arrivals,
    category,
    clock,
    codes,
    daily,
    hour,
    ids,
    pick,
    weekday,
    whole,
    words,
)  # fmt: skip
from worlds.planting import Draft, Law, Rule
from worlds.series import autoregression


def thousandfold(value: Floats) -> Floats:
    return value * 1000


def thousandth(value: Floats) -> Floats:
    return value / 1000


def cents(value: Floats) -> Floats:
    return value * 100


def fahrenheit(value: Floats) -> Floats:
    return value * 1.8 + 32


def const(n: int, sd: float) -> Floats:
    return np.full(n, sd)


COUNTRIES = ["DE", "US", "GB", "FR", "CH", "SE", "PL"]
CURRENCY = ["EUR", "USD", "GBP", "EUR", "CHF", "SEK", "PLN"]


def orders(n: int, rng: Rng) -> Draft:
    """A shop: price x quantity, shipping by weight and country, fee by method, currency."""
    product, country = codes(rng, n, 8, 0.8), codes(rng, n, 7, 0.8)
    method = codes(rng, n, 4, 0.7)
    times = arrivals(rng, n, max(20, n / 80))
    price_of = np.exp(np.array([2.3, 3.0, 3.6, 4.1, 2.6, 4.8, 3.3, 5.4]))
    weight_of = np.array([0.3, 1.2, 0.5, 4.0, 0.8, 2.5, 7.0, 1.6])
    quantity = rng.geometric(0.45, n)
    fee_rate = np.array([0.012, 0.021, 0.034, 0.055])

    def fee_centre(which: np.ndarray | int) -> Floats:
        return np.log(total * fee_rate[which])

    unit = Law(np.log(price_of[product]), const(n, 0.06), "log",
               other=np.log(price_of)[(product[:, None] + np.arange(1, 8)) % 8],
               units=(cents, thousandth))  # fmt: skip
    unit_price = unit.draw(rng)
    total_law = Law(np.log(unit_price * quantity), const(n, 0.03), "log",
                    units=(cents, thousandth))  # fmt: skip
    total = total_law.draw(rng)
    fee_law = Law(fee_centre(method), const(n, 0.04), "log", step=0.001,
                  other=np.column_stack([fee_centre((method + j) % 4) for j in (1, 2, 3)]),
                  units=(cents, thousandfold))  # fmt: skip
    weight_law = Law(np.log(weight_of[product] * quantity), const(n, 0.08), "log",
                     step=0.001, units=(thousandfold,))  # fmt: skip
    weight = weight_law.draw(rng)
    rate = np.array([3.0, 9.0, 6.0, 5.0, 8.0, 7.0, 4.0])
    shipping_law = Law(rate[country] + 1.5 * weight, const(n, 0.5), low=0.0)
    hours = Law(30 + 12 * (country == 1) + 10 * (weekday(times) >= 5) + 2.0 * weight,
                const(n, 2.5), step=0.1, low=0.0, noise="gamma")  # fmt: skip
    return Draft(
        {
            "order_id": ids("o", n),
            "ts": times,
            "product": pick(words("item-", 8), product),
            "country": pick(COUNTRIES, country),
            "currency": pick(CURRENCY, country),
            "method": pick(["debit", "card", "wallet", "invoice"], method),
            "quantity": quantity,
            "unit_price": unit_price,
            "total": total,
            "fee": fee_law.draw(rng),
            "weight_kg": weight,
            "shipping": shipping_law.draw(rng),
            "delivery_h": hours.draw(rng),
        },
        {
            "unit_price": unit, "total": total_law, "fee": fee_law, "weight_kg": weight_law,
            "shipping": shipping_law, "delivery_h": hours,
        },
        rules=(Rule("country", "currency"),),
    )  # fmt: skip


def servers(n: int, rng: Rng) -> Draft:
    """Every 5 minutes: requests with a daily season, cpu, memory and latency by product."""
    times = clock(n, 5)
    product, region = codes(rng, n, 4, 0.5), codes(rng, n, 5, 0.5)
    base = np.array([5.6, 5.0, 4.4, 6.0])
    season = 0.5 * daily(times) - 0.25 * (weekday(times) >= 5)

    def request_centre(which: np.ndarray) -> Floats:
        return np.asarray(base[which] + season)

    requests_law = Law(request_centre(product), const(n, 0.06), "log", step=1.0, low=0.0,
                       other=np.column_stack([request_centre((product + j) % 4)
                                              for j in (1, 2, 3)]))  # fmt: skip
    requests = requests_law.draw(rng)
    per = np.array([0.10, 0.14, 0.18, 0.08])
    cpu_law = Law(
        12 + per[product] * requests, const(n, 1.5), step=0.1, low=0.0, high=100.0
    )
    cpu = cpu_law.draw(rng)
    memory = Law(30 + 0.4 * cpu + 3 * region, const(n, 2.0), step=0.1, low=0.0, high=100.0)
    delay = np.array([60.0, 90.0, 45.0, 130.0])
    spread = np.array([0.05, 0.08, 0.05, 0.06])

    def latency_centre(which: np.ndarray) -> Floats:
        return np.asarray(np.log(delay[which] + 0.4 * cpu + 8 * region))

    latency = Law(latency_centre(product), spread[product], "log", step=0.1,
                  other=np.column_stack([latency_centre((product + j) % 4)
                                         for j in (1, 2, 3)]),
                  units=(thousandfold, thousandth))  # fmt: skip
    bytes_law = Law(np.log(requests * 14.0), const(n, 0.05), "log", step=0.1,
                    units=(thousandfold, thousandth))  # fmt: skip
    names = ["web", "api", "batch", "search"]
    return Draft(
        {
            "ts": times,
            "region": pick(words("eu-", 5), region),
            "product": pick(names, product),
            "tier": pick(["gold", "gold", "bronze", "silver"], product),
            "requests": whole(requests),
            "cpu_pct": cpu,
            "mem_pct": memory.draw(rng),
            "latency_ms": latency.draw(rng),
            "sent_mb": bytes_law.draw(rng),
            "errors": rng.poisson(requests * 0.01),
        },
        {
            "requests": requests_law, "cpu_pct": cpu_law, "mem_pct": memory,
            "latency_ms": latency, "sent_mb": bytes_law,
        },
        rules=(Rule("product", "tier"),),
        series=np.zeros(n, int),
        runs=("requests", "sent_mb"),
    )  # fmt: skip


def sensors(n: int, rng: Rng) -> Draft:
    """A mill, every minute on three lines: torque x speed = power, wear, temperatures."""
    lines = np.arange(n) % 3
    times = clock(n // 3 + 1, 1).repeat(3)[:n]
    tool = np.cumsum(rng.random(n) < 0.01)
    since = np.arange(n) - np.maximum.accumulate(
        np.where(np.diff(tool, prepend=-1), np.arange(n), 0)
    )
    material = codes(rng, n, 4, 0.6)
    speed_of = np.array([1500.0, 1320.0, 1800.0, 1150.0])
    speed_law = Law(speed_of[material] + 40 * (lines - 1), const(n, 25.0), step=1.0,
                    low=0.0,
                    other=(speed_of[(material[:, None] + np.arange(1, 4)) % 4]
                           + 40 * (lines - 1)[:, None]))  # fmt: skip
    speed = speed_law.draw(rng)
    hard = np.array([38.0, 47.0, 30.0, 55.0])

    def torque_centre(which: np.ndarray) -> Floats:
        return np.asarray(hard[which] * (1500 / speed) + 0.02 * since)

    torque_law = Law(torque_centre(material), const(n, 1.2), step=0.1, low=0.0,
                     other=np.column_stack([torque_centre((material + j) % 4)
                                            for j in (1, 2, 3)]))  # fmt: skip
    torque = torque_law.draw(rng)
    power_law = Law(np.log(torque * speed * 2 * np.pi / 60_000), const(n, 0.02), "log",
                    units=(thousandfold,))  # fmt: skip
    power = power_law.draw(rng)
    air_law = Law(22 + 3 * daily(times), const(n, 0.6), step=0.1, units=(fahrenheit,))
    air = air_law.draw(rng)
    motor_law = Law(air + 5.5 * power, const(n, 0.9), step=0.1, units=(fahrenheit,))
    wear_law = Law(4 + 0.3 * since, const(n, 1.5), step=0.1, low=0.0)
    vibration = Law(np.log(1.2) + 0.006 * since + speed / 3000, const(n, 0.1), "log",
                    step=0.001, noise="t5")  # fmt: skip
    efficiency = Law(88 - 0.05 * since - 2 * (material == 3), const(n, 0.8), step=0.1,
                     low=0.0, high=100.0)  # fmt: skip
    return Draft(
        {
            "time": times,
            "line": pick(["L1", "L2", "L3"], lines),
            "material": pick(["steel", "alloy", "brass", "titan"], material),
            "speed_rpm": whole(speed),
            "torque_nm": torque,
            "power_kw": power,
            "air_c": air,
            "motor_c": motor_law.draw(rng),
            "tool_wear_um": wear_law.draw(rng).clip(0),
            "vibration_mm_s": vibration.draw(rng),
            "efficiency_pct": efficiency.draw(rng),
        },
        {
            "speed_rpm": speed_law, "torque_nm": torque_law, "power_kw": power_law,
            "air_c": air_law, "motor_c": motor_law, "vibration_mm_s": vibration,
            "efficiency_pct": efficiency,
        },
        series=lines,
        runs=("motor_c", "torque_nm"),
    )  # fmt: skip


def staff(n: int, rng: Rng) -> Draft:
    """People: salary by grade, country and years; bonus and tax as ratios; no clock."""
    grade, country = codes(rng, n, 6, 0.6), codes(rng, n, 7, 0.8)
    contract = codes(rng, n, 3, 1.0)
    years = whole(rng.gamma(2, 4, n))
    level = np.array([9.9, 10.2, 10.5, 10.8, 11.1, 11.5])
    place = np.array([0.0, 0.35, 0.1, -0.05, 0.5, 0.05, -0.5])

    def pay(which: np.ndarray) -> Floats:
        return np.asarray(level[which] + place[country] + 0.012 * years)

    salary_law = Law(pay(grade), const(n, 0.05), "log", step=10.0,
                     other=np.column_stack([pay((grade + j) % 6) for j in range(1, 6)]),
                     units=(cents, thousandth))  # fmt: skip
    salary = salary_law.draw(rng)
    share = np.array([0.04, 0.06, 0.08, 0.12, 0.18, 0.25])
    bonus_law = Law(np.log(salary * share[grade]), const(n, 0.08), "log", step=1.0,
                    other=np.column_stack([np.log(salary * share[(grade + j) % 6])
                                           for j in range(1, 6)]),
                    units=(cents,))  # fmt: skip
    tax_rate = np.array([0.30, 0.24, 0.27, 0.32, 0.2, 0.34, 0.22])
    tax_law = Law(np.log(salary * tax_rate[country]), const(n, 0.03), "log", step=1.0,
                  other=np.column_stack([np.log(salary * tax_rate[(country + j) % 7])
                                         for j in range(1, 7)]),
                  units=(cents, thousandth))  # fmt: skip
    week = np.array([38.5, 20.0, 30.0])
    hours_law = Law(week[contract], const(n, 0.7), step=0.1, low=0.0, high=80.0,
                    other=week[(contract[:, None] + np.array([1, 2])) % 3])  # fmt: skip
    days_law = Law(24 + 0.4 * years, const(n, 1.2), step=0.5, low=0.0, noise="laplace")
    office = Law(np.log(8 + 2.5 * grade), const(n, 0.1), "log", step=0.1)
    return Draft(
        {
            "person_id": ids("p", n)[rng.permutation(n)],
            "grade": pick(["G1", "G2", "G3", "G4", "G5", "G6"], grade),
            "country": pick(COUNTRIES, country),
            "currency": pick(CURRENCY, country),
            "contract": pick(["full", "half", "part"], contract),
            "years": years,
            "salary": salary,
            "bonus": bonus_law.draw(rng),
            "tax": tax_law.draw(rng),
            "hours_week": hours_law.draw(rng),
            "holidays": days_law.draw(rng),
            "office_m2": office.draw(rng),
            "team": category(rng, n, words("team", 12), 0.4),
        },
        {
            "salary": salary_law, "bonus": bonus_law, "tax": tax_law,
            "hours_week": hours_law, "holidays": days_law, "office_m2": office,
        },
        rules=(Rule("country", "currency"),),
    )  # fmt: skip


def weather(n: int, rng: Rng) -> Draft:
    """Hourly at one station (four from 4,000 rows on): temperature, humidity, sun, wind."""
    stations = 4 if n >= 4000 else 1
    station = np.arange(n) % stations
    times = clock(n // stations + 1, 60, "2025-03-01").repeat(stations)[:n]
    day = (times - times[0]).astype("timedelta64[h]").astype(float) / 24
    front = np.empty(n)
    for s in range(stations):
        front[station == s] = autoregression(rng, int((station == s).sum()), 0.95)
    height = np.array([0.0, -2.0, 1.5, -4.0])[station]
    road = (
        9 + height + 6 * daily(times, 15) + 8 * np.sin(2 * np.pi * day / 365) + 0.9 * front
    )
    road = (road + rng.normal(0, 0.3, n)).round(1)
    temp_law = Law(road - 0.8, const(n, 0.4), step=0.1, units=(fahrenheit,))
    temp = temp_law.draw(rng)
    dry = np.abs(autoregression(rng, n, 0.9)) / 2.3 * 3 + 1
    # Humidity follows the dew point as the table has it, and so tells it back: no law
    # rests on anything that is not in the table.
    dew = (temp - dry).round(1)
    humid_law = Law(100 - 4.5 * (temp - dew), const(n, 1.2), step=0.1, low=0.0, high=100.0)
    humid = humid_law.draw(rng)
    dew_law = Law(temp - (100 - humid) / 4.5, const(n, 1.2 / 4.5), step=0.1,
                  units=(fahrenheit,))  # fmt: skip
    height_of_sun = np.maximum(0.02, np.sin((hour(times) - 6) / 12 * np.pi))
    sun_law = Law(np.log(800 * height_of_sun), const(n, 0.12), "log", step=0.1)
    wind = np.exp(1.2 + 0.35 * front / 3.2 + rng.normal(0, 0.35, n)).round(1) + 0.2
    gust_law = Law(np.log(1.6 * wind), const(n, 0.06), "log", step=0.1, low=0.0)
    soil_law = Law(0.7 * road + 3, const(n, 0.4), step=0.1, noise="t5")
    return Draft(
        {
            "time": times,
            "station": pick(["coast", "hill", "town", "peak"], station),
            "zone": pick(["low", "high", "low", "high"], station),
            "road_c": road,
            "temp_c": temp,
            "dew_c": dew,
            "humid_pct": humid,
            "sun_w_m2": sun_law.draw(rng),
            "wind_m_s": wind,
            "gust_m_s": gust_law.draw(rng),
            "soil_c": soil_law.draw(rng),
            "rain_mm": np.where(rng.random(n) < 0.08, rng.gamma(1, 1.5, n), 0).round(1),
        },
        {
            "temp_c": temp_law, "dew_c": dew_law, "humid_pct": humid_law,
            "sun_w_m2": sun_law, "gust_m_s": gust_law, "soil_c": soil_law,
        },
        rules=(Rule("station", "zone"),) if stations > 1 else (),
        series=station,
        runs=("sun_w_m2", "temp_c", "humid_pct"),
    )  # fmt: skip
