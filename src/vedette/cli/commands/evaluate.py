"""`vedette evaluate`: measure detectors on a labelled table."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from vedette.cli import options, pages, session
from vedette.cli.group import vedette
from vedette.cli.options import Asked
from vedette.cli.suggesting import Command

if TYPE_CHECKING:
    from vedette.report.evaluation import Evaluation, Unlabelled


@vedette.command(
    cls=Command, short_help="Measure detectors on a labelled table: precision, recall, F1."
)
@click.argument("file")
@options.answers
@click.option(
    "--detector",
    metavar="NAMES",
    help="Detectors to measure: gaussian,iforest,'knn(n_neighbors=30)'.",
)
@click.option(
    "--threshold",
    metavar="RULE",
    help="How it is learned: 'contamination(0.01)'.  [default: best-f1]",
)
@click.option(
    "--split",
    metavar="SHARES",
    help="To learn from, for the threshold, to test on.  [default: 60/20/20]",
)
@click.option(
    "--folds", type=int, metavar="N", help="Instead: cross-validation in N parts."
)
@click.option("--repeats", type=int, metavar="N", help="The folds so many times.")
@click.option("--no-scan", is_flag=True, help="Do not say how a plain scan does.")
@click.option("--sample", type=int, metavar="N", help="Measure on N rows.")
@click.option(
    "--seed", type=int, default=0, metavar="N", help="For another draw of chance."
)
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@click.option("-o", "--output", metavar="FILE", help="Write there: .html, .json or .md.")
@options.reading
def evaluate(
    label: str | None,
    positive: tuple[str, ...],
    threshold: str | None,
    split: str | None,
    folds: int | None,
    repeats: int | None,
    by_key: tuple[str, ...],
    by_time: bool,
    by_chance: bool,
    no_scan: bool,
    as_json: bool,
    output: str | None,
    **asked: Any,
) -> int:
    """Measure detectors on a labelled table: precision, recall, F1, AUROC, AP.

    \b
    vedette evaluate orders.csv --label is_fraud
    vedette evaluate orders.csv --label is_fraud --detector gaussian,iforest --folds 5
    vedette evaluate orders.csv --label is_fraud -o page.html
    """
    from vedette.app import evaluating
    from vedette.app import output as place
    from vedette.core.evaluation import Evaluation as Measured
    from vedette.core.redaction import REDACTED

    table = Asked(**asked)
    output = None if output == "-" else output
    form = pages.form_of("an evaluation", output, as_json=as_json)
    if label is None and form in ("html", "md"):
        raise options.usage(
            f"without --label there is no page and no table: {form}", "--json"
        )
    if output is not None:
        place.check(output, table.file)

    def work(roles: dict[str, str], redact: list[str]) -> Evaluation | Unlabelled:
        with session.progress(table) as told:
            return evaluating.evaluate(
                table.file,
                label,
                detector=table.detector or evaluating.USUAL,
                threshold=threshold,
                split=split,
                folds=folds,
                repeats=repeats,
                positive=positive or None,
                by_key=options.split(by_key),
                by_time=by_time,
                by_chance=by_chance,
                scan=not no_scan,
                sample=table.sample,
                seed=table.seed,
                roles=roles,
                redact=redact,
                progress=told,
                **table.reading(),
            )

    found, told = session.settings_of(table).apply(table.file, work)
    hidden = isinstance(found, Measured) and REDACTED in found.label.positive
    command = pages.typed(
        "evaluate",
        table,
        ("--label", label),
        *(("--positive", REDACTED if hidden else value) for value in positive),
        ("--threshold", threshold),
        ("--split", split),
        ("--folds", folds),
        ("--repeats", repeats),
        *(("--by-key", names) for names in by_key),
        ("--by-time", by_time),
        ("--by-chance", by_chance),
        ("--no-scan", no_scan),
        ("-o", output),
    )
    if form != "table":
        session.note(table, told)
    screen: dict[str, Any] = {"told": told}
    if isinstance(found, Measured):
        screen["timing"] = output is None and sys.stdout.isatty()
    pages.written(found, form, output, table, screen=screen, page={"command": command})
    return 4 if isinstance(found, Measured) and not found.measured else 0
