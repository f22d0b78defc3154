"""Two tables compared: what differs is named with its size, what chance does is not."""

from __future__ import annotations

import json

import numpy as np
import pytest
from scipy import stats
from scipy.signal import lfilter

import vedette
from vedette.core.errors import InvalidInput
from vedette.profiling.contrasts import Sample, place, scale, shape, share
from vedette.profiling.overlays import overlay
from vedette.profiling.worth import worth

N = 4_000


def table(rng, n=N):
    gaps = rng.exponential(10, n)
    gaps[rng.random(n) < 0.05] = np.nan
    return {
        "amount": rng.normal(58, 40, n).round(2),
        "gaps": gaps,
        "items": rng.poisson(3, n).astype(float),
        "kind": rng.choice(["a", "b", "c"], n, p=[0.5, 0.3, 0.2]),
        "paid": rng.random(n) < 0.3,
    }


def against(after, before, **asked):
    return vedette.profile(after, against=before, **asked).against


def sample(values):
    values = np.asarray(values, dtype=float)
    return Sample(values, ())


@pytest.fixture
def pair():
    rng = np.random.default_rng(5)
    return table(rng), table(rng)


def of_student(square, n, m):
    """p of the root of a statistic with one degree of freedom, by Student's t with the
    degrees of freedom of Welch and Satterthwaite."""
    parts = 1 / n, 1 / m
    df = sum(parts) ** 2 / (parts[0] ** 2 / (n - 1) + parts[1] ** 2 / (m - 1))
    return 2 * stats.t.sf(np.sqrt(square), df)


@pytest.mark.parametrize("seed", range(5))
def test_the_tests_are_those_of_the_books(seed):
    rng = np.random.default_rng(seed)
    n, m = 150, 180
    a, b = rng.normal(0, 1, n), rng.normal(0.2, 1.3, m)
    first, second = sample(a), sample(b)

    gap = stats.ks_2samp(a, b).statistic
    expected = stats.kstwobign.sf(gap * np.sqrt(n * m / (n + m)))
    assert shape(first, second).p == pytest.approx(expected, rel=1e-9)
    square = stats.fligner(a, b, center="median").statistic
    assert scale(first, second, moved=True).p == pytest.approx(of_student(square, n, m))
    scores = stats.norm.ppf(stats.rankdata(np.r_[a, b]) / (n + m + 1))
    means = scores[:n].mean(), scores[n:].mean()
    square = (n * means[0] ** 2 + m * means[1] ** 2) / scores.var(ddof=1)
    assert place(first, second).p == pytest.approx(of_student(square, n, m))


@pytest.mark.parametrize("ones", [(12, 31), (75, 90), (3, 0), (150, 120)])
def test_shares_are_compared_by_the_exact_test_of_fisher(ones):
    n, m = 150, 180
    one, other = (
        sample(np.repeat([1, 0], [k, size - k]))
        for k, size in zip(ones, (n, m), strict=True)
    )
    counted = [[ones[0], n - ones[0]], [ones[1], m - ones[1]]]
    sides = [stats.fisher_exact(counted, side).pvalue for side in ("less", "greater")]

    found = share(one, other)

    assert found.p == pytest.approx(min(1, 2 * min(sides)), rel=1e-6)
    assert found.sign == np.sign(ones[1] / m - ones[0] / n)


def test_rows_in_runs_are_worth_what_their_mean_says():
    rng = np.random.default_rng(1)
    free = rng.normal(size=20_000)
    chained = lfilter([1.0], [1.0, -0.8], rng.normal(size=20_000))
    order = (np.arange(20_000),)

    assert worth(free, order).inflation == 1
    assert 5 < worth(chained, order).inflation < 14  # (1 + .8) / (1 - .8) = 9
    assert worth(np.ones(20_000), order).inflation == 1


def test_rows_in_runs_longer_than_blocks_are_worth_fewer_still():
    order = (np.arange(4_000),)
    draws = [np.random.default_rng(seed) for seed in range(10)]
    slow = [
        lfilter([1.0], [1.0, -0.998], rng.normal(size=14_000))[-4_000:] for rng in draws
    ]

    # 999 of rows without end; a block of 200 alone cannot tell of more than 200.
    assert np.median([worth(values, order).inflation for values in slow]) > 400


def test_of_counts_that_moved_no_width_is_told_and_of_others_it_is():
    rng = np.random.default_rng(0)
    counts = sample(rng.poisson(3, N)), sample(rng.poisson(3, N) + 0.5)
    amounts = sample(rng.normal(0, 1, N)), sample(rng.normal(5, 2, N))

    assert scale(*counts, moved=True) is None
    assert scale(*amounts, moved=True).p < 1e-9


def test_two_samples_of_one_table_hardly_ever_name_a_column():
    draws = [np.random.default_rng(seed) for seed in range(20)]

    named = [against(table(rng, 1_000), table(rng, 1_000)).named for rng in draws]

    assert sum(map(bool, named)) <= 2


def test_rows_that_resemble_those_before_them_do_not_count_in_full():
    named = 0
    for seed in range(15):
        rng = np.random.default_rng(seed)
        walk = lfilter([1.0], [1.0, -0.9], rng.normal(size=5_000))[1_000:]
        day = np.repeat(rng.normal(size=40), 100) + rng.normal(size=4_000)
        whole = {"walk": walk, "day": day, "free": rng.normal(size=4_000)}
        first, rest = ({k: v[s] for k, v in whole.items()} for s in cut(2_000))
        named += bool(against(rest, first).named)

    assert named <= 2


def cut(k):
    return slice(None, k), slice(k, None)


@pytest.mark.parametrize(
    ("column", "change", "what"),
    [
        ("amount", lambda v, rng: v + 12, "mean"),
        ("amount", lambda v, rng: 58 + 1.5 * (v - 58), "scale"),
        ("gaps", lambda v, rng: np.where(rng.random(N) < 0.05, np.nan, v), "missing"),
        ("kind", lambda v, rng: np.where(rng.random(N) < 0.08, "b", v), "share"),
        ("kind", lambda v, rng: np.where(rng.random(N) < 0.02, "z", v), "new"),
        ("kind", lambda v, rng: np.where(v == "c", "a", v), "gone"),
        ("paid", lambda v, rng: v | (rng.random(N) < 0.08), "share"),
        (
            "amount",
            lambda v, rng: 58 + rng.choice([-40, 40], N) + rng.normal(0, 2, N),
            "shape",
        ),
    ],
)
def test_what_was_changed_is_named_and_nothing_else(pair, column, change, what):
    before, after = pair
    after[column] = change(after[column], np.random.default_rng(2))

    found = against(after, before)

    assert found.named == (column,)
    assert what in [one.what for one in found.drifts[0].changes]
    assert found.drifts[0].p <= found.alpha


def test_sizes_are_in_units_of_the_column(pair):
    before, after = pair
    after["amount"] = before["amount"] + 12

    (drift,) = against(after, before).drifts

    (change,) = drift.changes
    old = before["amount"]
    assert change.before == pytest.approx(old.mean())
    assert change.after == pytest.approx(old.mean() + 12)
    assert change.size == pytest.approx(12 / old.std(ddof=1))
    assert drift.text == f"mean {old.mean():.1f} -> {old.mean() + 12:.1f} (+0.30 sd)"


def test_a_table_is_like_itself(pair):
    found = against(pair[0], pair[0])

    assert not found.drifts
    assert found.compared == tuple(pair[0])


def test_columns_that_cannot_be_compared_are_named(pair):
    before, after = pair
    before["old"] = after["new"] = np.arange(N) % 7
    before["items"] = np.array(["many", "few"])[before["items"].astype(int) % 2]

    found = against(after, before)

    assert (found.added, found.removed, found.unlike) == (("new",), ("old",), ("items",))
    assert "items" not in found.compared


def test_numbers_and_words_are_not_compared_whichever_came_first(pair):
    before, after = pair
    after["amount"] = np.array([f"about {value}" for value in after["amount"]])

    assert against(after, before).unlike == ("amount",)
    assert against(before, after).unlike == ("amount",)


@pytest.mark.parametrize(
    ("factor", "said"), [(1000, "1,000 times"), (1 / 60, "1/60 as much")]
)
def test_another_unit_is_called_so(pair, factor, said):
    before, after = pair
    before["amount"] = np.abs(before["amount"]) + 50
    after["amount"] = (np.abs(after["amount"]) + 50) * factor

    (drift,) = against(after, before).drifts

    (change,) = drift.changes
    assert (change.what, change.size) == ("unit", factor)
    assert said in change.text


def test_values_ten_times_as_large_with_another_shape_are_no_other_unit(pair):
    before, after = pair
    before["amount"] = np.random.default_rng(0).exponential(1, N)
    after["amount"] = np.random.default_rng(1).normal(7, 1, N)

    (drift,) = against(after, before).drifts

    assert "unit" not in [one.what for one in drift.changes]


def test_how_a_quantity_lies_before_and_now_is_drawn(pair):
    before, after = pair
    after["amount"] = after["amount"] + 20
    after["kind"] = np.where(np.arange(N) % 10 == 0, "z", after["kind"])

    found = against(after, before)

    drawn = {one.name: one.picture for one in found.drifts}
    assert drawn["kind"] is None
    tops = {
        line.name: max(line.points, key=lambda at: at[1]) for line in drawn["amount"].lines
    }
    assert tops["now"][0] > tops["before"][0]
    for line in drawn["amount"].lines:
        x, y = np.array(line.points).T
        covered = np.sum(y[1:-1:2]) if len(set(x)) * 2 == len(x) else 0
        assert covered == pytest.approx(0.99, abs=0.02)
    page = vedette.profile(after, against=before).to_html()
    assert "share of the rows" in page


def test_whole_numbers_are_drawn_with_a_bin_for_each():
    rng = np.random.default_rng(0)
    drawn = overlay("items", *(rng.poisson(k, N).astype(float) for k in (6, 8)))

    for line in drawn.lines:
        heights = [y for _, y in line.points[1:-1:2]]
        assert 0 < min(heights) <= max(heights) < 0.3


def test_columns_by_which_rows_were_chosen_are_not_compared(pair):
    data = pair[0]
    data["month"] = np.arange(N) % 2
    data["quarter"] = np.where(data["month"] == 1, "month", "other")

    found = vedette.profile(data, where="month = 1", against_where="Month <> 1").against

    assert "rows were chosen by month: not compared" in found.notes
    assert "month" not in found.compared
    assert found.named == ("quarter",)


def test_a_column_with_many_changes_tells_the_largest(pair):
    before, after = pair
    before["code"] = np.random.default_rng(0).choice(list("abcdefghijkl"), N)
    after["code"] = np.char.upper(np.random.default_rng(1).choice(list("abcdefghijkl"), N))

    (drift,) = against(after, before).drifts

    assert len(drift.changes) > 5
    assert drift.text.endswith(f"and {len(drift.changes) - 5} more")


def test_a_code_for_missing_that_appears_is_told_as_missing(pair):
    before, after = pair
    after["amount"][::20] = -999

    (drift,) = against(after, before).drifts

    assert [one.what for one in drift.changes] == ["missing"]


def test_periods_of_one_table_are_compared():
    rng = np.random.default_rng(3)
    data = table(rng)
    data["day"] = np.datetime64("2025-01-01") + np.arange(N) // 40
    data["amount"][N // 2 :] += 20

    found = vedette.profile(
        data, where="day >= '2025-02-20'", against_where="day < '2025-02-20'"
    )

    assert (found.rows, found.against.rows) == (2_000, 2_000)
    assert found.against.named == ("amount",)


def test_no_value_of_a_redacted_column_is_shown(pair):
    before, after = pair
    after["amount"] += 20
    after["kind"] = np.where(np.arange(N) % 10 == 0, "secret", after["kind"])

    found = vedette.profile(after, against=before, redact=["amount", "kind"])

    assert set(found.against.named) == {"amount", "kind"}
    said = "".join((found.to_json(), str(found), found.to_html(), found.to_markdown()))
    assert "secret" not in said
    assert "sd" in said
    for drift in found.against.drifts:
        assert all(one.level is None for one in drift.changes)
        assert drift.picture is None


def test_every_face_says_the_same(pair):
    before, after = pair
    after["amount"] += 20

    found = vedette.profile(after, against=before)

    text = found.against.drifts[0].text
    records = [json.loads(line) for line in found.to_json().splitlines()]
    assert [r["text"] for r in records if r["kind"] == "drift"] == [text]
    assert text in str(found)
    assert text.replace(">", "&gt;") in found.to_html()
    assert max(map(len, str(found).splitlines())) <= 80


@pytest.mark.parametrize("rows", [1, 3, 6])
def test_few_rows_tell_nothing(pair, rows):
    few = {name: values[:rows] for name, values in pair[0].items()}

    assert not against(few, pair[1]).drifts
    assert not against(pair[1], few).drifts


def test_without_a_column_in_common_there_is_nothing_to_compare(pair):
    with pytest.raises(InvalidInput, match="no column"):
        against(pair[0], {"other": np.arange(50)})
