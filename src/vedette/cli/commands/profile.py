"""`vedette profile`: what a table is like, before anything in it is judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from vedette.cli import options, pages, session
from vedette.cli.group import vedette
from vedette.cli.options import Asked
from vedette.cli.suggesting import Command

if TYPE_CHECKING:
    from vedette.report.profile import Profile


@vedette.command(cls=Command, short_help="Describe the columns: kinds, shapes, gaps.")
@click.argument("file")
@click.option(
    "-o", "--output", metavar="FILE", help="Write there: .html, .json, .md or text."
)
@options.as_json
@click.option(
    "--sample",
    type=int,
    metavar="N",
    help="Look closely at N rows, count over all.  [default: all, up to a million]",
)
@click.option(
    "--seed", type=int, default=0, metavar="N", help="For another draw of chance."
)
@click.option(
    "--against",
    metavar="FILE",
    help="Compare with another table of these columns: what was before.",
)
@click.option(
    "--against-where",
    metavar="SQL",
    help="Only these rows of it; without --against, of FILE itself.",
)
@options.reading
def profile(
    file: str,
    output: str | None,
    as_json: bool,
    sample: int | None,
    seed: int,
    against: str | None,
    against_where: str | None,
    **asked: Any,
) -> int:
    """Describe a table before anything in it is judged: what each column is for
    and how its values lie, what is missing and together with what, what repeats,
    and what was counted. Nothing is called an anomaly.

    \b
    vedette profile orders.csv
    vedette profile orders.csv -o orders.html
    vedette profile june.csv --against may.csv
    """
    from vedette.app import output as place
    from vedette.app.profiling import profile as profiled

    output = None if output == "-" else output
    form = pages.form_of("a profile", output, as_json=as_json)
    if output is not None:
        place.check(output, file)
    wanted = Asked(file, sample=sample, seed=seed, **asked)

    def work(roles: dict[str, str], redact: list[str]) -> Profile:
        with session.progress(wanted) as told:
            return profiled(
                file,
                roles=roles,
                redact=redact,
                sample=sample,
                seed=seed,
                against=against,
                against_where=against_where,
                progress=told,
                **wanted.reading(),
            )

    found, told = session.settings_of(wanted).apply(file, work)
    session.note(wanted, told)
    command = pages.typed(
        "profile", wanted, ("--against", against), ("--against-where", against_where)
    )
    pages.written(found, form, output, wanted, page={"command": command})
    return 0
