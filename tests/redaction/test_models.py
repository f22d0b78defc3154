"""What was redacted in learning is redacted in scores, gates and answers to agents."""

from __future__ import annotations

import json

import pytest

import vedette
from made import canaries
from vedette.app.agents.folders import Folders
from vedette.app.agents.tools import TOOLS
from vedette.app.gating import gate
from vedette.report import jsonl

MARKS = {n: m for n, m in canaries.PLANT_MARKS.items() if n != "moment"} | {
    "moment": r"1893|1894"
}


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    file = tmp_path_factory.mktemp("model") / "plant.vedette"
    vedette.save(vedette.fit(canaries.plant(), redact=list(MARKS)), file)
    return vedette.load(file)


def assert_silent(text, marks=MARKS):
    for column, mark in marks.items():
        seen = canaries.marks_in(text, mark)
        assert not seen, f"{column} is shown: {seen[0]!r}"


def later():
    table = canaries.plant(seed=5)
    table["moment"] = table["moment"] + (table["moment"].max() - table["moment"].min())
    table.loc[3, "station"] = "dugong-new"
    return table


def test_a_kept_model_redacts_what_it_says_of_other_tables(model):
    result = model.score(later())

    assert result.redacted == tuple(MARKS)
    assert result.findings
    rows = [f.row for f in result.findings[:3]] + [3]
    said = "".join(jsonl.one_line(jsonl.explanation(result.explain(r))) for r in rows)
    assert_silent(jsonl.dump(result) + str(result) + said)


def test_a_gate_shows_no_value_of_what_was_redacted_in_learning(model):
    passed = gate(later(), model)

    said = repr(passed)
    assert {c.check for c in passed.checks} >= {"fresh", "range", "shift", "new"}
    assert_silent(said)


def test_a_load_of_another_kind_is_refused_without_an_example(model):
    table = later()
    table["heat"] = "quokka"

    with pytest.raises(vedette.VedetteError) as refused:
        model.score(table)
    assert "heat" in str(refused.value)
    assert "quokka" not in str(refused.value)
    assert "quokka" not in repr(gate(table, model))


def test_agents_are_shown_nothing_that_the_folder_redacts(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    canaries.plant().to_csv(tmp_path / "plant.csv", index=False)
    (tmp_path / "vedette.toml").write_text('redact = ["heat", "moment"]\n')
    folders = Folders([str(tmp_path)])
    tools = {tool.name: tool for tool in TOOLS}
    asked = {"file": "plant.csv", "redact": ["load"]}

    answers = [
        tools["scan"].records(folders, asked),
        tools["explain"].records(folders, {**asked, "row": 202}),
        tools["roles"].records(folders, asked),
    ]

    assert all(answers)
    hidden = {name: MARKS[name] for name in ("heat", "moment", "load")}
    assert_silent(json.dumps(answers), hidden)
    assert canaries.marks_in(json.dumps(answers), MARKS["flow"])
