"""What the course gave to everybody, and what belongs to other assignments, is nobody's work on this one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec
import pytest
from class_exports import assignment_of, zipped

from autograder.course.course import Course
from autograder.files import files_below, write_tree
from autograder.intake.archives import Entry
from autograder.intake.collect import collect
from autograder.intake.course_files import CourseFiles, Sorted, lines_on
from autograder.records import Assignment, Question, Refusal
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


def test_a_package_that_is_not_the_kit_was_not_handed_out(two, template):
    other = "solver-1.0-py3-none-any.whl"
    receipt = refused(two, {**template, other: b"x"})
    assert {each.path: each.reason for each in receipt.refused}[f"{len(template) - 2} files"] == "as handed out"
    assert other in {each.path for each in receipt.refused}


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


ASKED = msgspec.structs.replace(assignment_of(), questions=(Question("why", "Why?", 2.0),))


def entry(path: str, **more) -> Entry:
    return replace(Entry(path, tuple(path.split("/")), False, (), "", lambda cap: path.encode()), **more)


def sorted_out(files: Sequence[str | Entry], given: Sequence[str] = (), asked: Assignment = ASKED, **others):
    """The paths of what is a student's own, what is as handed out, and what belongs elsewhere."""
    course = CourseFiles(
        lambda name, read: read(100).decode() in given and read(100).decode().endswith(name),
        {f"{number}_more": names for number, names in zip(("02", "03"), others.values(), strict=False)},
    )
    entries = [each if isinstance(each, Entry) else entry(each) for each in files]
    return tuple([each.path for each in part] for part in course.sort(asked, entries))


def test_where_nothing_is_known_of_the_course_all_is_a_students_own():
    files = [entry("engine.py"), entry("02_more/x.py")]
    assert CourseFiles().sort(ASKED, files) == (files, [], [])


def test_what_is_as_handed_out_is_told_apart_from_what_is_not():
    assert sorted_out(["README.md", "a/README.md", "notes.md"], ["README.md"]) == (
        ["a/README.md", "notes.md"],
        ["README.md"],
        [],
    )


def test_a_file_of_the_assignment_is_a_students_though_as_handed_out_unless_there_is_another():
    given = ["engine.py", "a/engine.py", "01_autograd.ipynb"]
    assert sorted_out(given, given) == (given, [], [])
    assert sorted_out([*given, "b/engine.py"], given) == (["01_autograd.ipynb", "b/engine.py"], given[:2], [])


def test_folders_junk_and_what_was_refused_are_never_sorted_out():
    odd = [
        entry("02_more/x.py", folder=True),
        entry("02_more/x.py", refusal="a link"),
        entry("02_more/x.py", junk=1),
        entry("README.md", refusal="a link"),
    ]
    assert sorted_out(odd, ["README.md", "02_more/x.py"], more=["x.py"]) == ([each.path for each in odd], [], [])


@pytest.mark.parametrize(
    ("path", "elsewhere"),
    [
        ("02_more/x.py", True),
        ("my/02_more/x.py", True),
        ("02_more/x (1).py", True),
        ("02_more/checks/test_x.py", True),
        ("02_more/sub/x.py", False),
        ("02_more/y.py", False),
        ("other/x.py", False),
        ("x.py/02_more", False),
        ("03_more/z.py", True),
        ("03_more/x.py", False),
    ],
)
def test_what_lies_where_another_assignment_has_it_belongs_there(path, elsewhere):
    own, given, others = sorted_out([path], more=["x.py", "checks/test_x.py"], last=["z.py"])
    assert (own, given, others) == (([], [], [path]) if elsewhere else ([path], [], []))


def test_what_is_as_handed_out_elsewhere_is_handed_out():
    assert sorted_out(
        ["02_more/x.py", "02_more/y.py", "README.md"], ["02_more/x.py", "README.md"], more=["x.py", "y.py"]
    ) == (
        [],
        ["02_more/x.py", "README.md"],
        ["02_more/y.py"],
    )


def test_the_file_of_another_assignment_does_not_stand_for_the_one_of_this():
    given = ["engine.py"]
    assert sorted_out(["engine.py", "02_more/engine.py"], given, more=["engine.py"]) == (
        ["engine.py"],
        [],
        ["02_more/engine.py"],
    )


@pytest.mark.parametrize("name", ["x.py", "deep/x (1).py", "02_more.ipynb"])
def test_what_is_only_called_like_anothers_belongs_there_where_all_that_was_asked_for_is_there(name):
    more = ["x.py", "02_more.ipynb", "data.csv"]
    whole = ["engine.py", "01_autograd.ipynb"]
    assert sorted_out([*whole, name], more=more) == (whole, [], [name])
    for part in whole:
        assert sorted_out([part, name], more=more) == ([part, name], [], [])
    assert sorted_out([*whole, "data.csv", "y.py"], more=more)[0] == [*whole, "data.csv", "y.py"]
    without_questions = msgspec.structs.replace(ASKED, questions=())
    assert sorted_out(["engine.py", name], asked=without_questions, more=more) == (["engine.py"], [], [name])


def test_a_file_of_this_assignment_is_not_anothers_though_that_has_one_of_this_name():
    whole = ["engine.py", "01_autograd.ipynb"]
    assert sorted_out(whole, more=["engine.py"]) == (whole, [], [])


def test_of_all_hand_ins_together_there_is_one_line_of_each_kind():
    one = Sorted([], [entry("a"), entry("b")], [entry("02/x.py")])
    two = Sorted([entry("own")], [entry("c")], [entry("02/y.py"), entry("02/z.py")])
    assert lines_on([one, two]) == [
        Refusal("3 files", "as handed out"),
        Refusal("3 files", "of other assignments: 02/x.py and 2 more"),
    ]
    assert lines_on([Sorted([], [entry("a")], [entry("02/x.py")])]) == [
        Refusal("1 file", "as handed out"),
        Refusal("1 file", "of other assignments: 02/x.py"),
    ]
    assert lines_on([Sorted([entry("own")], [], [])]) == lines_on([]) == []
