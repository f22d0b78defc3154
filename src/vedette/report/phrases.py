"""What every face says in the same words: headline, rows, roles, examples."""

from __future__ import annotations

import math
import shlex

from vedette.core import wording
from vedette.core.findings import Explanation, Finding, Group, Reason, Value
from vedette.core.result import Result
from vedette.core.table import Roles
from vedette.core.verdicts import Labelled

KIND_ORDER = (
    *("id", "time", "key", "category", "flag", "number", "clock", "angle", "part", "code"),
    *("text", "label", "weight", "constant", "ignore"),
)


def extent(rows: int, columns: int) -> str:
    """How large a table is: "10,000 rows, 13 columns"."""
    return f"{wording.count(rows, 'row')}, {wording.count(columns, 'column')}"


def too_few(result: Result) -> str:
    """That there are too few rows to judge, and how many would do; "" if there are not."""
    if result.needed is None or result.findings or result.groups:
        return ""
    rows = wording.count(result.rows, "row")
    return f"Too few rows to judge: {rows}; {result.needed:,} would do"


def unjudged(result: Result) -> bool:
    """Whether nothing was judged at all: then nothing is usual or unusual."""
    return not (result.findings or result.groups or result.checked)


def headline(result: Result) -> str:
    """What was found, in one sentence."""
    if said := too_few(result):
        return said
    if unjudged(result):
        return "No column could be judged"
    alike = [g for g in result.groups if g.alike]
    rows = len({f.row for f in result.findings})
    if result.budget is not None:
        return f"The {wording.count(rows, 'most surprising row', 'most surprising rows')}"
    if not rows and not alike:
        return "Nothing looks unusual"
    if not rows:
        return alike_headline(alike)
    reasons = len(result.groups) - len(alike)
    said = f"{wording.count(rows, 'row')} {'looks' if rows == 1 else 'look'} wrong"
    return f"{said}, for {wording.count(reasons, 'reason')}" if reasons else said


def alike_headline(alike: list[Group]) -> str:
    """Groups that are one statement: "1 group of 50 rows alike, unlike the rest"."""
    rows = wording.count(sum(g.count for g in alike), "row")
    if len(alike) == 1:
        return f"1 group of {rows} alike, unlike the rest"
    return f"{len(alike):,} groups of rows alike ({rows} in all), unlike the rest"


def false_share(result: Result) -> str:
    """How many findings are expected to be false, or that nothing is said about it."""
    if unjudged(result):
        return ""
    if result.budget is not None:
        return "no rate is stated"
    if result.expected_false is None or not result.findings:
        return ""
    most = f"at most {upper_bound(result.expected_false)}"
    if result.labelled is not None and result.labelled.apart:
        chosen = wording.count(result.labelled.found, "row")
        return f"of the {chosen} that the scan chose, {most} expected to be false"
    return f"{most} expected to be false"


def upper_bound(x: float) -> str:
    """A number rounded up, so that "at most" stays true."""
    if x >= 10:
        return f"{math.ceil(x - 1e-9):,}"
    digits = 10 if x >= 0.1 else 100
    return wording.number(math.ceil(x * digits - 1e-9) / digits)


def setting(result: Result) -> str:
    """The option that the headline rests on."""
    if unjudged(result):
        return ""
    if result.budget is not None:
        return f"--budget {result.budget}"
    return "" if result.fdr is None else f"--fdr {result.fdr:g}"


def also_alike(result: Result) -> str:
    """The alike groups, where the headline speaks of single rows."""
    alike = [g for g in result.groups if g.alike]
    return f"also {alike_headline(alike)}" if alike and result.findings else ""


def labels_headline(labelled: Labelled) -> str:
    """How many verdicts there are, and where."""
    said = f"{labelled.real:,} called real, {labelled.expected:,} expected"
    return f"Verdicts in {wording.plain(labelled.file)}: {said}"


def row_name(row: int, id: Value) -> str:
    """A row as it is called: by its id, or by its number, counted from 0."""
    if id is None:
        return f"row {row}"
    # A number by itself would pass for a value.
    return id_text(id) if isinstance(id, str) else f"id {id_text(id)}"


def id_text(id: Value) -> str:
    """An id as it stands in the table: without thousands separators."""
    return wording.cut(wording.plain(str(id)), wording.LONGEST_TEXT)


def by_kind(roles: Roles) -> list[tuple[str, list[str]]]:
    """The columns of each role, the roles in the order in which they are read."""
    kinds: dict[str, list[str]] = {}
    for name, role in roles.items():
        kinds.setdefault(role.kind, []).append(name)
    order = {kind: i for i, kind in enumerate(KIND_ORDER)}
    return sorted(kinds.items(), key=lambda item: order.get(item[0], len(order)))


def examples(result: Result) -> dict[int, Finding]:
    """The most surprising finding of each group, by the group's number."""
    found: dict[int, Finding] = {}
    for finding in result.findings:
        found.setdefault(finding.group, finding)
    return found


def main_reason(finding: Finding) -> Reason | None:
    """The column with the greatest part in a finding."""
    return max(finding.reasons, key=lambda r: abs(r.share), default=None)


NAMING = ("id", "key", "category", "code", "clock", "part")


def observed(reason: Reason | None, roles: Roles) -> str:
    """What stood in the cell."""
    if reason is None:
        return ""
    naming = reason.column in roles and roles[reason.column].kind in NAMING
    return (wording.as_read if naming else wording.show)(reason.observed)


def expected(reason: Reason | None, roles: Roles) -> str:
    """What was expected: "expected 118 (106 to 131)"; else the counterfactual."""
    if reason is None:
        return ""
    if reason.expected is None and reason.low is None:
        return f"usual if {wording.plain(reason.usual_if)}" if reason.usual_if else ""
    said = wording.expectation(reason.expected, reason.low, reason.high)
    naming = reason.column in roles and roles[reason.column].kind in NAMING
    return f"expected {said.replace(',', '') if naming and _numeric(reason) else said}"


def _numeric(reason: Reason) -> bool:
    return not any(isinstance(v, str) for v in (reason.expected, reason.low, reason.high))


def shell_row(row: int, id: Value) -> str:
    """A row as it is named in a command: its id if that is simple, else its number."""
    text = "" if id is None else str(id)
    simple = text.isascii() and text.isprintable() and not text.startswith("-")
    return shlex.quote(text) if text and simple and len(text) <= 30 else str(row)


def oddest(said: Explanation) -> str:
    """The cell of a row that fits least, in a few words; "" if none was judged."""
    for judged in said.judgements:
        if judged.surprise is None:
            continue
        told = f"{wording.plain(judged.column)} {wording.show(judged.observed)}"
        if judged.expected is None and judged.low is None:
            return told
        usual = wording.expectation(judged.expected, judged.low, judged.high)
        return f"{told}, expected {usual}"
    return ""
