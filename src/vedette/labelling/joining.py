"""A result with what people said of its rows: findings in their order, and those set apart.

Which rows are findings is left to the scan, which has not looked at any verdict: its rate
holds for those, and for nothing else. Verdicts set findings apart, put the others in order,
and name further rows without a rate.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

import numpy as np

from vedette.core.findings import Finding, Group, Value
from vedette.core.result import Result
from vedette.core.verdicts import Labelled, Lost, Resembling
from vedette.labelling.ranking import Ranking
from vedette.labelling.sentences import sentences
from vedette.labelling.verdicts import Verdicts

MOST_RESEMBLING = 20

Said = Callable[[int], tuple[Value, str]]


def joined(result: Result, verdicts: Verdicts, ranking: Ranking, say: Said) -> Result:
    """The result with its labels.

    say
        The id of a row, and in a few words what is odd about it.
    """
    score = {
        verdicts.names.number(place): float(score)
        for place, score in enumerate(ranking.score)
    }
    expected = set(verdicts.expected)
    apart = tuple(f for f in result.findings if f.row in expected)
    left = [f for f in result.findings if f.row not in expected]
    if ranking.helps:
        left.sort(key=lambda f: -score[f.row])
    real = set(verdicts.real)
    groups, findings = regrouped(result.groups, left, expected, learned=ranking.helps)
    found = {f.row for f in result.findings} | {
        row for group in result.groups for row in group.rows
    }

    def resembling(row: int) -> Resembling:
        id_, text = say(row)
        return Resembling(row, id_, round(score[row], 4), text)

    missed = [row for row in verdicts.real if row not in found]
    more = like_real(verdicts, ranking, found) if ranking.helps else []
    labelled = Labelled(
        file=verdicts.file.name,
        real=len(real),
        expected=len(expected),
        called={f.row: "real" for f in findings if f.row in real},
        apart=apart,
        found=len(result.findings),
        missed=tuple(map(resembling, missed)),
        resembling=tuple(map(resembling, more)),
        before=ranking.before,
        after=ranking.after,
        learned=ranking.helps,
        lost=tuple(map(nameless, verdicts.lost))
        if verdicts.names.hidden
        else verdicts.lost,
        broken=verdicts.broken,
        disputed=verdicts.disputed,
    )
    told = sentences(labelled, result.expected_false)
    return replace(
        result,
        findings=findings,
        groups=groups,
        labelled=replace(labelled, text=told),
    )


def nameless(lost: Lost) -> Lost:
    """Without what it holds of a row whose id is redacted."""
    return replace(lost, verdict=replace(lost.verdict, id=None, saw={}))


def regrouped(
    groups: Collection[Group],
    findings: Collection[Finding],
    expected: Collection[int],
    *,
    learned: bool,
) -> tuple[tuple[Group, ...], tuple[Finding, ...]]:
    """The groups without rows that are expected, numbered anew; and findings that know them.

    learned
        Whether groups follow their first finding, instead of their surprise.
    """
    left = []
    for group in groups:
        rows = tuple(row for row in group.rows if row not in expected)
        count = group.count - (len(group.rows) - len(rows))
        if count > 0 and (group.alike or any(f.group == group.group for f in findings)):
            left.append(replace(group, rows=rows, count=count))
    if learned:
        first: dict[int, int] = {}
        for place, finding in enumerate(findings):
            first.setdefault(finding.group, place)
        left.sort(key=lambda g: first.get(g.group, len(first)))
    number = {group.group: i for i, group in enumerate(left, 1)}
    return (
        tuple(replace(group, group=number[group.group]) for group in left),
        tuple(replace(finding, group=number[finding.group]) for finding in findings),
    )


def like_real(verdicts: Verdicts, ranking: Ranking, found: Collection[int]) -> list[int]:
    """Rows without a verdict that the scan did not find, like half of the real ones."""
    free = (verdicts.y < 0) & (ranking.score >= ranking.like)
    places = np.flatnonzero(free)
    order = places[np.argsort(-ranking.score[places], kind="stable")]
    rows = [verdicts.names.number(int(place)) for place in order]
    return [row for row in rows if row not in found][:MOST_RESEMBLING]
