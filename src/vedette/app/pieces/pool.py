"""Processes that share the pieces; one that dies is replaced, and its piece done again once.

Processes and not threads, as scikit-learn holds Python's lock for long, and as one that
needs too much memory must not end all. They read the same files, so nothing is copied to
each. They are started afresh (not forked), as forking is unsafe beside threads, and without
running the caller's own script again.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

import msgspec

from vedette.app.pieces.plan import Task
from vedette.app.pieces.worker import Order, receive, send, unpacked
from vedette.comparing.piece import Outcome, Piece

START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from vedette.app.pieces.worker import main; main()"
)
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
TRIES = 2
MOMENT = 0.25  # seconds between two looks at the time

Told = Callable[[list[Piece]], None]


@dataclass(eq=False)
class Job:
    """A task with its parts in files, and how often it was tried.

    done
        Called when the files are needed no more.
    """

    task: Task
    files: tuple[Path, ...]
    done: Callable[[], None]
    tried: int = 0

    @property
    def piece(self) -> Piece:
        return self.task.piece


@dataclass(eq=False)
class Worker:
    """A process, and what it is doing."""

    process: subprocess.Popen[bytes]
    job: Job | None = None

    @classmethod
    def started(cls) -> Worker:
        """A new process."""
        command = [sys.executable, "-P", "-c", START, json.dumps(sys.path)]
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | dict.fromkeys(ONE_THREAD, "1"),
        )
        return cls(process)

    def give(self, job: Job) -> None:
        """Let it do a job; if it is dead, that shows when it is asked for the answer."""
        self.job = job
        job.tried += 1
        order = msgspec.msgpack.encode(Order(job.piece, tuple(map(str, job.files))))
        with contextlib.suppress(BrokenPipeError):
            send(cast(BinaryIO, self.process.stdin), order)

    def answer(self) -> Outcome | None:
        """What came of its job; None if it died over it."""
        try:
            return unpacked(receive(cast(BinaryIO, self.process.stdout)))
        except (EOFError, OSError, ValueError):
            return None

    def end(self) -> int:
        """End it at once; its exit code."""
        self.process.kill()
        code = self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                cast(BinaryIO, stream).close()
        return code


@dataclass(eq=False)
class Pool:
    """Up to `jobs` processes.

    said
        Told a sentence when something went wrong that was mended.
    told
        Told every moment which pieces are being done.
    """

    jobs: int
    said: Callable[[str], None] = lambda text: None
    told: Told = lambda pieces: None
    workers: list[Worker] = field(default_factory=list)

    def run(self, jobs: Iterable[Job]) -> Generator[tuple[Task, Outcome]]:
        """Each task with its outcome, as they are done."""
        waiting, again = iter(jobs), deque[Job]()
        with selectors.DefaultSelector() as selector:
            try:
                while True:
                    self._feed(waiting, again, selector)
                    busy = [w.job.piece for w in self.workers if w.job is not None]
                    if not busy:
                        return
                    self.told(busy)
                    for key, _ in selector.select(MOMENT):
                        job, outcome = self._taken(key.data, selector)
                        if outcome is None:
                            again.append(job)
                        else:
                            job.done()
                            yield job.task, outcome
            finally:
                for worker in self.workers:
                    worker.end()
                self.workers.clear()

    def _feed(
        self, waiting: Iterator[Job], again: deque[Job], selector: selectors.BaseSelector
    ) -> None:
        """Give every idle process a job, starting those that are not there yet."""
        while any(w.job is None for w in self.workers) or len(self.workers) < self.jobs:
            job = again.popleft() if again else next(waiting, None)
            if job is None:
                return
            idle = next((w for w in self.workers if w.job is None), None)
            if idle is None:
                idle = Worker.started()
                self.workers.append(idle)
                answers = cast(BinaryIO, idle.process.stdout)
                selector.register(answers, selectors.EVENT_READ, idle)
            idle.give(job)

    def _taken(
        self, worker: Worker, selector: selectors.BaseSelector
    ) -> tuple[Job, Outcome | None]:
        """What came of a process's job; None if that is to be done again."""
        found, job = worker.answer(), worker.job
        assert job is not None
        worker.job = None
        if found is not None:
            return job, found
        selector.unregister(cast(BinaryIO, worker.process.stdout))
        self.workers.remove(worker)
        why = ended(worker)
        if job.tried < TRIES:
            self.said(f"{job.piece.detector}: its process {why}; it is tried once more")
            return job, None
        reason = f"its process {why}, twice; is there enough memory?"
        return job, Outcome(reason=reason, lasting=False)


def ended(worker: Worker) -> str:
    """How a process ended that did not answer."""
    code = worker.process.poll()
    if code is None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = worker.process.wait(timeout=1)
    worker.end()
    if code is None or code >= 0:
        return "ended without an answer"
    try:
        return f"was killed ({signal.Signals(-code).name})"
    except ValueError:
        return f"was killed by signal {-code}"
