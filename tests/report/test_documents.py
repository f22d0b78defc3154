"""CSV, Markdown and HTML."""

from __future__ import annotations

import csv as reader
import io
from dataclasses import replace
from html.parser import HTMLParser

from made import results
from vedette.core.table import Source
from vedette.report import csv, html, markdown
from vedette.report.result import Result

EVIL = '<script>alert("x")</script> [a](javascript:b) | `c` *d* \x1b[2J\n# e'


def spoiled(**changes):
    """A result with something that acts in every text of it."""
    orders = results.orders()
    finding, group, fact = orders.findings[0], orders.groups[0], orders.facts[0]
    reason = replace(finding.reasons[1], observed=EVIL, column=EVIL, expected=EVIL)
    return replace(
        orders,
        source=Source(EVIL, EVIL),
        findings=(replace(finding, id=EVIL, text=EVIL, reasons=(reason,)),),
        groups=(replace(group, headline=EVIL, text=EVIL),),
        facts=(replace(fact, text=EVIL),),
        not_checked=(EVIL,),
        **changes,
    )


def test_csv_has_one_line_for_each_finding_with_its_main_reason():
    text = csv.dump(results.orders())
    assert text.startswith(
        "row,id,surprise,capped,group,column,observed,expected,low,high,text\r\n"
    )
    first = next(reader.DictReader(io.StringIO(text, newline="")))
    assert first["id"] == "r05789"
    assert first["column"] == "latency_ms"
    assert float(first["observed"]) == 898.2
    assert first["capped"] == "true"
    assert text.count("\r\n") == 53


def test_csv_of_nothing_is_its_header():
    assert csv.dump(results.nothing()).count("\r\n") == 1


def test_csv_reads_back_whatever_is_in_it():
    rows = list(reader.reader(io.StringIO(csv.dump(spoiled()), newline="")))
    assert len(rows) == 2
    assert rows[1][6] == EVIL


def test_csv_hands_no_formula_to_a_spreadsheet():
    finding = results.orders().findings[0]
    found = []
    for observed in ("=1+1", "@SUM(A1)", "-x", "-12.5", "+49", "\t=1", -12.5, "plain"):
        reason = replace(finding.reasons[1], observed=observed)
        result = results.orders(findings=(replace(finding, reasons=(reason,)),))
        text = csv.dump(result)
        found.append(next(reader.DictReader(io.StringIO(text, newline="")))["observed"])
    assert found == ["'=1+1", "'@SUM(A1)", "'-x", "-12.5", "+49", "'\t=1", "-12.5", "plain"]


def test_csv_has_no_number_that_is_none():
    finding = results.orders().findings[0]
    reason = replace(finding.reasons[1], low=float("nan"), high=float("inf"), expected=None)
    text = csv.dump(results.orders(findings=(replace(finding, reasons=(reason,)),)))
    assert "nan" not in text
    assert ",898.2,,,," in text


def test_markdown_has_headline_groups_facts_and_gaps():
    text = markdown.dump(results.orders())
    assert "**52 rows look wrong, for 4 reasons; at most 5 expected to be false**" in text
    assert "(`--fdr 0.1`)" in text
    assert "| > 7 | 15 | latency\\_ms far above" in text
    assert "- latency\\_ms is missing in 298 rows" in text
    assert "Not checked: seasons longer than a week" in text
    assert "Nothing looks unusual" in markdown.dump(results.nothing())


def test_markdown_escapes_what_would_act():
    text = markdown.dump(spoiled())
    assert "<script" not in text
    assert "\x1b" not in text
    table = [row for row in text.splitlines() if row.startswith("|")]
    assert {row.replace("\\|", "").count("|") for row in table} == {5}
    assert "\n# e" not in text
    assert "\\[a\\]\\(javascript" in text


HARMLESS = {"div", "p", "b", "br", "ul", "li", "table", "thead", "tbody", "tr", "th", "td"}


class Tags(HTMLParser):
    """The tags and attributes of a piece of HTML, and whether they are balanced."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_html_is_small_balanced_and_inert():
    for result in (spoiled(), results.orders(), results.alike(), results.crowded()):
        tags = Tags()
        text = html.dump(result)
        tags.feed(text)
        assert not tags.open
        assert tags.seen <= HARMLESS
        assert tags.attributes <= {"style"}
        assert "\x1b" not in text
        assert len(text) < 12_000


def test_a_notebook_shows_the_headline_and_an_example():
    text = Result.of(results.orders())._repr_html_()
    assert "52 rows look wrong, for 4 reasons" in text
    assert "118 (106 to 131)" in text
    assert "&gt; 7" in text
