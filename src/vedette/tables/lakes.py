"""Tables of many files with a list of those that count: Delta Lake, Iceberg, Hudi.

Their folders also hold files of deleted and replaced rows, so reading all files would show
rows that are not in the table. They are refused; their libraries weigh more than all of this
one's together, and what they read can be passed in memory.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from vedette.core.errors import InvalidInput

HINTS = {
    "Delta Lake": (
        "read it with its library: "
        'vedette.scan(deltalake.DeltaTable("{folder}").to_pyarrow_table())'
    ),
    "Iceberg": (
        "read it with its library: vedette.scan(pyiceberg.table.StaticTable"
        '.from_metadata("...metadata.json").scan().to_arrow())'
    ),
    "Hudi": "read it with its library and pass the table",
}


def kind(folder: Path) -> str | None:
    """Which of them a folder is."""
    if os.path.isdir(folder / "_delta_log"):
        return "Delta Lake"
    if os.path.isdir(folder / ".hoodie"):
        return "Hudi"
    try:
        names = os.listdir(folder / "metadata")
    except OSError:
        return None
    return "Iceberg" if any(n.endswith(".metadata.json") for n in names) else None


def refuse_folder(folder: Path) -> None:
    """Raise `InvalidInput` if a folder is such a table or a part of one."""
    for place in (folder, *folder.absolute().parents):
        found = kind(place)
        if found is not None:
            raise InvalidInput(
                f"{folder} is {'' if place == folder else 'a part of '}a table of {found}: "
                "its files also hold rows that are deleted or replaced",
                hint=HINTS[found].format(folder=place),
            )


def refuse_files(root: Path, names: Iterable[str]) -> None:
    """The same for files below a folder."""
    for folder in sorted({(root / name).parent for name in names}):
        refuse_folder(folder)
