"""Builds the table of what planted mistakes look like to public checks, and tries it out on those mistakes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from autograder.checks.diagnosis import DIAGNOSES, UNKNOWN, Diagnoses, Known, diagnosed, observed
from autograder.course.mutants import Mistake, sentence
from autograder.files import digest
from autograder.grading.alike import PASSED
from autograder.records import Assignment, Label, Result, Status


def diagnoses_of(assignment: Assignment, mistakes: Mapping[str, Mistake], results: Mapping[str, Result]) -> Diagnoses:
    """The table, given how each of the mistakes was judged; without those that no public check sees."""
    known = [_known(assignment, mistake, results[label]) for label, mistake in sorted(mistakes.items())]
    return Diagnoses(tuple(each for each in known if set(each.seen.values()) - {UNKNOWN}), _doubtful(mistakes, results))


def _known(assignment: Assignment, mistake: Mistake, result: Result) -> Known:
    public = {check.name for check in result.checks if not check.hidden}
    return known_by(assignment, mistake, {name: seen for name, seen in seen_of(result).items() if name in public})


def known_by(assignment: Assignment, mistake: Mistake, seen: dict[str, str]) -> Known:
    """A mistake as students are told of it, by what checks have `seen` of it."""
    exercise = assignment.exercise_of(mistake.name)
    return Known(sentence(mistake, exercise), exercise.name if exercise else "", seen, mistake.hint)


def seen_of(result: Result) -> dict[str, str]:
    """What each check that a mistake fails observed of it."""
    return {check.name: check.seen or UNKNOWN for check in result.checks if check.status is not Status.PASSED}


def alike_of(result: Result) -> dict[str, str]:
    """The same as a class's are compared: what a check observes of students' code, where that is another thing."""
    return {
        check.name: check.alike or check.seen or UNKNOWN
        for check in result.checks
        if check.status is not Status.PASSED and check.alike != PASSED
    }


def _doubtful(mistakes: Mapping[str, Mistake], results: Mapping[str, Result]) -> dict[str, tuple[str, ...]]:
    """The texts of checks that several mistakes bring about, which so tell none of them from the others."""
    shared: dict[str, list[str]] = defaultdict(list)
    for (check, text), labels in sorted(fitting_texts(mistakes, results).items()):
        if len({mistakes[label].description for label in labels}) > 1:
            shared[check].append(text)
    return {check: tuple(texts) for check, texts in shared.items()}


def shared_texts(
    assignment: Assignment, mistakes: Mapping[str, Mistake], results: Mapping[str, Result]
) -> Iterator[str]:
    """The texts in `mistakes=` of a check that two mistakes of its exercise bring about: they tell neither."""
    for (check, text), labels in sorted(fitting_texts(mistakes, results).items()):
        exercise = assignment.exercise_of(check)
        own = [label for label in labels if assignment.exercise_of(mistakes[label].name) == exercise]
        if len({mistakes[label].description for label in own}) > 1:
            yield (
                f"{check} says {text!r} of {' and of '.join(own)}: let its inputs tell them apart, "
                "or take the text out of its `mistakes=`"
            )


def fitting_texts(mistakes: Mapping[str, Mistake], results: Mapping[str, Result]) -> dict[tuple[str, str], list[str]]:
    """The mistakes by the check and its own text of what is likely that they bring about."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for label in mistakes:
        for check in results[label].checks:
            for detail in check.details:
                if detail.label is Label.LIKELY and not check.hidden:
                    found[check.name, detail.text].append(label)
    return found


class Trial(msgspec.Struct, frozen=True):
    """What students are told of mistakes that checks see: of `seen`, `right` are named, and `wrong` named otherwise.

    `strange` of them are named if the table is made without their half, so that each name must be wrong. The names of
    what went wrong are in `told`, by the mistake's.
    """

    seen: int
    right: int
    wrong: int
    strange: int
    told: dict[str, str]


def trial(assignment: Assignment, mistakes: Mapping[str, Mistake], results: Mapping[str, Result]) -> Trial:
    """Tries the table on half of the mistakes: with all of them in it, and with the other half alone."""
    half = [label for label in mistakes if in_half(label)]
    table = diagnoses_of(assignment, mistakes, results)
    other = diagnoses_of(assignment, {name: each for name, each in mistakes.items() if name not in half}, results)
    seen = [label for label in half if any(observed(results[label].checks).values())]
    own = {label: sentence(mistakes[label], assignment.exercise_of(mistakes[label].name)) for label in seen}
    named = {label: _named(assignment, results[label], table) for label in seen}
    strange = {label: _named(assignment, results[label], other) for label in seen}
    wrong = {label: " / ".join(says) for label, says in named.items() if says - {own[label]}}
    told = {f"{label}, unknown": " / ".join(says) for label, says in strange.items() if says}
    right = sum(named[label] == {own[label]} for label in seen)
    return Trial(len(seen), right, len(wrong), len(told), wrong | told)


def good_enough(trials: Iterable[Trial]) -> bool:
    """Whether four fifths are named right, and less than one in fifty is named wrong, the unknown ones included."""
    tried = list(trials)
    seen = sum(each.seen for each in tried)
    wrong = sum(each.wrong for each in tried), sum(each.strange for each in tried)
    return sum(each.right for each in tried) >= 0.8 * seen and max(wrong) <= 0.02 * seen


def in_half(label: str) -> bool:
    """Whether a mistake is of the half that is tried: by a hash of its name, so that anybody gets the same."""
    return int(digest([label]), 16) % 2 == 0


def _named(assignment: Assignment, result: Result, table: Diagnoses) -> set[str]:
    return {known.says for known in diagnosed(assignment, list(result.checks), table).values()}


def diagnoses_file(diagnoses: Diagnoses) -> dict[str, bytes]:
    """The table as a file of the release; none if there is nothing in it."""
    if not diagnoses.known:
        return {}
    return {DIAGNOSES: msgspec.json.format(msgspec.json.encode(diagnoses), indent=1) + b"\n"}
