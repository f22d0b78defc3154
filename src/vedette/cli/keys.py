"""Single keys from a terminal, or lines from anything else.

On a terminal a key counts when it is pressed. The terminal is put back as it was, however
the command ends: by a key, an error, Ctrl-C, even in the middle of a long step; and while it
is stopped by Ctrl-Z. From a pipe each line is one answer, so that what is typed can be
scripted.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Self

from vedette.cli import interrupting

END = ""  # the other side has gone, or Ctrl-D
NOTHING = "\n"
CLOSED = -1  # started without a standard input
_END_OF_FILE, _ESCAPE = "\x04", b"\x1b"
_LONGER = (b"\xc0", b"\xe0", b"\xf0")  # letters of UTF-8 that are two, three, four bytes


class Keys:
    """Use it as a context: inside, keys are neither echoed nor kept until Enter.

    resumed
        Called when the command goes on after it was stopped: it shows its prompt again.
    """

    def __init__(self, file: int | None = None) -> None:
        if file is None:
            file = CLOSED if sys.stdin is None else sys.stdin.fileno()
        self.file = file
        self.tty = file != CLOSED and os.isatty(file)
        self.resumed: Callable[[], None] = lambda: None
        self._before: list[Any] | None = None
        self._single = False  # whether keys are taken one by one now
        self._stops: Any = None  # what was done on Ctrl-Z before
        self._left = b""

    def __enter__(self) -> Self:
        if self.tty:
            import termios

            self._before = termios.tcgetattr(self.file)
            interrupting.before_end(self.restore)
            self._at_once()
            if threading.current_thread() is threading.main_thread():
                self._stops = signal.getsignal(signal.SIGTSTP)
            if self._stops is signal.SIG_DFL:
                signal.signal(signal.SIGTSTP, self._stopped)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._stops is signal.SIG_DFL:
            signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        self.restore()
        interrupting.before_end(None)

    def _stopped(self, number: int, frame: FrameType | None) -> None:
        """Ctrl-Z: the shell gets its terminal as it was, and the keys come back after it."""
        single = self._single
        self.restore()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, self._stopped)
        if single:
            self._at_once()
            self.resumed()

    def restore(self) -> None:
        """The terminal as it was."""
        if self._before is not None:
            import termios

            termios.tcsetattr(self.file, termios.TCSADRAIN, self._before)
            self._single = False

    def _at_once(self) -> None:
        """Keys at once and unechoed; Ctrl-C and Ctrl-Z still act."""
        import termios

        assert self._before is not None
        changed = [*self._before]
        changed[3] &= ~(termios.ICANON | termios.ECHO)
        changed[6] = [*self._before[6]]
        changed[6][termios.VMIN], changed[6][termios.VTIME] = 1, 0
        termios.tcsetattr(self.file, termios.TCSADRAIN, changed)
        self._single = True

    def key(self) -> str:
        """The next key, or the next line without its end; END if there is none."""
        if not self.tty:
            return self._line()
        pressed = os.read(self.file, 1)
        if pressed == _ESCAPE:  # an arrow, or another key that is several bytes
            self._rest_of_key()
            return NOTHING
        text = (pressed + self._rest_of_letter(pressed)).decode("utf-8", "replace")
        return END if text == _END_OF_FILE else text

    def _rest_of_letter(self, first: bytes) -> bytes:
        """The bytes of a letter after its first, so that one key is one answer."""
        import select

        rest = b""
        for _ in range(sum(first >= mark for mark in _LONGER)):
            if not select.select([self.file], [], [], 0.02)[0]:
                break
            rest += os.read(self.file, 1)
        return rest

    def _rest_of_key(self) -> None:
        import select

        while select.select([self.file], [], [], 0.02)[0]:
            last = os.read(self.file, 1)
            if not last or last.isalpha() or last == b"~":
                return

    def line(self) -> str:
        """A line, which on a terminal is edited and seen as it is typed; END if none."""
        if not self.tty:
            return self._line()
        self.restore()
        try:
            return self._line()
        finally:
            self._at_once()

    def _line(self) -> str:
        while b"\n" not in self._left:
            more = b"" if self.file == CLOSED else os.read(self.file, 4096)
            if not more:
                whole, self._left = self._left, b""
                return whole.decode("utf-8", "replace")
            self._left += more
        whole, _, self._left = self._left.partition(b"\n")
        return whole.decode("utf-8", "replace").removesuffix("\r") or NOTHING
