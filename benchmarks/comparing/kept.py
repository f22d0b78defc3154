"""Outcomes in a file, one a line, so that a run that was stopped goes on where it was."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

Record = dict[str, Any]
RESULTS = Path(__file__).parents[1] / "results"


class Kept:
    """Records by the values under `keys`; of equal keys the last counts."""

    def __init__(self, path: Path, keys: Sequence[str]) -> None:
        self.path, self.keys = path, tuple(keys)
        self._records: dict[tuple[Any, ...], Record] = {}
        if path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                self._take(line)

    def _take(self, line: str) -> None:
        try:
            record = json.loads(line)
            self._records[self._key(record)] = record
        except (ValueError, KeyError, TypeError):
            return  # a line that was being written when the run was stopped

    def _key(self, record: Record) -> tuple[Any, ...]:
        return tuple(record[k] for k in self.keys)

    def get(self, task: Record) -> Record | None:
        return self._records.get(self._key(task))

    def add(self, record: Record) -> None:
        self._records[self._key(record)] = record
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a+b") as file:
            if file.tell() and not _ends_a_line(file):
                file.write(b"\n")
            file.write(json.dumps(record).encode() + b"\n")

    def left(self, tasks: Iterable[Record]) -> list[Record]:
        """The tasks without an outcome, each once."""
        wanted = {self._key(task): task for task in tasks if self.get(task) is None}
        return list(wanted.values())


def _ends_a_line(file: Any) -> bool:
    file.seek(-1, os.SEEK_END)
    return bool(file.read(1) == b"\n")


def free_cores() -> int:
    """Processors that this process may use and nobody does: at least 1."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return max(1, cores - round(load))


def complete(
    kept: Kept, tasks: list[Record], run: Callable[[Record], Record], workers: int
) -> list[Record]:
    """The outcome of every task: those that are kept, and the others by `run`.

    `run` takes a task and returns it with what came out; it is called in other processes.
    """
    left = kept.left(tasks)
    if left and len(left) < len(tasks):
        print(f"{len(tasks) - len(left)} of {len(tasks)} are known", file=sys.stderr)
    if left:
        with ProcessPoolExecutor(min(workers, len(left))) as pool:
            running = [pool.submit(run, task) for task in left]
            for i, done in enumerate(as_completed(running), start=1):
                kept.add(done.result())
                print(f"\r{i} of {len(left)} ", end="", file=sys.stderr, flush=True)
        print(file=sys.stderr)
    return [kept.get(task) or {} for task in tasks]
