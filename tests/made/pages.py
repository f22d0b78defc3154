"""The pages of the documentation, and the examples, names and links in them."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from sklearn.datasets import load_breast_cancer, load_iris

from demo_table import demo, write_csv

ROOT = Path(__file__).parents[2]
PAGES = (
    ROOT / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "changelog.d" / "README.md",
)
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# The tables that examples speak of, all the same one.
TABLES = ("demo.csv", "orders.csv")
# The first Python of each of these pages writes the table that the page is about.
WORKED = (
    *sorted((ROOT / "docs" / "examples").glob("*.md")),
    ROOT / "docs" / "segments.md",
)


@dataclass(frozen=True)
class Example:
    """A command on a page, and what the page says it prints, None if nothing.

    What ends with a line of three dots is only the beginning.
    """

    page: Path
    command: str
    shown: str | None

    def cut(self, printed: str) -> str:
        """As much of what is printed as the page shows."""
        if self.shown is None or not self.shown.endswith("\n...\n"):
            return printed
        lines = printed.splitlines(keepends=True)
        return "".join([*lines[: self.shown.count("\n") - 1], "...\n"])


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def python_of(page: Path) -> list[str]:
    """The Python of a page, each block at its own line so that errors name it."""
    text = page.read_text(encoding="utf-8")
    return [
        "\n" * (text.count("\n", 0, found.start(2))) + found[2]
        for found in FENCE.finditer(text)
        if found[1] == "python"
    ]


def examples_of(page: Path) -> list[Example]:
    """Every line that begins with `$ vedette`, in a console block or indented."""
    text = page.read_text(encoding="utf-8")
    found = []
    for block in FENCE.finditer(text):
        if block[1] == "console":
            command, _, shown = block[2].partition("\n")
            found.append(Example(page, command.removeprefix("$ "), shown))
    for line in re.findall(r"^    \$ (vedette .*)$", text, re.MULTILINE):
        found.append(Example(page, line, None))
    return found


def make_tables(folder: Path) -> None:
    """The tables that the examples are about, in a folder."""
    for name in TABLES:
        write_csv(demo().table, folder / name)
    cells().to_csv(folder / "cells.csv", index=False)
    flowers().to_csv(folder / "iris.csv", index=False)
    with contextlib.chdir(folder):
        for page in WORKED:
            exec(compile(python_of(page)[0], str(page), "exec"), {"__name__": "page"})


def cells() -> pd.DataFrame:
    """Cell nuclei, labelled benign or malignant (scikit-learn's bundled breast cancer)."""
    bundled = load_breast_cancer(as_frame=True)
    table = bundled.data.rename(columns=lambda name: name.replace(" ", "_"))
    return table.assign(diagnosis=bundled.target.map({0: "malignant", 1: "benign"}))


def flowers() -> pd.DataFrame:
    """Irises of three species, without their names (scikit-learn's bundled iris)."""
    bundled = load_iris(as_frame=True).data
    return bundled.rename(columns=lambda name: name[: -len(" (cm)")].replace(" ", "_"))


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A `vedette ...` command as typed in a folder, on a plain terminal of 80 columns."""
    env = os.environ | {"COLUMNS": "80", "NO_COLOR": "1", "OPENBLAS_NUM_THREADS": "1"}
    words = [sys.executable, "-m", *shlex.split(command)]
    return subprocess.run(
        words, cwd=folder, env=env, capture_output=True, text=True, check=False
    )


def code_of(page: Path) -> list[str]:
    """Every line of code of a page: fenced, indented, and between backticks."""
    text = page.read_text(encoding="utf-8")
    lines = [line for block in FENCE.finditer(text) for line in block[2].splitlines()]
    prose = FENCE.sub("", text)
    lines += re.findall(r"^    (\S.*)$", prose, re.MULTILINE)
    return lines + [span.replace("\n", " ") for span in re.findall(r"`([^`]+)`", prose)]
