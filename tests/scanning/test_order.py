"""A canonical order of rows: what a row holds decides, not where it stands."""

import numpy as np
import pytest

from vedette.core.hashes import mixed, name_hash
from vedette.core.table import Column, Source, Table
from vedette.scanning.order import codes, row_hashes, uniform


def table_of(**columns):
    made = []
    for name, values in columns.items():
        values = np.asarray(values)
        if values.dtype.kind == "U":
            levels = list(dict.fromkeys(values.tolist()))
            held = np.array([levels.index(v) for v in values], np.int32)
            made.append(Column(name, "text", held, np.array(levels, dtype=object)))
        elif values.dtype.kind == "M":
            made.append(Column(name, "time", values.astype("datetime64[us]")))
        else:
            made.append(Column(name, "number", values.astype(float)))
    return Table(tuple(made), len(values), Source("made", "dict"))


def mixed_columns(n=200, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    x[:5] = np.nan
    return {
        "x": x,
        "k": rng.choice(["a", "b", "c"], n),
        "t": np.datetime64("2026-01-01") + rng.integers(0, 1000, n),
    }


def test_mixing_is_the_generator_splitmix64():
    # First outputs of the generator for the seed 1234567 (the reference implementation's).
    golden = 0x9E3779B97F4A7C15
    states = (1234567 + golden * np.arange(3, dtype=object)) % 2**64

    assert mixed(states.astype(np.uint64)).tolist() == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
    ]


def test_names_hash_alike_on_every_machine():
    assert name_hash("", 0) == name_hash("", 0)
    assert len({int(name_hash(name, seed)) for name in ("a", "b") for seed in (0, 1)}) == 4
    assert name_hash("\ud800", 0)  # half a character, as some files hold


@pytest.mark.parametrize("seed", [0, 7])
def test_hashes_move_with_the_rows(seed):
    columns, moved = mixed_columns(), np.random.default_rng(1).permutation(200)

    before = row_hashes(table_of(**columns), seed)
    after = row_hashes(table_of(**{n: v[moved] for n, v in columns.items()}), seed)

    assert np.array_equal(after, before[moved])
    assert len(np.unique(before)) == 200


def test_the_order_of_columns_does_not_matter():
    columns = mixed_columns()

    forth = row_hashes(table_of(**columns), 0)

    assert np.array_equal(row_hashes(table_of(**dict(reversed(columns.items()))), 0), forth)


@pytest.mark.parametrize(
    "units", [lambda x: 1000 * x, lambda x: 0.3048 * x + 273.15, np.exp]
)
def test_increasing_units_change_no_hash(units):
    columns = mixed_columns()

    other = columns | {"x": units(columns["x"])}

    assert np.array_equal(
        row_hashes(table_of(**other), 0), row_hashes(table_of(**columns), 0)
    )


def test_rows_with_values_exchanged_between_columns_differ():
    hashes = row_hashes(table_of(a=[1.0, 2.0, 1.0], b=[2.0, 1.0, 2.0]), 0)

    assert hashes[0] == hashes[2] != hashes[1]


def test_columns_left_out_change_nothing():
    columns = mixed_columns()
    more = columns | {"id": np.array([f"r{i}" for i in range(200)])}

    assert np.array_equal(
        row_hashes(table_of(**more), 0, leave_out=frozenset({"id"})),
        row_hashes(table_of(**columns), 0),
    )


def test_missing_is_a_value_of_its_own():
    column = Column("x", "number", np.array([np.nan, -1.0, 0.0, np.nan]))
    assert codes(column).tolist() == [0, 1, 2, 0]

    text = Column(
        "k", "text", np.array([-1, 0, -1], np.int32), np.array(["a"], dtype=object)
    )
    assert codes(text).tolist()[::2] == [0, 0]

    nothing = Column("k", "text", np.array([-1, -1], np.int32))
    assert codes(nothing).tolist() == [0, 0]


def test_jitter_lies_within_half_a_cell_and_is_even():
    jitter = uniform(np.arange(100_000), "x", 0)

    assert -0.5 <= jitter.min() < -0.4999
    assert 0.4999 < jitter.max() < 0.5
    counts = np.histogram(jitter, bins=10, range=(-0.5, 0.5))[0]
    assert ((counts - 10_000) ** 2 / 10_000).sum() < 27.9  # chi-square of 9, one in 1,000


def test_jitter_is_another_for_another_column_or_seed():
    places = np.arange(10_000)
    drawn = [uniform(places, name, seed) for name in ("x", "y") for seed in (0, 1)]

    off = np.corrcoef(drawn) - np.eye(4)
    assert np.abs(off).max() < 0.05
    assert np.array_equal(drawn[0], uniform(places, "x", 0))
    assert np.array_equal(drawn[0][[5, 2]], uniform(np.array([5, 2]), "x", 0))
