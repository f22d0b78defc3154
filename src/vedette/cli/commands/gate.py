"""`vedette gate`: let a load pass, or say why not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from vedette.cli import options, session
from vedette.cli.group import vedette
from vedette.cli.options import Asked
from vedette.cli.suggesting import Command

FORMATS = ("table", "jsonl", "md")


@vedette.command(cls=Command, short_help="Let today's load pass, or say why not.")
@click.argument("file")
@click.option("-m", "--model", required=True, metavar="FILE", help="From `vedette fit`.")
@click.option(
    "--max-findings",
    type=int,
    metavar="N",
    help="Rows that may look wrong.  [default: by the fitted table]",
)
@click.option(
    "--alpha",
    type=float,
    default=0.05,
    metavar="SHARE",
    help="Clean loads that may fail.  [default: 0.05]",
)
@click.option(
    "--fdr",
    type=float,
    default=0.1,
    metavar="SHARE",
    help="Share of the findings that may be false.  [default: 0.1]",
)
@click.option("--now", metavar="TIME", help="When the load should be fresh, or: now.")
@click.option(
    "--skip", multiple=True, metavar="CHECKS", help="Not these checks: gap,shift:price."
)
@options.rows_and_columns
@click.option("-o", "--output", metavar="FILE", help="Write there: .jsonl, .md or text.")
@options.as_json
@options.quiet
def gate(
    file: str,
    model: str,
    output: str | None,
    as_json: bool,
    now: str | None,
    quiet: bool,
    **asked: Any,
) -> int:
    """Let today's load pass, or say why not: volume, freshness, missing values,
    new categories, ranges, distributions, and rows that look wrong.

    Exits with 0 if it passes, with 1 if it fails.

    \b
    vedette fit history.parquet -o orders.vedette
    vedette gate today.csv --model orders.vedette --max-findings 10
    """
    from vedette.app import gating
    from vedette.app import output as place

    form = "jsonl" if as_json else place.format_of(output)
    if form not in FORMATS:
        raise options.usage(f"a gate is not written as {form}", "-o gate.jsonl or gate.md")
    output = None if output == "-" else output
    if output is not None:
        place.check(output, file)
    moment = moment_of(now)
    for name in ("skip", "select", "ignore", "na"):
        asked[name] = options.split(asked[name])
    asked["skip"] = asked["skip"] or ()
    wanted = Asked(file, quiet=quiet)
    with session.progress(wanted) as told:
        found = gating.gate(file, model, now=moment, progress=told, **asked)
    from vedette.report import gate_lines, gate_phrases, gate_screen

    if form == "jsonl":
        text = gate_lines.dump(found)
    elif form == "md":
        text = gate_screen.markdown(found)
    else:
        text = gate_screen.render(
            found,
            columns=session.columns(),
            colour=session.colour() and output is None,
        )
    if output is None:
        place.to_stdout(text)
    else:
        place.to_file(text, output)
        said = gate_phrases.headline(found)
        session.note(wanted, f"the load {said}: written to {output}")
    return 0 if found.passed else 1


def moment_of(text: str | None) -> datetime | None:
    """The time that was typed; "now" is the clock's."""
    if text is None:
        return None
    if text == "now":
        return datetime.now()
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise options.usage(
            f"--now {text!r} is no time", "--now now, or --now '2026-03-02 06:00'"
        ) from None
