"""What commands share whose outcome has a page of its own: its format, the command again."""

from __future__ import annotations

from pathlib import Path

from vedette.cli import options
from vedette.cli.options import Asked

FORMS = {".html": "html", ".htm": "html", ".md": "md", ".markdown": "md", ".txt": "table"}
FORMS |= dict.fromkeys((".json", ".jsonl", ".ndjson"), "jsonl")


def form_of(what: str, output: str | None, *, as_json: bool) -> str:
    """The format that was asked for: 'html', 'md', 'jsonl', or 'table' for the screen.

    what
        What is written, for the message: "a comparison".
    """
    ending = Path(output or "").suffix.lower()
    if ending and ending not in FORMS:
        raise options.usage(
            f"{what} is not written as {ending}", "-o page.html, .md, .json or .txt"
        )
    if as_json and FORMS.get(ending, "jsonl") != "jsonl":
        raise options.usage(f"--json and -o {output} exclude each other")
    return "jsonl" if as_json else FORMS.get(ending, "table")


def typed(command: str, asked: Asked, *given: tuple[str, str | int | bool | None]) -> str:
    """The command with these options besides those of every table; "" for standard input."""
    file = asked.again()
    words: list[str] = []
    for option, value in given:
        if value is True:
            words.append(option)
        elif value not in (None, False):
            words += options.spelled(option, str(value))
    return (
        " ".join([f"vedette {command}", file, *map(options.quoted, words)]) if file else ""
    )
