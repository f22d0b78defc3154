"""Tables with little in them, or with values at the edge: clear answers on every face."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

import vedette

EVIL = '"><script>alert(1)</script>\x1b[2J\x1b]0;x\x07=cmd()'
N = 80


def rng():
    return np.random.default_rng(0)


TABLES = {
    "one row": lambda: {"a": [1.5], "b": ["x"]},
    "two rows": lambda: {"a": [1.5, 2.5], "b": ["x", "y"]},
    "copies": lambda: {"a": [1.5] * N, "b": ["x"] * N},
    "kinds": lambda: {name: rng().choice(list("abc"), N) for name in "pqr"},
    "nothing": lambda: {"a": [None] * N, "b": [np.nan] * N},
    "one column": lambda: {"a": rng().normal(size=N)},
    "a time": lambda: {"at": pd.date_range("2026-01-01", periods=N, freq="h")},
    "flags": lambda: {name: rng().random(N) < 0.4 for name in "abc"},
    "largest": lambda: {
        "a": np.append(rng().normal(size=N - 2), [1e308, -1e308]),
        "b": rng().normal(size=N) * 1e307,
    },
    "smallest": lambda: {"a": np.arange(N) * 5e-324, "b": rng().normal(size=N)},
    "hostile": lambda: {
        EVIL: rng().choice([EVIL, "b\x00c", "\u202eab"], N),
        "n\nx": range(N),
    },
}


@pytest.mark.parametrize("name", TABLES)
def test_every_face_is_clear(name):
    found = vedette.profile(pd.DataFrame(TABLES[name]()))
    screen = str(found)

    assert len(screen.splitlines()) <= 40
    assert max(map(len, screen.splitlines())) <= 80
    for face in (screen, found.to_html(), found.to_markdown(), found.to_json()):
        assert not re.search(r"\bnan\b|NaN|Infinity|\binf\b", face)
        assert "\x1b" not in face
    for face in (found.to_html(), found.to_markdown(), found._repr_html_()):
        assert "<script" not in face
    assert len(found.to_frame()) == len(found.columns)


@pytest.mark.parametrize("name", ["one row", "copies", "nothing", "a time"])
def test_no_detector_is_advised_where_rows_cannot_be_compared(name):
    found = vedette.profile(pd.DataFrame(TABLES[name]()))

    assert found.advice is None
    assert "What it means" not in str(found)


def test_infinities_are_told_as_what_they_are():
    found = vedette.profile({"a": [*rng().normal(size=N), np.inf, -np.inf]})

    assert found["a"].misfits == 2
    assert abs(found["a"].shape.high) < 10
    assert '"inf"' in str(found)


def test_lists_and_objects_are_taken_as_text_and_said(tmp_path):
    path = tmp_path / "nested.jsonl"
    path.write_text('{"a":[1,2],"b":{"c":3}}\n{"a":[2],"b":null}\n{"a":[],"b":{"c":4}}\n')
    found = vedette.profile(path)

    assert found["a"].stored == "text"
    assert found["b"].missing == 1
    assert "nested" in str(found)


def test_very_many_columns_are_told_in_forty_lines_and_a_small_page():
    wide = pd.DataFrame(rng().normal(size=(60, 1_200)).round(2)).add_prefix("c")
    found = vedette.profile(wide)

    assert len(found.columns) == 1_200
    assert len(str(found).splitlines()) <= 40
    assert "more columns, less remarkable" in str(found)
    assert len(found.to_html().encode()) < 500_000
