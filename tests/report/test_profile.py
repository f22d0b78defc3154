"""The faces of a profile: they fit, they agree, they show nothing that is redacted."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from importlib.resources import files

import jsonschema
import numpy as np
import pandas as pd
import polars as pl
import pytest

import vedette
from made import canaries
from vedette.core.profile import Together
from vedette.report import ansi, profile_pictures
from vedette.report import profile_phrases as phrases
from vedette.report.fitting import Part, fitted
from vedette.report.profile_phrases import bars
from vedette.report.profile_screen import render

EVIL = '"><script>alert(1)</script>\x1b[2J=cmd()|{{7*7}}'


def hostile():
    rng = np.random.default_rng(0)
    kinds = np.array([EVIL, "b", "\u202ec", "=1+1"])[rng.integers(0, 4, 300)]
    lost = np.where(rng.random(300) < 0.2, np.nan, rng.normal(size=300))
    return {EVIL: rng.normal(size=300), "kind\n": kinds, "lost": lost, "also": lost * 2}


@pytest.fixture(scope="module")
def profile():
    return vedette.profile(canaries.shop())


@pytest.mark.parametrize(
    "table", [canaries.shop, canaries.plant, canaries.crowded, hostile]
)
@pytest.mark.parametrize("columns", [40, 60, 80, 200])
def test_the_screen_fits(table, columns):
    lines = render(vedette.profile(table()), columns=columns).splitlines()

    assert max(map(ansi.columns, lines)) <= min(columns, 80)
    if columns >= 80:
        assert len(lines) <= 40


def test_the_screen_fits_with_notes_and_everything_at_once():
    rng = np.random.default_rng(0)
    shop = canaries.shop()
    lost = rng.random((len(shop), 1)) < np.linspace(0.1, 0.8, 8)
    gaps = pd.DataFrame(rng.normal(size=lost.shape)).mask(lost).add_prefix("a long name ")
    found = vedette.profile(pd.concat([shop, gaps], axis=1), sample=1_000)

    assert found.notes
    assert found.absence.together
    assert len(render(found).splitlines()) <= 40


def test_every_column_is_on_every_face(profile):
    page, screen = profile.to_html(), str(profile)
    text, lines = profile.to_markdown(), profile.to_json()

    for column in profile.columns[:8]:
        assert column.name in page
        assert column.name in screen
        assert f"| {column.name} |" in text
        assert f'"column":"{column.name}"' in lines
    for word in profile.summary().split("; "):
        assert word in re.sub(r"\s+", " ", screen.replace("\n", " ")).replace(
            "Nothing", "nothing"
        ) or word[1:] in re.sub(r"\s+", " ", screen.replace("\n", " "))


def test_json_lines_hold_everything(profile):
    records = [json.loads(line) for line in profile.to_json().splitlines()]
    kinds = [record["kind"] for record in records]

    assert kinds[0] == "profile"
    assert kinds.count("column") == len(profile.columns)
    assert kinds.count("fact") == len(profile.facts)
    assert kinds.count("pattern") == len(profile.absence.patterns)
    by_name = {r["column"]: r for r in records if r["kind"] == "column"}
    price = by_name["price"]
    assert price["shape"]["mean"] == pytest.approx(profile["price"].shape.mean, rel=1e-5)
    assert price["picture"]["form"] == "histogram"
    assert by_name["currency"]["picture"]["form"] == "levels"
    assert records[0]["rows"] == profile.rows


def test_what_is_told_of_two_columns_has_four_digits_and_what_is_in_units_six():
    rng = np.random.default_rng(0)
    x = rng.normal(1_000, 1, 400)
    found = vedette.profile({"x": x, "y": x + rng.normal(size=400)})
    records = {r["kind"]: r for r in map(json.loads, found.to_json().splitlines())}
    (pair,) = found.relations.pairs

    assert records["pair"]["linear"] == float(f"{pair.linear:.4g}")
    assert records["column"]["shape"]["mean"] == float(f"{found['y'].shape.mean:.6g}")


def differing():
    rng = np.random.default_rng(0)
    n = 3_000
    at = pd.date_range("2026-01-01", periods=n, freq="h")
    x = np.sin(np.arange(n) / 24 * 2 * np.pi) + rng.normal(size=n) / 4 + np.arange(n) / n
    x[:5] = 90.0
    lost = rng.random(n) < 0.2
    kinds = rng.choice(["a", "b", EVIL], n)
    return pd.DataFrame(
        {"at": at, "x": x, "kind": kinds, "free": rng.normal(size=n),
         "y": np.where(lost, np.nan, x + rng.normal(size=n)),
         "also": np.where(lost, np.nan, rng.normal(size=n)), "odd": np.arange(n) < 5}
    )  # fmt: skip


@pytest.mark.parametrize("table", [canaries.shop, hostile, differing])
def test_the_lines_are_as_the_schema_says(table):
    schema = json.loads(files("vedette.report").joinpath("schema-1.json").read_text())
    valid = jsonschema.Draft202012Validator(schema)
    roles = {"odd": "label"} if table is differing else {}
    data = pd.DataFrame(table())
    before = None
    if table is differing:
        before = data.iloc[:1_500].assign(free=lambda t: t["free"] - 2)
    lines = vedette.profile(data, roles=roles, against=before).to_json().splitlines()
    kinds = set()
    for line in lines:
        record = json.loads(line)
        valid.validate(record)
        kinds.add(record["kind"])
        spoilt = {k: v for k, v in record.items() if k != "text" and k != "rows"}
        assert spoilt == record or not valid.is_valid(spoilt)
    assert {"profile", "column", "row", "relations", "advice"} <= kinds
    if table is differing:
        assert {"pattern", "course", "against", "drift", "known", "pair"} <= kinds
        assert {"predicted", "influence"} <= kinds


def test_a_notebook_shows_the_columns_and_nothing_acts():
    found = vedette.profile(hostile())
    said = found._repr_html_()

    for column in found.columns:
        assert f">{column.role}</td>" in said
    assert "What it means" in said
    assert "<script" not in said
    assert "\x1b" not in said


def test_rows_are_shown_as_they_stand():
    n = np.arange(40) + 0.5
    data = pd.DataFrame({"x": [*map(str, n[:-1]), "oops"], "secret": n, "kind": EVIL})
    found = vedette.profile(data, redact=["secret"])

    assert [example.row for example in found.examples] == [0, 1, 2, 3, 4, 37, 38, 39]
    assert found.examples[0].cells == (0.5, "[redacted]", EVIL)
    assert found.examples[-1].cells[0] == "oops"
    (row,) = vedette.profile({"a": [1], "b": [None]}).examples
    assert row.cells == (1, None)


def test_correlations_and_gaps_are_drawn_with_their_sign_and_rows():
    rng = np.random.default_rng(1)
    x, lost = rng.normal(size=500), rng.random(500) < 0.2
    found = vedette.profile(
        {"x": x, "down": -x + rng.normal(size=500) / 9, "free": rng.normal(size=500),
         "g": np.where(lost, np.nan, rng.normal(size=500)),
         "h": np.where(lost, np.nan, rng.normal(size=500))}
    )  # fmt: skip
    drawn, _ = profile_pictures.together(found)
    gaps, _ = profile_pictures.patterns(found)

    assert (drawn.rows, drawn.columns) == (("down",), ("x",))
    assert drawn.values[0][0] < -0.95
    assert (gaps.columns, gaps.values) == (("g", "h"), ((1.0, 1.0),))
    assert gaps.rows[0].startswith(f"{lost.sum()} (")
    page = found.to_html()
    assert "Correlation and association" in page
    assert "Missing at once" in page


def test_a_frame_has_a_row_for_each_column(profile):
    frame = profile.to_frame()

    assert isinstance(frame, pd.DataFrame)
    assert list(frame["column"]) == [column.name for column in profile.columns]
    price = frame.set_index("column").loc["price"]
    assert price["mean"] == pytest.approx(profile["price"].shape.mean)
    assert price["median"] == profile["price"].shape.quantile(0.5)
    assert pd.isna(frame.set_index("column").loc["currency", "mean"])
    assert isinstance(vedette.profile(pl.DataFrame({"a": [1, 2]})).to_frame(), pl.DataFrame)


def test_nothing_acts_on_any_face():
    found = vedette.profile(hostile())

    for face in (found.to_html(), str(found), found.to_markdown(), found.to_json()):
        assert "\x1b" not in face
        assert "\u202e" not in face
    for face in (found.to_html(), found.to_markdown()):
        assert "<script" not in face


@pytest.mark.parametrize("column", list(canaries.MARKS))
def test_no_value_of_a_redacted_column_is_shown(profile, column):
    alike = [c for c in canaries.MARKS if canaries.MARKS[c] == canaries.MARKS[column]]
    found = vedette.profile(canaries.shop(), redact=alike)
    page = re.sub(r"<style.*?</style>", "", found.to_html(), flags=re.S)

    for face in (
        *(found.to_json(), found.to_markdown(), render(found, columns=200), repr(found)),
        # What has no unit may have the digits of a year by chance.
        found.to_frame()
        .drop(columns=["skew", "kurtosis", "asymmetry", "tail"])
        .to_string(),
        re.sub(r"<[^>]*>", " ", page),
        repr([getattr(found, name) for name in ("absence", "facts", "notes", "source")]),
    ):
        seen = canaries.marks_in(face, canaries.MARKS[column])
        assert not seen, f"shows {seen[0]!r}"
    assert found[column].redacted
    assert found[column].shape is None
    assert found[column].picture is None
    assert found[column].missing == profile[column].missing
    assert found[column].distinct == profile[column].distinct


def test_pages_are_small():
    rng = np.random.default_rng(0)
    for d, most in ((12, 60_000), (200, 400_000)):
        wide = pd.DataFrame(rng.normal(size=(500, d))).add_prefix("a column ")
        page = vedette.profile(wide).to_html()
        assert len(page.encode()) < most
        assert page.count("<figure") == min(d, 60)


def test_the_page_tells_moments_and_quantiles_of_each_quantity():
    x = np.random.default_rng(0).normal(1_000, 50, 5_000).round(1)
    page = vedette.profile({"x": x, "kind": np.repeat(["a", "b"], 2_500)}).to_html()
    table = page.split(">Numbers<")[1].split("</table>")[0]
    (row,) = re.findall(r"<tr><th[^>]*>x</th>(.*?)</tr>", table)
    cells = [
        float(c.replace(",", "") or 0) for c in re.findall(r"<td[^>]*>(.*?)</td>", row)
    ]

    expected = [x.mean(), x.std(), x.min(), *np.quantile(x, [0.01, 0.05, 0.25, 0.5]),
                *np.quantile(x, [0.75, 0.95, 0.99]), x.max()]  # fmt: skip
    assert cells[:-3] == pytest.approx(expected, abs=1)


def test_bars_show_the_shape_of_a_histogram():
    rising = vedette.profile({"x": np.sqrt(np.random.default_rng(0).random(5_000))})
    drawn = bars(rising["x"].picture, 8)

    assert len(drawn) == 8
    assert list(drawn) == sorted(drawn)
    assert bars(None, 8) == ""


def test_what_is_rare_estimated_or_never_together_is_told_so_in_words():
    x = np.arange(20_000) / 3
    lost = np.where(np.arange(20_000) == 7, np.nan, x)
    found = vedette.profile({"x": lost, "y": np.where(x > 3_000, np.nan, x)}, sample=1_000)
    never = Together("a", "b", 0, 250.0, -0.5)

    assert phrases.share_missing(found["x"]) == "<0.1 %"
    assert phrases.different(found["x"]).startswith("~")
    assert phrases.pair(never) == "a and b hardly miss the same rows: no row, 250 by chance"
    assert phrases.pair(replace(never, both=300, association=0.5)) == (
        "a and b in 300 rows, 250 by chance"
    )


def part(n, least=1, rank=0, **more):
    return Part(f"part {rank}", lambda shown, of: [[(f"{shown} of {of}", "")]],
                [[[(str(i), "")]] for i in range(n)], least, rank, **more)  # fmt: skip


def shown(*parts, room):
    there = fitted(parts, room)
    return ["".join(text for text, _ in one) for one in there.lines], there


def test_parts_that_fit_are_shown_whole_with_blank_lines_where_there_is_room():
    lines, there = shown(part(2), part(1), room=40)

    assert lines == ["2 of 2", "0", "1", "", "1 of 1", "0"]
    assert not there.cut
    assert shown(part(2), part(1), room=5)[0] == ["2 of 2", "0", "1", "1 of 1", "0"]
    assert shown(part(0), room=5)[0] == []


def test_each_part_has_what_it_has_to_before_any_has_more():
    lines, there = shown(part(50, least=9), part(4, rank=1), room=14)

    assert lines == ["10 of 50", *map(str, range(10)), "2 of 4", "0", "1"]
    assert there.cut
    assert not there.dropped


def test_the_part_of_the_last_rank_is_left_out_and_named():
    lines, there = shown(part(3, rank=2), part(3, least=3, rank=1), room=5)

    assert lines == ["3 of 3", "0", "1", "2"]
    assert there.dropped == ("part 2",)


def test_items_stand_in_their_own_order_whichever_come_first():
    lines, _ = shown(
        part(4, order=[3, 1, 0, 2], last=lambda left: [(f"{left} more", "")]), room=4
    )

    assert lines == ["2 of 4", "1", "3", "2 more"]


def test_columns_have_half_of_the_screen_and_the_most_remarkable_are_shown():
    rng = np.random.default_rng(0)
    wide = {f"x{i}": rng.normal(size=400) for i in range(200)}
    lost = np.where(rng.random(400) < 0.6, np.nan, rng.normal(size=400))
    found = vedette.profile(wide | {"still": np.ones(400), "gaps": lost})
    lines = str(found).splitlines()
    head = next(i for i, line in enumerate(lines) if line.startswith("column "))
    listed = [line.split()[0] for line in lines[head + 1 : lines.index("", head)]]

    assert len(listed) >= 18
    assert listed[:3] == ["x0", "x1", "x2"]
    assert listed[-3:] == ["still", "gaps", "..."]
    assert len(lines) <= 40


def test_whole_numbers_are_told_as_they_are():
    clock = np.append(np.random.default_rng(0).integers(1, 2400, 500), [1, 2400])

    assert " 1 to 2400, median" in str(vedette.profile({"x": clock, "y": clock % 7}))


def test_a_label_is_told_by_the_shares_of_its_kinds():
    odd = (np.arange(500) % 10 == 0).astype(int)
    found = vedette.profile({"x": np.arange(500) / 7, "odd": odd}, roles={"odd": "label"})

    assert found["odd"].text.startswith("2 kinds: 0 90 %, 1 10 %")
    assert " 0 90 %, 1 10 %" in str(found)


def test_no_share_of_a_kind_is_cut_off():
    said = np.resize(["strongly disagree", "strongly agree", "strongly disagree"], 300)
    screen = str(vedette.profile({"asked": said, "brief": np.resize(["yes", "no"], 300)}))

    assert re.search(r"strongly disagree 67 %$", screen, re.M)
    assert re.search(r"\d %, \w+ 50 %$", screen, re.M)


def test_where_nothing_differs_only_that_is_said():
    table = canaries.shop()
    found = vedette.profile(table, against=table)

    for face in (str(found), found._repr_html_()):
        assert re.search(r"none of \d+ columns", " ".join(face.split()))
        assert "nothing more" not in face
