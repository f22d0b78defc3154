"""The commands. Whatever is heavy is imported when one of them runs."""

from __future__ import annotations

from typing import Any

import click

from vedette.cli import options, session
from vedette.cli.options import Asked
from vedette.cli.suggesting import Command, Suggesting

EPILOG = """\b
First steps:
  vedette scan orders.csv             what looks wrong, and why
  vedette explain orders.csv r03855   everything about one row
  vedette roles orders.csv            what each column was taken for
\b
FILE is CSV, TSV (also .gz), Parquet or JSON Lines; - is standard input.
Exit codes: 0 done, 1 findings and --fail, 2 usage, 3 data, 4 too little data.
"""


@click.group(
    cls=Suggesting,
    epilog=EPILOG,
    context_settings={"max_content_width": 80, "help_option_names": ["-h", "--help"]},
)
def vedette() -> None:
    """Point it at a table: it says what looks wrong, why, in the row's own
    units, and how many of its findings are expected to be false."""


@vedette.command(cls=Command)
@click.argument("file")
@click.option(
    "-o", "--output", metavar="FILE", help="Write there; its name says the format."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "jsonl", "csv", "md"]),
    help="[default: table]",
)
@click.option("--json", "as_json", is_flag=True, help="Short for --format jsonl.")
@click.option("--fail", is_flag=True, help="Exit with 1 if something looks wrong.")
@options.judging
@options.reading
@options.save_config
def scan(
    output: str | None,
    form: str | None,
    as_json: bool,
    fail: bool,
    save_config: str | None,
    **asked: Any,
) -> int:
    """Say what looks wrong in a table, and why.

    \b
    vedette scan orders.csv --role errors=category --where "country = 'DE'"
    vedette scan orders.csv --json | jq 'select(.kind == "finding")'
    vedette scan orders.csv -o findings.csv --fail
    """
    from vedette.app import output as place

    wanted = Asked(**asked)
    if as_json and form not in (None, "jsonl"):
        raise options.usage(f"--json and --format {form} exclude each other")
    output = None if output == "-" else output
    form = "jsonl" if as_json else form or place.format_of(output)
    for file in (output, save_config):
        if file is not None:
            place.check(file, wanted.file)
    result, told = session.scanned(wanted)
    if save_config is not None:
        session.keep(save_config, result.roles, wanted)
    text = session.drawn(result, form, wanted, told, to_file=output is not None)
    if output is None:
        place.to_stdout(text)
    else:
        place.to_file(text, output)
        session.note(wanted, f"{result.summary()}: written to {output}")
    said = form == "table" if output is None else not wanted.quiet
    return session.verdict(result, fail=fail, said=said)


@vedette.command(
    cls=Command, short_help="Say everything about one row: its id, or its number."
)
@click.argument("file")
@click.argument("row")
@options.as_json
@options.judging
@options.reading
def explain(row: str, as_json: bool, **asked: Any) -> int:
    """Say everything about one row: its id, or its number from 0.

    \b
    vedette explain orders.csv r03855
    vedette explain orders.csv 3855 --json
    """
    from vedette.app import output as place
    from vedette.report import jsonl, row_screen

    wanted = Asked(**asked)
    result, told = session.scanned(wanted)
    if told and as_json:
        session.note(wanted, told)
    said = result.explain(row)
    if as_json:
        place.to_stdout(jsonl.lines([jsonl.explanation(said)]))
        return session.verdict(result, fail=False, said=False)
    name, wide = result.source.name, session.columns()
    place.to_stdout(
        row_screen.render(said, name, told=told, columns=wide, colour=session.colour())
    )
    return session.verdict(result, fail=False, said=False)


@vedette.command(cls=Command, short_help="Say what each column of a table is taken for.")
@click.argument("file")
@options.as_json
@options.reading
@options.save_config
def roles(as_json: bool, save_config: str | None, **asked: Any) -> int:
    """Say what each column of a table is taken for, without judging it."""
    from vedette.app import output as place
    from vedette.app.understanding import with_examples
    from vedette.report import roles_screen

    wanted = Asked(**asked)
    if save_config is not None:
        place.check(save_config, wanted.file)
    (table, taken), told = session.understood(wanted)
    if save_config is not None:
        session.keep(save_config, taken, wanted)
    columns = with_examples(table, taken)
    if as_json:
        session.note(wanted, told)
        place.to_stdout(roles_screen.dump(columns))
        return 0
    text = roles_screen.render(
        columns,
        table.source,
        table.rows,
        told=told,
        columns=session.columns(),
        colour=session.colour(),
    )
    place.to_stdout(text)
    return 0


@vedette.command(cls=Command, short_help="List the detectors, or say everything about one.")
@click.argument("name", required=False)
@click.option("--family", metavar="FAMILY", help="Only those of one family.")
@click.option("--missing", is_flag=True, help="Only those that take missing values.")
@click.option(
    "--categories", is_flag=True, help="Only those that tell categories from numbers."
)
@click.option("--streams", is_flag=True, help="Only those that go on learning.")
@options.as_json
def detectors(name: str | None, as_json: bool, **wanted: Any) -> int:
    """List the detectors, or say everything about the one called NAME.

    \b
    vedette detectors --missing --family density
    vedette detectors ensemble
    """
    from vedette.app import output as place
    from vedette.detectors import catalogue
    from vedette.report import detectors_screen

    if name is not None and any(wanted.values()):
        raise options.usage(
            "NAME and the options that choose among detectors exclude each other"
        )
    wide, colour = session.columns(), session.colour()
    if name is None:
        entries = catalogue.chosen(**wanted)
        text = detectors_screen.render(entries, columns=wide, colour=colour)
        place.to_stdout(detectors_screen.dump(entries) if as_json else text)
        return 0
    from vedette.app.detectors import known
    from vedette.report import detector_screen

    one = known(name)
    text = detector_screen.render(one, columns=wide, colour=colour)
    place.to_stdout(detector_screen.dump(one) if as_json else text)
    return 0


@vedette.command(cls=Command)
def version() -> int:
    """Print the version."""
    from vedette import __version__

    click.echo(f"vedette {__version__}")
    return 0
