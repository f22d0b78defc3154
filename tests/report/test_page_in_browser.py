"""The page in a real Chromium: nothing leaves it, nothing in it acts, everyone can read it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import vedette
from vedette.core.pictures import Axis, Classes, Line, Lines
from vedette.report.page import Origin, render
from vedette.report.page.sheet import Grid, Section, sheet

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on the PATH")
FLAGS = ["--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update"]  # fmt: skip
EVIL = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}'


@dataclass
class Watched:
    """A page with all that it says and asks for."""

    page: Any
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS + root)
        yield opened
        opened.close()


def hostile() -> dict[str, Any]:
    """A table with wrong cells, and something that acts in its names and values."""
    rng = np.random.default_rng(5)
    length = rng.normal(10, 1, 600)
    weight = 2 * length + rng.normal(0, 0.1, 600)
    weight[[7, 80, 300]] += 3
    kinds = np.array([EVIL, "b", "c\x1b[2J"])[rng.integers(0, 3, 600)]
    hour = np.datetime64("2026-01-01", "s") + np.arange(600) * np.timedelta64(3600, "s")
    load = 50 + rng.normal(0, 1, 600)
    load[200:212] = 90
    return {"at": hour, EVIL: length, "weight": weight, "kind": kinds, "a load": load}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages as files: of wrong rows, of a table in which all is well, and of too few."""
    rng = np.random.default_rng(1)
    tables = {
        "wrong": hostile(),
        "well": {"a": rng.normal(size=400), "b": rng.normal(size=400)},
        "few": {"a": rng.normal(size=9)},
    }
    folder = tmp_path_factory.mktemp("pages")
    made = {}
    for name, table in tables.items():
        result = vedette.scan(table)
        made[name] = folder / (
            "<img src=x onerror=alert(3)>.html" if name == "wrong" else name + ".html"
        )
        made[name].write_text(render(result, Origin(command=EVIL)).text, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def sections(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of sections as a file, with hostile words, a wide table and pictures."""
    whole = Axis(0.0, 1.0)
    lines = tuple(
        Line(name, ((0.0, 0.0), (at, 0.8), (1.0, 1.0)))
        for name, at in (("ensemble", 0.1), ("gaussian", 0.3), (EVIL, 0.6))
    )
    drawn = Lines("ROC", EVIL, "recall", whole, whole, lines, (0.5, EVIL))
    bars = Classes("Scores", "score", whole, (9, 1, 0), (0, 1, 2), (0.6, "threshold 0.6"))
    grid = Grid(
        [f"measure {i}" for i in range(20)],
        [["0.123"] * 20, [EVIL] * 20],
        range(1, 20),
        ".",
    )
    parts = [
        Section("Outcome", ("Said.", EVIL), grid, [(drawn, EVIL), bars]),
        Section(EVIL, EVIL),
    ]
    file = tmp_path_factory.mktemp("sheets") / "sheet.html"
    text = sheet(
        "orders.csv", EVIL, parts, headline=f"Best: {EVIL}", again=[("command", EVIL)]
    )
    file.write_text(text, encoding="utf-8")
    return file


@contextmanager
def opened(browser: Any, file: Path, **how: Any) -> Iterator[Watched]:
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}} | how)
    page = context.new_page()
    watched = Watched(page)
    page.on("console", lambda message: watched.said.append(message.text))
    page.on("pageerror", lambda error: watched.said.append(str(error)))
    page.on("dialog", lambda dialog: (watched.said.append("dialog"), dialog.dismiss()))
    page.on("request", lambda request: watched.asked.append(request.url))
    page.goto(file.as_uri())
    yield watched
    context.close()


LOOKS = [
    pytest.param({"viewport": {"width": width, "height": 900}, "color_scheme": scheme,
                  "java_script_enabled": script}, id=f"{width} {scheme} script {script}")
    for width in (1280, 390)
    for scheme in ("light", "dark")
    for script in (True, False)
]  # fmt: skip


SEEN = [("wrong", how) for how in LOOKS]
SEEN += [(name, LOOKS[i]) for name in ("well", "few") for i in (0, 7)]


def each(seen: list[Any]) -> Any:
    """A test for each of some pages in some looks."""
    given = [pytest.param(name, *how.values, id=f"{name} {how.id}") for name, how in seen]
    return pytest.mark.parametrize(("name", "how"), given)


@each(SEEN)
def test_nothing_overflows_leaves_the_page_or_complains(browser, pages, name, how):
    with opened(browser, pages[name], **how) as seen:
        assert seen.page.locator("#verdict").is_visible()
        wide = seen.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= how["viewport"]["width"]
        assert [url for url in seen.asked if not url.startswith("data:")] == [
            pages[name].as_uri()
        ]
        assert seen.said == []


@each([("wrong", LOOKS[0]), ("wrong", LOOKS[6]), ("well", LOOKS[2]), ("few", LOOKS[4])])
def test_axe_finds_no_violation(browser, pages, name, how):
    from axe_playwright_python.sync_playwright import Axe

    with opened(browser, pages[name], bypass_csp=True, **how) as seen:
        for details in seen.page.locator("details:not([open]) > summary").all()[:6]:
            details.click()
        found = Axe().run(seen.page).response["violations"]
        assert [(v["id"], [n["html"] for n in v["nodes"]][:3]) for v in found] == []


def test_what_stands_in_a_table_does_nothing(browser, pages):
    with opened(browser, pages["wrong"]) as seen:
        assert seen.page.evaluate("document.scripts.length") == 1
        assert seen.page.evaluate("document.images.length") == 0
        assert "<script>alert(1)</script>" in seen.page.inner_text("main")
        assert "{{7*7}}" in seen.page.inner_text("main")
        seen.page.evaluate("document.body.append(Object.assign(document.createElement('img'),"
                           "{src: 'x.png'}))")  # fmt: skip
        seen.page.wait_for_function("true")
        assert any("Content Security Policy" in text for text in seen.said)


def test_without_its_script_everything_can_be_read(browser, pages):
    with opened(browser, pages["wrong"], java_script_enabled=False) as seen:
        assert not seen.page.locator("#tools").is_visible()
        assert not seen.page.locator("#sieve").is_visible()
        closed = seen.page.locator("details:not([open])").last
        closed.locator("summary").click()
        assert (
            closed.locator("p").first.is_visible()
            or seen.page.locator("li details[open] p").last.is_visible()
        )
        assert seen.page.locator("figure svg").first.is_visible()


def test_the_keyboard_goes_through_the_findings(browser, pages):
    with opened(browser, pages["wrong"]) as seen:
        page = seen.page
        focused = "document.activeElement.closest('details')?.id"
        ids = page.eval_on_selector_all(".list details", "all => all.map(d => d.id)")
        assert len(ids) >= 4
        page.keyboard.press("j")
        assert page.evaluate(focused) == ids[0]
        page.keyboard.press("j")
        assert page.evaluate(focused) == ids[1]
        assert page.locator(f"#{ids[1]}").get_attribute("open") is not None
        page.keyboard.press("k")
        assert page.evaluate(focused) == ids[0]
        assert page.locator(f"#{ids[1]}").get_attribute("open") is None
        page.keyboard.press("?")
        assert page.locator("#keys").is_visible()
        page.keyboard.press("Escape")
        assert not page.locator("#keys").is_visible()


def test_the_theme_turns_and_stays(browser, pages):
    ground = "getComputedStyle(document.body).backgroundColor"
    with opened(browser, pages["wrong"]) as seen:
        light = seen.page.evaluate(ground)
        seen.page.keyboard.press("t")
        dark = seen.page.evaluate(ground)
        assert dark != light
        seen.page.reload()
        assert seen.page.evaluate(ground) == dark


def test_findings_are_filtered_and_sorted(browser, pages):
    with opened(browser, pages["wrong"]) as seen:
        page = seen.page
        shown = ".list li:not([hidden])"
        page.keyboard.press("/")
        page.keyboard.type("weight")
        visible = page.locator(shown).locator("visible=true").count()
        total = page.locator(".list li").count()
        assert 0 < visible < total
        assert page.inner_text("#count") == f"{visible} of {total}"
        page.keyboard.press("Escape")
        assert page.locator(shown).locator("visible=true").count() == total
        page.select_option("#sort", "row")
        rows = page.eval_on_selector_all(
            ".list ol",
            "all => all.map(l => [...l.querySelectorAll('details')].map(d => +d.id.slice(1)))",
        )
        assert all(one == sorted(one) for one in rows)


def test_paper_shows_what_is_folded(browser, pages):
    with opened(browser, pages["wrong"], java_script_enabled=False) as seen:
        folded = seen.page.locator(".list details:not([open]) > p").first
        assert not folded.is_visible()
        seen.page.emulate_media(media="print")
        assert folded.is_visible()
        assert not seen.page.locator(".tools").first.is_visible()
        assert seen.page.pdf().startswith(b"%PDF")


@pytest.mark.parametrize("how", LOOKS)
def test_a_page_of_sections_fits_and_says_nothing(browser, sections, how):
    with opened(browser, sections, **how) as seen:
        wide = seen.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= how["viewport"]["width"]
        assert [url for url in seen.asked if not url.startswith("data:")] == [
            sections.as_uri()
        ]
        assert seen.said == []
        assert seen.page.evaluate("document.images.length + document.scripts.length") == 0
        assert "<script>alert(1)</script>" in seen.page.inner_text("main")
        for word in seen.page.locator("figure svg text").all():
            box = word.bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= how["viewport"]["width"]


@pytest.mark.parametrize("how", [LOOKS[0], LOOKS[6]])
def test_axe_finds_no_violation_on_a_page_of_sections(browser, sections, how):
    from axe_playwright_python.sync_playwright import Axe

    with opened(browser, sections, bypass_csp=True, **how) as seen:
        found = Axe().run(seen.page).response["violations"]
        assert [(v["id"], [n["html"] for n in v["nodes"]][:3]) for v in found] == []


def test_a_page_of_sections_can_be_printed_with_its_whole_table(browser, sections):
    with opened(browser, sections) as seen:
        seen.page.emulate_media(media="print")
        shown = "getComputedStyle(document.querySelector('.grid')).overflowX"
        assert seen.page.evaluate(shown) == "visible"
        assert seen.page.pdf().startswith(b"%PDF")
