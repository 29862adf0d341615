"""Judges one submission in Gradescope's container, and writes /autograder/results/results.json.

https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograder.course.course import Course
from autograder.errors import Problem
from autograder.feedback.waiting import waiting
from autograder.files import write_atomically
from autograder.grading.carried import settled
from autograder.grading.pool import JudgeSettings, judge_submissions
from autograder.grading.settings import judge_settings
from autograder.intake.archives import LEFT, Entry, is_junk, left_out
from autograder.intake.class_export import open_class_export
from autograder.intake.identity import Person
from autograder.intake.selection import HandIn, limited, pick
from autograder.platforms.gradescope.results import fault, results_json, waiting_json
from autograder.records import Assignment, Result, Submission
from autograder.sandbox.confined import sandbox_works
from autograder.sandbox.interpreter import site_packages
from autograder.sandbox.layers import LAYERS, LAYERS_WITHOUT_NAMESPACES
from autograder.sandbox.users import fresh_user, within_reach, worker_reads

GUARDED = ("source", "submission", "results")


def main(home: Path) -> int:
    """Writes results.json below `home`, and prints for instructors what isolation was reached; the exit status."""
    try:
        course = Course(home / "source/course")
        assignment = course.assignment((home / "source/assignment").read_text())
        settings = judge_settings(course, assignment, isolation(home))
        submission, notes, unclear = read_upload(assignment, home / "submission")
        result = None if unclear else judge_one(settings, submission)
    except Problem as problem:
        print(f"Not judged. {problem}")
        content = fault(str(problem))
    else:
        content = _content(course, assignment, result, waiting(assignment, submission.files), notes)
    write_atomically(home / "results" / "results.json", json.dumps(content).encode())
    return 0 if "score" in content else 1


def _content(course: Course, assignment: Assignment, result: Result | None, person: str, notes: str) -> dict[str, Any]:
    """What results.json says: that a `person` has to look if there is no result; prints what only instructors read."""
    if result is None:
        print(f"Not judged. {person}\n{notes}")
        return waiting_json(f"{person}\n{notes}")
    print(f"Isolation of the student's code: {', '.join(result.isolation) or 'none was needed, as nothing ran'}.")
    print("".join(f"Worth a look: {flag}\n" for flag in result.flags), end="")
    return results_json(result, notes, course.withholds(assignment, datetime.now(UTC)))


def isolation(home: Path) -> frozenset[str]:
    """The layers that student code gets: the whole sandbox, or a user of its own where there are no namespaces.

    Raises `Problem` if that user could reach the checks or the grade, or could not load the standard library.
    """
    if sandbox_works():
        return LAYERS
    if os.getuid() != 0:
        raise Problem("There are no namespaces here, and without root no user of its own for the student's code.")
    user = fresh_user()
    try:
        open_paths = within_reach(user, [str(home / name) for name in GUARDED])
        needed = [path for path in worker_reads(site_packages()) if os.path.isdir(path)]
        closed = set(needed) - set(within_reach(user, needed))
    except OSError as error:
        raise Problem(f"There are no namespaces here, and no other user for the student's code: {error}.") from None
    if open_paths:
        raise Problem(f"The student's code could reach {', '.join(open_paths)}. Give these folders to root, mode 0700.")
    if closed:
        raise Problem(f"No student's code could import from {', '.join(sorted(closed))}. Make it readable to all.")
    return LAYERS_WITHOUT_NAMESPACES


def read_upload(assignment: Assignment, folder: Path) -> tuple[Submission, str, bool]:
    """The assignment's files in what was uploaded, zips included; what to tell the student about the rest.

    And whether a person has to look, as what could not be read or matched may be a module.
    """
    somebody = Person("gradescope", "submission")
    # No notebook is judged here, so nobody is to wait for one.
    notebook = Entry("", (assignment.notebook,), False, (), "", lambda cap: b'{"cells": []}')
    with open_class_export(folder) as entries:
        own = (*entries, *_left_out(folder))
        handins = [HandIn("", somebody, (), (notebook,)), HandIn("submission", somebody, (), own)]
        taken, found, left = pick(assignment, handins)
    files = {name: taken[name] for name in assignment.files if name in taken}
    refusals = [each for each in found if each.path]
    unclear = any(each.person and each.path != assignment.notebook for each in refusals)
    told = [f"{name} was not handed in." for name in assignment.files if name not in files and not unclear]
    told += [f"{each.path}: {each.reason}" for each in limited(refusals)]
    notes = "\n".join([*told, *([f"{LEFT}: {left}"] if left else [])])
    return Submission("submission", files), notes, unclear


def _left_out(folder: Path) -> list[Entry]:
    """What stands for junk at the top, which in a class export would be nobody's."""
    junk = [(each.name,) for each in folder.iterdir() if is_junk((each.name,))]
    return [left_out((), junk)] if junk else []


def judge_one(settings: JudgeSettings, submission: Submission) -> Result:
    """The result of one submission. Raises `Problem` if it cannot be judged."""
    results: list[Result] = []
    judge_submissions(settings, [submission], lambda judged: results.append(judged.result))
    return settled(results[0], settings.forgive)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
