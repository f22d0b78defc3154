"""`vedette doctor`: what a scan of this table would catch, and what holds in it."""

from __future__ import annotations

from typing import Any

import click

from vedette.cli import options, pages, session
from vedette.cli.group import vedette
from vedette.cli.options import Asked
from vedette.cli.suggesting import Command


@vedette.command(cls=Command, short_help="Plant errors: what would a scan catch?")
@click.argument("file")
@click.option("--label", metavar="COL", help="Which rows are anomalies, if that is known.")
@click.option(
    "--kinds", multiple=True, metavar="KINDS", help="Plant these alone: spike,unit_error."
)
@click.option(
    "--columns", multiple=True, metavar="COLS", help="Plant into these alone: a,b,c."
)
@click.option(
    "--times",
    type=int,
    default=10,
    metavar="N",
    help="How often each is planted.  [default: 10]",
)
@click.option(
    "--fdr",
    type=float,
    default=0.1,
    metavar="SHARE",
    help="Share of the findings that may be false.  [default: 0.1]",
)
@click.option(
    "--detector",
    metavar="NAME",
    help="Examine this detector: lof, 'knn(n_neighbors=30)'.",
)
@click.option(
    "--seed", type=int, default=0, metavar="N", help="For another draw of chance."
)
@click.option(
    "--sample", type=int, metavar="N", help="Examine N rows.  [default: a minute's]"
)
@click.option(
    "-o", "--output", metavar="FILE", help="Write there: .html, .json, .md or text."
)
@options.as_json
@options.reading
def doctor(
    file: str,
    output: str | None,
    as_json: bool,
    label: str | None,
    kinds: tuple[str, ...],
    columns: tuple[str, ...],
    times: int,
    fdr: float,
    detector: str | None,
    seed: int,
    sample: int | None,
    **asked: Any,
) -> int:
    """Plant errors of known kinds and sizes into a table, and tell which a scan
    would catch; check what detectors take for granted. The file is not changed.

    \b
    vedette doctor orders.csv
    vedette doctor orders.csv --columns amount --kinds spike -o orders.html
    """
    from vedette.app import output as place
    from vedette.app.doctoring import doctor as examined

    output = None if output == "-" else output
    form = pages.form_of("a diagnosis", output, as_json=as_json)
    if output is not None:
        place.check(output, file)
    wanted = Asked(file, **asked)

    def work(roles: dict[str, str], redact: list[str]) -> Any:
        with session.progress(wanted) as told:
            return examined(
                file,
                label,
                kinds=options.split(kinds),
                columns=options.split(columns),
                times=times,
                fdr=fdr,
                roles=roles,
                seed=seed,
                detector=detector,
                redact=redact,
                sample=sample,
                progress=told,
                **wanted.reading(),
            )

    found, told = session.settings_of(wanted).apply(file, work)
    session.note(wanted, told)
    again = Asked(file, **asked, fdr=fdr, seed=seed, detector=detector, sample=sample)
    command = pages.typed(
        "doctor",
        again,
        ("--label", label),
        *(("--kinds", names) for names in kinds),
        *(("--columns", names) for names in columns),
        ("--times", times),
    )
    pages.written(found, form, output, wanted, page={"command": command})
    return 0 if found.scans else 4
