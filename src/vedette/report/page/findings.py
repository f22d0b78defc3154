"""The findings in full, by group: as many of the most surprising as there is room for."""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup

from vedette.core import wording
from vedette.core.findings import Finding, Group
from vedette.core.pictures import Distribution, Pictures
from vedette.core.result import Result
from vedette.report import charts
from vedette.report.page import cells
from vedette.report.page.budget import Budget, size
from vedette.report.page.templating import part

MOST_FINDINGS = 2_000
CARDS_WITHOUT_FINDINGS = 200
# Bytes that pictures of groups, and of findings along their series, may take in all.
GROUP_PICTURES = 300_000
SERIES_PICTURES = 200_000
OPEN_GROUPS = 12  # the first finding of so many groups is open


@dataclass
class Findings:
    """What of the findings stands in the page.

    cards
        Of the groups, in their order.
    shapes
        The columns' distributions, over which the findings are marked.
    """

    cards: list[Markup] = field(default_factory=list)
    shapes: list[Markup] = field(default_factory=list)
    groups: set[int] = field(default_factory=set)
    findings: int = 0


class Writer:
    """Writes findings and the heads of their groups while the budget lasts."""

    def __init__(self, result: Result, pictures: Pictures, budget: Budget) -> None:
        self.result, self.pictures, self.budget = result, pictures, budget
        self.group_pictures = Budget(min(GROUP_PICTURES, budget.left // 3))
        self.series_pictures = Budget(min(SERIES_PICTURES, budget.left // 3))
        self.names: dict[str, str] = {}
        self.shapes: list[Markup] = []
        self.heads: dict[int, dict[str, object]] = {}
        self.written: dict[int, list[Markup]] = {}
        self.members: dict[int, list[Finding]] = {}
        for finding in result.findings:
            self.members.setdefault(finding.group, []).append(finding)

    def write(self, elsewhere: str) -> Findings:
        by_number = {g.group: g for g in self.result.groups}
        told = [g for g in self.result.groups if g.group not in self.members]
        for group in told[:CARDS_WITHOUT_FINDINGS]:
            self.begin(group)
        count = 0
        for finding in self.result.findings[:MOST_FINDINGS]:
            if not self.add(finding, by_number[finding.group]):
                break
            count += 1
        cards = [
            self.card(g, elsewhere) for g in self.result.groups if g.group in self.heads
        ]
        return Findings(cards, self.shapes, set(self.heads), count)

    def begin(self, group: Group) -> bool:
        """Make room for the head of a group, with its picture if that fits."""
        members = self.members.get(group.group, [])
        head = cells.card(group, members, self.pictures, drawn=True)
        bare = {**head, "picture": Markup(), "caption": ""}
        picture = str(head["picture"])
        if picture and not self.group_pictures.take(picture):
            head = bare
        for each in (head, bare):
            # 200 bytes for the line that counts what is left out.
            if self.budget.take(part("card", each, "", "", ""), "x" * 200):
                self.heads[group.group] = each
                return True
        return False

    def add(self, finding: Finding, group: Group) -> bool:
        """Write one finding if there is room."""
        if group.group not in self.heads and not self.begin(group):
            return False
        mine = self.written.setdefault(group.group, [])
        opened = not mine and len(self.written) <= OPEN_GROUPS
        picture = self.picture(finding)
        for each in (picture, Markup()):
            said = cells.finding(finding, self.result.roles, each, opened=opened)
            text = part("finding", said)
            if self.budget.take(text):
                mine.append(text)
                return True
        return False

    def picture(self, finding: Finding) -> Markup:
        """Along the series while there is room for such pictures, else over the table."""
        if finding.row in self.pictures.stretches:
            along = cells.small_picture(finding, self.pictures, self.shape, along=True)
            if self.series_pictures.take(along):
                return along
        return cells.small_picture(finding, self.pictures, self.shape, along=False)

    def shape(self, column: str) -> str:
        """The id of a column's distribution, which is written where it is first needed."""
        if column not in self.names:
            drawn = self.pictures.columns[column]
            assert isinstance(drawn, Distribution)
            named = f"h{len(self.names)}"
            text = Markup('<g id="{}">{}</g>').format(named, charts.silhouette(drawn))
            self.names[column] = named
            self.shapes.append(text)
            self.budget.left -= size(text) + 1
        return self.names[column]

    def card(self, group: Group, elsewhere: str) -> Markup:
        mine = self.written.get(group.group, [])
        left = len(self.members.get(group.group, [])) - len(mine)
        said = wording.count(left, "more finding") if left > 0 else ""
        return part(
            "card", self.heads[group.group], Markup("\n").join(mine), said, elsewhere
        )
