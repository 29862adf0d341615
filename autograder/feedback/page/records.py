"""Names what a feedback page holds, and what it is made from beside a result."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from autograder.records import Detail


class Mark(msgspec.Struct, frozen=True):
    """What a person gave for an exercise or a question: points, None for none yet, points on top, and a comment."""

    points: float | None = None
    extra: float = 0.0
    comment: str = ""


class Marks(msgspec.Struct, frozen=True):
    """All that persons gave one student, by exercise and by question, and the gradebook's penalty if it has one.

    `settled` says that somebody gave something to what counts now, and that there is nothing left to give.
    """

    exercises: Mapping[str, Mark] = {}
    questions: Mapping[str, Mark] = {}
    penalty: float = 0.0
    settled: bool = False


class Part(msgspec.Struct, frozen=True):
    """One line of what a score is made of; `best` is None where there is no most."""

    name: str
    points: float
    best: float | None = None


class Score(msgspec.Struct, frozen=True):
    """A score, and the parts that it is the sum of; `unmarked` are points that a person still has to give."""

    points: float
    best: float
    parts: tuple[Part, ...]
    unmarked: float = 0.0


class Line(msgspec.Struct, frozen=True):
    """A line of code in pieces, each with the kind that it is coloured by, and what is said of it; 0 for a gap."""

    number: int
    pieces: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


class Snippet(msgspec.Struct, frozen=True):
    """Lines of one file, under a name."""

    name: str
    file: str
    lines: tuple[Line, ...]


class Shown(msgspec.Struct, frozen=True):
    """A check as it is shown: a word for its verdict, its sentence, its points, and what was found."""

    word: str
    sentence: str
    points: float
    best: float
    details: tuple[Detail, ...] = ()


class Section(msgspec.Struct, frozen=True):
    """An exercise: its checks that did not pass, those that did, the student's code, and the hints that there are.

    `comment` is the instructor's, for all whose code gave the same.
    """

    name: str
    title: str
    points: float
    best: float
    extra: bool
    failing: tuple[Shown, ...]
    passing: tuple[Shown, ...]
    note: str = ""
    code: tuple[Snippet, ...] = ()
    hints: tuple[str, ...] = ()
    comment: str = ""


class Answered(msgspec.Struct, frozen=True):
    """A written question, what was answered and what a person says of it, both as HTML that is safe to show."""

    title: str
    points: float | None
    best: float
    answer: str
    comment: str


class Picture(msgspec.Struct, frozen=True):
    """Drawings side by side, each with its name, under one caption; `told` says in words what can be seen."""

    caption: str
    told: str
    drawings: tuple[tuple[str, str], ...]
    kind: str = "graph"


class Page(msgspec.Struct, frozen=True):
    """All that a student is told of one hand-in; `notes` are about all of it, and `name` is a real one, if known.

    There is no `score`, and nothing to do next, as long as a person has to look. Where it is not
    `recorded` in a gradebook, nobody knows here whether persons mark it.
    """

    student: str
    assignment: str
    title: str
    score: Score | None
    next_steps: tuple[str, ...]
    sections: tuple[Section, ...]
    answers: tuple[Answered, ...] = ()
    pictures: tuple[Picture, ...] = ()
    notes: tuple[str, ...] = ()
    name: str = ""
    recorded: bool = True
