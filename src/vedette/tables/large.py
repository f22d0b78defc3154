"""Which tables are read in stretches, because they would not fit in memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from vedette.core.errors import InvalidInput, InvalidParameter
from vedette.core.progress import Progress
from vedette.core.table import Table
from vedette.tables import delimited, magic
from vedette.tables.engine import answered, connection, literal
from vedette.tables.packing import packing_of
from vedette.tables.reading import listed, read
from vedette.tables.sources.files import kind_of
from vedette.tables.staging import head_of
from vedette.tables.stored import stored
from vedette.tables.stretches import InMemory, Long

# Of memory that a scan needs for each cell while it judges the whole table.
CELL_BYTES = 120
# Of the memory that is free, what a scan may plan with.
SHARE = 0.5
# No scan in stretches learns from fewer rows.
LEAST = 1_000
# A packed file is not looked into unless it has so many bytes.
PACKED = 20_000_000
UNPACKED = 6  # bytes for each packed one


@contextmanager
def long_table(
    data: Any,
    *,
    select: Iterable[str] | None,
    ignore: Iterable[str] | None,
    where: str | None,
    na: Iterable[Any] | None,
    encoding: str | None,
    redact: Iterable[str] | None,
    sample: int | None,
    progress: Progress,
) -> Iterator[Table | Long]:
    """The table, in memory if it is to be scanned as a whole, else to be read in stretches.

    sample
        A table with more rows is read in stretches in any case.
    """
    check_sample(sample)

    def called(phase: str) -> Callable[[int, int | None], None]:
        return lambda done, total: progress(phase, done, total)

    chosen: dict[str, Any] = {
        "select": None if select is None else listed(select),
        "ignore": None if ignore is None else listed(ignore),
        "where": where,
        "na": na,
        "encoding": encoding,
        "redact": None if redact is None else listed(redact),
    }
    if is_too_large(data):
        with stored(data, **chosen, progress=called("loading")) as table:
            yield table
        return
    whole = read(data, **chosen, progress=called("reading"))
    yield whole if sample is None or whole.rows <= sample else InMemory(whole)


def check_sample(sample: int | None) -> None:
    if sample is None:
        return
    if isinstance(sample, bool) or not hasattr(sample, "__index__"):
        raise InvalidParameter(f"sample is {sample!r}: it is a number of rows")
    if sample < LEAST:
        raise InvalidParameter(
            f"sample is {sample:,} rows: too few to learn from",
            hint=f"take {LEAST:,} or more; 100,000 is usual",
        )


def is_too_large(data: Any) -> bool:
    """Whether a file's table would need more memory than there is to plan with."""
    if not isinstance(data, (str, os.PathLike)):
        return False
    path = Path(os.fsdecode(os.fspath(data)))
    free = free_memory()
    if free is None or not os.path.isfile(path):  # False for what is no name at all
        return False
    with suppress(OSError):  # said where it is read
        return CELL_BYTES * cells_in(path) > SHARE * free
    return False


def cells_in(path: Path) -> float:
    """About how many cells a file has; 0 for what is no table, a small one or a database."""
    size, head = path.stat().st_size, head_of(path)
    if packing_of(head) is not None:
        # About ten bytes are a cell.
        return size * UNPACKED / 10 if size > PACKED else 0.0
    if size <= delimited.SAMPLE_BYTES or kind_of(head):
        return 0.0
    with suppress(InvalidInput):
        kind = magic.binary_kind(head, path.name) or magic.text_kind(head, path.name)
        if kind == "parquet":
            return parquet_cells(path)
        if kind == "json":
            text = beginning(path)
            return size * text.count(b'":') / len(text)
        if kind == "delimited":
            text = beginning(path)
            columns = len(delimited.sniff(path, path.name).names)
            return size * columns * max(text.count(b"\n"), 1) / len(text)
    return 0.0


def beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(delimited.SAMPLE_BYTES)


def parquet_cells(path: Path) -> float:
    with connection() as con, answered(f"{path.name} cannot be read as Parquet"):
        told = con.execute(
            "SELECT sum(num_values) FROM parquet_metadata(" + literal(str(path)) + ")"
        ).fetchone()
    return float(told[0] or 0)


def free_memory() -> int | None:
    """Bytes that this process can still take; None where the system does not say."""
    told = [free for free in (of_machine(), of_group()) if free is not None]
    return min(told, default=None)


def of_machine() -> int | None:
    try:
        with open("/proc/meminfo", encoding="ascii") as file:
            for line in file:
                if line.startswith("MemAvailable:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    try:
        # No system but Linux says what is free: half of what there is.
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    except (AttributeError, OSError, ValueError):
        return None


def of_group() -> int | None:
    """What is left of the limit of a container."""
    folder = Path("/sys/fs/cgroup")
    try:
        limit = (folder / "memory.max").read_text().strip()
        used = int((folder / "memory.current").read_text())
    except (OSError, ValueError):
        return None
    return None if limit == "max" else max(int(limit) - used, 0)
