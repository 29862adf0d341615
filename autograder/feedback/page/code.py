"""Cuts a student's functions out of their files, line by line, and marks the lines that something is said of."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, String, _TokenType

from autograder.course.stubs import functions_of, python_text, stub_lines
from autograder.feedback.page.records import Line, Snippet
from autograder.records import Exercise
from autograder.text import printable

MOST_LINES, LONGEST = 80, 200  # of a snippet; characters of a line
AROUND = 4  # lines around one that is in no function
KINDS = ((Keyword, "k"), (String, "s"), (Comment, "c"), (Number, "n"), (Name.Function, "f"), (Name.Class, "f"))
NOT_WRITTEN = "not written yet"
Notes = Mapping[tuple[str, int], Sequence[str]]  # by file and line


def snippets(exercise: Exercise, files: Mapping[str, bytes], notes: Notes) -> tuple[Snippet, ...]:
    """The functions of an exercise as they were handed in, with the notes on their lines."""
    return tuple(_snippets(exercise, files, notes))


def _snippets(exercise: Exercise, files: Mapping[str, bytes], notes: Notes) -> Iterator[Snippet]:
    for file, content in sorted(files.items()):
        text = python_text(content)
        functions = functions_of(text)
        unwritten = dict.fromkeys(stub_lines(text, exercise.stubs), NOT_WRITTEN)
        for name in exercise.stubs:
            if function := functions.get(name):
                first = min([function.lineno, *(each.lineno for each in function.decorator_list)])
                last = function.end_lineno or first
                said = {n: tuple(notes.get((file, n), ())) for n in range(first, last + 1)}
                said |= {n: (*said[n], why) for n, why in unwritten.items() if n in said}
                yield Snippet(name, file, _lines(text, first, last, said, _docstring(function)))


def around(files: Mapping[str, bytes], notes: Notes) -> tuple[Snippet, ...]:
    """The lines around each note that is in none of the files' functions, as where a file cannot be read."""
    found = []
    for (file, number), said in notes.items():
        text = python_text(files.get(file, b""))
        inside = any(each.lineno <= number <= (each.end_lineno or 0) for each in functions_of(text).values())
        total = len(text.splitlines())
        if not inside and 0 < number <= total:
            first, last = max(1, number - AROUND), min(total, number + AROUND)
            found.append(Snippet("", file, _lines(text, first, last, {number: tuple(said)}, range(0))))
    return tuple(found)


def _docstring(function: ast.FunctionDef) -> range:
    """The lines of a docstring between its first and its last, which tell the student nothing new."""
    first = function.body[0]
    if ast.get_docstring(function) is None or first.end_lineno is None:
        return range(0)
    return range(first.lineno + 1, first.end_lineno + 1)


def _lines(text: str, first: int, last: int, said: Mapping[int, tuple[str, ...]], folded: range) -> tuple[Line, ...]:
    rows = text.splitlines()[first - 1 : last]
    indent = min((len(row) - len(row.lstrip()) for row in rows if row.strip()), default=0)
    coloured = _coloured([printable(row[indent : indent + LONGEST], keep="\t") for row in rows])
    made: list[Line] = []
    for number, pieces in enumerate(coloured, first):
        if number in folded and not said.get(number):
            made += [Line(0)] if made and made[-1].number else []
        else:
            made.append(Line(number, pieces, said.get(number, ())))
    return (*made[:MOST_LINES], Line(0)) if len(made) > MOST_LINES else tuple(made)


def _coloured(rows: Sequence[str]) -> Iterator[tuple[tuple[str, str], ...]]:
    """The rows in pieces of one kind each."""
    pieces: list[tuple[str, str]] = []
    for token, value in PythonLexer(stripnl=False, ensurenl=False).get_tokens("\n".join(rows)):
        kind = _kind(token)
        for position, part in enumerate(value.split("\n")):
            if position:
                yield tuple(pieces)
                pieces = []
            before = pieces.pop()[1] if pieces and pieces[-1][0] == kind else ""
            pieces += [(kind, before + part)] if before + part else []
    yield tuple(pieces)


def _kind(token: _TokenType) -> str:
    return next((kind for parent, kind in KINDS if token in parent), "")
