"""Tables full of errors whose values can be told from everything else that is printed.

`MARKS` has, for each column, an expression that matches its values, what is computed of
them (their ranges, roundings and expectations), and nothing else in any output.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

N = 1_500


def between(low: str) -> str:
    """Numbers of five figures that begin with these two: 73,913.55, 73913.6, 73914."""
    return rf"(?<![\d.,]){low},?\d{{3}}(?!\d|,\d)"


MARKS = {
    "ref": r"quokka",
    "opened": r"1877|1878",
    "closed": r"1877|1878",
    "country": r"zanzibar|zagreb|zermatt",
    "currency": r"marengo|mexicana|montana",
    "kind": r"wombat|womat",
    "price": between("71") + "|-71",
    "fee": between("72"),
    "total": r"(?<![\d.,])14[345],?\d{3}(?!\d|,\d)",
    "depth": between("53") + r"|-999\b",
    "weight": between("74") + r"|numbat",
    "copied": between("74") + r"|numbat",
    "level": r"8800(11|22|33)",
    "paid": r"paid(?: =| is|\W*observed)\W*(?:true|false|yes|no)\b",
    "zip": r"4401\d{3}|4,401,\d{3}",
    "site": r"kookaburra|taipan",
    "owner": r"bandicoot",
    "remark": r"echidna",
}


def shop(seed: int = 0) -> pd.DataFrame:
    """Orders in no order of time: wrong cells, and facts of nearly every kind."""
    rng = np.random.default_rng(seed)
    opened = np.datetime64("1877-01-01", "s") + rng.integers(0, 300 * 86400, N)
    closed = opened + rng.integers(60, 20 * 86400, N)
    closed[[5, 6]] = opened[[5, 6]] - 40 * 86400
    country = rng.integers(0, 3, N)
    currency = country.copy()
    currency[[40, 41, 42]] = (currency[[40, 41, 42]] + 1) % 3
    kind = rng.choice(["wombat-red", "wombat-green", "wombat-blue"], N).astype(object)
    kind[50], kind[51] = "wombat-rare", "wombat-geen"
    base = rng.normal(size=N)
    price = np.round(71_500 + 100 * base + rng.normal(0, 4, N), 2)
    fee = np.round(72_500 + 60 * base + rng.normal(0, 3, N), 2)
    price[100] += 300
    fee[101] -= 250
    total = np.round(price + fee, 2)
    total[[110, 111]] += 77
    price[102] = -71_333.0
    depth = np.round(53_500 + rng.normal(0, 90, N), 1)
    depth[[7, 8, 9, 10]] = -999
    weight = np.round(74_500 + 50 * base + rng.normal(0, 5, N), 1).astype(object)
    copied = weight.copy()
    copied[70] = 74_999.9
    weight[[60, 61]] = ["numbat?", "numbat!"]
    remark = [f"echidna {i} says that nothing much was to be said of it" for i in range(N)]
    table = pd.DataFrame(
        {
            "ref": [f"quokka{i:05d}" for i in range(N)],
            "opened": opened,
            "closed": closed,
            "country": np.array(["zanzibar", "zagreb", "zermatt"])[country],
            "currency": np.array(["marengo", "mexicana", "montana"])[currency],
            "kind": kind,
            "price": price,
            "fee": fee,
            "total": total,
            "depth": depth,
            "weight": weight,
            "copied": copied,
            "level": np.array([880011, 880022, 880033])[rng.integers(0, 3, N)],
            "paid": np.where(rng.random(N) < 0.4, "yes", "no"),
            "zip": 4_401_000 + rng.integers(0, 60, N),
            "site": "kookaburra",
            "owner": "bandicoot",
            "remark": remark,
        }
    )
    table.loc[[200, 201], "site"] = "taipan"
    table.loc[[300, 301, 302], "depth"] = np.nan
    table.loc[21, "ref"] = table.loc[20, "ref"]
    copies = table.iloc[[900, 901]].copy()
    table.iloc[[1200, 1201], 1:] = copies.iloc[:, 1:].to_numpy()
    return table


PLANT_MARKS = {
    "moment": r"1893|1894|\bhourly\b|every 1 h|\bhours?\b",
    "station": r"dugong",
    "load": between("61"),
    "heat": between("62"),
    "flow": between("63"),
}


def plant(seed: int = 1) -> pd.DataFrame:
    """Two hourly series with a run, a spike, a gap and a moment that comes twice."""
    rng = np.random.default_rng(seed)
    parts = []
    for k in range(2):
        n = 600
        steps = rng.normal(0, 3, n)
        for i in range(1, n):
            steps[i] += 0.9 * steps[i - 1]
        load = 61_500 + steps
        heat = 62_500 + 0.5 * steps + rng.normal(0, 1, n)
        flow = 63_500 - 2 * steps + rng.normal(0, 4, n)
        if k == 0:
            heat[200:212] -= 25
            load[400] += 40
        moment = np.datetime64("1893-11-20", "s") + 3600 * np.arange(n)
        moment = moment.astype("datetime64[s]")
        if k == 1:
            moment[300:] += np.timedelta64(31, "h")
            moment[500] = moment[499]
        parts.append(
            pd.DataFrame(
                {
                    "moment": moment,
                    "station": f"dugong-{k}",
                    "load": load,
                    "heat": heat,
                    "flow": flow,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def crowded(seed: int = 2) -> pd.DataFrame:
    """Two quantities, with a cluster of rows apart and many values beyond a gap."""
    rng = np.random.default_rng(seed)
    n = 2_000
    x = 81_500 + 10 * rng.normal(size=n)
    y = 82_500 + 10 * rng.normal(size=n)
    z = 83_500 + 10 * rng.normal(size=n)
    y[:60] += 250
    x[100:130], z[100:130] = 81_700 + rng.normal(size=30), 83_300 + rng.normal(size=30)
    return pd.DataFrame({"x": x, "y": y, "z": z})


CROWD_MARKS = {"x": between("81"), "y": between("82"), "z": between("83")}


def marks_in(text: str, mark: str) -> list[str]:
    """What matches a mark, with a little of what stands around it."""
    return [text[max(0, m.start() - 60) : m.end() + 30] for m in re.finditer(mark, text)]
