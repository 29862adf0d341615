"""Builds the table of what planted mistakes look like to public checks, and tries it out on those mistakes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import msgspec

from autograder.checks.diagnosis import DIAGNOSES, UNKNOWN, Diagnoses, Known
from autograder.course.mutants import Mistake
from autograder.records import Assignment, Label, Result, Status


def diagnoses_of(assignment: Assignment, mistakes: Mapping[str, Mistake], results: Mapping[str, Result]) -> Diagnoses:
    """The table, given how each of the mistakes was judged; without those that no public check sees."""
    known = [_known(assignment, mistake, results[label]) for label, mistake in sorted(mistakes.items())]
    return Diagnoses(tuple(each for each in known if set(each.seen.values()) - {UNKNOWN}), _doubtful(mistakes, results))


def _known(assignment: Assignment, mistake: Mistake, result: Result) -> Known:
    exercise = assignment.exercise_of(mistake.name)
    failing = (check for check in result.checks if not check.hidden and check.status is not Status.PASSED)
    return Known(sentence(mistake), exercise.name if exercise else "", {c.name: c.seen or UNKNOWN for c in failing})


def sentence(mistake: Mistake) -> str:
    """What a student is told of a mistake: "Forgets the minus." becomes "your code forgets the minus"."""
    said = mistake.description
    return f"your code {said[:1].lower()}{said[1:].removesuffix('.')}"


def _doubtful(mistakes: Mapping[str, Mistake], results: Mapping[str, Result]) -> dict[str, tuple[str, ...]]:
    """The texts of checks that several mistakes bring about, which so tell none of them from the others."""
    shared: dict[str, list[str]] = defaultdict(list)
    for (check, text), labels in sorted(fitting_texts(mistakes, results).items()):
        if len({mistakes[label].description for label in labels}) > 1:
            shared[check].append(text)
    return {check: tuple(texts) for check, texts in shared.items()}


def fitting_texts(mistakes: Mapping[str, Mistake], results: Mapping[str, Result]) -> dict[tuple[str, str], list[str]]:
    """The mistakes by the check and its own text of what is likely that they bring about."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for label in mistakes:
        for check in results[label].checks:
            for detail in check.details:
                if detail.label is Label.LIKELY:
                    found[check.name, detail.text].append(label)
    return found


def diagnoses_file(diagnoses: Diagnoses) -> dict[str, bytes]:
    """The table as a file of the release; none if there is nothing in it."""
    if not diagnoses.known:
        return {}
    return {DIAGNOSES: msgspec.json.format(msgspec.json.encode(diagnoses), indent=1) + b"\n"}
