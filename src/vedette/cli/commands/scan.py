"""`vedette scan`: say what looks wrong in a table, and why."""

from __future__ import annotations

from typing import Any

import click

from vedette.cli import options, session
from vedette.cli.group import vedette
from vedette.cli.options import Asked
from vedette.cli.suggesting import Command


@vedette.command(cls=Command)
@click.argument("file")
@click.option(
    "--labels",
    is_flag=False,
    flag_value="",
    metavar="[FILE]",
    help="Re-rank by people's verdicts, which `vedette label` keeps in FILE.",
)
@options.results
@options.by
@options.judging
@options.label
@options.reading
@options.save_config
def scan(
    output: str | None,
    form: str | None,
    as_json: bool,
    split: tuple[str, str] | None,
    fail: bool,
    save_config: str | None,
    **asked: Any,
) -> int:
    """Say what looks wrong in a table, and why.

    \b
    vedette scan orders.csv --role errors=category --where "country = 'DE'"
    vedette scan orders.csv --json | jq 'select(.kind == "finding")'
    vedette scan customers.csv --label churned
    vedette scan customers.csv --by plan
    vedette scan orders.csv -o findings.sarif --fail
    vedette scan orders.csv --split clean.csv wrong.csv
    """
    from vedette.app import output as place

    table = Asked(**asked)
    wanted = options.Wanted.of(
        table.file, output=output, form=form, as_json=as_json, split=split, fail=fail
    )
    if save_config is not None:
        place.check(save_config, table.file)
    verdicts = session.known_verdicts(table)
    result, told = session.scanned(table, explain=verdicts is not None)
    if verdicts is not None:
        from vedette.app.labelling import relabelled

        result = relabelled(result, verdicts)
    if save_config is not None:
        session.keep(save_config, result.roles, result.redacted, table)
    return session.given_out(result, wanted, table, told)
