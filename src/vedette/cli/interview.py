"""Asks a person about one row after the other, and keeps each verdict at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from vedette.cli import session
from vedette.cli.keys import END, NOTHING, Keys
from vedette.cli.options import Asked, quoted

if TYPE_CHECKING:
    from vedette.core.findings import Explanation
    from vedette.core.verdicts import Said, Verdict
    from vedette.labelling.asking import Asking, Question
    from vedette.labelling.verdicts import Verdicts
    from vedette.report.result import Result

ANSWERS: dict[str, Said] = {"r": "real", "e": "expected"}
KNOWN = {"real": 1, "expected": 0}
LONGEST_NOTE = 500


@dataclass(frozen=True)
class Given:
    """An answer that can be taken back.

    verdict
        None if the row was skipped.
    before
        What stood for the row before.
    """

    question: Question
    verdict: Said | None = None
    before: Verdict | None = None


@dataclass
class Interview:
    """One sitting.

    place
        The file of verdicts, where one was named.
    who
        Whose verdicts they are, or "".
    """

    result: Result
    verdicts: Verdicts
    asking: Asking
    asked: Asked
    place: str | None = None
    who: str = ""
    keys: Keys = field(default_factory=Keys)
    number: int = 0
    note: str = ""
    given: list[Given] = field(default_factory=list)

    def held(self) -> int:
        """Ask until there is no more to ask, or nobody to answer; the exit code."""
        show(self.opening())
        self.keys.resumed = lambda: show(self.prompt())
        try:
            with self.keys:
                self.ask()
        except KeyboardInterrupt:
            show("\n")
        show(f"\n{self.closing()}")
        return 0

    def ask(self) -> None:
        """Question after question."""
        question = self.asking.next()
        while question is not None:
            self.number += 1
            self.note = ""
            key = self.answer(question)
            if key in ("q", END):
                return
            question = self.after(key, question)
        show("\nEvery row has been asked about.\n")

    def answer(self, question: Question) -> str:
        """The key that ends this question: a verdict, s, u, q, or END."""
        self.put(question)
        while True:
            show(self.prompt())
            typed = self.keys.key()
            word, _, rest = typed.strip().partition(" ")
            key = word[:1].lower()
            show(f"{key if key.isprintable() else ''}\n")
            if typed == END or key in (*ANSWERS, "s", "q") or (key == "u" and self.given):
                return key or END
            if key == "n":
                self.take_note(rest)
            elif key == "u":
                show("Nothing to take back.\n")
            elif key == "?":
                self.help()
            elif typed != NOTHING:
                show("No such key; ? tells what each does.\n")

    def after(self, key: str, question: Question) -> Question | None:
        """What is asked next, once a question was answered, skipped or put back."""
        if key == "u":
            self.number -= 2
            return self.taken_back()
        if key == "s":
            self.asking.take(question.place, -1)
            self.given.append(Given(question))
            return self.asking.next()
        row = self.verdicts.names.number(question.place)
        before = self.verdicts.get(row)
        verdict = ANSWERS[key]
        saw = columns_of(self.result.explain(row))
        self.verdicts.add(row, verdict, note=self.note, who=self.who, saw=saw)
        self.given.append(Given(question, verdict, before))
        self.asking.take(question.place, KNOWN[verdict])
        return self.asking.next()

    def taken_back(self) -> Question:
        """The question before, its answer taken back."""
        given = self.given.pop()
        place, row = given.question.place, self.verdicts.names.number(given.question.place)
        stood = -1
        if given.verdict is not None:
            self.verdicts.undo(row, who=self.who)
        if given.before is not None:
            self.verdicts.keep(given.before)
            stood = KNOWN[given.before.verdict]
        self.asking.forget(place, stood)
        return given.question

    def take_note(self, told: str) -> None:
        """A few words that are kept with the verdict."""
        if not told:
            show("note: ")
            told = self.keys.line().strip()
        self.note = told[:LONGEST_NOTE]
        show("Kept with your verdict on this row: now r or e.\n")

    # What is shown

    def opening(self) -> str:
        from vedette.core import wording
        from vedette.report import label_screen

        file = wording.plain(str(self.verdicts.file))
        before = self.verdicts.summary() if len(self.verdicts) else "none yet"
        return label_screen.opening(self.result, file, before, columns=session.columns())

    def put(self, question: Question) -> None:
        """Show a question."""
        from vedette.labelling.sentences import why
        from vedette.report import label_screen

        row = self.verdicts.names.number(question.place)
        show(
            "\n"
            + label_screen.question(
                self.result.explain(row),
                self.result.source.name,
                number=self.number,
                tally=self.verdicts.summary(),
                why=why(question),
                columns=session.columns(),
                colour=session.colour(),
            )
        )

    def prompt(self) -> str:
        from vedette.report import label_screen

        return label_screen.keys(columns=session.columns(), colour=session.colour())

    def help(self) -> None:
        from vedette.report import label_screen

        show(f"\n{label_screen.help_text(columns=session.columns())}\n")

    def closing(self) -> str:
        """How many verdicts, where, and what to do next."""
        from vedette.core import wording
        from vedette.report import label_screen

        kept = sum(given.verdict is not None for given in self.given)
        file = f"--labels {quoted(self.place)}" if self.place else "--labels"
        return label_screen.closing(
            kept,
            self.verdicts.summary(),
            wording.plain(str(self.verdicts.file)),
            f"vedette scan {self.asked.again()} {file}",
            columns=session.columns(),
        )


def columns_of(said: Explanation) -> tuple[str, ...]:
    """The columns that a verdict on a row is about: the reasons, or else its oddest cell."""
    if said.finding is not None and said.finding.reasons:
        return tuple(reason.column for reason in said.finding.reasons)
    return tuple(j.column for j in said.judgements if j.surprise is not None)[:1]


def show(text: str) -> None:
    """Put a text on the screen at once."""
    click.echo(text, nl=False)
