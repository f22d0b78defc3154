"""Ctrl-C ends the command soon, whatever runs.

Python acts on a signal only between two of its own steps, and one call of a kernel may
take a minute. So a thread listens too: if the usual way has not ended the process after a
moment, it clears the line of the terminal and ends it at once. Kernels run without Python's
lock, or else the thread could not.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType

GRACE = 0.7  # seconds for the usual way, which removes temporary files
INTERRUPTED = 130
_came = threading.Event()
_last: list[Callable[[], None]] = []


def end_soon_on_interrupt() -> None:
    """From now on, an interrupt ends the process; call it from the main thread."""
    if threading.current_thread() is not threading.main_thread():
        return
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        return  # started with interrupts ignored, as `nohup` does
    signal.signal(signal.SIGINT, _interrupt)
    heard, told = os.pipe()
    os.set_blocking(told, False)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    threading.Thread(target=_listen, args=(heard,), name="interrupts", daemon=True).start()


def interrupted() -> bool:
    """Whether an interrupt came. Libraries turn it into errors of their own."""
    return _came.is_set()


def before_end(work: Callable[[], None] | None) -> None:
    """What is still to be done if the process is ended at once; None: nothing any more."""
    _last[:] = [] if work is None else [work]


def _interrupt(number: int, frame: FrameType | None) -> None:
    _came.set()
    raise KeyboardInterrupt


def _listen(heard: int) -> None:
    while True:
        if signal.SIGINT in os.read(heard, 64):
            time.sleep(GRACE)
            _end()


def _end() -> None:
    with contextlib.suppress(Exception):
        for work in _last:
            work()
    if sys.stderr.isatty():
        os.write(2, b"\r\x1b[2K")
    os._exit(INTERRUPTED)
