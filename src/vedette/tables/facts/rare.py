"""Kinds that occur once or twice among kinds that occur often, and misspelt ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product

import numpy as np
import numpy.typing as npt

from vedette.core.findings import Fact
from vedette.tables.facts.columns import Coded
from vedette.tables.facts.wording import fact, name, plural, row_list

MOST_LEVELS = 50
MOST_SPELT = 5000
RARE = 3  # rows
OFTEN = 20  # rows, and 10 times the rare ones
MOST_RARE = 3  # kinds: more rare ones are a long tail, nothing odd
MOST_FACTS = 6


def rare_and_misspelt(columns: Sequence[Coded]) -> list[Fact]:
    """Rare kinds and second spellings, of the columns that are no quantities."""
    facts: list[Fact] = []
    for column in columns:
        if column.quantity:
            continue
        counts = np.bincount(column.codes[column.codes >= 0], minlength=column.k)
        spelt = misspelt(column, counts)
        said = {level for level, _ in spelt}
        facts.extend(spelling(column, spelt)[:MOST_FACTS])
        facts.extend(rare(column, counts, said))
    return facts


def rare(column: Coded, counts: npt.NDArray[np.int64], said: set[int]) -> list[Fact]:
    """Levels of at most 3 rows where the next rarest has 20, and 10 times as many."""
    used = np.flatnonzero(counts)
    few = [int(i) for i in used if counts[i] <= RARE and int(i) not in said]
    many = counts[used][counts[used] > RARE]
    if not few or len(few) > MOST_RARE or len(used) > MOST_LEVELS or counts.sum() < 200:
        return []
    if len(many) < 2 or many.min() < max(OFTEN, 10 * counts[few].max()):
        return []
    often = used[counts[used] > RARE]
    facts = []
    for level in few:
        if not stands_alone(column, level, often):
            continue
        rows = np.flatnonzero(column.codes == level)
        text = (
            f"{name(column.name)} is {column.label(level)} in only "
            f"{plural(len(rows), 'row')} ({row_list(rows)}); "
            f"every other kind has {int(many.min()):,} or more"
        )
        facts.append(fact("rare_category", (column.name,), rows, text))
    return facts


def stands_alone(column: Coded, level: int, often: npt.NDArray[np.int64]) -> bool:
    """Whether a level is no tail of whole numbers: 9 after 1 ... 8 is, 16 is not."""
    if isinstance(column.values[0], str):
        return True
    others = column.values[often].astype(float)
    apart = float(np.abs(others - float(column.values[level])).min())
    return apart > 2 * float(np.diff(np.sort(others)).max())


def spelling(column: Coded, spelt: list[tuple[int, int]]) -> list[Fact]:
    """One fact a level that is another spelling of a frequent one."""
    facts = []
    for odd, usual in spelt:
        rows = np.flatnonzero(column.codes == odd)
        shown = str(column.values[odd])
        text = (
            f'{name(column.name)} is "{shown if len(shown) < 28 else name(shown)}" in '
            f'{plural(len(rows), "row")}: "{column.label(usual)}"? ({row_list(rows)})'
        )
        facts.append(fact("spelling", (column.name,), rows, text))
    return facts


def misspelt(column: Coded, counts: npt.NDArray[np.int64]) -> list[tuple[int, int]]:
    """(level, the level it should be): same but for case, spaces and signs, or one typo."""
    if not isinstance(column.values[0], str) or column.k > MOST_SPELT:
        return []
    by_plain: dict[str, list[int]] = {}
    for level, text in enumerate(column.values):
        if counts[level]:
            by_plain.setdefault(plain(text), []).append(level)
    found = []
    for plain_text, levels in by_plain.items():
        usual = max(levels, key=lambda i: int(counts[i]))
        if plain_text and counts[usual] >= 5:
            found += [(i, usual) for i in levels if counts[i] * 5 <= counts[usual]]
    said = {odd for odd, _ in found}
    rare = [i for i in range(column.k) if 0 < counts[i] <= RARE and i not in said]
    often = [i for i in range(column.k) if counts[i] >= OFTEN]
    # In a long tail of names some are a letter apart by chance.
    if len(rare) > 20 or len(often) > 200:
        return found
    for odd, usual in product(rare, often):
        a, b = plain(column.values[odd]), plain(column.values[usual])
        if one_typo(a, b) and counts[usual] >= 20 * counts[odd]:
            found.append((odd, usual))
    return list({odd: (odd, usual) for odd, usual in found}.values())


def plain(text: str) -> str:
    """Lower case, without spaces and signs; what has no letter stays as it is."""
    if not re.search(r"[^\W\d_]", text):
        return text.strip()
    return re.sub(r"[\s_.,;:'\"-]+", "", text.casefold())


def one_typo(a: str, b: str) -> bool:
    """Whether two words of 5 letters or more differ by one letter, or by two swapped."""
    if a == b or min(len(a), len(b)) < 5 or not (a.isalpha() and b.isalpha()):
        return False
    if len(a) > len(b):
        a, b = b, a
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(a) < len(b):
        return a[at:] == b[at + 1 :]
    swapped = a[:at] + a[at : at + 2][::-1] + a[at + 2 :]
    return a[at + 1 :] == b[at + 1 :] or swapped == b
