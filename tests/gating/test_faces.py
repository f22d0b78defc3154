"""A gate as it is called and shown: the command, the screen, JSON Lines, Markdown."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import jsonschema
import numpy as np
import pandas as pd
import pytest
import yaml

import vedette
from made.loads import day, days
from vedette.cli.run import run
from vedette.core.gate import Check, Gate
from vedette.core.table import Source
from vedette.report import ansi, gate_lines, gate_screen

PAGE = Path(__file__).parents[2] / "docs" / "gate.md"
SCHEMA = json.loads(files("vedette.report").joinpath("schema-1.json").read_text())


@pytest.fixture(scope="module")
def model():
    return vedette.fit(days(0, 14, rows=150))


@pytest.fixture(scope="module")
def folder(model, tmp_path_factory):
    made = tmp_path_factory.mktemp("gate")
    vedette.save(model, made / "m.vedette")
    pd.DataFrame(day(14, rows=150)).to_csv(made / "good.csv", index=False)
    pd.DataFrame(day(14, rows=60)).to_csv(made / "small.csv", index=False)
    return made


@pytest.fixture
def command(folder, monkeypatch, capfd):
    monkeypatch.chdir(folder)

    def ended(*args):
        code = run(["gate", *args])
        return (code, *capfd.readouterr())

    return ended


def outcome(*checks: Check) -> Gate:
    table = Source("today.csv", "CSV", 1000)
    return Gate(
        table, 10, replace(table, name="old.csv"), 300, 30, "day", 0.05, checks, 0, 2
    )


def test_a_clean_load_passes_and_a_small_one_does_not(model):
    good = vedette.gate(day(14, rows=150), model)
    small = vedette.gate(day(14, rows=60), model)

    assert good.passed
    assert good
    assert (good.findings, good.unit, good.loads) == (0, "day", 14)
    assert [c.check for c in small.failed] == ["volume"]


def test_rows_that_look_wrong_fail_beyond_the_number_allowed(model):
    load = day(14, rows=150)
    load["price"][:6] = load["price"].max() * np.arange(40, 46)

    assert "rows" in {c.check for c in vedette.gate(load, model).failed}
    assert vedette.gate(load, model, max_findings=10, skip=["range:price"]).passed
    assert vedette.gate(load, model, skip=["rows", "range:price"]).findings is None


def test_a_load_of_one_file_is_judged_by_many():
    table = days(0, 9, rows=100)
    del table["ts"]
    table["file"] = np.repeat([f"{k}.csv" for k in range(9)], len(table["price"]) // 9 + 1)[
        : len(table["price"])
    ]
    load = {name: values for name, values in day(9, rows=100).items() if name != "ts"}
    judged = vedette.gate(load, vedette.fit(table))
    left_out = vedette.gate(load, vedette.fit(table, roles={"file": "ignore"}))

    assert (
        "fit the files again with --role file=ignore" in judged.of("not checked")[-1].text
    )
    assert left_out.findings == 0
    assert left_out.unit == "file"


def test_the_command_exits_with_one_where_the_load_fails(command):
    assert command("good.csv", "-m", "m.vedette")[0] == 0
    code, out, err = command("small.csv", "-m", "m.vedette")

    assert (code, err) == (1, "")
    assert "FAIL" in out
    assert "fail  volume" in out
    assert max(map(len, out.splitlines())) <= 80
    assert command("small.csv", "-m", "m.vedette", "--skip", "volume")[0] == 0


def test_the_lines_are_those_of_the_schema(command):
    code, out, _ = command("small.csv", "-m", "m.vedette", "--json")
    lines = [json.loads(line) for line in out.splitlines()]

    assert code == 1
    for item in lines:
        jsonschema.validate(item, SCHEMA)
    assert [item["kind"] for item in lines] == ["gate", *["check"] * lines[0]["checks"]]
    assert lines[1]["verdict"] == "fail"
    assert out == command("small.csv", "-m", "m.vedette", "--json")[1]


def test_a_file_gets_the_format_of_its_name(command, folder):
    code, out, err = command("small.csv", "-m", "m.vedette", "-o", "gate.md")

    assert (code, out) == (1, "")
    assert "written to gate.md" in err
    assert (folder / "gate.md").read_text().startswith("## small.csv: FAIL\n")
    assert command("small.csv", "-m", "m.vedette", "-o", "gate.csv")[0] == 2


def test_a_load_is_read_in_the_encoding_that_is_named(command, folder):
    load = pd.DataFrame(day(14, rows=150))
    text = load.to_csv(index=False, encoding="utf-8").replace("\n", " \u3042\n", 1)
    (folder / "kana.csv").write_bytes(text.encode("shift_jis"))
    last = str(load.columns[-1])

    code, out, err = command("kana.csv", "-m", "m.vedette", "--encoding", "shift-jis")
    assert f"{last} \u3042 is new" in out, err
    assert code == 1


def test_what_is_asked_of_the_reading_may_be_iterators_that_give_it_once(model):
    load = day(14, rows=150)
    load["more"] = np.arange(float(len(load["price"])))

    given = vedette.gate(load, model, ignore=iter(["more"]), na=iter(["-"]))
    assert given.passed
    assert given.findings is not None


def test_standard_input_is_a_load(folder):
    import subprocess
    import sys

    with (folder / "small.csv").open("rb") as load:
        ended = subprocess.run(
            [sys.executable, "-m", "vedette", "gate", "-", "-m", str(folder / "m.vedette")],
            stdin=load,
            capture_output=True,
            text=True,
            check=False,
        )

    assert ended.returncode == 1
    assert ended.stdout.startswith("standard input: ")


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        (["nothing.csv", "-m", "m.vedette"], 3, "nothing.csv"),
        (["good.csv", "-m", "good.csv"], 3, "good.csv"),
        (["good.csv"], 2, "--model"),
        (["good.csv", "-m", "m.vedette", "--alpha", "2"], 2, "alpha is 2"),
        (["good.csv", "-m", "m.vedette", "--max-findings", "-1"], 2, "max_findings is -1"),
        (["good.csv", "-m", "m.vedette", "--skip", "volum"], 2, "did you mean 'volume'?"),
        (["good.csv", "-m", "m.vedette", "--now", "today"], 2, "is no time"),
    ],
)
def test_what_cannot_be_used_is_said(command, asked, code, said):
    ended, out, err = command(*asked)

    assert (ended, out) == (code, "")
    assert said in err


def test_what_is_no_model_is_refused():
    with pytest.raises(vedette.VedetteError, match="a list is not a model"):
        vedette.gate({"a": [1]}, [1])


def test_nothing_in_a_table_acts_on_the_terminal_or_the_page():
    hostile = "\x1b[2J<script>`|::error::"
    gate = outcome(Check("new", hostile, "fail", f"{hostile} has 1 new kind"))
    screen, page = gate_screen.render(gate, colour=False), gate_screen.markdown(gate)

    assert "\x1b" not in screen + page + gate_lines.dump(gate)
    assert "<script" not in page
    assert "| fail | new |" in page
    assert all(ansi.columns(line) <= 80 for line in screen.splitlines())


def test_many_failed_checks_are_counted():
    checks = [Check("missing", f"c{i}", "fail", f"c{i} is missing") for i in range(300)]
    screen = gate_screen.render(outcome(*checks))

    assert "... and 280 more (all: --json)" in screen
    assert len(screen.splitlines()) < 40


def test_the_lines_on_the_page_are_valid():
    shown = re.findall(
        r'^    (\{"kind".*?\})\n\n', PAGE.read_text(), re.MULTILINE | re.DOTALL
    )
    lines = [json.loads(re.sub(r"\n\s+", "", text)) for text in shown]

    assert [item["kind"] for item in lines] == ["gate", "check"]
    for item in lines:
        jsonschema.validate(item, SCHEMA)


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text(), re.M | re.S)


def test_the_examples_for_other_tools_are_python():
    assert len(blocks("py")) == 3
    for block in blocks("py"):
        ast.parse(block)


def test_what_the_examples_ask_of_a_gate_is_there():
    said = "\n".join(blocks("py"))
    asked = set(re.findall(r"\boutcome\.(\w+)", said)) | {"check"}
    gate = outcome(Check("volume", None, "fail", "x"))

    assert all(hasattr(gate, name) or name == "check" for name in asked)
    for name in set(re.findall(r"\bcheck\.(\w+)", said)):
        assert hasattr(gate.failed[0], name)


def test_the_workflow_is_yaml():
    (workflow,) = (yaml.safe_load(block) for block in blocks("yaml"))
    steps = workflow["jobs"]["gate"]["steps"]

    assert any(step.get("run", "").startswith("vedette gate ") for step in steps)


def test_a_load_without_rows_fails_and_is_no_error(command, folder, model):
    (folder / "none.csv").write_text(
        (folder / "good.csv").read_text().splitlines()[0] + "\n"
    )

    code, out, _ = command("none.csv", "-m", "m.vedette", "--json")

    gate, only = map(json.loads, out.splitlines())
    assert code == 1
    assert (gate["passed"], gate["rows"], gate["source"]) == (False, 0, "none.csv")
    assert (only["check"], only["verdict"], only["observed"]) == ("volume", "fail", 0)
    for line in (gate, only):
        jsonschema.validate(line, SCHEMA)
    assert not vedette.gate({name: values[:0] for name, values in day(14).items()}, model)
