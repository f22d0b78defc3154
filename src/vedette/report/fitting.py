"""Parts of a screen that share its lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vedette.report.ansi import Line

Heading = Callable[[int, int], list[Line]]


@dataclass(frozen=True)
class Part:
    """Some items below a head; of too many, the first.

    title
        What it is called where none of it fits.
    head
        The lines above so many items of so many.
    items
        Lines of each; without one there is no part.
    least
        So many items are shown, if there are so many, before another part has more than it
        has to have.
    rank
        Of parts that cannot all be shown, the lower come first.
    last
        The line below the items for so many that are left out; None: the head says it.
    order
        Places of the items, the first to be shown first; they stand in their own order
        nonetheless. None: from the first on.
    apart
        Whether a blank line follows in any case.
    """

    title: str
    head: Heading
    items: Sequence[Sequence[Line]]
    least: int = 1
    rank: int = 0
    last: Callable[[int], Line] | None = None
    order: Sequence[int] | None = None
    apart: bool = False

    def lines(self, shown: int) -> list[Line]:
        """The part with so many of its items; nothing of it without one."""
        if not shown:
            return []
        left = len(self.items) - shown
        places = range(shown) if self.order is None else sorted(self.order[:shown])
        body = [one for i in places for one in self.items[i]]
        last = [self.last(left)] if left and self.last is not None else []
        return [*self.head(shown, len(self.items)), *body, *last]


@dataclass(frozen=True)
class Fitted:
    """What is shown: the lines of all parts; `cut` if items or parts are left out, the
    titles of these in `dropped`."""

    lines: list[Line]
    cut: bool
    dropped: tuple[str, ...]


def fitted(parts: Sequence[Part], room: int) -> Fitted:
    """Parts in at most `room` lines, with a blank line before each where there is room.

    What each part has to have goes first, by rank; what is left over is dealt out an item
    at a time. The parts stand in the order in which they are given.
    """
    there = [part for part in parts if part.items]
    shown = _dealt(there, room)
    blocks = [(p.lines(n), p.apart) for p, n in zip(there, shown, strict=True) if n]
    spaced = sum(len(block) + 1 for block, _ in blocks) <= room
    lines = [
        one
        for block, apart in blocks
        for one in (*block, *([[]] if apart or spaced else []))
    ]
    return Fitted(
        lines[:-1] if lines and not lines[-1] else lines,
        any(n < len(part.items) for part, n in zip(there, shown, strict=True)),
        tuple(part.title for part, n in zip(there, shown, strict=True) if not n),
    )


def _dealt(parts: Sequence[Part], room: int) -> list[int]:
    """How many items of each part are shown."""
    shown = [0] * len(parts)
    order = sorted(range(len(parts)), key=lambda i: parts[i].rank)

    def used() -> int:
        pairs = zip(parts, shown, strict=True)
        return sum(len(part.lines(n)) + part.apart for part, n in pairs if n)

    def add(i: int) -> bool:
        if shown[i] >= len(parts[i].items):
            return False
        shown[i] += 1
        if used() <= room:
            return True
        shown[i] -= 1
        return False

    for i in order:
        while shown[i] < parts[i].least and add(i):
            pass
    while sum(add(i) for i in order):
        pass
    return shown
