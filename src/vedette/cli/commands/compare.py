"""`vedette compare`: rank detectors on a table, and say which differences mean anything."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import click

from vedette.cli import options, pages, session
from vedette.cli.group import vedette
from vedette.cli.options import Asked
from vedette.cli.suggesting import Command


@vedette.command(cls=Command, short_help="Rank detectors on a table; say what that proves.")
@click.argument("file")
@options.answers
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
    form = pages.form_of("a comparison", output, as_json=as_json)
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
                detector=table.detector,
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
    command = pages.typed(
        "compare",
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
    again = once_more(table)
    if form != "table":
        session.note(table, told)
    timing = output is None and sys.stdout.isatty()
    pages.written(
        found,
        form,
        output,
        table,
        screen={"timing": timing, "again": again, "told": told},
        page={"again": again, "command": command},
    )
    return 0 if found.ranked else 4


def once_more(asked: Asked) -> str:
    """File and options as typed, for a scan of the same rows and columns."""
    return replace(asked, detector=None, seed=0, sample=None).again()
