"""Which rows verdicts hold for, after a table was sorted, grew, was mended or lost rows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import vedette
from vedette.core.errors import InvalidParameter, UnknownName
from vedette.report import jsonl


@pytest.fixture
def file(tmp_path):
    return tmp_path / "orders.labels.jsonl"


def orders(n=200, seed=0):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "order": [f"r{i:05d}" for i in range(n)],
            "fee": np.round(rng.normal(10, 1, n), 3),
            "country": rng.choice(["de", "fr", "it"], n),
            "at": pd.date_range("2026-01-01", periods=n, freq="h"),
        }
    )


def without_id(n=200, seed=0):
    return orders(n, seed).drop(columns="order")


def test_a_row_with_an_id_is_called_by_it_and_others_by_what_they_hold(file):
    told = vedette.labels(orders(), file)
    assert told.add(7, "real", saw=["fee"]).id == "r00007"
    assert told.add("r00009", "expected").row == 9
    other = vedette.labels(without_id(), file.with_name("x.labels.jsonl")).add(7, "real")
    assert other.id is None
    assert len(other.content) == 16


@pytest.mark.parametrize("table", [orders, without_id])
def test_verdicts_hold_after_rows_are_sorted_and_others_added(file, table):
    told = vedette.labels(table(), file)
    told.add(7, "real", saw=["fee", "at"])
    told.add(150, "expected", saw=["country"])
    more = pd.concat(
        [orders(40, seed=5).assign(order=[f"n{i}" for i in range(40)]), orders()]
    )
    more = more if table is orders else more.drop(columns="order")
    moved = more.sample(frac=1, random_state=3).reset_index(drop=True)
    again = vedette.labels(moved, file)
    fees = moved["fee"].to_numpy()
    (real,), (expected,) = again.real, again.expected
    assert fees[real] == orders()["fee"][7]
    assert fees[expected] == orders()["fee"][150]
    assert again.lost == ()
    assert again.y.sum() == 1 - (len(moved) - 2)


def test_verdicts_are_the_same_from_a_file_and_from_a_frame(file, tmp_path):
    told = vedette.labels(orders(), file)
    told.add(7, "real", saw=["fee", "country", "at"])
    bare = vedette.labels(without_id(), tmp_path / "b.labels.jsonl")
    bare.add(7, "real", saw=["fee"])
    orders().to_csv(tmp_path / "orders.csv", index=False)
    without_id().to_csv(tmp_path / "bare.csv", index=False)
    assert vedette.labels(tmp_path / "orders.csv").real == (7,)
    assert vedette.labels(tmp_path / "bare.csv", bare.file).real == (7,)


def test_copies_share_a_verdict(file):
    table = without_id()
    table.iloc[30] = table.iloc[8]
    told = vedette.labels(table, file)
    told.add(30, "expected")
    assert told.expected == (8, 30)


def test_the_last_verdict_stands_and_both_is_said(file):
    told = vedette.labels(orders(), file)
    told.add(3, "real")
    told.add(3, "expected")
    told.add(4, "real")
    told.undo(4)
    told.add(4, "expected")
    for one in (told, vedette.labels(orders(), file)):
        assert one.expected == (3, 4)
        assert one.real == ()
        assert one.disputed == (3,)
    assert len(file.read_text().splitlines()) == 5


def test_what_is_undone_no_longer_counts(file):
    told = vedette.labels(orders(), file)
    told.add(3, "real")
    told.undo(3)
    assert len(told) == 0
    assert 3 not in told
    assert told.get(3) is None
    with pytest.raises(UnknownName, match="no verdict is called 'row 3'"):
        told[3]


def test_a_verdict_on_a_row_that_is_gone_is_told_and_kept(file):
    told = vedette.labels(orders(), file)
    told.add(3, "real")
    told.add(5, "expected")
    before = file.read_bytes()
    again = vedette.labels(orders().drop(3), file)
    assert [(lost.why, lost.verdict.id) for lost in again.lost] == [("gone", "r00003")]
    assert again.expected == (4,)
    assert file.read_bytes() == before


def test_a_verdict_on_a_value_that_was_mended_since_is_set_aside(file):
    told = vedette.labels(orders(), file)
    told.add(3, "real", saw=["fee"])
    told.add(5, "real", saw=["fee"])
    mended = orders()
    mended.loc[3, "fee"] = 10.0
    mended.loc[5, "country"] = "es"  # not what the verdict was about
    again = vedette.labels(mended, file)
    assert [(lost.why, lost.verdict.row) for lost in again.lost] == [("changed", 3)]
    assert again.real == (5,)
    again.add(3, "expected", saw=["fee"])
    assert again.lost == ()


def test_an_id_that_two_rows_have_names_neither(file):
    table = orders()
    table.loc[9, "order"] = "r00008"
    told = vedette.labels(table, file, roles={"order": "id"})
    assert told.add(8, "real").id is None
    assert told.real == (8,)


def test_rows_of_a_condition_keep_their_numbers(file):
    told = vedette.labels(orders(), file, where="country = 'de'")
    row = next(i for i, country in enumerate(orders()["country"]) if country == "de")
    told.add(row, "real")
    assert told.real == (row,)
    assert vedette.labels(orders(), file).real == (row,)


def test_of_redacted_columns_nothing_is_written(file):
    told = vedette.labels(
        orders(), file, redact=["order", "country"], roles={"order": "id"}
    )
    told.add(7, "real", saw=["order", "country", "fee"])
    text = file.read_text()
    assert "r00007" not in text
    assert str(orders()["country"][7]) not in text
    assert '"saw":{"fee":' in text
    # The hash holds nothing of them either: other values there give the same.
    other = orders()
    other["country"], other["order"] = "zz", [f"s{i}" for i in range(len(other))]
    again = vedette.labels(other, file, redact=["order", "country"], roles={"order": "id"})
    assert again.real == (7,)


def test_ids_that_are_redacted_later_find_their_rows_and_are_not_told(file):
    table = orders()
    before = vedette.labels(table, file, roles={"order": "id"})
    before.add(7, "real")
    with file.open("a") as end:
        end.write('{"id":"secret-1","verdict":"real","saw":{"order":"secret-1"}}\n')

    asked = {"redact": ["order"], "roles": {"order": "id"}}
    told = vedette.labels(table, file, **asked)
    assert told.real == (7,)
    result = vedette.scan(table, labels=file, **asked)
    assert len(result.labelled.lost) == 1
    shown = f"{result}{jsonl.dump(result)}{result.labelled!r}"
    assert "secret-1" not in shown
    assert "r00007" not in shown


def test_the_same_said_twice_is_no_dispute(file):
    told = vedette.labels(orders(), file)
    told.add(7, "real")
    told.add(7, "real", who="ada")
    assert told.disputed == ()
    told.add(7, "expected")
    assert told.disputed == (7,)


def test_long_texts_are_kept_by_their_beginning(file):
    table = orders().assign(remark=["y" * 500 + str(i) for i in range(200)])
    told = vedette.labels(table, file)
    told.add(7, "real", saw=["remark"])
    assert len(file.read_text()) < 400
    assert vedette.labels(table, file).real == (7,)


def test_what_cannot_be_said_is_refused(file):
    told = vedette.labels(orders(), file)
    with pytest.raises(UnknownName, match="no verdict is called 'true'"):
        told.add(3, "true")
    with pytest.raises(InvalidParameter, match="there is no row 200"):
        told.add(200, "real")
    with pytest.raises(InvalidParameter, match="no row is called 'x'"):
        told.add("x", "real")
    with pytest.raises(InvalidParameter, match="not True"):
        told.add(True, "real")
    with pytest.raises(UnknownName, match="no column is called 'fees'"):
        told.add(3, "real", saw=["fees"])
    with pytest.raises(InvalidParameter, match="note is a text"):
        told.add(3, "real", note="x" * 2_001)
    assert not file.exists()


def test_where_verdicts_stand_is_told_by_the_table_or_must_be_named(tmp_path):
    orders().to_csv(tmp_path / "orders.csv.gz", index=False)
    told = vedette.labels(tmp_path / "orders.csv.gz")
    assert told.file == tmp_path / "orders.labels.jsonl"
    for data in (orders(), "sqlite:shop.db?table=orders"):
        with pytest.raises(InvalidParameter, match="no place beside it"):
            vedette.labels(data)
    with pytest.raises(InvalidParameter, match="is not one file"):
        vedette.labels(tmp_path)
    with pytest.raises(InvalidParameter, match="standard input"):
        vedette.labels("-", "x.labels.jsonl")


def test_the_table_itself_and_a_part_of_it_are_no_place_for_verdicts(tmp_path):
    lines = without_id()[["fee", "country"]].to_json(orient="records", lines=True)
    (tmp_path / "a.jsonl").write_text(lines)
    with pytest.raises(InvalidParameter, match="is the table itself"):
        vedette.labels(tmp_path / "a.jsonl", tmp_path / "a.jsonl")
    with pytest.raises(InvalidParameter, match="part of the table"):
        vedette.labels(tmp_path, tmp_path / "a.labels.jsonl")
