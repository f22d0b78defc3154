"""What is kept in a file of a table, and what is given for it on the command line.

`vedette.toml` in the working folder, or else beside the table, is used without being asked
for; whoever uses it is told so.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from vedette.core.errors import InvalidParameter, UnknownName
from vedette.tables.sources.address import file_of

NAME = "vedette.toml"
T = TypeVar("T")


@dataclass(frozen=True)
class Settings:
    """Roles and redacted columns given by the user, and those of a file.

    given, kept
        Roles; those given override those kept.
    redact, kept_redact
        Columns to redact; both count, since neither is to be shown.
    asked
        The user named the file; else it was found.
    """

    given: dict[str, str]
    kept: dict[str, str]
    file: Path | None = None
    asked: bool = False
    redact: tuple[str, ...] = ()
    kept_redact: tuple[str, ...] = ()

    def apply(
        self, data: str, work: Callable[[dict[str, str], list[str]], T]
    ) -> tuple[T, str]:
        """The work done with these roles and redacted columns, and what to tell of where
        they are from.

        A file that was found, not asked for, may be about another table: if half of its
        columns are not there its roles are left out, and so are the columns to redact that
        are not there. Otherwise a column that is not there is an error, which tells that
        the file took part in it.
        """
        told = f"roles from {self.file}" if self.file else ""
        hidden = list(dict.fromkeys([*self.redact, *self.kept_redact]))
        try:
            return work({**self.kept, **self.given}, hidden), told
        except UnknownName as error:
            if self.file is None or self.asked:
                raise
            names = self._names(data)
            if names is None or self._is_about(names):
                raise self._blamed(error) from None
        hidden = list(dict.fromkeys([*self.redact, *self._there(names)]))
        told = f"{self.file} is about another table, so not used"
        if set(hidden) - set(self.redact):
            told += f", but for what it redacts: {', '.join(hidden)}"
        return work(dict(self.given), hidden), told

    def _names(self, data: str) -> tuple[str, ...] | None:
        """The columns of the table; None if it cannot be read again."""
        if data == "-":
            return None
        from vedette.core.redaction import withholding
        from vedette.tables.reading import read

        with withholding([*self.redact, *self.kept_redact]):
            return read(data).names

    def _is_about(self, names: Collection[str]) -> bool:
        """Whether most of the file's columns are there, or one to redact nearly is."""
        said = {*self.kept, *self.kept_redact}
        if 2 * sum(name in names for name in said) > len(said):
            return True
        # A mistyped name must not show what it was to hide.
        return any(
            name not in names and difflib.get_close_matches(name, names, n=1)
            for name in self.kept_redact
        )

    def _there(self, names: Sequence[str]) -> list[str]:
        return [name for name in self.kept_redact if name in names]

    def _blamed(self, error: UnknownName) -> UnknownName:
        also = f"{self.file} was used because it is there; leave it out with --no-config"
        return UnknownName(
            error.message, hint=f"{error.hint}; {also}" if error.hint else also
        )


def settings(
    data: str,
    given: Mapping[str, str],
    *,
    config: str | None,
    no_config: bool,
    select: Collection[str] | None = None,
    ignore: Collection[str] | None = None,
    redact: Collection[str] | None = None,
) -> Settings:
    """The settings to start with: from a file, and those given.

    config
        The file that was asked for; None: look for one, unless `no_config`.
    select, ignore
        Columns that are read, and that are not: of others no role is kept.
    redact
        Columns of which no value is to be shown, besides those of the file.
    """
    hidden = tuple(redact or ())
    if config is None and no_config:
        return Settings(dict(given), {}, redact=hidden)
    file = Path(config) if config is not None else find(data)
    if file is None:
        return Settings(dict(given), {}, redact=hidden)
    if not file.is_file():
        raise InvalidParameter(
            f"--config: there is no file {str(file)!r}",
            hint="make one with: vedette roles FILE --save-config vedette.toml",
        )
    from vedette.tables.config import load_config

    loaded = load_config(file)
    kept = {
        name: kind
        for name, kind in loaded.roles.items()
        if (select is None or name in select) and name not in (ignore or ())
    }
    asked = config is not None
    return Settings(dict(given), kept, file, asked, hidden, loaded.redact)


def find(data: str) -> Path | None:
    """`vedette.toml` in the working folder, or else beside the table."""
    places = [Path(NAME)]
    beside = file_of(data)
    if beside is not None:
        from vedette.tables.places import home

        places.append(home(beside) / NAME)
    return next((place for place in places if place.is_file()), None)
