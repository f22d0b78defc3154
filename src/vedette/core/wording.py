"""How values, counts and names are put into words: one place for every sentence.

Numbers carry thousands separators and as many digits as help: what stood in the table is
shown as it stood there; what was estimated, to about a hundredth of its range.
"""

from __future__ import annotations

import math
import numbers
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

MISSING = "missing"
LONGEST_TEXT = 48  # characters of a cell that are quoted in a sentence
EXACT_DIGITS = 10  # a number with more is the trace of arithmetic, and is rounded
ROUNDED_DIGITS = 6
LARGEST_PLAIN, SMALLEST_PLAIN = 1e15, 1e-7  # beyond: 1.2e18

# Control characters, line separators, and marks that change the direction of the text
# around them: a cell must not act on the terminal it is shown on.
_ACTING = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def show(
    value: Any, digits_like: tuple[float, ...] | None = None, *, longest: int = LONGEST_TEXT
) -> str:
    """A cell's value in words.

    digits_like
        Numbers whose spread says how many digits help, usually `(low, high)`. None: the
        value as it stands in the table.
    longest
        Longer texts are cut, with an ellipsis.
    """
    if hasattr(value, "item") and not isinstance(value, str):
        value = value.item()
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, numbers.Real):
        return number(value, digits_like)
    return cut(plain(str(value)), longest)


def number(
    value: numbers.Real | float, digits_like: tuple[float, ...] | None = None
) -> str:
    """A number with thousands separators: 1,352.75; 118; 0.00002; 3.1e21."""
    x = float(value)
    if math.isnan(x):
        return MISSING
    if math.isinf(x):
        return "infinite" if x > 0 else "-infinite"
    if x == 0:
        return "0"
    near = [v for v in map(float, digits_like or ()) if math.isfinite(v)]
    width = max(near) - min(near) if near else 0.0
    if width > 0 and math.isfinite(width):
        return "0" if abs(x) < width * 1e-9 else _suited(x, near, width)
    if isinstance(value, numbers.Integral) and abs(int(value)) < LARGEST_PLAIN:
        return _grouped(f"{int(value):,}")
    return _grouped(_as_it_stands(x))


def _grouped(text: str) -> str:
    """Whole numbers of four digits stand without a separator: they may be years."""
    return text.replace(",", "") if len(text.lstrip("-")) == 5 and "." not in text else text


def as_read(value: Any, *, longest: int = LONGEST_TEXT) -> str:
    """A value that names something, as a code or a clock time: without separators."""
    text = show(value, longest=longest)
    return text if isinstance(value, str) else text.replace(",", "")


def _suited(x: float, near: list[float], width: float) -> str:
    """The number with decimals that tell values in a range of this width apart.

    The step is 1/10 to 1/100 of the width; coarser if all of `near` are then shown exactly;
    finer where less than two significant digits would be left.
    """
    most = max(0, -math.floor(math.log10(width / 10)))
    rounded = [round(v, most) for v in near]
    decimals = next(d for d in range(most + 1) if [round(v, d) for v in near] == rounded)
    if abs(x) >= 10.0**-decimals:
        text = _fixed(x, decimals)
        return _grouped(text) if max(map(abs, near)) < 10_000 else text
    text = _fixed(x, 1 - math.floor(math.log10(abs(x))))
    return text if "e" in text else text.rstrip("0").rstrip(".")


def _fixed(x: float, decimals: int) -> str:
    if abs(x) >= LARGEST_PLAIN or decimals > 9:
        return _scientific(x, 3)
    text = f"{x:,.{decimals}f}"
    return "0" if not text.strip("-0.") else text


def _as_it_stands(x: float) -> str:
    digits = len(Decimal(repr(x)).normalize().as_tuple().digits)
    if digits > EXACT_DIGITS:
        x = float(f"{x:.{ROUNDED_DIGITS}g}")
        digits = ROUNDED_DIGITS
    if not SMALLEST_PLAIN <= abs(x) < LARGEST_PLAIN:
        return _scientific(x, min(digits, ROUNDED_DIGITS))
    return f"{Decimal(repr(x)).normalize():,f}"


def _scientific(x: float, digits: int) -> str:
    mantissa, _, exponent = f"{x:.{max(digits - 1, 0)}e}".partition("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}e{int(exponent)}"


def expectation(expected: Any, low: Any, high: Any) -> str:
    """What was expected, with its range: "118 (106 to 131)"; "EUR"."""
    like = digits_of(expected, low, high)
    said = show(expected, like)
    if low is None or high is None:
        return said
    between = f"{show(low, like)} to {show(high, like)}"
    return between if expected is None else f"{said} ({between})"


def digits_of(expected: Any, low: Any, high: Any) -> tuple[float, ...] | None:
    """What `show` needs to give an expected value and its range the same digits."""
    bounds = tuple(
        float(v)
        for v in (low, expected, high)
        if isinstance(v, numbers.Real) and not isinstance(v, bool)
    )
    return bounds if len(bounds) >= 2 else None


def count(n: int, noun: str, plural: str | None = None) -> str:
    """ "1 row", "2,000 rows", "0 categories"."""
    return f"{n:,} {noun if n == 1 else plural or _plural(noun)}"


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def join(names: Iterable[str], *, last: str = "and", most: int | None = None) -> str:
    """ "a", "a and b", "a, b and c"; with `most`: "a, b and 7 more"."""
    parts = [plain(str(name)) for name in names]
    if most is not None and len(parts) > most:
        parts = [*parts[:most], f"{len(parts) - most:,} more"]
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def capital(text: str) -> str:
    """The text with its first letter as a capital; the others stay as they are."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """The text with a capital and a full stop."""
    return f"{capital(text)}."


def percent(part: float, whole: float = 1.0) -> str:
    """A share with two significant digits: "3.0 %", "0.04 %", "100 %"; never a false 0."""
    if not whole:
        return "0 %"
    share = 100 * part / whole
    if share == 0:
        return "0 %"
    if share < 0.01:
        return "under 0.01 %"
    if 99.5 <= share < 100:
        return "over 99 %"
    return f"{share:.{2 if share < 0.1 else 1 if share < 10 else 0}f} %"


def surprise(value: float, capped: bool = False) -> str:
    """The surprise as it is shown: "5.8", or "> 6" where only the tail model speaks."""
    return f"> {math.floor(value + 1e-9)}" if capped else f"{value:.1f}"


def size(n_bytes: int) -> str:
    """A file's size: "0.9 MB", "12 kB", "1.2 GB"."""
    if n_bytes < 1000:
        return count(n_bytes, "byte")
    kilo, unit = n_bytes / 1e3, "kB"
    if n_bytes >= 1e5:
        kilo, unit = n_bytes / 1e6, "MB"
    if n_bytes >= 1e9:
        kilo, unit = n_bytes / 1e9, "GB"
    return f"{kilo:,.{1 if kilo < 10 else 0}f} {unit}"


def duration(seconds: float) -> str:
    """How long something took: "0.2 s", "14 s", "3 min 5 s", "2 h 10 min"."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def plain(text: str) -> str:
    """The text with everything that would act on a terminal made visible: "\\x1b[2J"."""
    if text.isascii() and text.isprintable():
        return text
    return _ACTING.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    code = ord(character)
    short = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character)
    return short or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")


def cut(text: str, longest: int) -> str:
    """The text, at most so many characters, the last an ellipsis if it was longer."""
    return text if len(text) <= longest else text[: max(longest - 1, 0)].rstrip() + "…"


def power_of_ten(log10: float) -> str:
    """A number above 0 by its logarithm, however small: "10^-873"; plain to 0.0001."""
    if -4 <= log10 <= 4:
        return f"{10**log10:.3g}"
    return f"10^{log10:.1f}" if abs(log10) < 100 else f"10^{log10:.0f}"
