"""`vedette scan --by`, `explain --by`, `report --by`: as commands, from a file."""

from __future__ import annotations

import csv
import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from vedette.cli.run import run


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    rng = np.random.default_rng(0)
    place = tmp_path_factory.mktemp("segments") / "sites.csv"
    with place.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["site", "load", "age"])
        for i in range(1200):
            site = i % 6
            load = 10 ** (site / 2) * np.exp(rng.normal(0, 0.1))
            gone = rng.random() < (0.4 if site == 4 else 0.01)
            load = 60.0 if i == 6 else load
            out.writerow([f"s{site}", "" if gone and i != 6 else load, rng.normal(40, 5)])
    return place


def ran(capsys, *words):
    code = run([str(word) for word in words])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "80")


def test_the_screen_tells_of_rows_and_segments_in_eighty_columns(table, capsys):
    code, out, err = ran(capsys, "scan", table, "--by", "site", "--no-config")
    assert (code, err) == (0, "")
    assert "load does not fit site" in out
    assert "site = s4: load missing in 4" in out
    assert max(map(len, out.splitlines())) <= 80
    assert "--by site" in out or "vedette explain FILE" in out


def test_the_lines_are_valid(table, capsys):
    schema = json.loads(files("vedette.report").joinpath("schema-1.json").read_text())
    _, out, _ = ran(capsys, "scan", table, "--by", "site", "--json", "--no-config")
    lines = [json.loads(line) for line in out.splitlines()]
    for line in lines:
        jsonschema.validate(line, schema)
    assert [line["kind"] for line in lines].count("segment") == 6


def test_a_kept_run_tells_the_same_and_another_column_is_another_run(table, capsys):
    first = ran(capsys, "scan", table, "--by", "site", "--no-config")
    assert ran(capsys, "scan", table, "--by", "site", "--no-config") == first
    _, plain, _ = ran(capsys, "scan", table, "--no-config")
    assert "segments of" not in plain


def test_a_row_is_explained_and_a_page_written(table, capsys, tmp_path):
    code, out, _ = ran(capsys, "explain", table, 6, "--by", "site", "--no-config")
    assert code == 0
    assert "site = s0" in out
    page = tmp_path / "page.html"
    ran(capsys, "report", table, "--by", "site", "-o", page, "--no-config")
    assert "load missing in 4" in page.read_text()
    notes = tmp_path / "notes.md"
    ran(capsys, "scan", table, "--by", "site", "-o", notes, "--no-config")
    assert "load missing in 4" in notes.read_text()


def test_what_cannot_be_is_refused_without_a_traceback(table, capsys):
    for words, said in (
        (("--by", "sit"), "did you mean 'site'"),
        (("--by", "age"), "they are no segments"),
        (("--by", "site", "--detector", "lof"), "exclude each other"),
        (("--by", "site", "--sample", "1000"), "exclude each other"),
        (("--by", "site", "--ignore", "site"), "is to be ignored"),
        (("--by", "gone.vedette"), "No such file"),
    ):
        code, out, err = ran(capsys, "scan", table, *words, "--no-config")
        assert code not in (0, 1)
        assert said in err
        assert (out, "Traceback" in err) == ("", False)


def test_clusters_from_a_file_divide_the_rows(table, capsys, tmp_path: Path):
    kept = tmp_path / "groups.vedette"
    asked = ("--clusters", 3, "--most", 3, "--select", "age", "--save-model", kept)
    code, _, _ = ran(capsys, "cluster", table, *asked, "--no-config")
    assert code == 0
    code, out, _ = ran(capsys, "scan", table, "--by", kept, "--json", "--no-config")
    assert code == 0
    told = next(json.loads(x) for x in out.splitlines() if '"kind":"segments"' in x)
    assert (told["by"], told["segments"]) == ("cluster", 3)


@pytest.mark.parametrize("name", ["found.html", "found.HTM", "found.svg"])
def test_findings_are_not_written_as_text_that_is_called_a_page(
    table, tmp_path, capsys, name
):
    code, _, said = ran(capsys, "scan", table, "--by", "site", "-o", tmp_path / name)

    assert code == 2
    assert "would be no page" in said
    assert "vedette report" in said
    assert not (tmp_path / name).exists()
