"""What is different between two scans: what is new, what is gone, what continues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from vedette.core.findings import Fact, Finding, Group
from vedette.core.table import Role, RoleKind, Source

T = TypeVar("T", Finding, Group, Fact)

Way = Literal["id", "row", "content", "reason"]
WAYS: tuple[Way, ...] = ("id", "row", "content", "reason")


@dataclass(frozen=True)
class Side:
    """One of the two scans, as far as it is told again."""

    source: Source
    rows: int
    roles: dict[str, Role]
    findings: int
    groups: int
    facts: int
    expected_false: float | None
    version: str = ""


@dataclass(frozen=True)
class Pair(Generic[T]):
    """The same thing in both scans; one is None where only the reason is known to be the same."""

    before: T | None
    after: T | None


@dataclass(frozen=True)
class Changes(Generic[T]):
    """Findings, groups or facts of two scans, each in the order of its scan.

    new
        Only in the second.
    gone
        Only in the first.
    continuing
        In both; those of the second in their order, then those that only the first has.
    """

    new: tuple[T, ...]
    gone: tuple[T, ...]
    continuing: tuple[Pair[T], ...]


@dataclass(frozen=True)
class ColumnChange:
    """A column and its role in each scan, None where it is not there."""

    column: str
    before: RoleKind | None
    after: RoleKind | None


@dataclass(frozen=True)
class Difference:
    """Two scans compared, the first `before`, the second `after`.

    by
        How rows were matched: by their id; by their number; by the values that the findings
        speak of; or not at all but by reason, because the rows are others.
    facts
        `continuing` holds also those that did not change; `changed_facts` only those whose
        count did.
    notes
        What to know of the comparison: that the scans were asked for different things.
    """

    before: Side
    after: Side
    by: Way
    findings: Changes[Finding]
    groups: Changes[Group]
    facts: Changes[Fact]
    columns: tuple[ColumnChange, ...]
    notes: tuple[str, ...] = ()

    @property
    def news(self) -> bool:
        """Whether something looks wrong that did not; facts are counted, not judged."""
        return bool(self.findings.new or self.groups.new)

    @property
    def changed_facts(self) -> tuple[Pair[Fact], ...]:
        """The facts of both scans that count another number of rows."""
        return tuple(
            pair
            for pair in self.facts.continuing
            if pair.before is None
            or pair.after is None
            or pair.before.count != pair.after.count
        )
