"""Each column by itself: what is told of it is what a slow look finds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import vedette
from vedette.core.errors import InvalidParameter, UnknownName
from vedette.core.pictures import Distribution, Levels
from vedette.core.profile import TRAITS
from vedette.profiling.shape import Moments, asymmetry, quantiles_of, tail_of


def column(values, name="x", **asked):
    return vedette.profile({name: values}, **asked)[name]


@pytest.fixture(scope="module")
def orders():
    """2,000 rows with a known number of everything."""
    rng = np.random.default_rng(1)
    n = 2_000
    amount = np.round(np.exp(rng.normal(3, 0.5, n)), 2)
    depth = rng.normal(50, 5, n)
    depth[:30] = -999
    lost = rng.normal(size=n)
    lost[100:500] = np.nan
    kind = np.array(["a"] * 1200 + ["b"] * 600 + ["c"] * 200, dtype=object)
    return {
        "ref": [f"r{i:05}" for i in range(n)],
        "amount": amount,
        "depth": depth,
        "lost": lost,
        "kind": kind[rng.permutation(n)],
        "same": ["x"] * n,
        "none": [None] * n,
        "at": np.datetime64("2025-01-01") + rng.integers(0, 90, n),
    }


@pytest.fixture(scope="module")
def profile(orders):
    return vedette.profile(orders)


def test_a_number_is_told_by_its_moments_and_quantiles(orders, profile):
    x = orders["amount"]
    shape = profile["amount"].shape

    assert (shape.low, shape.high) == (x.min(), x.max())
    assert shape.mean == pytest.approx(x.mean())
    assert shape.deviation == pytest.approx(x.std(ddof=1))
    assert shape.skew == pytest.approx(stats.skew(x))
    assert shape.kurtosis == pytest.approx(stats.kurtosis(x))
    for one in shape.quantiles:
        assert one.value == pytest.approx(np.quantile(x, one.share))
    assert shape.step == 0.01
    assert profile["amount"].distinct == len(set(x.tolist()))


def test_counts_of_what_is_not_there_do_not_overlap(profile):
    assert (profile["lost"].missing, profile["lost"].present) == (400, 1600)
    assert (profile["depth"].codes, profile["depth"].missing) == (30, 0)
    assert profile["depth"].shape.low > 0
    assert profile["none"].traits == ("empty",)
    assert profile["none"].missing == 2_000
    assert "codes" in profile["depth"].traits


def test_codes_are_counted_apart_from_gaps_in_the_same_column(orders):
    depth = orders["depth"].copy()
    depth[500:570] = np.nan
    one = column(depth)

    assert (one.codes, one.missing, one.present) == (30, 70, 1_900)


@pytest.mark.parametrize("sample", [None, 1_000])
def test_values_of_another_type_are_counted_apart(tmp_path, sample):
    cells = [f"{i / 7:.3f}" for i in range(2_000)]
    cells[10:13] = ["oops"] * 3
    cells[50:55] = [""] * 5
    (tmp_path / "t.csv").write_text(
        "x,y\n" + "".join(f"{c},{i}.5\n" for i, c in enumerate(cells))
    )
    one = vedette.profile(tmp_path / "t.csv", sample=sample)["x"]

    assert (one.misfits, one.missing, one.present) == (3, 5, 1_992)
    assert "misfits" in one.traits
    assert "of another type in 3 rows" in one.text


def test_kinds_are_told_by_how_often_they_occur(profile):
    kind = profile["kind"]

    assert [(one.value, one.count) for one in kind.common] == [
        ("a", 1200),
        ("b", 600),
        ("c", 200),
    ]
    assert isinstance(kind.picture, Levels)
    assert kind.picture.counts == (1200, 600, 200)
    assert kind.shape is None
    assert kind.text == "3 kinds: a 60 %, b 30 %, c 10 %"


def test_a_column_of_one_value_and_one_of_names_are_called_so(profile):
    assert profile["same"].traits == ("constant",)
    assert profile["same"].text == "always x"
    assert profile["ref"].role == "id"
    assert profile["ref"].traits == ("unique",)
    assert profile["ref"].lengths == (6, 6, 6)


def test_times_are_iso_and_have_no_mean(orders, profile):
    shape = profile["at"].shape

    assert (shape.low, shape.high) == (str(min(orders["at"])), str(max(orders["at"])))
    assert shape.mean is None
    assert shape.quantile(0.5) == "2025-02-14" or shape.quantile(0.5).startswith("2025-02")


def test_a_histogram_counts_every_value_once(profile):
    for name in ("amount", "depth", "lost", "at"):
        picture = profile[name].picture
        assert isinstance(picture, Distribution)
        inside = sum(picture.counts)
        assert inside + picture.below + picture.above == profile[name].present
        assert picture.missing == profile.rows - profile[name].present


@pytest.mark.parametrize("spread", [6, 12])
def test_a_histogram_of_values_in_coarse_steps_is_no_comb(spread):
    rng = np.random.default_rng(0)
    fahrenheit = np.round(rng.normal(60, spread, 3_000))
    picture = column(np.round((fahrenheit - 32) / 1.8, 1)).picture

    middle = picture.counts[len(picture.counts) // 4 : -len(picture.counts) // 4]
    assert min(middle) > 0


@pytest.mark.parametrize(
    ("trait", "values"),
    [
        ("skewed_right", lambda r: r.exponential(size=2000)),
        ("skewed_left", lambda r: -r.exponential(size=2000)),
        ("heavy_tails", lambda r: r.standard_t(1.5, 5000)),
        ("modes", lambda r: r.normal(r.choice([0, 8], 2000), 1)),
        ("zeros", lambda r: np.where(r.random(2000) < 0.4, 0, r.normal(5, 1, 2000))),
        ("discrete", lambda r: r.integers(0, 8, 2000) / 2),
        ("mostly_one", lambda r: np.where(r.random(2000) < 0.97, 3.5, r.random(2000))),
        ("wild", lambda r: np.append(r.normal(size=2000), 1e4)),
        ("missing", lambda r: np.where(r.random(2000) < 0.1, np.nan, r.random(2000))),
        (
            "mostly_missing",
            lambda r: np.where(r.random(2000) < 0.9, np.nan, r.random(2000)),
        ),
    ],
)
def test_what_stands_out_is_named(trait, values):
    assert trait in column(values(np.random.default_rng(0))).traits


def test_of_a_normal_and_of_a_uniform_column_nothing_stands_out():
    for seed in range(5):
        rng = np.random.default_rng(seed)
        assert column(rng.normal(size=3000)).traits == ()
        assert column(rng.random(3000)).traits == ()


def test_every_trait_that_is_named_has_words(profile):
    for one in profile.columns:
        assert set(one.traits) <= set(TRAITS)


@pytest.mark.parametrize("power", [1e-300, 1e-20, 1.0, 1e150, 1e300])
def test_units_change_nothing_but_what_is_in_units(power):
    x = np.random.default_rng(2).gamma(2, size=1000)
    usual, scaled = column(x).shape, column(x * power).shape

    assert scaled.mean == pytest.approx(usual.mean * power)
    assert scaled.deviation == pytest.approx(usual.deviation * power)
    for name in ("skew", "kurtosis", "asymmetry", "tail"):
        assert getattr(scaled, name) == pytest.approx(getattr(usual, name), rel=1e-6)


def test_moments_joined_are_those_of_all():
    x = np.random.default_rng(3).gamma(2, size=999) + 1e6
    joined = Moments()
    for part in np.split(x, [1, 10, 500]):
        joined.add(part)

    assert joined.n == 999
    assert joined.mean == pytest.approx(x.mean(), rel=1e-13)
    assert joined.deviation == pytest.approx(x.std(ddof=1))
    assert joined.skew == pytest.approx(stats.skew(x), rel=1e-5)
    assert joined.kurtosis == pytest.approx(stats.kurtosis(x), rel=1e-5)


def test_quantiles_are_those_of_numpy():
    x = np.sort(np.random.default_rng(4).normal(size=77))
    shares = (0.0, 0.01, 0.25, 0.5, 0.9, 1.0)

    assert quantiles_of(x, shares) == pytest.approx(np.quantile(x, shares))


def test_asymmetry_and_tails_of_known_distributions():
    even = (np.arange(100_000) + 0.5) / 100_000

    assert asymmetry(stats.norm.ppf(even)) == pytest.approx(0, abs=1e-9)
    assert asymmetry(stats.expon.ppf(even)) == pytest.approx(0.564, abs=0.001)
    assert tail_of(stats.norm.ppf(even)) == pytest.approx(3.82, abs=0.01)
    assert tail_of(stats.expon.ppf(even)) == pytest.approx(6.64, abs=0.01)
    assert tail_of(stats.t(2).ppf(even)) == pytest.approx(12.2, abs=0.1)
    assert asymmetry(np.zeros(100)) is None
    assert tail_of(np.arange(10.0)) is None


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "values",
    [
        [1.5],
        [1.0, 1.0, 1.0],
        [1e308, -1e308, 0.0, 1e308],
        [5e-324, 0.0, 1.0],
        np.linspace(-1.0, 1.0, 400) * 1.7e308,
        np.arange(400) * 5e-324,
        [np.inf, -np.inf, 1.0, 2.0],
        [np.nan, np.nan],
        [True, False, True],
        ["", "a", None],
        [2.0**60] * 40 + [2.0**60 + 4096] * 40,
        np.full(60, np.datetime64("1700-01-01T00:00:00")),
    ],
)
def test_no_number_is_ever_out_of_bounds(values):
    one = column(values)

    if one.shape is not None:
        for name in ("mean", "deviation", "skew", "kurtosis", "asymmetry", "tail"):
            told = getattr(one.shape, name)
            assert told is None or np.isfinite(told)
    assert "NaN" not in vedette.profile({"x": values}).to_json()


def test_a_long_text_is_listed_in_part_and_counted_whole():
    one = column([("x" * 10_000) + str(i % 7) for i in range(70)])

    assert one.distinct == 7
    assert [len(common.value) for common in one.common] == [200] * 7
    assert one.lengths == (10_001, 10_001, 10_001)


def test_what_is_estimated_is_never_more_than_there_are_rows():
    x = np.random.default_rng(0).permutation(20_000) / 3
    one = column(x, sample=1_000)

    assert not one.distinct_exact
    assert 0.94 * 20_000 < one.distinct <= 20_000


def test_one_row_all_copies_all_kinds_and_nothing_at_all_have_clear_answers():
    one = vedette.profile({"a": [1.5], "b": ["x"]})
    assert one.summary() == "one row: nothing can be told of how values lie"

    copies = vedette.profile({"a": [1.5] * 50, "b": ["x"] * 50, "c": [3] * 50})
    assert copies.duplicates == 49
    assert "49 rows (98 %) are copies of earlier ones" in copies.summary()

    kinds = vedette.profile({f"k{i}": list("abcd") * 50 for i in range(4)})
    assert all(c.role == "category" and c.shape is None for c in kinds.columns)

    nothing = vedette.profile(pd.DataFrame({"a": [np.nan] * 30, "b": [None] * 30}))
    assert nothing.summary() == "no cell has a value"
    assert nothing.duplicates is None


def test_rows_that_repeat_but_for_their_id_are_counted():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, 200))
    x[50], y[50] = x[7], y[7]
    found = vedette.profile({"id": [f"n{i}" for i in range(200)], "x": x, "y": y})

    assert (found.duplicates, found.aside) == (1, ("id",))
    assert "1 row (0.5 %) is a copy of an earlier one but for id" in found.summary()


def test_two_thousand_columns_are_profiled():
    rng = np.random.default_rng(0)
    wide = pd.DataFrame(rng.normal(size=(60, 2_000))).add_prefix("c")
    found = vedette.profile(wide)

    assert len(found.columns) == 2_000
    assert len(str(found).splitlines()) <= 40
    assert len(found.to_html()) < 500_000


def test_a_column_without_a_part_is_left_out_and_a_given_role_holds():
    data = {"a": [1.0, 2.0, 3.0] * 20, "b": [1, 2, 3] * 20, "c": [0, 1, 2] * 20}
    found = vedette.profile(data, roles={"a": "category", "c": "ignore"})

    assert [c.name for c in found.columns] == ["a", "b"]
    assert found["a"].role == "category"
    with pytest.raises(UnknownName, match="no column is called 'aa'"):
        found["aa"]
    with pytest.raises(UnknownName):
        vedette.profile(data, roles={"d": "number"})
    with pytest.raises(InvalidParameter):
        vedette.profile(data, seed=-1)
