"""A scan that is done once: the second time, its result is taken from where it was kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from vedette.app import scanning
from vedette.app.cache import entry, knowledge
from vedette.app.cache.content import Content, content_of
from vedette.app.cache.key import key_of
from vedette.app.cache.place import store
from vedette.app.cache.store import Store
from vedette.app.dividing import is_file
from vedette.core import result as core
from vedette.core.progress import Progress
from vedette.report.result import Result


def scan(
    file: str,
    *,
    keep: bool = True,
    explain: bool = True,
    progress: Progress | None = None,
    **asked: Any,
) -> Result:
    """The scan of a file, kept from an earlier run or kept now.

    keep
        False: nothing is kept, and nothing is taken.
    explain
        Whether the result must be able to explain its rows; without, less has to be kept.
    asked
        What else `vedette.scan` takes, as plain values.
    """
    # What a model divides rows into depends on its file too.
    keep = keep and not is_file(asked.get("by"))
    run = Run.of(file, asked) if keep else None
    if run is not None and (found := run.taken(explain=explain)) is not None:
        return found
    result = scanning.scan(file, progress=progress, **asked)
    if run is not None:
        run.keep(result, learned=not result.redacted and result.segments is None)
    return result


@dataclass(frozen=True)
class Run:
    """One scan as it is kept: of what content, under what key, and where."""

    content: Content
    key: str
    store: Store

    @classmethod
    def of(cls, file: str, asked: dict[str, Any]) -> Run | None:
        """The run; None if what it reads can change without being seen, or nothing is kept."""
        folder = store()
        content = content_of(file, folder) if folder is not None else None
        key = key_of(content, asked) if content is not None else None
        if folder is None or content is None or key is None:
            return None
        return cls(content, key, folder)

    def taken(self, *, explain: bool) -> Result | None:
        """The kept result; None if it is not there, or not all of it that is needed.

        What is damaged is removed.
        """
        data = self.store.read(self.told)
        if data is None:
            return None
        result = entry.unpacked(data)
        if result is None:
            self.store.remove(self.told)
            return None
        return knowledge.taken(self.store, self.learned, result) if explain else result

    def keep(self, result: core.Result, *, learned: bool) -> None:
        """Keep a result, if the file still is what it was made from.

        learned
            Also what was learned from the table, which holds its values.
        """
        if not self.content.still():
            return
        try:
            data = entry.packed(result)
        except (
            TypeError,
            ValueError,
            OverflowError,
        ):  # not plain: a text that is no Unicode
            return
        self.store.write(self.told, lambda file: file.write(data))
        if learned:
            knowledge.keep(self.store, self.learned, result)

    @property
    def told(self) -> str:
        """The name of the file with the result."""
        return f"{self.key}.run"

    @property
    def learned(self) -> str:
        """The name of the file with what was learned."""
        return f"{self.key}.learned"
