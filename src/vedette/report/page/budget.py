"""How many bytes of a page are left, and who may still take some."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup


def size(text: str) -> int:
    """Bytes of a text in UTF-8; what is no valid text is replaced where it is written."""
    return len(text.encode("utf-8", errors="replace"))


class Budget:
    """Bytes that can be taken, and never more."""

    def __init__(self, left: int) -> None:
        self.left = left

    def take(self, *texts: str) -> bool:
        """Whether there was room for all of it; then it is taken."""
        wanted = sum(size(text) + 1 for text in texts)
        if wanted > self.left:
            return False
        self.left -= wanted
        return True

    def fill(self, parts: Iterable[Markup], most: int) -> list[Markup]:
        """The first parts that fit into `most` bytes, and into what is left."""
        mine = Budget(min(most, self.left))
        taken = []
        for part in parts:
            if not mine.take(part):
                break
            self.take(part)
            taken.append(part)
        return taken
