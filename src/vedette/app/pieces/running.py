"""Do all pieces of a plan: what was kept is taken, the rest is done, and kept at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from vedette.app.cache import pieces as kept
from vedette.app.cache.store import Store
from vedette.app.pieces import parts
from vedette.app.pieces.plan import Part, Task
from vedette.app.pieces.pool import Job, Pool
from vedette.app.pieces.work import work
from vedette.comparing.piece import Outcome, Piece
from vedette.core.estimator import Estimator
from vedette.core.progress import Progress
from vedette.tables.scratch import scratch

Outcomes = dict[tuple[str, str], Outcome]


@dataclass(eq=False)
class Running:
    """How pieces are done.

    jobs
        So many processes at a time.
    store
        Where pieces are kept; None: nowhere.
    progress, said
        Told how far the work is; told a sentence when something is worth knowing.
    unnamed
        Detectors that other processes cannot make from their name; they stay in this one.
    """

    jobs: int
    store: Store | None
    progress: Progress
    said: Callable[[str], None]
    unnamed: Mapping[str, Estimator] = field(default_factory=dict)
    kept: int = 0

    def outcomes(self, tasks: Sequence[Task]) -> Outcomes:
        """The outcome of every piece, by detector and test."""
        found = self._taken(tasks)
        self.kept = len(found)
        if self.kept:
            self.said(f"{self.kept:,} of {len(tasks):,} pieces from an earlier run")
        left = [task for task in tasks if key_of(task.piece) not in found]

        def told(running: list[Piece]) -> None:
            names = dict.fromkeys(piece.detector for piece in running)
            done, total = effort([task.piece for task in left], found)
            self.progress(f"comparing: {', '.join(names)}", done, total)

        for task in [t for t in left if t.piece.detector in self.unnamed]:
            told([task.piece])
            needed = [part.make() for part in task.parts]
            detector = self.unnamed[task.piece.detector]
            found[key_of(task.piece)] = work(task.piece, *needed, detector=detector)
        others = [t for t in left if t.piece.detector not in self.unnamed]
        pool = Pool(min(self.jobs, max(1, len(others))), said=self.said, told=told)
        with scratch() as folder, closing(pool.run(laid(others, folder))) as finished:
            for task, outcome in finished:
                found[key_of(task.piece)] = outcome
                if self.store is not None:
                    kept.keep(self.store, name_of(task), outcome)
        return found

    def _taken(self, tasks: Sequence[Task]) -> Outcomes:
        """What an earlier run has kept."""
        found: Outcomes = {}
        for task in tasks:
            if self.store is None or task.piece.detector in self.unnamed:
                continue
            outcome = kept.taken(self.store, name_of(task))
            if outcome is not None:
                found[key_of(task.piece)] = outcome
        return found


def effort(pieces: Sequence[Piece], found: Outcomes) -> tuple[int, int]:
    """How much work is done, and how much there is, in milliseconds of one core.

    A piece that is not done takes as long as those of its detector did, or as the mean of all.
    """
    took: dict[str, list[float]] = {}
    for (detector, _), outcome in found.items():
        took.setdefault(detector, []).append(outcome.seconds)
    means = {name: sum(seconds) / len(seconds) for name, seconds in took.items()}
    usual = sum(means.values()) / len(means) if means else 1.0
    done = total = 0
    for piece in pieces:
        ready = found.get(key_of(piece))
        seconds = means.get(piece.detector, usual) if ready is None else ready.seconds
        total += 1 + round(1000 * seconds)
        done += 0 if ready is None else 1 + round(1000 * seconds)
    return done, total


def key_of(piece: Piece) -> tuple[str, str]:
    return piece.detector, piece.test


def name_of(task: Task) -> str:
    """Under what a piece is kept."""
    return kept.name_of(task.piece, [part.digest for part in task.parts])


def laid(tasks: Sequence[Task], folder: Path) -> Iterator[Job]:
    """Each task with its parts in files; a part is made when the first task needs it, and its
    file goes with the last.
    """
    wanted = Counter(part.digest for task in tasks for part in task.parts)
    for task in tasks:
        files = tuple(_file(part, folder) for part in task.parts)

        def done(task: Task = task) -> None:
            for part in task.parts:
                wanted[part.digest] -= 1
                if not wanted[part.digest]:
                    (folder / part.digest).unlink(missing_ok=True)

        yield Job(task, files, done)


def _file(part: Part, folder: Path) -> Path:
    file = folder / part.digest
    if not file.exists():
        parts.save(file, part.make())
    return file
