"""What verdicts do to a result: set apart, order, name more; the rate stays the scan's."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files

import jsonschema
import numpy as np
import pytest

import vedette
from vedette.core.verdicts import Comparison
from vedette.labelling.joining import joined
from vedette.labelling.ranking import Ranking
from vedette.report import csv, html, jsonl, markdown, page

SCHEMA = json.loads(files("vedette.report").joinpath("schema-1.json").read_text())


def table(n=1_200, seed=0):
    """Six wrong values in each of two columns."""
    rng = np.random.default_rng(seed)
    length = rng.normal(10, 1, n)
    weight = 2 * length + rng.normal(0, 0.1, n)
    width = rng.normal(5, 1, n)
    height = width + rng.normal(0, 0.1, n)
    weight[:6] += rng.uniform(2, 8, 6)
    height[10:16] -= rng.uniform(2, 8, 6)
    return {"length": length, "weight": weight, "width": width, "height": height}


@pytest.fixture(scope="module")
def scanned():
    return vedette.scan(table())


@pytest.fixture
def said(tmp_path):
    return vedette.labels(table(), tmp_path / "lengths.labels.jsonl")


def say(row):
    return None, f"what is odd about row {row}"


def ranking(said, score=None, *, helps=True):
    score = np.linspace(0, 1, said.names.table.rows) if score is None else score
    before, after = Comparison(0.5, 0.5, 3), Comparison(0.75 if helps else 0.25, 0.5, 3)
    return Ranking(score, before, after, like=0.99)


def test_findings_called_expected_are_set_apart_and_the_rate_stays_that_of_the_scan(
    scanned, said
):
    said.add(10, "expected")
    said.add(0, "real")
    told = joined(scanned, said, ranking(said, helps=False), say)
    assert [f.row for f in told.labelled.apart] == [10]
    assert 10 not in {f.row for f in told.findings}
    assert len(told.findings) == len(scanned.findings) - 1
    assert told.expected_false == scanned.expected_false
    assert told.labelled.found == len(scanned.findings)
    assert told.labelled.called == {0: "real"}
    assert told.labelled.learned is False
    rows = [f.row for f in scanned.findings if f.row != 10]
    assert [f.row for f in told.findings] == rows  # the scan's order stands
    text = vedette.Result.of(told).summary()
    assert f"of the {len(scanned.findings)} rows that the scan chose, at most" in text


def test_groups_lose_the_rows_and_those_without_any_left_are_gone(scanned, said):
    (group,) = [g for g in scanned.groups if 10 in g.rows]
    for row in group.rows:
        said.add(row, "expected")
    told = joined(scanned, said, ranking(said, helps=False), say)
    assert len(told.groups) == len(scanned.groups) - 1
    assert [g.group for g in told.groups] == list(range(1, len(told.groups) + 1))
    assert {f.group for f in told.findings} == {g.group for g in told.groups if not g.alike}
    said.undo(group.rows[0])
    again = joined(scanned, said, ranking(said, helps=False), say)
    (left,) = [g for g in again.groups if group.rows[0] in g.rows]
    assert (left.count, left.rows) == (1, group.rows[:1])


def test_an_order_that_helps_is_that_of_the_findings_and_of_their_groups(scanned, said):
    score = np.linspace(0, 1, 1_200)
    told = joined(scanned, said, ranking(said, score), say)
    rows = [f.row for f in told.findings]
    assert rows == sorted(rows, reverse=True)
    assert told.findings[0].group == 1
    assert told.labelled.learned is True


def test_more_like_the_real_ones_are_rows_beside_the_findings_without_a_rate(scanned, said):
    said.add(1_199, "expected")
    said.add(300, "real")
    told = joined(scanned, said, ranking(said), say)
    labelled = told.labelled
    assert [one.row for one in labelled.missed] == [300]
    assert [one.row for one in labelled.resembling] == list(range(1_198, 1_187, -1))
    assert labelled.resembling[0].text == "what is odd about row 1198"
    assert not {1_190, 1_198, 300} & {f.row for f in told.findings}
    assert any("no rate" in one for one in labelled.text)
    assert joined(scanned, said, ranking(said, helps=False), say).labelled.resembling == ()


def test_more_expected_rows_than_the_rate_allows_for_are_said(scanned, said):
    for row in [f.row for f in scanned.findings][:4]:
        said.add(row, "expected")
    told = joined(scanned, said, ranking(said), say).labelled
    assert any("more than the" in one and "allows for" in one for one in told.text)


def test_what_is_lost_broken_and_disputed_is_said(scanned, said):
    said.add(0, "real", saw=["weight"])
    said.add(1, "real")
    said.add(1, "expected")
    with said.file.open("a") as add:
        add.write('half a line\n{"content":"00ff","row":17,"verdict":"real"}\n')
    other = table()
    other["weight"][0] += 1
    again = vedette.labels(other, said.file)
    told = joined(scanned, again, ranking(again), say).labelled
    text = "\n".join(told.text)
    assert "2 verdicts on rows that are not here: row 0 and row 17 (line 1 and 5)" in text
    assert "1 line not read: line 4 is no JSON" in text
    assert "of 1 row both was said; the last stands: row 1" in text


def test_every_face_shows_it_and_the_lines_are_valid(scanned, said):
    said.add(0, "real", note="<script>")
    said.add(10, "expected")
    said.add(300, "real")
    told = vedette.Result.of(joined(scanned, said, ranking(said), say))
    for line in jsonl.dump(told).splitlines():
        jsonschema.validate(json.loads(line), SCHEMA)
    run, *lines = map(json.loads, jsonl.dump(told).splitlines())
    assert run["verdicts"]["apart"][0]["row"] == 10
    assert [line["row"] for line in lines if line.get("called") == "real"] == [0]
    shown = "lengths.labels.jsonl: 2 called real, 1 expected"
    for face in (str(told), html.dump(told), page.render(told).text):
        assert shown in face
    assert r"lengths.labels.jsonl: 2 called real, 1 expected" in markdown.dump(
        told
    ).replace("\\", "")
    assert max(map(len, str(told).splitlines())) <= 80
    assert csv.dump(told).splitlines()[0].endswith(",called")
    assert list(told.to_frame()["called"]).count("real") == 1
    assert "called" not in csv.dump(vedette.Result.of(scanned)).splitlines()[0]


def test_a_scan_with_verdicts_is_the_scan_with_what_was_said(said, scanned):
    for row in range(6):
        said.add(row, "real")
    for row in range(10, 14):
        said.add(row, "expected")
    told = vedette.scan(table(), labels=said.file)
    assert {f.row for f in told.labelled.apart} == set(range(10, 14))
    both = {f.row for f in told.findings} | {f.row for f in told.labelled.apart}
    assert both == {f.row for f in scanned.findings}
    assert told.labelled.before is not None
    same = vedette.scan(table(), labels=said)
    assert replace(same.labelled) == told.labelled


def test_a_file_of_verdicts_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(
        vedette.VedetteError, match="there is no file of verdicts"
    ) as caught:
        vedette.scan(table(), labels=tmp_path / "fraud")
    assert "--label" in caught.value.hint
    with pytest.raises(vedette.VedetteError, match="labels is 7"):
        vedette.scan(table(), labels=7)
