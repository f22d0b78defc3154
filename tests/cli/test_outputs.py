"""`vedette scan` for pipelines: formats, files, the summary page, the divided table."""

from __future__ import annotations

import io
import json
import os
import sys

import pyarrow.parquet as pq
import pytest

from made import results

FORMS = ("table", "jsonl", "csv", "md", "sarif", "github", "parquet")


@pytest.fixture
def scan(fake, tmp_path, monkeypatch, capfdbinary):
    """Runs a scan of x.csv; its exit code, bytes on standard output, and notes."""
    from vedette.cli.run import run

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    (tmp_path / "x.csv").write_text("a,b\n" + "1,2\n" * 10_000)

    def command(*args):
        code = run(["scan", "x.csv", "--no-config", *args])
        out, err = capfdbinary.readouterr()
        return code, out, err.decode()

    return command


@pytest.mark.parametrize("form", FORMS)
def test_findings_end_with_one_in_every_format_if_asked_for(scan, fake, form):
    assert scan("--format", form)[0] == 0
    code, out, _ = scan("--format", form, "--fail")
    assert code == 1
    assert out
    fake.result = results.nothing()
    assert scan("--format", form, "--fail")[0] == 0
    fake.result = results.nothing(needed=60, rows=20)
    assert scan("--format", form, "--fail")[0] == 4


@pytest.mark.parametrize("suffix", ["sarif", "parquet"])
def test_the_name_of_the_file_says_the_format(scan, tmp_path, suffix):
    code, out, err = scan("-o", f"findings.{suffix}")
    assert (code, out) == (0, b"")
    assert f"written to findings.{suffix}" in err
    content = (tmp_path / f"findings.{suffix}").read_bytes()
    assert content == scan("--format", suffix)[1]
    if suffix == "sarif":
        run = json.loads(content)["runs"][0]
        assert run["artifacts"][0]["location"]["uri"] == "x.csv"
        place = run["results"][0]["locations"][0]["physicalLocation"]
        assert place["region"]["startLine"] == 5789 + 2
    else:
        assert pq.read_table(io.BytesIO(content)).num_rows == 364


def test_bytes_are_not_written_to_a_terminal(scan, fake, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    code, _, err = scan("--format", "parquet")
    assert code == 2
    assert "parquet is not for a terminal" in err
    assert fake.asked == []


def test_the_summary_page_gets_the_result_behind_what_is_there(scan, tmp_path, monkeypatch):
    page = tmp_path / "page.md"
    page.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    scan("--json")
    assert page.read_text() == "before\n"
    _, out, _ = scan("--format", "github")
    assert out.decode().startswith(
        "::notice file=x.csv,title=orders.csv::52 rows look wrong"
    )
    assert page.read_text().startswith("before\n## orders.csv\n")
    assert page.read_text().count("52 rows look wrong") == 1


def test_a_divided_table_is_written_with_any_format(scan, tmp_path):
    code, out, err = scan("--json", "--split", "clean.csv", "wrong.parquet", "--fail")
    assert code == 1
    assert out.startswith(b'{"kind":"run"')
    assert "9,948 rows written to clean.csv, 52 to wrong.parquet" in err
    assert (tmp_path / "clean.csv").read_text().count("\n") == 9_949
    assert pq.read_table(tmp_path / "wrong.parquet").num_rows == 52
    assert sorted(os.listdir(tmp_path)) == ["clean.csv", "wrong.parquet", "x.csv"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--split", "a.csv", "a.csv"), "must be different files"),
        (("--split", "a.csv", "b.csv", "-o", "./b.csv"), "must be different files"),
        (("--split", "x.csv", "b.csv"), "is the table itself"),
        (("--split", "a.xlsx", "b.csv"), "the parts of a table end in"),
        (("--split", "a.csv", "gone/b.csv"), "there is no folder"),
        (("--format", "sarif", "--json"), "exclude each other"),
    ],
)
def test_what_cannot_be_written_is_refused_before_the_work(scan, fake, args, said):
    code, out, err = scan(*args)
    assert (code, out) == (2, b"")
    assert said in err
    assert fake.asked == []


@pytest.mark.parametrize("source", ["-", "sqlite:shop.db?table=t", ".", "days/*.csv"])
def test_what_is_no_file_is_not_divided(vedette, fake, source):
    ended = vedette("scan", source, "--split", "a.csv", "b.csv")
    assert ended.code == 2
    assert "--split" in ended.err
    assert fake.asked == []
