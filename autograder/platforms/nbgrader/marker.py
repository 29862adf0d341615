"""Tells whoever marks in formgrader what no student may read: hidden checks, the student's code, model answers.

It lies in the autograded notebook in a form of its own, which no page shows; formgrader's exporter alone puts it in.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from autograder.course.stubs import functions_of, python_text
from autograder.feedback.markup import details_rows
from autograder.feedback.waiting import unmatched
from autograder.intake.attempts import receipt_of
from autograder.records import Assignment, CheckResult, Submission
from autograder.release.lesson import model_answers
from autograder.text import printable

MARKER = "text/vnd.chainrule.marker+html"  # no page shows an output of this kind
ANSWERS = "chainrule_model_answers"
REFUSED = "chainrule_refused"
MOST_CODE = 20_000  # characters
PART = "chainrule-marker"  # the class of what is shown of it
HEADING = "For whoever marks; not in feedback"


def for_marker(assignment: Assignment, checks: Iterable[CheckResult], submission: Submission) -> str:
    """Hidden checks with what they found, and the student's code of the exercise, as HTML of formgrader's classes."""
    checks = list(checks)
    stubs = next((each.stubs for each in assignment.exercises if each.name == checks[0].exercise), ())
    hidden = [_hidden(check) for check in checks if check.hidden]
    listed = f'<ul class="list-group">{"".join(hidden)}</ul>' if hidden else ""
    code = "".join(f"<pre>\n{html.escape(text)}</pre>" for text in _code(submission, stubs))
    return f'<div class="{PART}"><div class="help-block">{HEADING}</div>{listed}{code}</div>'


def _hidden(check: CheckResult) -> str:
    word = str(check.status).replace("_", " ")
    said = f'<div class="help-block">{details_rows(check.details)}</div>' if check.details else ""
    badge = f'<span class="badge">{check.points:g} of {check.max_points:g}</span>'
    label = f'<span class="label label-default">hidden, {word}</span>'
    return f'<li class="list-group-item">{badge}{label} {html.escape(check.sentence or check.name)} {said}</li>'


def _code(submission: Submission, stubs: Iterable[str]) -> list[str]:
    """The functions of the exercise as they were handed in, each below its file and line."""
    found = []
    for file, content in sorted(submission.files.items()):
        text = python_text(content)
        lines = text.splitlines()
        for name, function in functions_of(text).items():
            if name in stubs:
                own = "\n".join(lines[function.lineno - 1 : function.end_lineno])
                told = f"# {file}, line {function.lineno}\n{own}"
                found.append(printable(told[:MOST_CODE], keep="\n\t"))
    return found


def keep_model_answers(nb: Any, assignment: Assignment) -> None:
    """Puts the model answers, and what earns the points, into the notebook's metadata, which no page shows."""
    nb.metadata[ANSWERS] = {f"question-{name}": text for name, text in model_answers(assignment).items()}


def say_what_is_unmatched(nb: Any, assignment: Assignment, submission: Submission, place: Path) -> None:
    """Says on top of the notebook that something is unmatched; what, in its metadata, as it may be somebody else's."""
    from nbformat.v4 import new_markdown_cell

    nb.cells.insert(0, new_markdown_cell(f"**{unmatched(assignment, submission.files)}**", id="needs-person"))
    receipt = receipt_of(place)
    refused = [f"{each.path}: {each.reason}" for each in receipt.refused if each.person] if receipt else []
    nb.metadata[REFUSED] = "\n".join(f"    {printable(line)}" for line in refused)


def shown_to_marker(nb: Any) -> Any:
    """A copy of an autograded notebook with what is for the marker in its place: formgrader's pages are made of it."""
    import nbformat

    book = nbformat.from_dict(nb)  # a copy
    answers: Mapping[str, str] = book.metadata.get(ANSWERS, {})
    refused = book.metadata.get(REFUSED)
    cells = [nbformat.v4.new_markdown_cell(f"**{HEADING}**\n\n{refused}")] if refused else []
    for cell in book.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if MARKER in data:
                # Each a text, or a list of its lines.
                data["text/html"] = "".join(data.get("text/html", "")) + "".join(data[MARKER])
        if name in answers:
            cells.append(nbformat.v4.new_markdown_cell(f"**{HEADING}**\n\n{answers[name]}"))
        cells.append(cell)
    book.cells = cells
    return book
