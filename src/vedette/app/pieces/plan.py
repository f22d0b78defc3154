"""What there is to do: tests, what they need, and which detectors take them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from vedette.comparing.piece import Piece


@dataclass(frozen=True, eq=False)
class Part:
    """Data that one test or several need.

    digest
        What it holds, or what it is made from; equal parts have equal ones.
    make
        Makes it, when it is needed.
    """

    digest: str
    make: Callable[[], Any]


@dataclass(frozen=True, eq=False)
class Task:
    """A piece, and the parts that it needs."""

    piece: Piece
    parts: tuple[Part, ...]
