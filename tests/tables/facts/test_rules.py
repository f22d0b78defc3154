"""Rules between columns: found where they are, with the rows that break them."""

import numpy as np
import pytest

from naive import facts as made
from vedette.tables.facts import find_facts
from vedette.tables.facts.columns import Coded, log_chance, resolution
from vedette.tables.facts.rules import cross, tally

NEVER = {"rule_broken", "function", "order_broken", "sentinel", "copy", "linear", "sum"}
NEVER |= {"product", "duplicate_row", "spelling", "impossible", "gap_in_time"}


def facts_of(*columns, **roles):
    return find_facts(*made.table(*columns, **roles)).facts


def countries(n, wrong, seed=0):
    country = np.random.default_rng(seed).choice(4, n, p=[0.4, 0.3, 0.2, 0.1])
    currency = np.array([0, 1, 2, 1])[country]
    rows = np.flatnonzero(country == 0)[:wrong]
    currency[rows] = 1
    return (
        made.kinds("country", country, ["DE", "US", "UK", "EC"]),
        made.kinds("currency", currency, ["EUR", "USD", "GBP"]),
        tuple(int(r) for r in rows),
    )


# Known values


def test_the_rows_that_break_a_rule_of_kinds_are_named():
    country, currency, rows = countries(4000, 4)

    (fact,) = facts_of(country, currency)

    support = int(np.sum(country.values == 0))
    assert (fact.fact, fact.count, fact.rows) == ("rule_broken", 4, rows)
    assert fact.text.startswith(
        f"currency is EUR for country DE in {support - 4:,} of {support:,} rows; "
        "4 differ: rows "
    )


def test_an_unbroken_rule_is_a_function_and_no_fact():
    country, currency, _ = countries(4000, 0)

    found = find_facts(*made.table(country, currency))

    assert found.facts == ()
    assert [(f.column, f.of, len(f.exceptions)) for f in found.functions] == [
        ("currency", ("country",), 0)
    ]


def test_a_rule_of_two_columns_for_a_third_is_found_where_no_pair_gives_it():
    r = np.random.default_rng(1)
    a, b = r.integers(0, 2, (2, 4000))
    c = a ^ b
    c[[10, 20]] ^= 1
    columns = [
        made.kinds(k, v, ["no", "yes"]) for k, v in zip("abc", (a, b, c), strict=True)
    ]

    facts = facts_of(*columns)

    assert {row for f in facts for row in f.rows} == {10, 20}
    assert all(f.fact == "rule_broken" and len(f.columns) == 3 for f in facts)


def test_a_number_that_follows_a_kind_names_its_exceptions():
    r = np.random.default_rng(2)
    model = r.integers(0, 30, 3000)
    seats = np.round(r.uniform(20, 400, 30))[model]
    seats[[7, 70]] = 3

    (fact,) = facts_of(
        made.kinds("model", model, [f"M{i}" for i in range(30)]),
        made.number("seats", seats),
    )

    assert (fact.fact, fact.rows) == ("function", (7, 70))


def test_what_is_missing_by_rule_is_told():
    r = np.random.default_rng(3)
    status = r.integers(0, 3, 3000)
    closed = np.where(status == 0, np.nan, r.gamma(2, 9, 3000))
    closed[np.flatnonzero(status == 0)[[5, 9]]] = 4.0

    broken = [
        f
        for f in facts_of(
            made.kinds("status", status, ["open", "done", "lost"]),
            made.number("closed", closed),
        )
        if f.fact == "rule_broken"
    ]

    assert broken[0].count == 2


@pytest.mark.parametrize("wrong", [0, 3])
def test_copies_and_lines_are_found_with_their_exceptions(wrong):
    r = np.random.default_rng(4)
    celsius = np.round(r.normal(15, 8, 2000), 1)
    copy, fahrenheit = celsius.copy(), np.round(32 + 1.8 * celsius, 1)
    copy[:wrong] += 5
    fahrenheit[10 : 10 + wrong] += 5

    found = find_facts(
        *made.table(
            made.number("celsius", celsius),
            made.number("copy", copy),
            made.number("fahrenheit", fahrenheit),
        )
    )

    kinds = {f.fact: f for f in found.facts}
    assert kinds["copy"].rows == tuple(range(wrong))
    assert kinds["linear"].rows == tuple(range(10, 10 + wrong))
    assert kinds["linear"].text.startswith("fahrenheit = 32 + 1.8 celsius in")
    assert {(f.column, f.of) for f in found.functions} == {
        ("copy", ("celsius",)),
        ("fahrenheit", ("celsius",)),
    }


def test_a_falling_line_is_written_with_a_minus():
    used = np.round(np.random.default_rng(4).uniform(0, 100, 2000), 1)
    free = np.round(100 - used, 1)
    free[7] = 12.3

    (fact,) = facts_of(made.number("used", used), made.number("free", free))

    assert fact.text == "free = 100 - used in 1,999 of 2,000 rows; 1 differs: row 7"


def test_totals_are_recomputed():
    r = np.random.default_rng(5)
    price, quantity = np.round(r.lognormal(3, 0.5, 2000), 2), r.integers(1, 30, 2000)
    net = np.round(price * quantity, 2)
    tax = np.round(net * r.choice([0.07, 0.19], 2000), 2)
    gross = np.round(net + tax, 2)
    gross[8] += 0.1
    net_wrong = net.copy()
    net_wrong[4] *= 10
    columns = {
        "price": price,
        "quantity": quantity,
        "net": net_wrong,
        "tax": tax,
        "gross": gross,
    }

    facts = {f.fact: f for f in facts_of(*(made.number(k, v) for k, v in columns.items()))}

    assert facts["product"].rows == (4,)
    assert (
        facts["product"].text
        == "net = price x quantity in 1,999 of 2,000 rows; 1 differs: row 4"
    )
    assert facts["sum"].rows == (4, 8)


def test_an_end_is_its_start_and_the_duration():
    r = np.random.default_rng(6)
    start = np.datetime64("2024-01-01", "s") + r.integers(0, 9_000_000, 1000)
    minutes = r.integers(3, 500, 1000)
    end = start + minutes.astype("timedelta64[m]").astype("timedelta64[s]")
    shown = minutes.astype(float)
    shown[3] += 60

    facts = facts_of(
        made.time("start", start), made.time("end", end), made.number("duration", shown)
    )

    (fact,) = [f for f in facts if f.fact == "sum"]
    assert fact.rows == (3,)
    assert "end = start + duration minutes in 999 of 1,000 rows" in fact.text


def test_the_order_of_times_and_of_named_bounds_is_checked():
    r = np.random.default_rng(7)
    low = np.round(r.normal(10, 8, 2000), 1)
    high = np.round(low + r.gamma(3, 2, 2000), 1)
    low[5], high[5] = 20.0, 10.0

    (fact,) = facts_of(made.number("temp_min", low), made.number("temp_max", high))

    assert (fact.fact, fact.rows) == ("order_broken", (5,))
    assert not facts_of(made.number("temp", low), made.number("dew", high))


def test_the_counts_of_pairs_are_those_of_the_slow_twin():
    r = np.random.default_rng(8)
    values = np.array(list("abcdef"), dtype=object)
    a, b = (Coded(k, r.integers(-1, 6, 500).astype(np.int32), values) for k in "ab")

    fast = cross(a, b)

    slow = made.counts_of_pairs(a, b)
    assert {(i, j): int(fast[i, j]) for i, j in zip(*np.nonzero(fast), strict=True)} == slow
    counts = tally(fast)
    for i in range(6):
        of = [slow.get((i, j), 0) for j in range(6)]
        assert counts.support[i] == sum(of)
        assert counts.seen[i] == sum(of) - max(of)


def test_the_sums_found_are_those_of_the_slow_twin():
    r = np.random.default_rng(9)
    columns = {k: np.round(r.gamma(2, 30, 500), 2) for k in "abcd"}
    columns["e"] = columns["a"] + columns["c"]
    columns["f"] = columns["b"] + columns["d"]

    found = find_facts(*made.table(*(made.number(k, v) for k, v in columns.items())))

    sums = {(f.column, *f.of) for f in found.functions if f.kind == "sum"}
    assert sums == made.sums_that_hold(columns, 0.006)


@pytest.mark.parametrize(
    ("values", "step"),
    [([1.25, 3.5, 2.75], 0.01), ([3.0, 8.0], 1.0), ([0.1, 7.3], 0.1), ([np.pi, np.e], 0.0)],
)
def test_the_resolution_is_the_step_in_which_values_are_written(values, step):
    assert resolution(np.array(values * 20)) == step


def test_the_bound_on_poisson_is_above_the_true_chance():
    expected, seen = 20.0, 4
    true = sum(
        np.exp(-expected) * expected**k / np.prod(np.arange(1.0, k + 1)) for k in range(5)
    )

    bound = float(np.exp(log_chance(seen, expected)))

    assert true < bound < 20 * true
    assert float(log_chance(0, 20.0)) == -20.0
    assert float(log_chance(25, 20.0)) == 0.0


def test_a_kind_that_fails_less_often_than_others_is_no_rule():
    r = np.random.default_rng(10)
    kind = r.integers(0, 2, 10_000)
    failed = r.random(10_000) < np.array([0.004, 0.06])[kind]

    assert not facts_of(
        made.kinds("kind", kind, ["A", "B"]), made.kinds("failed", failed, ["no", "yes"])
    )


def test_two_columns_that_are_mostly_zero_are_no_copies():
    r = np.random.default_rng(14)
    a, b = (np.where(r.random(5000) < 0.988, 0, r.gamma(2, 9, 5000)) for _ in "ab")

    assert not facts_of(made.number("a", a), made.number("b", b))


# Laws


@pytest.mark.parametrize("seed", range(40))
def test_a_clean_table_breaks_no_rule(seed):
    facts = find_facts(*made.clean_table(seed)).facts

    assert [f.text for f in facts if f.fact in NEVER] == []


def test_planted_breaks_are_named_in_nine_of_ten_tables():
    named = dict.fromkeys(("rule_broken", "product", "sum", "linear", "order_broken"), 0)
    for seed in range(20):
        table, roles, planted = made.planted_table(seed)
        facts = find_facts(table, roles).facts
        for kind in named:
            rows = set(planted[kind].tolist())
            named[kind] += any(rows <= set(f.rows) for f in facts if f.fact == kind)

    assert min(named.values()) >= 18, named


def test_the_order_of_the_rows_changes_only_their_numbers():
    table, roles, _ = made.planted_table(3)
    order = np.random.default_rng(0).permutation(table.rows)
    moved = table.replaced({c.name: c.take(order) for c in table})

    before = {
        (f.fact, f.columns, frozenset(f.rows)) for f in find_facts(table, roles).facts
    }
    after = {
        (f.fact, f.columns, frozenset(int(order[r]) for r in f.rows))
        for f in find_facts(moved, roles).facts
    }

    assert {f for f in before if len(f[2]) < 1000} == {f for f in after if len(f[2]) < 1000}


def test_twice_is_the_same():
    table, roles, _ = made.planted_table(5)

    assert find_facts(table, roles).facts == find_facts(table, roles).facts


def test_the_most_worth_reading_comes_first_in_a_line_each():
    facts = find_facts(*made.planted_table(2)[:2]).facts

    assert [f.weight for f in facts] == sorted((f.weight for f in facts), reverse=True)
    assert all(len(f.text) <= 110 and "\n" not in f.text for f in facts)


def test_labels_and_ignored_columns_are_not_looked_at():
    country, currency, _ = countries(4000, 4)

    assert facts_of(country, currency, currency="label") == ()
    assert facts_of(country, currency, currency="ignore") == ()


# Degenerate tables


@pytest.mark.parametrize("n", [0, 1, 2, 3, 30])
def test_tiny_tables_are_answered(n):
    table, roles = made.table(
        made.number("a", np.arange(n)),
        made.number("b", np.full(n, np.nan)),
        made.kinds("c", np.zeros(n), ["x"]),
        made.time("t", np.full(n, np.datetime64("NaT"))),
        a="id",
    )

    assert all(
        f.fact in ("all_missing", "constant") for f in find_facts(table, roles).facts
    )


def test_huge_values_give_no_warning_and_no_rule():
    r = np.random.default_rng(0)
    columns = [made.number(k, r.normal(size=300) * 1e307) for k in "abcd"]

    assert facts_of(*columns) == ()
