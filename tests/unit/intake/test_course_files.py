"""What the course gave to everybody, and what belongs to other assignments, is nobody's work on this one."""

from __future__ import annotations

import msgspec
import pytest
from class_exports import zipped

from autograder.course.course import Course
from autograder.files import files_below, write_tree
from autograder.intake.collect import collect
from autograder.records import Question, Refusal
from autograder.release.contents import student_files
from autograder.release.handed_out import course_files
from autograder.release.handout import pages_beside, released

WHEEL = "chainrule-0.1.0-py3-none-any.whl"
ANSWER = b'{"cells": [{"metadata": {"nbgrader": {"grade_id": "question-why"}}, "source": "It is so."}]}'


@pytest.fixture
def two(course):
    """A course with another assignment of which one module is called as one of this; both are released."""
    other = {**files_below(course / "source" / "01_tiny"), "more.py": b"def triple(x):\n    return 3 * x\n"}
    toml = other["assignment.toml"].decode().replace('modules = ["tiny"]', 'modules = ["tiny", "more"]')
    assert '"more"' in toml
    write_tree(course / "source" / "02_more", {**other, "assignment.toml": toml.encode()})
    found = Course(course)
    for assignment in found.all_assignments():
        write_tree(found.assignments / assignment.name, dict(student_files(assignment)))
    return found


@pytest.fixture
def template(two):
    """What students get, by `autograder handout --template`."""
    return {**files_below(two.assignments), WHEEL: b"kit", **pages_beside(released(two, ()), WHEEL, template=True)}


def refused(course, files, questions=True):
    asked = (Question("why", "Why?", 2.0),) if questions else ()
    assignment = msgspec.structs.replace(course.assignment("01"), questions=asked)
    source = course.root / "class.zip"
    source.write_bytes(zipped({f"{who}/{name}": content for who in ("ada", "bob") for name, content in files.items()}))
    (receipt, _) = collect(
        assignment, source, course.submitted, platform="names", course=course_files(course, assignment)
    )
    return receipt


def test_a_copy_of_the_template_is_one_line_and_asks_for_nobody(two, template):
    """Not for the lesson without an answer, nor for the module of which nothing is written."""
    receipt = refused(two, template)
    assert receipt.taken == ("tiny.py", "01_tiny.ipynb")
    assert receipt.refused == (Refusal(f"{len(template) - 2} files", "as handed out"),)


def test_so_it_is_after_git_on_windows_and_of_a_part_of_the_course_and_with_another_kit(two, template):
    older = "chainrule-0.0.9-py3-none-any.whl"
    some = {**template, **pages_beside(released(two, ["02"]), older, template=True), older: template.pop(WHEEL)}
    some = {name: content.replace(b"\n", b"\r\n") for name, content in some.items() if name != WHEEL}
    receipt = refused(two, some)
    assert receipt.refused == (Refusal(f"{len(some) - 2} files", "as handed out"),)


def test_work_on_another_assignment_is_one_line_and_asks_for_nobody(two, template):
    """Though one module is called alike, and lies as near to the top."""
    work = {f"02_more/{name}": b"y = 2\n" for name in ("tiny.py", "more.py", "more-Copy1.py", "checks/test_tiny.py")}
    receipt = refused(two, template | work | {"02_more/02_more.ipynb": ANSWER})
    assert receipt.taken == ("tiny.py", "01_tiny.ipynb")
    assert receipt.refused[1] == Refusal("5 files", "of other assignments: 02_more/02_more.ipynb and 4 more")
    assert not any(each.person for each in receipt.refused)


def test_what_a_student_added_or_changed_still_needs_a_person(two, template):
    """An answer may be in the page's text, and the module under another name."""
    readme = template["README.md"] + b"\nMy answer: it is so.\n"
    receipt = refused(two, {**template, "README.md": readme, "02_more/solution.py": b"x = 1\n"})
    assert [each.path for each in receipt.refused if each.person] == ["README.md", "02_more/solution.py"]


def test_the_module_of_another_assignment_alone_may_be_a_mistake(two):
    receipt = refused(two, {"more.py": b"x = 1\n"})
    assert [each.person for each in receipt.refused] == [True]
    assert [each.person for each in refused(two, {"more.py": b"x = 1\n", "tiny.py": b"x = 1\n"}, False).refused] == [
        False
    ]


def test_of_whom_nothing_else_is_there_a_person_looks(two, template):
    receipt = refused(two, {name: content for name, content in template.items() if name.startswith("02_more/")})
    assert (receipt.refused[0].reason, receipt.refused[0].person) == (
        "holds no file of this assignment; ask for the work",
        True,
    )


def test_what_is_as_handed_out_does_not_count_before_what_a_student_wrote(two, template):
    receipt = refused(two, {**template, "work/tiny.py": b"x = 1\n"})
    assert (two.submitted / "ada" / "01_tiny" / "tiny.py").read_bytes() == b"x = 1\n"
    assert receipt.refused == (Refusal(f"{len(template) - 1} files", "as handed out"),)
