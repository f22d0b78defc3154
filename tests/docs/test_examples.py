"""Every example of the documentation runs, and prints what the page shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot

from made.pages import PAGES, Example, examples_of, make_tables, named, python_of, run

EXAMPLES = [example for page in PAGES for example in examples_of(page)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("examples")
    make_tables(made)
    return made


@pytest.mark.parametrize("page", [p for p in PAGES if python_of(p)], ids=named)
def test_the_python_of_a_page_runs_from_top_to_bottom(
    page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    X = np.random.default_rng(0).normal(size=(500, 3))
    names: dict[str, Any] = {"__name__": "page", "X": X}
    for block in python_of(page):
        exec(compile(block, str(page), "exec"), names)
    pyplot.close("all")


@pytest.mark.parametrize(
    "example", EXAMPLES, ids=[f"{named(e.page)}: {e.command}" for e in EXAMPLES]
)
def test_a_command_does_what_its_page_shows(example: Example, folder: Path) -> None:
    ended = run(example.command, folder)

    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == ""
    if example.shown is not None:
        printed = example.cut(ended.stdout)
        assert printed == example.shown, "python tests/docs/refresh.py renews it"


def test_no_screen_shown_is_longer_than_forty_lines() -> None:
    for example in EXAMPLES:
        if example.shown is not None and example.command.startswith("vedette scan"):
            lines = example.shown.splitlines()
            assert len(lines) <= 40
            assert max(map(len, lines)) <= 80
