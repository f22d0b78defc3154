"""Models: fitted on one table, they judge others, and come back from a file as they were."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

import vedette
from made.saved import changed, parts_of, sealed
from vedette.core.errors import InvalidInput, InvalidParameter
from vedette.detectors import catalogue
from vedette.report import jsonl
from vedette.scanning.extending import looked_at
from vedette.scanning.judged import Judged, Whole
from vedette.scanning.score import only_from
from vedette.tables.agreeing import agreeing
from vedette.tables.reading import read

TODAYS = Path(__file__).parent / "format-2.vedette"


def orders(n, seed):
    """Orders with a price that follows the weight, a region, an id and a flag."""
    rng = np.random.default_rng(seed)
    weight = rng.gamma(4.0, 1.0, n)
    region = rng.choice(["north", "south", "west"], n)
    price = 3 * weight + 2 * (region == "north") + rng.normal(0, 0.2, n)
    return {
        "order": np.array([f"o{seed}-{i:05d}" for i in range(n)]),
        "weight": weight.round(3),
        "price": price.round(2),
        "region": region,
        "items": rng.poisson(30, n),
        "paid": rng.random(n) < 0.9,
    }


def changed_cell(table, column, row, value):
    values = table[column].copy()
    values[row] = value
    return table | {column: values}


@pytest.fixture(scope="module")
def model():
    return vedette.fit(orders(2000, 1))


def test_a_wrong_value_of_the_next_table_is_found_with_what_was_expected(model):
    table = changed_cell(orders(500, 2), "price", 33, 95.0)

    result = model.score(table)

    (finding,) = result.findings
    reason = finding.reasons[0]
    assert (finding.row, finding.id, reason.column) == (33, "o2-00033", "price")
    expected = 3 * table["weight"][33] + 2 * (table["region"][33] == "north")
    assert reason.expected == pytest.approx(expected, abs=0.5)
    assert reason.low < expected < reason.high
    assert (result.rows, result.expected_false) == (500, pytest.approx(0.1))
    assert "judged by what is usual in 2,000 rows learned before" in result.notes


def test_clean_tables_are_usual(model):
    found = [len(model.score(orders(500, seed)).findings) for seed in range(10, 20)]

    assert sum(found) <= 1


def test_a_single_row_is_judged(model):
    usual = {name: values[:1] for name, values in orders(500, 3).items()}

    assert not model.score(usual).findings
    assert [f.row for f in model.score(usual | {"price": np.array([95.0])}).findings] == [0]


def test_a_column_in_other_units_is_one_group_and_not_a_finding_for_each_row(model):
    table = orders(1500, 4)

    result = model.score(table | {"price": table["price"] * 100})

    assert max(group.count for group in result.groups if group.alike) > 1400
    assert len(result.findings) < 50


def test_what_is_expected_of_a_row_does_not_depend_on_the_rows_beside_it(model):
    table = changed_cell(orders(400, 5), "price", 20, 95.0)
    few = {name: values[15:25] for name, values in table.items()}

    (whole,), (part,) = model.score(table).findings, model.score(few).findings

    assert (whole.row, part.row) == (20, 5)
    assert whole.reasons == part.reasons


def test_the_order_of_rows_and_columns_changes_nothing(model):
    table = changed_cell(orders(400, 6), "price", 20, 95.0)
    order = np.random.default_rng(0).permutation(400)
    moved = {name: table[name][order] for name in reversed(table)}

    one, other = model.score(table), model.score(moved)

    assert [(f.id, f.surprise, f.text) for f in one.findings] == [
        (f.id, f.surprise, f.text) for f in other.findings
    ]


def test_rows_that_were_found_when_fitting_are_no_example_of_what_is_usual():
    table = changed_cell(orders(2000, 7), "price", 5, 95.0)
    again = {name: values[5:6] for name, values in table.items()}

    model = vedette.fit(table)

    assert model.found == 1
    assert [finding.row for finding in model.score(again).findings] == [0]


def test_one_more_of_a_group_that_was_found_when_fitting_is_found():
    table = orders(2000, 7)
    rng = np.random.default_rng(0)
    table["weight"][:30] = rng.normal(40, 0.2, 30)
    table["price"][:30] = rng.normal(10, 0.2, 30)
    again = {name: values[:1] for name, values in table.items()}

    model = vedette.fit(table)

    assert model.found >= 30
    assert [finding.row for finding in model.score(again).findings] == [0]


def test_only_the_rows_of_the_new_table_are_told():
    judged = Judged([], [], None)
    judged.wholes = [Whole(3, 3, -9.0), Whole(12, 12, -9.0)]
    judged.alike = [[Whole(4, 4, -9.0)], [Whole(5, 5, -9.0), Whole(11, 11, -9.0)]]

    only_from(judged, 10)

    assert [odd.row for odd in judged.wholes] == [12]
    assert [[odd.row for odd in some] for some in judged.alike] == [[11]]


def test_the_first_row_of_a_load_has_no_row_before_to_be_judged_by():
    learned = vedette.fit(series(3000, 0)).learned
    table = agreeing(read(series(50, 3000)), learned.ordered.table, learned.roles)

    looked = looked_at(learned, table)

    first = looked.before < 0
    assert learned.judged.unjudged_first
    assert first.sum() == 1
    for z in looked.fits[0].z.values():
        assert np.isnan(z[first]).all()
        assert np.isfinite(z[~first]).all()


def test_new_kinds_are_counted_and_no_error(model):
    table = orders(500, 8)
    table["region"] = np.where(np.arange(500) < 7, "east", table["region"])

    facts = {fact.fact: fact for fact in model.score(table).facts}

    assert facts["new_category"].count == 7
    assert facts["new_category"].rows == tuple(range(7))
    assert facts["new_category"].text == (
        "region is east (7 rows): never in the 2,000 rows learned from"
    )


def test_too_few_rows_are_said_to_be_too_few_when_scored_too():
    few = {name: values[:12] for name, values in orders(500, 17).items()}

    result = vedette.fit(few).score(orders(40, 18))

    assert not result.findings
    assert result.needed is not None


def currencies(n, seed):
    rng = np.random.default_rng(seed)
    country = rng.choice(["DE", "US", "JP"], n)
    currency = np.array([{"DE": "EUR", "US": "USD", "JP": "JPY"}[c] for c in country])
    amount, tax = rng.gamma(3, 20, n).round(2), rng.gamma(2, 4, n).round(2)
    return {
        "country": country,
        "currency": currency,
        "amount": amount,
        "tax": tax,
        "total": (amount + tax).round(2),
    }


def test_rules_that_were_learned_are_broken_by_a_single_row():
    fitted = currencies(2000, 0)
    fitted["currency"][np.flatnonzero(fitted["country"] == "DE")[:3]] = "USD"
    today = currencies(5, 1)
    today["country"][2], today["currency"][2] = "DE", "USD"
    today["total"][4] += 10

    facts = vedette.fit(fitted).score(today).facts

    said = {fact.fact: (fact.columns, fact.rows, fact.count) for fact in facts}
    assert said["rule_broken"] == (("currency", "country"), (2,), 1)
    assert said["sum"][1:] == ((4,), 1)
    assert "learned from among them" in next(f.text for f in facts if f.fact == "sum")


def test_codes_for_missing_that_were_learned_are_missing_here_too():
    table = orders(2000, 9)
    table["weight"] = np.where(np.arange(2000) % 100 == 0, -999, table["weight"])
    today = changed_cell(orders(200, 10), "weight", 4, -999)

    result = vedette.fit(table).score(today)

    assert not result.findings


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: {n: v for n, v in t.items() if n != "price"}, "missing 'price'"),
        (lambda t: t | {"colour": t["region"]}, "new 'colour'"),
        (
            lambda t: t | {"price": t["region"]},
            "changed: column 'price' cannot be a number",
        ),
        (
            lambda t: {"weigth" if n == "weight" else n: v for n, v in t.items()},
            "missing 'weight'; new 'weigth'",
        ),
    ],
    ids=["missing", "new", "changed", "renamed"],
)
def test_other_columns_are_refused_with_the_difference_named(model, change, said):
    with pytest.raises(InvalidInput) as error:
        model.score(change(orders(100, 11)))

    assert said in error.value.message


def test_a_table_from_which_nothing_can_be_learned_makes_no_model():
    with pytest.raises(InvalidInput, match="nothing was learned from 3 rows"):
        vedette.fit({"x": [1.0, 2.0, 3.0], "y": [1.0, 3.0, 2.0]})


def series(n, start):
    """Load every 5 minutes by the hour of the day, with memory from row to row."""
    rng = np.random.default_rng(start)
    time = np.datetime64("2026-01-01") + np.arange(start, start + n) * np.timedelta64(
        5, "m"
    )
    hour = (time - time.astype("datetime64[D]")) / np.timedelta64(1, "h")
    noise = rng.normal(0, 1, n)
    for i in range(1, n):
        noise[i] += 0.9 * noise[i - 1]
    load = 100 + 30 * np.sin(2 * np.pi * hour / 24) + noise
    return {
        "time": time.astype("datetime64[us]"),
        "load": load,
        "temp": rng.normal(20, 1, n),
    }


def test_rows_of_a_series_are_judged_by_the_row_before():
    model = vedette.fit(series(3000, 0))
    table = series(600, 3000)
    table["load"][300] += 12  # within the range of the day, far from the rows beside it

    result = model.score(table)

    assert [finding.row for finding in result.findings] == [300]
    assert result.time_text == "every 5 min"


QUICK = [None, "lof", "isolation-forest", "knn, hbos", "gmm", "knn(metric='gower')"]
OTHERS = [
    pytest.param(entry.name, marks=pytest.mark.long)
    for entry in catalogue.entries()
    if entry.family not in ("supervised", "sequence") and entry.name not in QUICK
]


@pytest.mark.parametrize("detector", [*QUICK, *OTHERS])
def test_a_model_from_a_file_judges_the_same_to_the_bit(tmp_path, detector):
    model = vedette.fit(orders(600, 12), detector=detector)
    table = changed_cell(orders(300, 13), "price", 3, 95.0)

    vedette.save(model, tmp_path / "m.vedette")
    again = vedette.load(tmp_path / "m.vedette")

    assert repr(again) == repr(model)
    assert jsonl.dump(again.score(table)) == jsonl.dump(model.score(table))


def test_a_series_from_a_file_judges_the_same_to_the_bit(tmp_path):
    model = vedette.fit(series(3000, 0))
    vedette.save(model, tmp_path / "m.vedette")
    table = series(300, 3000)
    table["load"][100] += 12

    again = vedette.load(tmp_path / "m.vedette").score(table)

    assert len(again.findings) == 1
    assert jsonl.dump(again) == jsonl.dump(model.score(table))


def test_a_file_written_by_an_earlier_version_is_read():
    model = vedette.load(TODAYS)
    table = changed_cell(orders(100, 14), "price", 3, 95.0)

    assert (model.rows, model.source.name, model.version) == (300, "columns dict", "0.1.0")
    assert [finding.row for finding in model.score(table).findings] == [3]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "m.vedette"


def refused(path):
    with pytest.raises(InvalidInput) as error:
        vedette.load(path)
    return error.value.message


@pytest.mark.long
def test_200_damaged_files_are_all_refused_by_name(path):
    data = TODAYS.read_bytes()
    for k in range(150):
        damaged = bytearray(data)
        damaged[k * len(data) // 150] ^= 1 + k
        path.write_bytes(damaged)
        assert str(path) in refused(path), k
    for k in range(50):
        path.write_bytes(data[: k * len(data) // 50])
        assert str(path) in refused(path), k


def every_number(value, name=""):
    """All places of a manifest that hold a number, as functions that set it."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, held in list(items):
        if isinstance(held, (dict, list)):
            yield from every_number(held, f"{name}/{key}")
        elif isinstance(held, int) and not isinstance(held, bool):
            yield f"{name}/{key}", value, key


@pytest.mark.long
def test_hostile_numbers_with_a_right_checksum_are_refused_or_do_no_harm(path):
    path.write_bytes(TODAYS.read_bytes())
    places = []
    changed(path, lambda manifest: places.extend(n for n, *_ in every_number(manifest)))
    table = orders(50, 15)
    for k, place in enumerate(places):
        path.write_bytes(TODAYS.read_bytes())

        def spoil(manifest, place=place, k=k):
            for name, holder, key in every_number(manifest):
                if name == place:
                    holder[key] = (-1, 10**9, holder[key] + 1)[k % 3]

        try:
            vedette.load(changed(path, spoil)).score(table)
        except vedette.VedetteError:
            continue


@pytest.mark.long
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_missing_and_infinite_numbers_are_refused_or_do_no_harm(path, bad):
    refusals, parts, table = 0, parts_of(TODAYS), orders(50, 15)
    for name, data in parts.items():
        if not name.endswith(".npy"):
            continue
        array = np.lib.format.read_array(io.BytesIO(data)).copy()
        if array.dtype.kind != "f" or not array.size:
            continue
        array.flat[array.size // 2] = bad
        spoilt = io.BytesIO()
        np.lib.format.write_array(spoilt, array)
        try:
            said = jsonl.dump(
                vedette.load(sealed(path, parts | {name: spoilt.getvalue()})).score(table)
            )
        except vedette.VedetteError:
            refusals += 1
            continue
        assert "nan" not in said.lower(), name
    assert refusals >= 3


@pytest.mark.parametrize("name", ["select", "ignore", "redact"])
def test_scoring_refuses_a_text_where_columns_are_to_be_listed(model, name):
    with pytest.raises(InvalidParameter, match=f"{name} is the text 'length'"):
        model.score({"length": [1.0]}, **{name: "length"})


def test_a_model_is_no_table_and_says_what_to_do_with_it():
    with pytest.raises(InvalidInput, match="is a model that vedette saved") as error:
        vedette.scan(str(TODAYS))

    assert error.value.hint == "vedette score FILE -m format-2.vedette"


def test_a_detector_is_no_model_and_says_so(path):
    vedette.save(vedette.Ensemble(n_estimators=5).fit(np.eye(9)), path)

    from vedette.app.model import load_model

    with pytest.raises(InvalidInput, match="holds a Ensemble, which knows no columns"):
        load_model(path)


def make_todays():
    """Write the committed file of today's format; later formats must still read it."""
    vedette.save(vedette.fit(orders(300, 16)), TODAYS)


def lengths(n: int = 400, seed: int = 0) -> dict[str, np.ndarray]:
    """Length and weight, which belong together, and a note that is in the way."""
    rng = np.random.default_rng(seed)
    length = rng.normal(10, 1, n)
    return {
        "length": length,
        "weight": 2 * length + rng.normal(0, 0.1, n),
        "note": rng.normal(0, 1, n),
    }


def test_other_tables_are_read_as_the_fitted_one(tmp_path):
    model = vedette.fit(lengths(), ignore=["note"], na=["weight=-999"])
    vedette.save(model, tmp_path / "m.vedette")
    other = lengths(40, seed=1)
    other["weight"][3] = -999  # would be the most surprising of all
    for known in (model, vedette.load(tmp_path / "m.vedette")):
        result = known.score(other)
        assert "note" not in result.roles
        assert not result.findings
        assert known.score(other, na=[]).findings[0].row == 3


def test_what_was_left_out_may_be_missing_in_other_tables():
    model = vedette.fit(lengths(), ignore=["note"])
    other = lengths(40, seed=1)
    del other["note"]
    assert set(model.score(other).roles) == {"length", "weight"}


def test_columns_that_were_not_chosen_are_not_in_the_way():
    model = vedette.fit(lengths(), select=["length", "weight"])
    assert set(model.score(lengths(40, seed=1)).roles) == {"length", "weight"}
    assert vedette.gate(lengths(300, seed=2), model).passed


def test_the_choice_for_another_table_takes_the_place_of_the_kept_one():
    model = vedette.fit(lengths(), ignore=["note"])
    with pytest.raises(vedette.VedetteError, match="note"):
        model.score(lengths(40, seed=1), select=["length", "weight", "note"])
