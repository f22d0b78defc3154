"""The options that several commands share, and what they mean."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def _all(*decorators: Callable[[F], F]) -> Callable[[F], F]:
    def decorate(function: F) -> F:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


rows_and_columns: Callable[[F], F] = _all(
    click.option(
        "--select", multiple=True, metavar="COLS", help="Only these columns: a,b,c."
    ),
    click.option(
        "--ignore", multiple=True, metavar="COLS", help="Not these columns: a,b,c."
    ),
    click.option("--where", metavar="SQL", help="Only these rows: \"country = 'DE'\"."),
    click.option(
        "--na",
        multiple=True,
        metavar="VALUES",
        help="What stands for a missing value: --na=-999,none.",
    ),
    click.option(
        "--encoding",
        metavar="NAME",
        help="How the text is written, if not to be told: latin-1.",
    ),
)
redact: Callable[[F], F] = click.option(
    "--redact", multiple=True, metavar="COLS", help="Show no value of: a,b,c."
)
quiet: Callable[[F], F] = click.option(
    "-q", "--quiet", is_flag=True, help="No progress and no notes."
)

reading: Callable[[F], F] = _all(
    click.option(
        "--role",
        "roles",
        multiple=True,
        metavar="COL=KIND",
        help="What a column is for, if the guess is wrong. Repeatable.",
    ),
    rows_and_columns,
    redact,
    click.option(
        "--config",
        metavar="FILE",
        help="Roles from a file (default: vedette.toml if there).",
    ),
    click.option("--no-config", is_flag=True, help="No roles from vedette.toml."),
    quiet,
)

rate: Callable[[F], F] = _all(
    click.option(
        "--fdr",
        type=float,
        metavar="SHARE",
        help="Share of the findings that may be false.  [default: 0.1]",
    ),
    click.option(
        "--budget", type=int, metavar="N", help="Instead: the N most surprising rows."
    ),
)

learning: Callable[[F], F] = _all(
    click.option(
        "--detector",
        metavar="NAME",
        help="Let one detector judge the rows: lof, 'knn(n_neighbors=30)'.",
    ),
    click.option(
        "--seed", type=int, default=0, metavar="N", help="For another draw of chance."
    ),
    click.option(
        "--sample",
        type=int,
        metavar="N",
        help="Learn from N rows, judge all: for large tables.",
    ),
    click.option("--no-cache", is_flag=True, help="Keep no result, and take none."),
)

label: Callable[[F], F] = click.option(
    "--label", metavar="COL", help="List the wrong labels in this column of known answers."
)

by: Callable[[F], F] = click.option(
    "--by",
    metavar="COL|MODEL",
    help="Judge rows within segments: a column, or clusters (groups.vedette).",
)

judging: Callable[[F], F] = _all(rate, learning)

results: Callable[[F], F] = _all(
    click.option(
        "-o", "--output", metavar="FILE", help="Write there; its name says the format."
    ),
    click.option(
        "--format",
        "form",
        type=click.Choice(["table", "jsonl", "csv", "md", "sarif", "github", "parquet"]),
        help="[default: table]",
    ),
    click.option("--json", "as_json", is_flag=True, help="Short for --format jsonl."),
    click.option(
        "--split",
        nargs=2,
        metavar="CLEAN FINDINGS",
        help="Divide the table: rows without findings, and those with (.csv, .parquet).",
    ),
    click.option("--fail", is_flag=True, help="Exit with 1 if something looks wrong."),
)

answers: Callable[[F], F] = _all(
    click.option("--label", metavar="COL", help="The column that says what is an anomaly."),
    click.option(
        "--positive",
        multiple=True,
        metavar="VALUE",
        help="Its value for an anomaly (default: the rarer of two). Repeatable.",
    ),
    click.option(
        "--by-key", multiple=True, metavar="COLS", help="No value of these in two parts."
    ),
    click.option(
        "--by-time", is_flag=True, help="Learn from nothing later than what is tested."
    ),
    click.option(
        "--by-chance", is_flag=True, help="Divide by chance, even with key or time."
    ),
)

save_config: Callable[[F], F] = click.option(
    "--save-config", metavar="FILE", help="Keep the roles: --save-config vedette.toml."
)
as_json: Callable[[F], F] = click.option(
    "--json", "as_json", is_flag=True, help="JSON Lines."
)


@dataclass(frozen=True)
class Wanted:
    """Where the result goes, and as what."""

    form: str
    output: str | None
    split: tuple[str, str] | None
    fail: bool

    @classmethod
    def of(
        cls,
        file: str,
        *,
        output: str | None,
        form: str | None,
        as_json: bool,
        split: tuple[str, str] | None,
        fail: bool,
    ) -> Wanted:
        """What was asked for; refused before the work if it cannot be had."""
        from vedette.app import output as place

        if as_json and form not in (None, "jsonl"):
            raise usage(f"--json and --format {form} exclude each other")
        output = None if output == "-" else output
        form = "jsonl" if as_json else form or place.format_of(output)
        if form in place.BINARY and output is None and sys.stdout.isatty():
            raise usage(f"{form} is not for a terminal", f"-o findings.{form}, or a pipe")
        if split is not None:
            place.check_split(split, file, output)
        if output is not None:
            place.check(output, file)
        return cls(form, output, split, fail)


@dataclass(frozen=True)
class Asked:
    """What was asked of a table, as it was typed."""

    file: str
    roles: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    where: str | None = None
    na: tuple[str, ...] = ()
    encoding: str | None = None
    redact: tuple[str, ...] = ()
    config: str | None = None
    no_config: bool = False
    quiet: bool = False
    fdr: float | None = None
    budget: int | None = None
    seed: int = 0
    detector: str | None = None
    sample: int | None = None
    no_cache: bool = False
    label: str | None = None
    by: str | None = None  # a column, or the file of a model of clusters
    model: str | None = None  # by which the table is scored
    labels: str | None = None  # the file of verdicts; "" is the one beside the table

    def __post_init__(self) -> None:
        if self.fdr is not None and self.budget is not None:
            raise usage(
                "--fdr and --budget exclude each other", "for N rows no rate is stated"
            )
        if self.label is not None and self.label.endswith(".jsonl"):
            raise usage(
                f"--label takes a column of known answers, not {self.label!r}",
                f"verdicts of people, in a file: --labels {quoted(self.label)}",
            )
        if self.config is not None and self.no_config:
            raise usage("--config and --no-config exclude each other")

    def given_roles(self) -> dict[str, str]:
        """The roles by column; a column's name may itself have an equals sign in it."""
        given = {}
        for text in self.roles:
            column, equals, kind = text.rpartition("=")
            if not equals or not column or not kind:
                raise usage(f"--role {text!r} is not COLUMN=KIND", "--role errors=category")
            given[column] = kind
        return given

    def columns(self) -> dict[str, list[str] | None]:
        """`select` and `ignore`, each a list of columns, or None if not asked for."""
        return {"select": split(self.select), "ignore": split(self.ignore)}

    def redacted(self) -> list[str] | None:
        """The columns of which no value is to be shown."""
        return split(self.redact)

    def reading(self) -> dict[str, Any]:
        """How the table is to be read, as `vedette.scan` takes it."""
        return {
            **self.columns(),
            "where": self.where,
            "na": split(self.na),
            "encoding": self.encoding,
        }

    def labels_again(self) -> str:
        """The option for the verdicts, as typed in a shell."""
        if self.labels is None:
            return ""
        return " --labels" + (f"={quoted(self.labels)}" if self.labels else "")

    def again(self) -> str:
        """File and options as typed in a shell, to see this table again; "" for stdin."""
        if self.file == "-":
            return ""
        from vedette.tables.sources.address import without_secrets

        file = without_secrets(self.file)
        words = ["./" + file if file.startswith("-") else file]
        for option, values in (
            ("--role", self.roles),
            ("--select", self.select),
            ("--ignore", self.ignore),
            ("--na", self.na),
            ("--redact", self.redact),
        ):
            words += [word for value in values for word in spelled(option, value)]
        for option, value in (
            ("--where", self.where),
            ("--encoding", self.encoding),
            ("--config", self.config),
            ("--fdr", self.fdr),
            ("--budget", self.budget),
            ("--seed", self.seed or None),
            ("--model", self.model),
            ("--detector", self.detector),
            ("--sample", self.sample),
            ("--label", self.label),
            ("--by", self.by),
        ):
            words += [] if value is None else spelled(option, str(value))
        import shlex

        return shlex.join([*words, *(["--no-config"] if self.no_config else [])])


def spelled(option: str, value: str) -> list[str]:
    """An option with its value; one that begins with a hyphen is joined to it."""
    return [f"{option}={value}"] if value.startswith("-") else [option, value]


def split(texts: tuple[str, ...]) -> list[str] | None:
    """Names between commas; one with a comma in it stands in double quotes."""
    if not texts:
        return None
    import csv

    return [
        name.strip() for row in csv.reader(texts, skipinitialspace=True) for name in row
    ]


def quoted(word: str) -> str:
    """A word as it is typed in a shell."""
    import shlex

    return shlex.quote(word)


def usage(message: str, hint: str | None = None) -> click.UsageError:
    """The error for options that make no sense together."""
    error = click.UsageError(message)
    error.hint = hint  # type: ignore[attr-defined]
    return error
