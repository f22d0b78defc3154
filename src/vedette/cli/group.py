"""The command `vedette` itself, which those of `vedette.cli.commands` join."""

from __future__ import annotations

import click

from vedette.cli.suggesting import Suggesting

EPILOG = """\b
First steps:
  vedette scan orders.csv             what looks wrong, and why
  vedette explain orders.csv r03855   everything about one row
  vedette report orders.csv           all of it as a page with pictures
  vedette profile orders.csv          what is in it, column by column
  vedette doctor orders.csv           what a scan of it would catch, and miss
  vedette evaluate orders.csv --label is_fraud   how good detectors are on it
  vedette fit orders.csv              what is usual, kept in model.vedette
  vedette score new.csv -m model.vedette    what looks wrong by it
  vedette gate new.csv -m model.vedette     whether a load passes
\b
FILE is CSV, TSV, JSON Lines, Parquet, Excel or Arrow, packed or not; a folder
or 'logs/*.csv'; - is standard input; sqlite:shop.db?table=orders or
postgresql://HOST/DB?table=orders is a table of a database.
Exit codes: 0 done, 1 findings and --fail, 2 usage, 3 data, 4 too little data.
"""


# As they are listed: what is done first comes first.
ORDER = (
    *("scan", "explain", "report", "label", "roles", "diff"),
    *("profile", "cluster"),
    *("evaluate", "compare", "doctor", "detectors"),
    *("fit", "score", "gate", "mcp", "cache", "version"),
)


@click.group(
    cls=Suggesting,
    order=ORDER,
    epilog=EPILOG,
    context_settings={"max_content_width": 80, "help_option_names": ["-h", "--help"]},
)
def vedette() -> None:
    """Point it at a table: it says what looks wrong, why, in the row's own
    units, and how many of its findings are expected to be false."""
