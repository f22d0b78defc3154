"""Roles kept in a file, and those given on the command line.

`vedette.toml` in the working folder, or else beside the table, is used without being asked
for; whoever uses it is told so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from vedette.core.errors import InvalidParameter, UnknownName

NAME = "vedette.toml"
T = TypeVar("T")


@dataclass(frozen=True)
class Settings:
    """Roles given by the user, and those of a file, which they override.

    asked
        The user named the file; else it was found.
    """

    given: dict[str, str]
    kept: dict[str, str]
    file: Path | None = None
    asked: bool = False

    def apply(self, data: str, work: Callable[[dict[str, str]], T]) -> tuple[T, str]:
        """The work done with these roles, and what to tell of where they are from.

        A file that was found, not asked for, may be about another table: if half of its
        columns are not there it is left out. Otherwise a column that is not there is an
        error, which tells that the file took part in it.
        """
        told = f"roles from {self.file}" if self.file else ""
        try:
            return work({**self.kept, **self.given}), told
        except UnknownName as error:
            if self.file is None or self.asked:
                raise
            if self._is_about(data):
                raise self._blamed(error) from None
        return work(dict(self.given)), f"{self.file} is about another table, so not used"

    def _is_about(self, data: str) -> bool:
        if data == "-":  # cannot be read again
            return True
        from vedette.tables.reading import read

        names = read(data).names
        return 2 * sum(name in names for name in self.kept) > len(self.kept)

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
) -> Settings:
    """The roles to start with: from a file, overridden by those given.

    config
        The file that was asked for; None: look for one, unless `no_config`.
    select, ignore
        Columns that are read, and that are not: of others no role is kept.
    """
    if config is None and no_config:
        return Settings(dict(given), {})
    file = Path(config) if config is not None else find(data)
    if file is None:
        return Settings(dict(given), {})
    if not file.is_file():
        raise InvalidParameter(
            f"--config: there is no file {str(file)!r}",
            hint="make one with: vedette roles FILE --save-config vedette.toml",
        )
    from vedette.tables.config import load_config

    kept = {
        name: kind
        for name, kind in load_config(file).items()
        if (select is None or name in select) and name not in (ignore or ())
    }
    return Settings(dict(given), kept, file, asked=config is not None)


def find(data: str) -> Path | None:
    """`vedette.toml` in the working folder, or else beside the table."""
    places = [Path(NAME)]
    if data != "-":
        places.append(Path(data).parent / NAME)
    return next((place for place in places if place.is_file()), None)
