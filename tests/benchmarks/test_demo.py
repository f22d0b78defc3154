"""The demo's table and what is printed beside its findings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from demo import compared
from demo_table import NO_SESSION, Demo, demo, write_csv


@pytest.fixture(scope="module")
def made() -> Demo:
    return demo()


def test_the_table_is_the_promised_one(made: Demo) -> None:
    assert len(made.table) == 13
    assert {len(c) for c in made.table.values()} == {10_000}
    assert [len(p.rows) for p in made.plants] == [
        15,
        12,
        10,
        15,
        10,
        4,
        len(made.plants[-1].rows),
    ]
    rows = [row for p in made.plants for row in p.rows]
    assert 200 < len(made.plants[-1].rows) < 400
    assert len(set(rows)) == len(rows)


def test_what_is_planted_is_there(made: Demo) -> None:
    spikes, lost, _, cpu, session, currency, missing = (list(p.rows) for p in made.plants)
    assert (np.diff(lost) == 1).all()
    assert set(made.table["requests"][lost]) == {40}
    assert set(made.table["session_s"][session]) == {NO_SESSION}
    assert set(made.table["country"][currency]) == {"DE"}
    assert "EUR" not in set(made.table["currency"][currency])
    low, high = np.quantile(made.table["cpu_pct"], [0.01, 0.99])
    assert ((made.table["cpu_pct"][cpu] > low) & (made.table["cpu_pct"][cpu] < high)).all()
    assert not np.isnan(made.table["latency_ms"][spikes]).any()
    assert np.flatnonzero(np.isnan(made.table["latency_ms"])).tolist() == missing


def test_the_same_seed_writes_the_same_bytes(made: Demo, tmp_path: Path) -> None:
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    write_csv(made.table, one)
    write_csv(demo().table, two)
    assert one.read_bytes() == two.read_bytes()
    lines = one.read_text().splitlines()
    assert len(lines) == 10_001
    assert "nan" not in one.read_text()


def test_found_and_missed_and_false_rows_are_told_apart(made: Demo) -> None:
    spikes, *_, session, _, missing = made.plants
    lines = [{"kind": "run", "rows": 10_000}]
    lines += [{"kind": "finding", "row": r, "text": "x"} for r in spikes.rows[:13]]
    lines += [{"kind": "finding", "row": 5, "text": "a wrong word " * 20}]
    lines += [{"kind": "finding", "row": missing.rows[0], "text": "y"}]
    lines += [{"kind": "fact", "rows": list(session.rows)}]
    out = compared(made, lines)
    text = "\n".join(out)
    assert max(map(len, out)) <= 80
    assert f"latency_ms      15     13  {spikes.rows[13]} {spikes.rows[14]}" in text
    assert "session_s       10     10" in text
    assert "False: 2 of 15 rows that were named (0.13):" in text
    assert "row 5: a wrong word" in text
