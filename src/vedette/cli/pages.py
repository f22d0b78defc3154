"""What commands share whose outcome has a page of its own: its format, the command again,
and where it goes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from vedette.cli import options, session
from vedette.cli.options import Asked

if TYPE_CHECKING:
    from vedette.report.faces import Faces

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


def typed(command: str, asked: Asked, *given: tuple[str, str | float | bool | None]) -> str:
    """The command with these options besides those of every table, without passwords; ""
    for standard input."""
    from vedette.tables.sources.address import without_secrets

    file = asked.again()
    words: list[str] = []
    for option, value in given:
        if value is True:
            words.append(option)
        elif value not in (None, False):
            words += options.spelled(option, without_secrets(str(value)))
    return (
        " ".join([f"vedette {command}", file, *map(options.quoted, words)]) if file else ""
    )


def own(*names: str) -> list[tuple[str, Any]]:
    """Of these parameters of the command those that were typed, as options."""
    from click import get_current_context
    from click.core import ParameterSource

    given = get_current_context()
    return [
        ("--" + name.replace("_", "-"), given.params[name])
        for name in names
        if given.get_parameter_source(name) is ParameterSource.COMMANDLINE
    ]


def written(
    found: Faces,
    form: str,
    output: str | None,
    asked: Asked,
    *,
    screen: dict[str, Any] | None = None,
    page: dict[str, Any] | None = None,
) -> None:
    """The outcome to the terminal, to standard output or to a file.

    screen, page
        What `drawn` is told besides, of a 'table' and of 'html'.
    """
    from vedette.app import output as place

    how: dict[str, Any] = {}
    if form == "table":
        how |= screen or {}
        if output is None:
            how |= {"columns": session.columns(), "colour": session.colour()}
    elif form == "html":
        how |= page or {}
    text = found.drawn(form, **how)
    if output is None:
        place.to_stdout(text)
        return
    place.to_file(text, output)
    session.note(asked, f"{found.summary()}: written to {output}")
