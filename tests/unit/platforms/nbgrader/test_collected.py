"""What nbgrader collects is picked as `collect` picks it: nothing goes without a line, and no link is followed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from class_exports import CODE, why, zipped

from autograder.course.course import Course
from autograder.course.markers import stub_text
from autograder.intake import selection
from autograder.intake.archives import LEFT
from autograder.intake.attempts import RECEIPT, encoded, needs_person, receipt_of
from autograder.intake.limits import MAX_MODULE_BYTES
from autograder.platforms.nbgrader import collected
from autograder.platforms.nbgrader.collected import SECRET, note_refused, sentence, taken_from
from autograder.records import Receipt, Refusal

ANSWER = {"source": "Because.", "metadata": {"nbgrader": {"grade_id": "question-twice"}}}
WHOLE = {"tiny.py": CODE, "01_tiny.ipynb": b'{"cells": []}'}


@pytest.fixture
def given(course: Path, tmp_path: Path):
    """What is taken of files that lie in the exchange, and the receipt."""
    found = Course(course)

    def taken(files: dict[str, bytes]) -> tuple[dict[str, bytes], Receipt]:
        folder = tmp_path / "ada+01_tiny+now"
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        return taken_from(found, found.assignment("01_tiny"), "ada", folder)

    return taken


@pytest.mark.parametrize("name", ["tiny (1).py", "tiny-Copy1.py", "tiny_ada.py", "work.zip"])
def test_what_collect_would_take_is_taken(given, name):
    files, receipt = given({name: zipped({"tiny.py": CODE}) if name == "work.zip" else CODE})
    assert files == {"tiny.py": CODE}
    assert (receipt.taken, receipt.missing) == (("tiny.py",), ())


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ({"tiny.py.txt": CODE}, "tiny.py.txt: not one of .*rename it to tiny.py"),
        ({"tiny.py": b"#" * (MAX_MODULE_BYTES + 1)}, "tiny.py: 1.0 MB, larger than 1.0 MB"),
        ({"my lesson.ipynb": b"{}"}, "my lesson.ipynb: not one of"),
        ({"work.rar": b"Rar"}, "work.rar: an archive of another kind"),
        ({"src/tiny.py": CODE}, "src: a folder, which is not looked into"),
        ({"tiny.py": CODE, "other (1).ipynb": b"{}"}, "other .1..ipynb: not one of"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_what_is_not_taken_has_a_line_and_needs_a_person_where_something_is_missing(given, file, said):
    files, receipt = given(file)
    assert set(files) == ({"tiny.py"} if file.get("tiny.py") == CODE else set())
    (refused,) = receipt.refused
    assert refused.person
    assert re.search(said, why(receipt))
    assert "A person has to look." in sentence(receipt)


def test_a_link_is_told_and_not_followed(given, tmp_path):
    (tmp_path / "secret.py").write_text("x = 1")
    given({"notes.md": b""})
    (tmp_path / "ada+01_tiny+now/tiny.py").symlink_to(tmp_path / "secret.py")
    files, receipt = given({})
    assert files == {}
    assert "tiny.py: a symbolic link" in why(receipt)


def test_a_link_that_takes_a_files_place_meanwhile_is_not_followed(given, tmp_path, monkeypatch):
    (tmp_path / "secret.py").write_text("x = 1")
    given({"notes.md": b""})
    (tmp_path / "ada+01_tiny+now/tiny.py").symlink_to(tmp_path / "secret.py")
    monkeypatch.setattr(Path, "is_symlink", lambda path: False)
    files, receipt = given({})
    assert files == {}
    assert "tiny.py: cannot be read" in why(receipt)


def test_what_was_released_and_what_nbgrader_adds_is_no_news(given, course):
    (course / "assignments/01_tiny/checks").mkdir(parents=True)
    (course / "assignments/01_tiny/assignment.toml").write_text("")
    own = {"timestamp.txt": b"", SECRET: b"", "checks/test_tiny.py": b"", "assignment.toml": b"", ".git/x": b""}
    _, receipt = given({"tiny.py": CODE, "01_tiny.ipynb": b'{"cells": []}', **own})
    assert (receipt.refused, receipt.left_out) == ((), 1)


def test_a_crowd_beside_the_module_costs_it_nothing_and_is_told(given, monkeypatch):
    for module in (collected, selection):
        monkeypatch.setattr(module, "MAX_ARCHIVE_ENTRIES", 20)
    files, receipt = given({"tiny.py": CODE, **{f"a{n}": b"" for n in range(30)}})
    assert files == {"tiny.py": CODE}
    assert any(each.person and "more than 18 other files" in each.reason for each in receipt.refused)


def test_what_was_not_looked_at_in_a_crowd_may_be_what_is_missing_whatever_the_folder_is_called(
    course, tmp_path, monkeypatch
):
    for module in (collected, selection):
        monkeypatch.setattr(module, "MAX_ARCHIVE_ENTRIES", 20)
    folder = tmp_path / ".idea"
    folder.mkdir()
    for name in ("tiny.py", *(f"a{n}.txt" for n in range(30))):
        (folder / name).write_bytes(CODE)
    found = Course(course)
    _, receipt = taken_from(found, found.assignment("01_tiny"), "ada", folder)
    assert [each.person for each in receipt.refused if "other files" in each.reason] == [True]


@pytest.mark.parametrize(("others", "told"), [(18, False), (19, True)])
def test_as_many_others_are_looked_at_as_there_is_room_for(given, monkeypatch, others, told):
    for module in (collected, selection):
        monkeypatch.setattr(module, "MAX_ARCHIVE_ENTRIES", 20)
    _, receipt = given({"tiny.py": CODE, **{f"a{n}": b"" for n in range(others)}})
    assert any("more than 18 other files" in each.reason for each in receipt.refused) is told


@pytest.mark.parametrize(("listed", "told"), [(9, False), (10, True)])
def test_a_folder_is_listed_up_to_a_limit_and_beyond_it_a_person_looks(given, monkeypatch, listed, told):
    monkeypatch.setattr(collected, "MAX_LISTED_ENTRIES", 10)
    files, receipt = given({"tiny.py": CODE, **{f"a{n}": b"" for n in range(listed - 1)}})
    assert files == {"tiny.py": CODE}
    assert any(each.person and "other files" in each.reason for each in receipt.refused) is told


def test_what_is_fetched_for_a_program_is_junk_of_the_students_own_folder_and_not_of_its_name(given):
    _, receipt = given({**WHOLE, "node_modules/a.js": b"", "venv.py": b""})
    assert (receipt.left_out, [each.path for each in receipt.refused]) == (1, ["venv.py"])


def test_junk_is_counted_and_told_in_one_line_and_costs_nothing(given, monkeypatch):
    for module in (collected, selection):
        monkeypatch.setattr(module, "MAX_ARCHIVE_ENTRIES", 20)
    junk = {**{f"._{n}": b"" for n in range(30)}, "__pycache__/tiny.pyc": b"", "node_modules/a.js": b""}
    files, receipt = given({**WHOLE, "requirements.txt": b"", **junk})
    assert files == WHOLE
    assert [each.path for each in receipt.refused] == ["requirements.txt"]
    assert receipt.left_out == 32
    left = "left out, as programs keep such files for themselves (.git, __pycache__ and the like): 32."
    assert sentence(receipt) == f"ada, not taken: {why(receipt)}; {left}"


def test_copies_by_jupyter_need_a_person_where_something_is_missing(given):
    copy = {".ipynb_checkpoints/tiny-checkpoint.py": CODE, ".git/x": b""}
    _, receipt = given({"01_tiny.ipynb": b'{"cells": []}', **copy})
    assert [(each.path, each.person) for each in receipt.refused] == [(".ipynb_checkpoints", True)]
    _, receipt = given({"tiny.py": CODE})
    assert (receipt.refused, receipt.left_out) == ((), 2)


def test_what_zip_collect_found_of_jupyters_copies_is_noted_in_one_line(course):
    found = Course(course)
    copies = [f"ada/.ipynb_checkpoints/ada_tiny-checkpoint{n}.py" for n in range(3)]
    receipt = note_refused(found.submitted, found.assignment("01_tiny"), "ada", [], copies)
    assert [(each.path, each.person) for each in receipt.refused] == [(copies[0], True)]
    assert receipt.left_out == 3
    for name, content in WHOLE.items():
        (found.submitted / "bob/01_tiny").mkdir(parents=True, exist_ok=True)
        (found.submitted / "bob/01_tiny" / name).write_bytes(content)
    assert note_refused(found.submitted, found.assignment("01_tiny"), "bob", [], copies).refused == ()


def test_a_stub_beside_the_work_needs_a_person(given, course):
    stub = stub_text((course / "source/01_tiny/tiny.py").read_text(), "tiny.py").encode()
    _, receipt = given({"tiny.py": stub, "tiny_final.py": CODE})
    assert any(each.person for each in receipt.refused)


def test_what_zip_collect_left_is_noted_beside_what_it_took(course):
    found = Course(course)
    tiny = found.assignment("01_tiny")
    refusal = Refusal("ada_tiny.py.txt", "not one of the files of this assignment")
    place = found.submitted / "ada/01_tiny"
    place.mkdir(parents=True)
    (place / "tiny.py").write_bytes(CODE)
    (place / "01_tiny.ipynb").write_text(json.dumps({"cells": [ANSWER]}))
    assert note_refused(found.submitted, tiny, "ada", [refusal]).taken == ("tiny.py", "01_tiny.ipynb")
    assert not needs_person(place)
    note_refused(found.submitted, tiny, "bob", [refusal])
    assert needs_person(found.submitted / "bob/01_tiny")
    assert receipt_of(found.submitted / "bob/01_tiny").missing == ("tiny.py",)


def test_where_the_work_came_from_stays_known(course):
    found = Course(course)
    tiny = found.assignment("01_tiny")
    assert note_refused(found.submitted, tiny, "ada", []).source == "zip_collect"
    place = found.submitted / "bob/01_tiny"
    place.mkdir(parents=True)
    before = Refusal("notes.md", "not one of the files of this assignment")
    (place / RECEIPT).write_bytes(encoded(Receipt("bob", "01_tiny", "class.zip", (), (), (before,))))
    receipt = note_refused(found.submitted, tiny, "bob", [])
    assert receipt.source == "class.zip"
    assert [each.path for each in receipt.refused] == ["notes.md"]
    assert receipt_of(place) == receipt


def test_a_stub_that_was_taken_is_no_work_and_a_link_is_not_taken(course, tmp_path):
    found = Course(course)
    tiny = found.assignment("01_tiny")
    stub = stub_text((course / "source/01_tiny/tiny.py").read_text(), "tiny.py").encode()
    for student in ("ada", "bob", "cy"):
        place = found.submitted / student / "01_tiny"
        place.mkdir(parents=True)
        (place / "01_tiny.ipynb").write_text(json.dumps({"cells": [ANSWER]}))
    (found.submitted / "ada/01_tiny/tiny.py").write_bytes(stub)
    (found.submitted / "bob/01_tiny/tiny.py").write_bytes(CODE)
    (tmp_path / "elsewhere.py").write_bytes(CODE)
    (found.submitted / "cy/01_tiny/tiny.py").symlink_to(tmp_path / "elsewhere.py")
    refusal = Refusal("tiny_ada.zip", "damaged")
    person = {
        student: any(each.person for each in note_refused(found.submitted, tiny, student, [refusal]).refused)
        for student in ("ada", "bob", "cy")
    }
    assert person == {"ada": True, "bob": False, "cy": True}
    assert receipt_of(found.submitted / "cy/01_tiny").missing == ("tiny.py",)


@pytest.mark.parametrize(
    ("refused", "left", "said"),
    [
        ((), 0, ""),
        ((Refusal("a", "is b"),), 0, "ada, not taken: a: is b."),
        ((Refusal("a", "is b", person=True),), 0, "ada, not taken: a: is b. A person has to look."),
        ((Refusal("ä", "is b"), Refusal("c", "is d")), 0, r"ada, not taken: \xe4: is b; c: is d."),
        ((), 2, f"ada, not taken: {LEFT}: 2."),
    ],
)
def test_a_sentence_says_all_that_was_not_taken_and_nothing_where_all_was(refused, left, said):
    assert sentence(Receipt("ada", "01_tiny", "x", ("tiny.py",), (), refused, left_out=left)) == said
