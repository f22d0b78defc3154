"""`vedette compare`: rank detectors on a table, and say which differences mean anything."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from vedette.cli import options, session
from vedette.cli.group import vedette
from vedette.cli.options import Asked
from vedette.cli.suggesting import Command

FORMS = {".html": "html", ".htm": "html", ".md": "md", ".markdown": "md", ".txt": "table"}
FORMS |= dict.fromkeys((".json", ".jsonl", ".ndjson"), "jsonl")


@vedette.command(cls=Command, short_help="Rank detectors on a table; say what that proves.")
@click.argument("file")
@click.option("--label", metavar="COL", help="The column that says what is an anomaly.")
@click.option(
    "--positive",
    multiple=True,
    metavar="VALUE",
    help="Its value for an anomaly (default: the rarer of two). Repeatable.",
)
@click.option(
    "--by-key", multiple=True, metavar="COLS", help="No value of these in two parts."
)
@click.option(
    "--by-time", is_flag=True, help="Learn from nothing later than what is tested."
)
@click.option("--by-chance", is_flag=True, help="Divide by chance, even with key or time.")
@click.option(
    "--detector",
    metavar="NAMES",
    help="Which: a,b,'lof(n_neighbors=50)', or all.  [default: twelve]",
)
@click.option("--jobs", type=int, metavar="N", help="Processes at a time.  [default: 2]")
@click.option(
    "--seed", type=int, default=0, metavar="N", help="For another draw of chance."
)
@click.option("--sample", type=int, metavar="N", help="Only N rows, drawn at random.")
@click.option("--no-cache", is_flag=True, help="Keep no piece of work, and take none.")
@click.option(
    "-o", "--output", metavar="FILE", help="Write there: .html, .md, .json or text."
)
@options.as_json
@options.reading
def compare(
    label: str | None,
    positive: tuple[str, ...],
    by_key: tuple[str, ...],
    by_time: bool,
    by_chance: bool,
    jobs: int | None,
    output: str | None,
    as_json: bool,
    **asked: Any,
) -> int:
    """Rank detectors on a table, and say which differences mean anything.

    With labels: average precision in cross-validation, each with its interval.
    Without: planted anomalies, agreement and stability, and how little that proves.
    What is done is kept: stop it, and it goes on from there.

    \b
    vedette compare orders.csv --label fraud
    vedette compare orders.csv --detector 'ensemble,lof(n_neighbors=50)'
    """
    from vedette.app import comparing
    from vedette.app import output as place
    from vedette.core.redaction import REDACTED
    from vedette.report.comparison import Comparison

    table = Asked(**asked)
    output = None if output == "-" else output
    form = form_of(output, as_json)
    if output is not None:
        place.check(output, table.file)
    if label is None and (positive or by_key or by_time or by_chance):
        raise options.usage(
            "--positive, --by-key, --by-time and --by-chance are about labels",
            "--label COL",
        )

    def work(roles: dict[str, str], redact: list[str]) -> Comparison:
        with session.progress(table) as told:

            def say(text: str) -> None:
                told.clear()
                session.note(table, text)

            return comparing.compare(
                table.file,
                label,
                positive=positive or None,
                by_key=options.split(by_key),
                by_time=by_time,
                by_chance=by_chance,
                detectors=table.detector,
                roles=roles,
                seed=table.seed,
                jobs=jobs,
                sample=table.sample,
                cache=not table.no_cache,
                redact=redact,
                progress=told,
                said=say,
                **table.reading(),
            )

    found, told = session.settings_of(table).apply(table.file, work)
    command = typed(
        table,
        ("--label", label),
        *(
            ("--positive", REDACTED if REDACTED in found.positive else value)
            for value in positive
        ),
        *(("--by-key", names) for names in by_key),
        ("--by-time", by_time),
        ("--by-chance", by_chance),
    )
    text = drawn(found, form, table, told, command, to_file=output is not None)
    if output is None:
        place.to_stdout(text)
    else:
        place.to_file(text, output)
        session.note(table, f"{found.summary()}: written to {output}")
    return 0 if found.ranked else 4


def form_of(output: str | None, as_json: bool) -> str:
    """The format that was asked for."""
    ending = Path(output or "").suffix.lower()
    if output is not None and ending and ending not in FORMS:
        raise options.usage(
            f"a comparison is not written as {ending}", "-o compared.html, .md or .json"
        )
    if as_json and FORMS.get(ending) in ("html", "md"):
        raise options.usage(f"--json and -o {output} exclude each other")
    return "jsonl" if as_json else FORMS.get(ending, "table")


def once_more(asked: Asked) -> str:
    """File and options as typed, for a scan of the same rows and columns."""
    return replace(asked, detector=None, seed=0, sample=None).again()


def typed(asked: Asked, *given: tuple[str, str | bool | None]) -> str:
    """The command with these options, if the table can be read again."""
    words: list[str] = []
    for option, value in given:
        if value is True:
            words.append(option)
        elif value:
            words += options.spelled(option, str(value))
    file = asked.again()
    return " ".join(["vedette compare", file, *map(options.quoted, words)]) if file else ""


def drawn(
    found: Any, form: str, asked: Asked, told: str, command: str, *, to_file: bool
) -> str:
    """The comparison in the format that was asked for."""
    from vedette.report import comparison_lines, comparison_page, comparison_screen

    if form == "table":
        return comparison_screen.render(
            found,
            columns=session.columns() if not to_file else 80,
            colour=session.colour() and not to_file,
            timing=sys.stdout.isatty() and not to_file,
            again=once_more(asked),
            told=told,
        )
    session.note(asked, told)
    if form == "jsonl":
        return comparison_lines.dump(found)
    if form == "md":
        return comparison_screen.markdown(found)
    return comparison_page.page(found, again=once_more(asked), command=command)
