"""The files that may be read: those under some folders, and no others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vedette.core.errors import InvalidParameter, UnknownName, unknown
from vedette.tables.places import data_files
from vedette.tables.sources.address import is_address, parse

LISTED = 200


class Folders:
    """Folders to read tables from.

    Raises
    ------
    InvalidParameter
        If one of them is no folder.
    """

    def __init__(self, folders: Sequence[str]) -> None:
        for folder in folders:
            if not Path(folder).is_dir():
                raise InvalidParameter(f"{folder!r} is not a folder")
        self.roots = tuple(Path(folder).resolve() for folder in folders)

    def __str__(self) -> str:
        return ", ".join(map(str, self.roots))

    def table(self, asked: str) -> str:
        """What to read for a name or an address: a file under one of the folders.

        Raises
        ------
        InvalidParameter
            If it is anywhere else, whatever way leads there.
        """
        if not is_address(asked):
            return str(self.file(asked))
        if asked.startswith("postgres"):
            raise InvalidParameter(
                "servers are not read from here: only files under " + str(self)
            )
        place = parse(asked).place
        path = str(self.file(place))
        if set("?%") & set(path):
            raise InvalidParameter("a database whose name has ? or % in it is not read")
        return f"{asked.partition(':')[0]}:{path}?{asked.partition('?')[2]}"

    def file(self, asked: str) -> Path:
        if not asked or asked == "-" or "\0" in asked or len(asked) > 4000:
            raise InvalidParameter("file is the name of a table under " + str(self))
        if ".." in Path(asked).parts:
            raise InvalidParameter(f"{asked!r}: '..' is not followed")
        paths = [root / asked for root in self.roots]  # an absolute name stays as it is
        if not any(path.is_relative_to(r) for path in paths for r in self.roots):
            raise InvalidParameter(f"{asked!r} is outside of {self}", hint=self.hint())
        for path in paths:
            if path.is_file():
                real = path.resolve()
                if any(real.is_relative_to(root) for root in self.roots):
                    return real
                raise InvalidParameter(f"{asked!r} is a link that leads out of {self}")
        raise self.missing(asked)

    def missing(self, asked: str) -> UnknownName:
        return unknown("table", asked, self.tables())

    def tables(self) -> list[str]:
        """Names of the tables that lie in the folders themselves."""
        return [name for root in self.roots for name in data_files(root)][:LISTED]

    def hint(self) -> str:
        names = self.tables()
        more = ", ..." if len(names) > 12 else ""
        return f"there are: {', '.join(names[:12])}{more}" if names else "no table is in it"
