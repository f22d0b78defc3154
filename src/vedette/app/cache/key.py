"""What a run is kept under: all that its result depends on.

That is the content and name of the file, everything that was asked, and what computes: this
version as it is installed, the libraries that it rests on, Python and the machine.
"""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

from vedette.app.cache.content import Content, digest_of

FORMAT = 1
RESTS_ON = (
    *("duckdb", "hmmlearn", "msgspec", "narwhals", "numpy", "pyarrow", "python-calamine"),
    *("scikit-learn", "scipy"),
)
# Functions of SQL that give the same for the same row, whenever they are asked.
STEADY = frozenset(
    (
        *("and", "or", "not", "in", "is", "between", "case", "when", "then", "else", "if"),
        *("like", "ilike", "contains", "starts_with", "ends_with", "regexp_matches"),
        *("lower", "upper", "trim", "length", "substring", "left", "right", "replace"),
        *("abs", "round", "floor", "ceil", "sqrt", "ln", "least", "greatest", "isnan"),
        *("cast", "try_cast", "coalesce", "ifnull", "year", "month", "day", "hour"),
    )
)
_CALLED = re.compile(r"(\w+)\"?\s*\(")
_TEXT = re.compile(r"'(?:[^']|'')*'")
_MOMENT = re.compile(r"'\s*(now|today|yesterday|tomorrow)\s*'")
_ASKS_ELSEWHERE = re.compile(r"\b(select|from|current_\w+|localtime\w*)\b|--|/\*|\$")


def key_of(content: Content, asked: Mapping[str, Any]) -> str | None:
    """The key of a run: 40 hexadecimal digits; None if the result may change by itself.

    asked
        The arguments of the scan, by name: plain values.
    """
    where = asked.get("where")
    if where and not is_steady(where):
        return None
    name = os.path.basename(content.path).encode("utf-8", "surrogateescape")
    told = [FORMAT, content.digest, name, plain(asked), list(build())]
    return digest_of(msgspec.msgpack.encode(told))


def plain(asked: Mapping[str, Any]) -> list[Any]:
    """What was asked, in an order of its own; that of roles does not matter."""
    return [
        [name, sorted(value.items()) if isinstance(value, Mapping) else value]
        for name, value in sorted(asked.items())
    ]


def is_steady(where: str) -> bool:
    """Whether a condition is certain to choose the same rows tomorrow.

    `ts > now()` does not. What is not known to be steady counts as if it were not.
    """
    if _MOMENT.search(where.lower()):
        return False
    words = _TEXT.sub("''", where).lower()
    if _ASKS_ELSEWHERE.search(words):
        return False
    return all(called in STEADY for called in _CALLED.findall(words))


@cache
def build() -> tuple[str, ...]:
    """What computes: everything installed that may have a part in a result."""
    return (
        *(f"{name} {installed(name)}" for name in RESTS_ON),
        f"{platform.python_implementation()} {platform.python_version()}",
        f"{platform.system()} {platform.machine()}",
        *files(),
    )


def installed(name: str) -> str:
    """The version of a library, "" if it is not there."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def files() -> Iterator[str]:
    """Each file of this package with its size and time: who changes one has another version."""
    import vedette

    yield vedette.__version__
    homes = [Path(part) for part in vedette.__path__]
    for home in homes:
        for path in sorted(home.rglob("*.py")):
            yield stamp(path)
    native = find_spec("vedette.kernels._native")
    if native is not None and native.origin:
        yield stamp(Path(native.origin))


def stamp(path: Path) -> str:
    """A file's name, size and time."""
    found = path.stat()
    return f"{path} {found.st_size} {found.st_mtime_ns}"
