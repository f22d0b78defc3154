"""Tables made by chance: whatever comes in, a valid result or a refusal comes out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

import vedette
from vedette.report import csv, html, jsonl, markdown

SCHEMA = Path(vedette.__file__).with_name("report") / "schema-1.json"
DAY = np.datetime64("2024-01-01", "us")
# Its eighth power has room in a float64; what is beyond is tried in `test_strange`.
LARGEST = 300
ROWS = (1, 2, 3, 10, 59, 60, 61, 100, 200, 400, 1000)


def column(rng: np.random.Generator, n: int) -> np.ndarray:
    """One column of a random kind, perhaps with gaps and a value out of line."""
    made = [
        lambda: rng.normal(size=n),
        lambda: rng.standard_cauchy(size=n) * 10.0 ** rng.integers(-LARGEST, LARGEST),
        lambda: rng.integers(0, rng.integers(1, 50), n),
        lambda: np.round(rng.lognormal(0, 3, n), rng.integers(0, 3)),
        lambda: np.full(n, rng.normal()),
        lambda: np.full(n, np.nan),
        lambda: rng.choice(["a", "b", "ü\x1b[1m", "", "1", "x" * 50], n).astype(object),
        lambda: np.array([f"r{i}" for i in range(n)], dtype=object),
        lambda: DAY + rng.integers(0, 10 ** rng.integers(1, 13), n).astype("m8[us]"),
        lambda: DAY + (np.arange(n) * 3_600_000_000).astype("m8[us]"),
        lambda: rng.random(n) < 0.3,
        lambda: np.cumsum(rng.normal(size=n)),
        lambda: rng.choice([0.0, -0.0, np.inf, -np.inf, 10.0**LARGEST, 5e-324, 1.0], n),
        lambda: rng.integers(-(2**62), 2**62, n),
        lambda: rng.normal(size=n).astype(np.float32),
        lambda: np.where(rng.random(n) < 0.95, 0.0, rng.exponential(size=n)),
    ]
    values = made[rng.integers(len(made))]()
    if values.dtype.kind == "f":
        if rng.random() < 0.2:
            values[rng.integers(n)] = 1e6
        if rng.random() < 0.3:
            values[rng.random(n) < rng.random()] = np.nan
    elif values.dtype == object and rng.random() < 0.3:
        values[rng.random(n) < rng.random()] = None
    return values


def table(seed: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    n = int(rng.choice(ROWS))
    made = {f"c{k}": column(rng, n) for k in range(rng.integers(1, 9))}
    if rng.random() < 0.3:
        made["copy"] = made["c0"]
    if made["c0"].dtype == np.float64 and rng.random() < 0.3:
        made["half"] = made["c0"] / 2
    if rng.random() < 0.2:
        rows = rng.integers(0, n, n)
        made = {name: values[rows] for name, values in made.items()}
    return made


def finite(text: str) -> float:
    raise AssertionError(f"{text} is no JSON")


def check(result: vedette.Result, validator: Any) -> None:
    """Every face of the result, and two of its rows explained."""
    lines = jsonl.dump(result).splitlines()
    for row in {0, result.rows - 1, *(f.row for f in result.findings[:2])}:
        lines.append(jsonl.one_line(jsonl.explanation(result.explain(row))))
    for line in lines:
        validator.validate(json.loads(line, parse_constant=finite))
    screen = str(result).splitlines()
    assert len(screen) <= 40
    assert max(map(len, screen)) <= 80
    for face in (csv.dump, markdown.dump, html.dump, repr):
        assert "\x1b" not in face(result)
    assert len(result.to_frame()["row"]) == len(result.findings)


def scan_and_check(seeds: range) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text()))
    for seed in seeds:
        budget = 5 if seed % 5 == 0 else None
        try:
            result = vedette.scan(table(seed), seed=seed, budget=budget)
        except vedette.VedetteError:
            continue
        check(result, validator)


def test_any_table_has_a_valid_result_or_a_refusal():
    scan_and_check(range(30))


@pytest.mark.long
@pytest.mark.parametrize("start", range(30, 300, 90))
def test_any_of_many_tables_has_a_valid_result_or_a_refusal(start):
    scan_and_check(range(start, start + 90))
