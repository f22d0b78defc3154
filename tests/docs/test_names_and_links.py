"""Whatever the documentation names is there: pages, files, commands, options, functions."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import click
import pytest

import vedette
from made.pages import PAGES, ROOT, code_of, named
from vedette.cli.run import vedette as commands

# Tools of others that the pages call, with options of their own.
OTHERS = ("benchmarks/", "pip ", "mypy", "pytest", "jq ", "apt ")
PLACES = (ROOT, ROOT / "src", ROOT / "src" / "vedette", ROOT / "docs")

each_page = pytest.mark.parametrize("page", PAGES, ids=named)


@each_page
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in links(page):
        if not target.startswith(("http://", "https://")):
            file, _, heading = target.partition("#")
            found = (page.parent / file) if file else page
            assert found.exists(), target
            if heading:
                assert heading in headings(found), target


def test_every_page_is_in_the_table_of_contents() -> None:
    contents = ROOT / "docs" / "README.md"
    reached = {(contents.parent / target).resolve() for target in links(contents)}
    assert set((ROOT / "docs").rglob("*.md")) - {contents} <= reached


@each_page
def test_every_command_and_option_exists(page: Path) -> None:
    known = {"--help", *(o for c in commands.commands.values() for o in options(c))}
    for line in code_of(page):
        for name in re.findall(r"(?<![\w./-])(?<!from )vedette ([a-z]+)\b", line):
            assert name in commands.commands, line
        if not any(other in line for other in OTHERS):
            assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", line)) <= known, line


@each_page
def test_the_options_of_a_command_are_its_own(page: Path) -> None:
    for line in code_of(page):
        called = re.match(r"(?:\$ )?vedette ([a-z]+)([^|]*)", line)
        if called and called[1] in commands.commands:
            taken = options(commands.commands[called[1]]) | {"--help"}
            assert set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", called[2])) <= taken, line


@each_page
def test_every_public_name_exists(page: Path) -> None:
    for line in code_of(page):
        for dotted in re.findall(r"(?<![\w./-])vedette((?:\.\w+)+)", line):
            parts = dotted[1:].split(".")
            if parts[0] != "toml" and "://" not in line:
                assert resolves(parts), line


@each_page
def test_every_file_of_the_project_that_is_named_exists(page: Path) -> None:
    for line in code_of(page):
        if re.fullmatch(r"[\w.-]+(/[\w.*-]+)+/?", line) and is_ours(line):
            assert any(list(place.glob(line.rstrip("/"))) for place in PLACES), line


@each_page
def test_every_verb_of_make_exists(page: Path) -> None:
    verbs = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for line in code_of(page):
        for verb in re.findall(r"^(?:\$ )?make ([a-z-]+)", line):
            assert verb in verbs, line


def is_ours(path: str) -> bool:
    """Whether a path is in a folder of the project that is kept."""
    first = path.partition("/")[0]
    kept = path != "benchmarks/results/"
    return kept and any((place / first).is_dir() for place in PLACES)


def links(page: Path) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def headings(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", t.lower()).replace(" ", "-") for t in titles}


def options(command: click.Command) -> set[str]:
    return {name for parameter in command.params for name in parameter.opts}


def resolves(parts: list[str]) -> bool:
    """Whether `vedette.a.b.c` is a module, or a name in one."""
    thing: object = vedette
    for i, part in enumerate(parts):
        if hasattr(thing, part):
            thing = getattr(thing, part)
            continue
        try:
            thing = import_module(".".join(["vedette", *parts[: i + 1]]))
        except ImportError:
            return False
    return True
