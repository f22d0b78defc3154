"""Tables that can be read but are strange: an answer within the screen, and no error."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from bad_input.conftest import numbers


def noise(rows: int = 300, seed: int = 1) -> list[str]:
    return numbers(rows, "x", seed).split()[1:]


def table(header: str, rows: list[str]) -> str:
    return "\n".join([header, *rows, ""])


def beside(*extra: str) -> str:
    """Two columns of noise, and rows with something extreme in the first."""
    rows = [f"{a},{b}" for a, b in zip(noise(), noise(seed=2), strict=True)]
    return table("x,y", rows + [f"{e},1" for e in extra])


DATES = [f"2024-{1 + i // 28:02d}-{1 + i % 28:02d}" for i in range(300)]

STRANGE = {
    "one column": table("x", noise()),
    "all constant": table("a,b", ["1,u"] * 200),
    "all missing": table("a,b", [","] * 200),
    "one name for all columns": numbers(200).replace("a,b,c", "a,a,a", 1),
    "no names": numbers(200).replace("a,b,c", ",,", 1),
    "infinite": beside("inf", "-inf", "Infinity"),
    "mostly infinite": table("x,y", [f"inf,{v}" for v in noise()] + ["1,1", "2,2"]),
    "1e308": beside("1e308", "-1e308"),
    "all near 1e308": table("x,y", [f"{v}e307,{v}" for v in noise()]),
    "too large": beside("1e400"),
    "subnormal": table("x,y", [f"{v}e-310,{v}e-320" for v in noise()]),
    "huge integers": beside(str(2**63), str(2**64), "9" * 40, "-" + "9" * 400),
    "huge ids": table("id,x", [f"{10**30 + i},{v}" for i, v in enumerate(noise())]),
    "negative zero": table("x,y", [f"{'-' * (i % 2)}0.0,{v}" for i, v in enumerate(noise())]),
    "only negative zero": table("x,y", ["-0.0,-0"] * 300),
    "dates only": table("d", DATES),
    "two dates": table("d,e", [f"{d},{e}" for d, e in zip(DATES, DATES[::-1], strict=True)]),
    "text only": table("a", [f"a text with a number {v} in it" for v in noise()]),
    "categories only": table("a,b", [f"{'xyz'[i % 3]},{'uv'[i % 2]}" for i in range(300)]),
    "one id twice": table("id,x", [f"{i - (i == 150)},{v}" for i, v in enumerate(noise())]),
    "every id twice": table("id,x", [f"r{i // 2},{v}" for i, v in enumerate(noise())]),
    "a cell of 10 MB": table("a,b", [f"{v},u" for v in noise()] + [f"5,{'y' * 10_000_000}"]),
    "a number of 10 MB": table("a,b", [f"{v},{v}" for v in noise()] + [f"5,{'7' * 10_000_000}"]),
}  # fmt: skip


def finite(text: str) -> float:
    raise AssertionError(f"{text} is no JSON")


@pytest.mark.parametrize("case", STRANGE)
def test_a_strange_table_is_answered_in_80_columns_and_40_lines(case, vedette, write):
    write("t.csv", STRANGE[case])
    ended = vedette("scan", "t.csv")
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(
    "case", ["infinite", "1e308", "all near 1e308", "all missing", "subnormal"]
)
def test_no_number_in_json_is_infinite_or_none(case, vedette, write):
    write("t.csv", STRANGE[case])
    ended = vedette("scan", "t.csv", "--json")
    assert ended.code == 0
    for line in ended.out.splitlines():
        json.loads(line, parse_constant=finite)


def test_what_is_out_of_all_proportion_is_found_and_named(vedette, write):
    write("t.csv", beside("1e308", "-1e308", str(2**64)))
    found = [
        json.loads(line) for line in vedette("scan", "t.csv", "--json").out.splitlines()
    ]
    rows = {item["row"] for item in found if item["kind"] == "finding"}
    assert rows >= {300, 301}
    values = [r["observed"] for f in found if f["kind"] == "finding" for r in f["reasons"]]
    assert all(math.isfinite(v) for v in values if isinstance(v, float))


@pytest.mark.parametrize("case", ["all constant", "all missing", "text only"])
def test_where_no_column_could_be_judged_nothing_is_called_usual(case, vedette, write):
    write("t.csv", STRANGE[case])
    out = vedette("scan", "t.csv").out
    assert "No column could be judged" in out
    assert "unusual" not in out
    assert "false" not in out.partition("Also true")[0]


def test_names_and_cells_cannot_act_on_a_terminal(vedette, write):
    header = '"\x1b[31mred\x1b[0m","new\nline","tab\there",\u202eevil'
    rows = [",".join(row) for row in np.reshape(noise(1200), (300, 4))]
    write("t.csv", table(header, [*rows, "50,0,0,0", "0,50,0,0", "0,0,50,0", "0,0,0,50"]))
    for options in ([], ["--json"], ["--format", "csv"], ["--format", "md"]):
        out = vedette("scan", "t.csv", *options).out
        assert "\x1b" not in out or options == ["--format", "csv"]
        assert "\u202e" not in out or options == ["--format", "csv"]
    assert "\\x1b[31mred" in vedette("scan", "t.csv").out


@pytest.mark.parametrize("rows", [1, 2, 5, 20, 40, 59])
def test_too_few_rows_are_said_with_how_many_would_do(rows, vedette, write):
    write("t.csv", numbers(rows))
    said = f"Too few rows to judge: {rows} row{'s' * (rows > 1)}; 60 would do"
    ended = vedette("scan", "t.csv", "--fail")
    assert (ended.code, ended.err) == (4, "")
    assert said in ended.out
    ended = vedette("scan", "t.csv", "--json")
    assert ended.code == 4
    assert json.loads(ended.out.splitlines()[0])["needed"] == 60
    assert said in ended.err


@pytest.mark.parametrize("rows", [60, 61])
def test_so_many_rows_do(rows, vedette, write):
    write("t.csv", numbers(rows))
    ended = vedette("scan", "t.csv")
    assert (ended.code, ended.err) == (0, "")
    assert "Too few" not in ended.out


def test_too_few_rows_still_have_their_facts(vedette, write):
    write("t.csv", numbers(39) + "?,n/a,oops\n")
    ended = vedette("scan", "t.csv", "-o", "out.csv")
    assert ended.code == 4
    assert "Too few rows to judge: 40 rows; 60 would do" in ended.err
    ended = vedette("scan", "t.csv")
    assert "c is not a number in 1 row" in ended.out
    assert vedette("explain", "t.csv", "39").code == 4
