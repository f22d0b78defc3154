"""Tables too long for memory: judged whole by what a sample of their rows teaches."""

import numpy as np
import pytest

from large import frame, write
from vedette.core.errors import InvalidInput, InvalidParameter, UnknownName
from vedette.scanning import scan
from vedette.scanning.long import scan_long
from vedette.tables.drawing import drawn
from vedette.tables.reading import read
from vedette.tables.stored import stored
from vedette.tables.stretches import InMemory

ROWS, SAMPLE = 40_000, 5_000
ASKED = {
    "fdr": 0.1,
    "budget": None,
    "roles": {},
    "seed": 0,
    "detector": None,
    "progress": lambda *_: None,
}


@pytest.fixture(scope="module")
def parcels(tmp_path_factory):
    """A CSV in which every 2,000th row has a wrong cell, and those rows."""
    import large

    path = tmp_path_factory.mktemp("long") / "parcels.csv"
    every, large.EVERY = large.EVERY, 2_000
    try:
        return path, write(path, ROWS)
    finally:
        large.EVERY = every


def said(result):
    """All that a scan says but how long it took."""
    return (
        result.findings,
        result.groups,
        result.facts,
        result.rows,
        result.roles,
        result.checked,
        result.not_checked,
        result.notes,
    )


@pytest.fixture(scope="module")
def from_file(parcels):
    with stored(parcels[0]) as table:
        return scan_long(table, SAMPLE, **ASKED)


def test_wrong_cells_outside_of_the_sample_are_found(parcels, from_file):
    found = {finding.row for finding in from_file.findings}
    wrong = set(parcels[1])
    assert len(found & wrong) >= 0.9 * len(wrong)
    assert len(found - wrong) <= 3
    assert from_file.rows == ROWS


def test_a_finding_shows_the_row_that_it_names(parcels, from_file):
    table = read(parcels[0])
    for finding in from_file.findings:
        assert finding.id == f"P-{100000000 + finding.row}"
        for reason in finding.reasons:
            assert reason.observed == table[reason.column].cell(finding.row)


@pytest.mark.parametrize("size", [1_000, 7_777, ROWS])
def test_stretches_of_any_size_in_memory_and_on_disk_say_the_same(parcels, from_file, size):
    in_memory = scan_long(InMemory(read(parcels[0])), SAMPLE, at_once=size, **ASKED)
    assert said(in_memory) == said(from_file)


def test_parquet_and_csv_say_the_same(parcels, from_file, tmp_path):
    import duckdb

    path = tmp_path / "parcels.parquet"
    duckdb.sql(f"COPY (FROM read_csv('{parcels[0]}')) TO '{path}' (FORMAT parquet)")
    with stored(path) as table:
        assert said(scan_long(table, SAMPLE, **ASKED)) == said(from_file)


def test_a_sample_is_asked_for_by_the_face(parcels, from_file):
    result = scan(str(parcels[0]), sample=SAMPLE)
    assert said(result) == said(from_file)
    assert result.notes == (
        f"learned from {SAMPLE:,} rows drawn from {ROWS:,}; all are judged",
    )


def test_a_table_no_longer_than_the_sample_is_scanned_as_a_whole(parcels):
    few = {name: values[:3_000] for name, values in frame(3_000).items()}
    assert said(scan(few, sample=3_000)) == said(scan(few))


def test_most_findings_are_those_of_a_scan_of_the_whole_table(parcels, from_file):
    whole = {finding.row for finding in scan(str(parcels[0])).findings}
    some = {finding.row for finding in from_file.findings}
    assert len(whole & some) >= 0.9 * len(whole | some)


def test_the_order_of_the_file_does_not_matter(parcels, from_file):
    rng = np.random.default_rng(1)
    order = rng.permutation(ROWS)
    table = read(parcels[0])
    columns = {c.name: (c.texts() if c.kind == "text" else c.values)[order] for c in table}
    shuffled = scan(columns, sample=SAMPLE)
    first = {(f.id, f.surprise, f.text) for f in from_file.findings}
    assert {(f.id, f.surprise, f.text) for f in shuffled.findings} == first


def test_a_row_of_the_result_can_be_explained(from_file):
    finding = from_file.findings[0]
    explained = from_file.explainer(finding.row)
    assert explained.finding == finding
    assert explained.judgements[0].surprise > 3


def test_a_row_that_was_not_kept_is_not_explained(from_file):
    held = set(from_file.explainer.about.original.tolist())
    other = next(row for row in range(ROWS) if row not in held)
    with pytest.raises(InvalidInput, match="is no finding"):
        from_file.explainer(other)


def test_facts_say_that_they_are_of_the_sample():
    columns = frame(ROWS)
    columns["hours"][::10] = np.nan
    result = scan(columns, sample=SAMPLE)
    (fact,) = [fact for fact in result.facts if fact.fact == "missing"]
    assert fact.text.endswith("(in the sample)")
    assert f"facts of the other {ROWS - SAMPLE:,} rows" in result.not_checked


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_values_that_stand_for_missing_are_missing_in_every_stretch(suffix, tmp_path):
    import duckdb

    path = tmp_path / f"t.{suffix}"
    made = "SELECT range AS a, CASE WHEN range % 9 = 0 THEN -5 ELSE range * 1.5 END AS b"
    duckdb.sql(f"COPY ({made} FROM range(1000)) TO '{path}'")
    whole = read(path, na=["-5"])
    with stored(path, na=["-5"]) as table:
        part = table.stretch(450, 900)
        np.testing.assert_array_equal(part["b"].values, whole["b"].values[450:900])
        assert part["b"].missing.sum() == 50
        assert table.notes == whole.notes == ()


def test_a_redacted_column_is_redacted_in_every_row(parcels):
    with stored(parcels[0], redact=["parcel"]) as table:
        result = scan_long(table, SAMPLE, **ASKED)
    assert result.redacted == ("parcel",)
    assert "P-1000" not in "".join(f"{f.id}{f.text}" for f in result.findings)


def test_a_model_that_was_learned_from_a_sample_judges_other_tables(parcels):
    import vedette

    model = vedette.fit(str(parcels[0]), sample=SAMPLE)
    assert model.rows == ROWS
    assert model.table.rows < SAMPLE + 500
    other = frame(2_000, seed=3)
    other["humidity"][17] += 200
    assert 17 in {finding.row for finding in model.score(other).findings}


def test_a_budget_takes_the_most_surprising_of_all_rows(parcels, from_file):
    asked = {**ASKED, "budget": 10}
    result = scan_long(InMemory(read(parcels[0])), SAMPLE, **asked)
    assert len(result.findings) == 10
    assert {f.row for f in result.findings} <= set(parcels[1])


def test_a_crowd_is_counted_in_full_and_shown_in_part(monkeypatch):
    monkeypatch.setattr("vedette.scanning.long.FETCHED", 1_000)
    monkeypatch.setattr("vedette.scanning.settle.ASKED_OF_LONG", 1_000)
    columns = frame(ROWS)
    columns["humidity"][::25] += 1_000
    (group,) = [g for g in scan(columns, sample=SAMPLE).groups if g.alike]
    assert 1_600 <= group.count <= 1_700
    assert f"{group.count:,} rows" in group.headline
    assert 1_000 <= len(group.rows) < 1_200


def test_rows_that_a_condition_leaves_in_keep_their_numbers(parcels):
    where = "region = 'west' AND distance > 100"
    with stored(parcels[0], where=where, ignore=["hours"]) as table:
        on_disk = scan_long(table, 2_000, **ASKED)
    in_memory = scan(str(parcels[0]), where=where, ignore=["hours"], sample=2_000)
    assert said(on_disk) == said(in_memory)
    assert len({f.row for f in on_disk.findings} & set(parcels[1])) >= 2
    assert (on_disk.row_numbers == in_memory.row_numbers).all()


def test_a_condition_cannot_reach_other_files(parcels):
    other = f"weight IN (SELECT weight FROM read_csv('{parcels[0]}'))"
    with pytest.raises(InvalidParameter), stored(parcels[0], where=other):
        pass


def test_cells_that_do_not_fit_are_kept_by_place(tmp_path):
    path = tmp_path / "mixed.csv"
    lines = [f"{k},{k % 7}.5,{'x?' if k % 100 == 7 else k * 2}" for k in range(1_000)]
    path.write_text("\n".join(["id,a,b", *lines, ""]))
    table = read(path)
    with stored(path) as on_disk:
        for a, b in ((0, 300), (300, 1_000)):
            part, same = on_disk.stretch(a, b), InMemory(table).stretch(a, b)
            for left, right in zip(part, same, strict=True):
                np.testing.assert_array_equal(left.values, right.values)
                np.testing.assert_array_equal(left.misfit_rows, right.misfit_rows)
                np.testing.assert_array_equal(left.misfit_texts, right.misfit_texts)
        some = np.array([3, 107, 500, 907])
        taken, same = on_disk.take(some), InMemory(table).take(some)
        np.testing.assert_array_equal(taken["b"].misfit_rows, [1, 3])
        np.testing.assert_array_equal(same["b"].misfit_rows, [1, 3])


def test_the_sample_depends_on_what_rows_hold_alone():
    table = read(frame(5_000))
    turned = InMemory(
        read({c.name: (c.texts() if c.kind == "text" else c.values)[::-1] for c in table})
    )
    seen = []
    first = drawn(
        InMemory(table), 500, 0, size=333, seen=lambda start, part: seen.append(start)
    )
    again = drawn(turned, 500, 0, seen=lambda *_: None)
    assert seen == list(range(0, 5_000, 333))
    np.testing.assert_array_equal(first, np.sort(4_999 - again))


def test_what_cannot_be_read_is_refused_as_in_memory(tmp_path):
    ragged = tmp_path / "ragged.csv"
    ragged.write_text("a,b\n1,2\n3\n")
    empty = tmp_path / "empty.csv"
    empty.write_text("a,b\n")
    for path, options, error in (
        (ragged, {}, InvalidInput),
        (empty, {}, InvalidInput),
        (empty, {"select": ["c"]}, UnknownName),
    ):
        with pytest.raises(error) as by_reading:
            read(path, **options)
        with pytest.raises(error) as by_storing, stored(path, **options):
            pass
        assert by_storing.value.message == by_reading.value.message


def test_a_sample_of_too_few_rows_is_refused(parcels):
    with pytest.raises(InvalidParameter, match="too few to learn from"):
        scan(str(parcels[0]), sample=10)


def test_nothing_is_left_in_the_temporary_folder(parcels, tmp_path, monkeypatch):
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = tmp_path / "vedette-large-999999999-left"
    left.mkdir()
    with stored(parcels[0]) as table:
        assert table.rows == ROWS
        assert not left.exists()  # that of a process that is no more
        assert len(list(tmp_path.iterdir())) == 1
    assert not list(tmp_path.iterdir())
