"""How long work tells how far it is: `progress(phase, done, total)`.

`phase` is shown as it is ("reading", "judging latency_ms"); `done` and `total` count rows
while reading and steps otherwise; `total` is None where it is not known. A phase "work: step"
is a step of longer work, and `done` and `total` are then those of the work. It may be called
as often as one likes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Progress: TypeAlias = Callable[[str, int, int | None], None]
