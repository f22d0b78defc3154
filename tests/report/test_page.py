"""The page of a result: whole in itself, inert, and of a size that can be sent."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from made import results
from made.html import read
from vedette.core.findings import Finding, Group, Reason
from vedette.core.pictures import Axis, Distribution, Pictures, Scatter, Stretch
from vedette.core.table import Role, Source
from vedette.report.page import MOST_BYTES, Origin, render, write
from vedette.report.page.templating import digest
from vedette.report.result import Result

EVIL = (
    '"><script>alert(1)</script><img src=x onerror=alert(2)> \x1b[2J {{ 7*7 }} \u202e&amp;'
)


def pictured(result, **changes):
    """The result with a picture of every kind."""
    names = [n for n, role in result.roles.items() if role.kind == "number"]
    axis = Axis(0.0, 100.0)
    columns = {n: Distribution(n, axis, tuple(range(48)), 3, 4, 5) for n in names}
    along = Stretch("requests", (0.0, 300.0, 600.0), True, (1.0, None, 3.0), (0.0, 0.5, 1.0),
                    (2.0, 2.5, 3.0), 1, 2, "EU")  # fmt: skip
    points = tuple((float(i), float(i * i % 97)) for i in range(100))
    rows = Scatter(
        "requests", "cpu_pct", axis, axis, points, ((5.0, 500.0), (7, 8)), 10_000, 1
    )
    drawn = Pictures(
        columns, {f.row: along for f in result.findings[:3]}, {1: rows, 2: along}, rows
    )
    return replace(result, pictures=drawn, **changes)


def many(count: int, groups: int = 3, width: int = 60):
    """A result with so many findings, in so many groups."""
    said = "a value that does not fit the others " * 9
    text = said[:width]

    def one(i: int) -> Finding:
        reason = Reason(
            "cpu_pct", 0.8, 22.5 + i % 50, 58.1, 52.0, 64.2, ("requests",), text
        )
        other = Reason("requests", -0.2, 333.0, 320.0, 290.0, 350.0)
        return Finding(
            i, f"r{i:06d}", 9 - i / count, False, i % groups + 1, (reason, other), text
        )

    shared = tuple(
        Group(g + 1, -(-count // groups), (g,), text, f"{text} {g}", 9.0, False)
        for g in range(groups)
    )
    base = results.orders(findings=tuple(map(one, range(count))), groups=shared)
    return pictured(replace(base, rows=10 * count))


WORLDS = {
    "orders": lambda: pictured(results.orders()),
    "without pictures": results.orders,
    "nothing": results.nothing,
    "alike": results.alike,
    "crowded": results.crowded,
    "too few": lambda: results.nothing(rows=12, needed=60, checked=()),
    "budget": lambda: results.orders(budget=52, fdr=None, expected_false=None),
    "many": lambda: many(300),
}


@cache
def page_of(world) -> str:
    """The page of one of the worlds, made once."""
    return render(world()).text


each_world = pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)


@each_world
def test_a_page_is_balanced_and_its_ids_and_links_agree(world):
    seen = read(page_of(world))
    assert len(seen.ids) == len(set(seen.ids))
    assert {link[1:] for link in seen.links if link.startswith("#")} <= set(seen.ids)
    named = [v for _, name, v in seen.attributes if name in ("aria-labelledby", "for")]
    assert set(named) <= set(seen.ids)


@each_world
def test_headings_leave_out_no_level(world):
    levels = read(page_of(world)).headings
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))


@each_world
def test_nothing_in_a_page_is_fetched_or_styled_in_place(world):
    text = page_of(world)
    seen = read(text)
    assert "http://" not in text
    assert "https://" not in text
    assert all(link.startswith(("#", "data:image/svg+xml;base64,")) for link in seen.links)
    names = {name for _, name, _ in seen.attributes}
    assert not {n for n in names if n == "style" or n == "src" or n.startswith("on")}


def test_the_policy_names_the_style_and_the_script_that_are_there():
    seen = read(render(results.orders()).text)
    policy = next(
        v for tag, name, v in seen.attributes if (tag, name) == ("meta", "content")
    )
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert digest("".join(seen.styles)) in policy
    assert digest("".join(seen.scripts)) in policy
    assert digest("".join(seen.scripts) + " ") not in policy


@each_world
def test_equal_results_are_equal_bytes(world):
    assert render(replace(world(), seconds=99.0)).text == page_of(world)


def test_a_page_says_what_the_terminal_says():
    text = read(render(pictured(results.orders())).text).text
    assert (
        "52 rows look wrong, for 4 reasons ; at most 5 expected to be false --fdr 0.1"
        in text
    )
    assert "10,000 rows, 13 columns, CSV 0.9 MB" in text
    assert "expected 118 (106 to 131)" in text
    assert "Usual if latency_ms from 106.1" in text
    assert "session_s = -1 in 10 rows" in text
    assert "rows 17, 400, 3533 and 8000" in text
    assert "seasons longer than a week (35 days of data)" in text


def test_a_page_says_that_nothing_is_wrong_and_what_was_looked_at():
    text = read(render(results.nothing()).text).text
    assert "Nothing looks unusual" in text
    assert "Checked" in text
    assert "Findings" not in text


def test_a_page_of_too_few_rows_says_how_many_would_do():
    text = read(render(WORLDS["too few"]()).text).text
    assert "Too few rows to judge: 12 rows; 60 would do" in text


def test_how_to_get_it_again_is_told_where_it_is_known():
    made = Origin(
        "vedette report orders.csv -o a.html", "roles from vedette.toml", "ab" * 32
    )
    text = read(render(results.orders(), made).text).text
    for said in (made.command, made.told, made.sha256, "vedette 0.1.0", "900,000 bytes"):
        assert said in text
    assert "sha256" not in read(render(results.orders()).text).text


@each_world
def test_every_picture_has_words_or_is_decoration(world):
    for tag in re.findall(r"<svg[^>]*>", page_of(world)):
        assert ("role=img aria-label=" in tag) != bool(re.search('aria-hidden="?true', tag))


def test_values_names_and_files_are_inert():
    base = pictured(results.orders())
    reason = replace(base.findings[0].reasons[1], column=EVIL, observed=EVIL, expected=EVIL)
    finding = replace(base.findings[0], id=EVIL, text=EVIL, reasons=(reason,))
    drawn = replace(
        base.pictures, columns={EVIL: replace(base.pictures.columns["errors"], column=EVIL)}
    )
    stretch = replace(base.pictures.groups[2], column=EVIL, key=EVIL)
    result = replace(
        base,
        source=Source(EVIL, EVIL),
        roles={EVIL: Role("number", EVIL)},
        findings=(finding,),
        groups=(replace(base.groups[0], headline=EVIL, text=EVIL),),
        facts=(replace(base.facts[0], text=EVIL),),
        notes=(EVIL,),
        checked=(EVIL,),
        not_checked=(EVIL,),
        pictures=replace(
            drawn, groups={1: stretch}, rows=replace(drawn.rows, x=EVIL, y=EVIL)
        ),
    )
    seen = read(render(result, Origin(EVIL, EVIL, EVIL)).text)
    assert seen.tags.count("script") == 1
    assert "img" not in seen.tags
    assert "\x1b" not in seen.text
    assert "\u202e" not in seen.text
    assert "{{ 7*7 }}" in seen.text
    assert not [n for _, n, _ in seen.attributes if n.startswith("on")]


def test_the_two_thousand_most_surprising_are_there_in_full_and_the_rest_is_counted():
    page = render(many(5_000), elsewhere="orders.findings.jsonl")
    seen = read(page.text)
    assert page.left_out
    assert len(page.text.encode()) <= MOST_BYTES
    shown = [i for i in seen.ids if re.fullmatch(r"r\d+", i)]
    assert sorted(shown, key=lambda i: int(i[1:])) == [f"r{i}" for i in range(2_000)]
    assert "the 2,000 most surprising of 5,000 in full" in seen.text
    assert "3,000 more findings: orders.findings.jsonl" in seen.text


@pytest.mark.parametrize("count", [10_000, 30_000])
def test_ten_thousand_groups_are_all_named_and_any_number_fits(count):
    page = render(many(count, groups=count))
    assert len(page.text.encode()) <= MOST_BYTES
    named = page.text.count("<tr><td><b class=")
    assert ("more reason" in page.text) == (count == 30_000)
    assert named >= min(count, 5_000)
    if count == 10_000:
        assert read(page.text).text.count("a value that does not fit") >= 10_000


def test_long_texts_and_wide_tables_fit():
    base = many(3_000, groups=500, width=300)
    long = "ü" * 100_000
    reason = Reason(long, 1.0, long, long, None, None, (), long)
    findings = tuple(
        replace(f, id=long, text=long, reasons=(reason,) * 40) for f in base.findings
    )
    roles = {f"{long}{i}": Role("number", long) for i in range(200)}
    groups = tuple(replace(g, headline=long, text=long) for g in base.groups)
    facts = tuple(replace(base.facts[0], text=long) for _ in range(2_000))
    page = render(replace(base, findings=findings, roles=roles, groups=groups, facts=facts))
    assert len(page.text.encode()) <= MOST_BYTES
    assert page.left_out
    read(page.text)


def test_what_is_left_out_is_beside_the_page_whole(tmp_path):
    written = write(many(5_000), tmp_path / "orders.html")
    assert written.rest == tmp_path / "orders.findings.jsonl"
    lines = [json.loads(line) for line in written.rest.read_text().splitlines()]
    assert sum(line["kind"] == "finding" for line in lines) == 5_000
    assert written.size == (tmp_path / "orders.html").stat().st_size
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "orders.findings.jsonl",
        "orders.html",
    ]


def test_nothing_is_beside_a_page_that_has_it_all(tmp_path):
    assert write(results.orders(), tmp_path / "orders.html").rest is None
    assert [p.name for p in tmp_path.iterdir()] == ["orders.html"]


def test_a_result_gives_its_page_as_text_or_as_a_file(tmp_path):
    result = Result.of(results.orders())
    assert result.to_html().startswith("<!doctype html>")
    assert result.to_html(tmp_path / "a.html") is None
    assert (tmp_path / "a.html").read_text() == result.to_html()
