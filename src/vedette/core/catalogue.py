"""What there is to know of a detector before it is imported."""

from __future__ import annotations

from dataclasses import dataclass

# In the order in which they are listed.
FAMILIES = (
    "statistical",
    "distance",
    "density",
    "isolation",
    "clustering",
    "model",
    "sequence",
    "supervised",
    "combining",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One detector of the catalogue.

    name
        As it is typed: `vedette scan --detector lof`.
    home, called
        The module and the class.
    family
        One of FAMILIES.
    finds
        What it calls unusual, in one line.
    assumes
        What must be true of the usual rows for it to work, in one line.
    cost
        Time to fit and to score, in n rows and d columns, in one line.
    wide
        How it copes with many columns, in a few words.
    missing, categories, streams
        Whether it takes missing values, tells categories from numbers, and goes on learning
        (`partial_fit`).
    paper
        The source: authors, year, title, where.
    needs
        The extra to install for it, if any.
    also
        Other names by which it is found.
    """

    name: str
    home: str
    called: str
    family: str
    finds: str
    assumes: str
    cost: str
    wide: str
    paper: str
    missing: bool = True
    categories: bool = False
    streams: bool = False
    needs: str | None = None
    also: tuple[str, ...] = ()
