"""`vedette report`: one file, and a line that says so."""

from __future__ import annotations

import hashlib

import numpy as np

from made import results
from made.html import read
from vedette.cli.run import run


def test_report_writes_a_page_and_says_so_on_standard_error(vedette, tmp_path):
    (tmp_path / "orders.csv").write_text("a\n1\n")
    ended = vedette("report", "orders.csv", "-o", "out.html")
    assert (ended.code, ended.out) == (0, "")
    assert "52 rows look wrong, for 4 reasons" in ended.err
    assert "written to out.html (" in ended.err
    text = read((tmp_path / "out.html").read_text()).text
    assert "vedette report orders.csv -o out.html" in text
    assert hashlib.sha256(b"a\n1\n").hexdigest() in text


def test_a_page_is_called_report_unless_it_has_a_name(vedette, tmp_path):
    assert vedette("report", "orders.csv", "-q").err == ""
    assert (tmp_path / "report.html").exists()


def test_a_page_goes_to_standard_output_too(vedette, tmp_path):
    ended = vedette("report", "orders.csv", "-o", "-")
    assert ended.out.startswith("<!doctype html>")
    assert list(tmp_path.iterdir()) == []


def test_report_takes_the_options_of_a_scan(vedette, fake, tmp_path):
    said = ("--fdr", "0.2", "--role", "a=category", "--detector", "lof", "--seed", "3")
    vedette("report", "it's.csv", *said)
    asked = fake.asked[0]
    assert (asked["fdr"], asked["roles"], asked["seed"]) == (0.2, {"a": "category"}, 3)
    assert asked["detector"] is not None
    text = read((tmp_path / "report.html").read_text()).text
    assert "vedette report 'it'\"'\"'s.csv' --role a=category --fdr 0.2 --seed 3" in text


def test_the_ending_is_that_of_a_scan(vedette, fake):
    assert vedette("report", "orders.csv", "--fail").code == 1
    fake.result = results.nothing()
    assert vedette("report", "orders.csv", "--fail").code == 0
    fake.result = results.nothing(rows=12, needed=60)
    assert vedette("report", "orders.csv").code == 4


def test_a_place_that_cannot_be_written_is_refused_before_the_work(vedette, fake, tmp_path):
    (tmp_path / "orders.csv").write_text("a\n1\n")
    (tmp_path / "x.findings.jsonl").mkdir()
    for place in ("orders.csv", "missing/a.html", ".", "x.html"):
        assert vedette("report", "orders.csv", "-o", place).code == 2
    assert fake.asked == []


def test_no_value_of_a_redacted_column_is_in_the_page(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    length = rng.normal(10, 1, 500)
    weight = 2 * length + rng.normal(0, 0.1, 500)
    weight[7] = 777.125
    rows = zip(length, weight, strict=True)
    lines = "".join(f"{a:.3f},{b:.3f},secret{i % 3}\n" for i, (a, b) in enumerate(rows))
    (tmp_path / "t.csv").write_text("length,weight,who\n" + lines)
    assert run(["report", "t.csv", "--redact", "weight,who", "--no-config"]) == 0
    text = (tmp_path / "report.html").read_text()
    assert "weight" in text
    assert "[redacted]" in text
    assert "777" not in text
    assert "secret" not in text
    assert hashlib.sha256((tmp_path / "t.csv").read_bytes()).hexdigest() not in text
    assert "777" not in capfd.readouterr().err
