"""The options that several commands share, and what they mean."""

from __future__ import annotations

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


reading: Callable[[F], F] = _all(
    click.option(
        "--role",
        "roles",
        multiple=True,
        metavar="COL=KIND",
        help="What a column is for, if the guess is wrong. Repeatable.",
    ),
    click.option(
        "--select", multiple=True, metavar="COLS", help="Only these columns: a,b,c."
    ),
    click.option(
        "--ignore", multiple=True, metavar="COLS", help="Not these columns: a,b,c."
    ),
    click.option("--where", metavar="SQL", help="Only these rows: \"country = 'DE'\"."),
    click.option(
        "--config",
        metavar="FILE",
        help="Roles from a file (default: vedette.toml if there).",
    ),
    click.option("--no-config", is_flag=True, help="No roles from vedette.toml."),
    click.option("-q", "--quiet", is_flag=True, help="No progress and no notes."),
)

judging: Callable[[F], F] = _all(
    click.option(
        "--fdr",
        type=float,
        metavar="SHARE",
        help="Share of the findings that may be false.  [default: 0.1]",
    ),
    click.option(
        "--budget", type=int, metavar="N", help="Instead: the N most surprising rows."
    ),
    click.option(
        "--detector",
        metavar="NAME",
        help="Let one detector judge the rows: lof, 'knn(n_neighbors=30)'.",
    ),
    click.option(
        "--seed", type=int, default=0, metavar="N", help="For another draw of chance."
    ),
)

save_config: Callable[[F], F] = click.option(
    "--save-config", metavar="FILE", help="Keep the roles: --save-config vedette.toml."
)
as_json: Callable[[F], F] = click.option(
    "--json", "as_json", is_flag=True, help="JSON Lines."
)


@dataclass(frozen=True)
class Asked:
    """What was asked of a table, as it was typed."""

    file: str
    roles: tuple[str, ...]
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    where: str | None
    config: str | None
    no_config: bool
    quiet: bool
    fdr: float | None = None
    budget: int | None = None
    seed: int = 0
    detector: str | None = None

    def __post_init__(self) -> None:
        if self.fdr is not None and self.budget is not None:
            raise usage(
                "--fdr and --budget exclude each other", "for N rows no rate is stated"
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
        return {"select": _split(self.select), "ignore": _split(self.ignore)}

    def again(self) -> str:
        """File and options as typed in a shell, to see this table again; "" for stdin."""
        if self.file == "-":
            return ""
        words = ["./" + self.file if self.file.startswith("-") else self.file]
        for option, values in (
            ("--role", self.roles),
            ("--select", self.select),
            ("--ignore", self.ignore),
        ):
            words += [word for value in values for word in (option, value)]
        for option, value in (
            ("--where", self.where),
            ("--config", self.config),
            ("--fdr", self.fdr),
            ("--budget", self.budget),
            ("--seed", self.seed or None),
            ("--detector", self.detector),
        ):
            words += [] if value is None else [option, str(value)]
        import shlex

        return shlex.join([*words, *(["--no-config"] if self.no_config else [])])


def _split(texts: tuple[str, ...]) -> list[str] | None:
    """Names between commas; one with a comma in it stands in double quotes."""
    if not texts:
        return None
    import csv

    return [
        name.strip() for row in csv.reader(texts, skipinitialspace=True) for name in row
    ]


def usage(message: str, hint: str | None = None) -> click.UsageError:
    """The error for options that make no sense together."""
    error = click.UsageError(message)
    error.hint = hint  # type: ignore[attr-defined]
    return error
