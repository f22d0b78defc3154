"""`vedette cluster`: which groups the rows of a table form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from vedette.cli import options, pages, session
from vedette.cli.group import vedette
from vedette.cli.options import Asked
from vedette.cli.suggesting import Command

# A file of these has the rows and their clusters; of the others, what was found.
ROWS, FORMATS = ("csv", "parquet", "jsonl"), ("table", "md", "html")
ALGORITHMS = ("auto", "kmeans", "minibatch", "gmm", "hierarchical", "dbscan", "hdbscan")


@vedette.command(cls=Command, short_help="Which groups do the rows form, if any?")
@click.argument("file")
@click.option("--clusters", type=int, metavar="K", help="So many.  [default: as there are]")
@click.option(
    "--algorithm",
    type=click.Choice(ALGORITHMS),
    default="auto",
    help="[default: k-means]",
)
@click.option(
    "--most",
    type=int,
    default=12,
    metavar="K",
    help="Look for so many at most.  [default: 12]",
)
@click.option(
    "--n-sigma",
    type=float,
    default=3.0,
    metavar="N",
    help="Rows so far beyond are outliers.  [default: 3]",
)
@click.option(
    "--scale",
    type=click.Choice(["auto", "none", "unit", "within"]),
    default="auto",
    help="Columns as they stand, in one unit, or by width.",
)
@click.option("--eps", type=float, metavar="D", help="DBSCAN: neighbours are so near.")
@click.option(
    "--least", type=int, metavar="N", help="Rows of a dense place (dbscan), a cluster."
)
@click.option(
    "--seed", type=int, default=0, metavar="N", help="For another draw of chance."
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="The cluster of each row: .csv, .parquet, .jsonl; or a page: .html.",
)
@click.option(
    "--save-model", metavar="FILE", help="Keep what tells the cluster of other rows."
)
@options.as_json
@options.reading
def cluster(
    file: str,
    clusters: int | None,
    algorithm: str,
    most: int,
    n_sigma: float,
    scale: str,
    eps: float | None,
    least: int | None,
    seed: int,
    output: str | None,
    save_model: str | None,
    as_json: bool,
    **asked: Any,
) -> int:
    """Find groups of rows that are alike: how many there are, by seven ways of
    counting, and what makes each different. That there are none is an answer.

    \b
    vedette cluster customers.csv
    vedette cluster customers.csv --clusters 4 -o segments.csv
    """
    from vedette.app import output as place
    from vedette.app.clustering import cluster as found_in
    from vedette.report import clusters_rows

    output = None if output == "-" else output
    html = output is not None and Path(output).suffix.lower() in (".html", ".htm")
    form = "html" if html else place.format_of(output)
    if form not in (*ROWS, *FORMATS):
        raise options.usage(f"clusters are not written as {form}", "-o clusters.csv")
    for target in (output, save_model):
        if target is not None:
            place.check(target, file)
    if (
        None not in (output, save_model)
        and Path(str(output)).resolve() == Path(str(save_model)).resolve()
    ):
        raise options.usage("-o and --save-model name one file")
    wanted = Asked(file, **asked, seed=seed)

    def work(roles: dict[str, str], redact: list[str]) -> Any:
        with session.progress(wanted) as told:
            return found_in(
                file,
                clusters,
                algorithm=algorithm,
                most=most,
                n_sigma=n_sigma,
                scale=scale,
                eps=eps,
                least=least,
                roles=roles,
                seed=seed,
                redact=redact,
                progress=told,
                **wanted.reading(),
            )

    found, told = session.settings_of(wanted).apply(file, work)
    session.note(wanted, told)
    if save_model is not None:
        from vedette.app.model import save

        save(found.model, save_model)
        session.note(wanted, f"the model is written to {save_model}")
    if output is not None:
        command = pages.typed(
            "cluster",
            wanted,
            *pages.own(
                *("clusters", "algorithm", "most", "n_sigma", "scale", "eps", "least")
            ),
        )
        if form in ROWS:
            place.to_file(clusters_rows.dump(found, form), output)
            session.note(wanted, f"{found.summary()}: written to {output}")
        else:
            pages.written(found, form, output, wanted, page={"command": command})
    if as_json or output is None:
        pages.written(found, "jsonl" if as_json else "table", None, wanted)
    return 0
