"""`vedette diff`: say what is new, gone and as before in the second of two tables."""

from __future__ import annotations

from typing import Any

import click

from vedette.cli import options, session
from vedette.cli.group import vedette
from vedette.cli.options import Asked
from vedette.cli.suggesting import Command


@vedette.command(cls=Command, short_help="Say what is new, gone and continuing since.")
@click.argument("before")
@click.argument("after")
@click.option(
    "-o", "--output", metavar="FILE", help="Write there; its name says the format."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "jsonl", "md"]),
    help="[default: table]",
)
@click.option("--json", "as_json", is_flag=True, help="Short for --format jsonl.")
@click.option("--fail", is_flag=True, help="Exit with 1 if something new looks wrong.")
@click.option(
    "--by",
    type=click.Choice(["id", "row", "content", "reason"]),
    help="How rows are matched.  [default: as the tables allow]",
)
@options.judging
@options.reading
def diff(
    before: str,
    after: str,
    output: str | None,
    form: str | None,
    as_json: bool,
    fail: bool,
    by: str | None,
    **asked: Any,
) -> int:
    """Say what is new, gone and continuing in AFTER, compared with BEFORE.

    Each is a table, which is scanned, or what a scan wrote as JSON Lines.

    \b
    vedette diff monday.csv tuesday.csv
    vedette diff monday.jsonl tuesday.csv --fail
    """
    from vedette.app import output as place
    from vedette.report import difference_lines, difference_markdown, difference_screen
    from vedette.report.difference import compare

    if as_json and form not in (None, "jsonl"):
        raise options.usage(f"--json and --format {form} exclude each other")
    output = None if output == "-" else output
    form = "jsonl" if as_json else form or place.format_of(output)
    if form == "csv":
        raise options.usage("a difference is no CSV", "-o changes.jsonl, or changes.md")
    if before == after == "-":
        raise options.usage("standard input can be read only once")
    sides = [Asked(file=file, **asked) for file in (before, after)]
    if output is not None:
        for side in sides:
            place.check(output, side.file)
    results, told = zip(*(session.result_of(side) for side in sides), strict=True)
    found = compare(*results, by=by)
    said = "; ".join(dict.fromkeys(text for text in told if text))
    if form == "table":
        text = difference_screen.render(
            found,
            columns=session.columns() if output is None else 80,
            colour=output is None and session.colour(),
            told=said,
        )
    else:
        session.note(sides[0], said)
        text = {"jsonl": difference_lines.dump, "md": difference_markdown.dump}[form](found)
    if output is None:
        place.to_stdout(text)
    else:
        place.to_file(text, output)
        session.note(sides[0], f"{found.summary()}: written to {output}")
    few = max(session.verdict(result, fail=False, said=False) for result in results)
    return few or int(fail and found.news)
