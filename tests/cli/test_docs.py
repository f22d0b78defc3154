"""The pages of the documentation say what is so."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import jsonschema

from vedette.cli.run import vedette
from vedette.core.table import ROLE_KINDS

DOCS = Path(__file__).parents[2] / "docs"


def test_every_command_option_and_role_is_documented_and_none_else():
    page = (DOCS / "cli.md").read_text()
    options = {
        name
        for command in vedette.commands.values()
        for parameter in command.params
        for name in parameter.opts
        if name.startswith("--")
    }
    spelled = options - {"--quiet", "--output"}  # documented by their letters
    assert spelled == set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", page))
    for name in (*vedette.commands, "-q", "-o"):
        assert re.search(rf"(vedette |`){name}\b", page), name
    kinds = re.search(r"KIND is one of `([^`]*)`", page).group(1).split()
    assert kinds == list(ROLE_KINDS)


def test_the_lines_shown_are_valid():
    schema = json.loads(files("vedette.report").joinpath("schema-1.json").read_text())
    page = (DOCS / "json.md").read_text()
    shown = re.findall(r"^    (\{.*?\})\n\n", page, flags=re.MULTILINE | re.DOTALL)
    lines = [json.loads(re.sub(r"\n\s+", "", text)) for text in shown]
    assert [item["kind"] for item in lines] == [
        "run",
        "finding",
        "group",
        "fact",
        "labels",
        "suspicious_label",
        "segments",
        "segment",
        "odd_segment",
        "diff",
        "change",
    ]
    for item in lines:
        jsonschema.validate(item, schema)
