"""A process that does one piece after the other, as it is told on standard input.

A message is its length in four bytes and MessagePack. When standard input ends, whoever
asked is gone, and so is the process, whatever it is doing.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import struct
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from vedette.comparing.piece import Outcome, Piece

SIZE = struct.Struct("<I")


class Order(msgspec.Struct):
    """Do this piece; what it needs is in these files."""

    piece: Piece
    parts: tuple[str, ...]


class Answer(msgspec.Struct):
    """What came of it; the scores as bytes of float64."""

    scores: bytes | None
    threshold: float | None
    learned: int
    of: int
    reason: str
    seconds: float
    lasting: bool


@dataclass
class Told:
    """Orders as they come."""

    orders: queue.SimpleQueue[Order]

    def listen(self) -> None:
        """Put what is read into the queue; end the process when there is no more."""
        with contextlib.suppress(OSError, EOFError):
            while True:
                data = receive(sys.stdin.buffer)
                self.orders.put(msgspec.msgpack.decode(data, type=Order))
        os._exit(0)


def main() -> None:
    """Do what is asked until nobody asks any more."""
    # The terminal sends its interrupt to all; who asked ends this process then.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer
    told = Told(queue.SimpleQueue())
    threading.Thread(target=told.listen, daemon=True).start()
    from vedette.app.pieces.parts import load
    from vedette.app.pieces.work import work

    held: dict[str, Any] = {}
    while True:
        order = told.orders.get()
        held = {file: held.get(file) or load(Path(file)) for file in order.parts}
        send(answers, packed(work(order.piece, *held.values())))


def packed(outcome: Outcome) -> bytes:
    """An outcome as bytes."""
    scores = None if outcome.scores is None else outcome.scores.astype("<f8").tobytes()
    return msgspec.msgpack.encode(
        Answer(
            scores,
            outcome.threshold,
            outcome.learned,
            outcome.of,
            outcome.reason,
            outcome.seconds,
            outcome.lasting,
        )
    )


def unpacked(data: bytes) -> Outcome:
    """The outcome that was packed. Raises ValueError (msgspec's too) if it is none."""
    import numpy as np

    said = msgspec.msgpack.decode(data, type=Answer)
    scores = None
    if said.scores is not None:
        scores = np.frombuffer(said.scores, dtype="<f8").astype(np.float64)
        if not len(scores) or not np.isfinite(scores).all():
            raise ValueError("these are no scores")
    told = {name: getattr(said, name) for name in said.__struct_fields__}
    return Outcome(**told | {"scores": scores})


def send(stream: BinaryIO, data: bytes) -> None:
    """One message."""
    stream.write(SIZE.pack(len(data)) + data)
    stream.flush()


def receive(stream: BinaryIO) -> bytes:
    """One message. Raises EOFError if the stream ends before it does."""
    head = stream.read(SIZE.size)
    if len(head) < SIZE.size:
        raise EOFError
    (size,) = SIZE.unpack(head)
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data
