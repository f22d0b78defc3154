"""Pieces of long work, each kept as soon as it is done, so that a second start goes on.

A piece is known by all that it depends on: the numbers that it learns from and scores, the
detector with its parameters and seed, and what computes. So it does not matter where the
table came from, and a table that grew has pieces of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from vedette.app.cache.content import digest_of
from vedette.app.cache.key import build, plain
from vedette.app.cache.seal import opened, sealed
from vedette.app.cache.store import Store
from vedette.app.pieces.worker import packed, unpacked
from vedette.comparing.piece import Outcome, Piece

MAGIC = b"vedette piece 1\n"


def name_of(piece: Piece, digests: Sequence[str]) -> str:
    """The name of the file of a piece; the digests are those of the data that it needs."""
    told = ["piece", list(digests), plain(piece.asked()), list(build())]
    return f"{digest_of(msgspec.msgpack.encode(told))}.piece"


def taken(store: Store, name: str) -> Outcome | None:
    """The kept outcome; None if there is none. What is damaged is removed."""
    data = store.read(name)
    if data is None:
        return None
    try:
        body = opened(MAGIC, data)
        if body is not None:
            return unpacked(body)
    except (ValueError, msgspec.MsgspecError):
        pass
    store.remove(name)
    return None


def keep(store: Store, name: str, outcome: Outcome) -> None:
    """Keep an outcome that would be the same the next time."""
    if outcome.lasting:
        data = sealed(MAGIC, packed(outcome))
        store.write(name, lambda file: file.write(data))
