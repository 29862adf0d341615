"""What was refused and may be what is missing is marked, so that a person looks; what cannot be is not."""

from __future__ import annotations

import msgspec
import pytest
from class_exports import CODE, assignment_of

from autograder.intake.for_a_person import for_a_person, where_work_may_be
from autograder.records import Question, Refusal

ASKED = assignment_of("engine", "layers")
ANSWERS = msgspec.structs.replace(ASKED, questions=(Question("why", "Why?", 2.0),))
NOTEBOOK = "01_autograd.ipynb"
WHOLE = {"engine.py": CODE, "layers.py": CODE, NOTEBOOK: b'{"cells": []}'}


def asks(path: str, missing: str = "engine.py", assignment=ASKED) -> bool:
    """Whether a person has to look at what was refused, where one file is missing."""
    taken = {name: data for name, data in WHOLE.items() if name != missing}
    (told,) = for_a_person(assignment, taken, taken, [Refusal(path, "why")], ())
    return told.person


@pytest.mark.parametrize(
    "path",
    [
        *("engine_old.py", "a/ENGINE.txt", "other.py", "other.PY.txt", "work.docx", "engine/"),
        *("hw.zip", "HW.RAR", "hw.7z.001", "hw.zip.002", "hw.zipx", "hw.r01", "hw.tar.gz", "a/hw.tgz"),
        *("my.engine", ".engine.py.swp", "engine.csv", "checks.py", "cheques/x.py"),
    ],
)
def test_what_may_be_a_missing_module_asks_for_a_person(path):
    assert asks(path)


@pytest.mark.parametrize(
    "path",
    [
        *("README.md", "Notes.txt", "license", "requirements.txt", ".gitignore", "a/.x", "MAKEFILE", "receipt.json"),
        *("x.pyc", "x.so", "x.whl", "x.npy", "data.CSV", "x.log", "x.toml", "x.yml", "x.css", "x.png", "x.JPG"),
        *("checks/other.py", "Checks/deep/x.py", "diagnoses.json", "causes.json", "layers (1).py", f"a/{NOTEBOOK}"),
    ],
)
def test_what_cannot_be_a_missing_module_asks_for_nobody(path):
    assert not asks(path)


@pytest.mark.parametrize(
    ("path", "questions", "person"),
    [
        ("readme.md", True, True),
        ("readme.md", False, False),
        ("answers.docx", False, True),
        ("other.ipynb", False, True),
        ("01_autograd.html", False, True),
        ("picture.png", False, True),
        ("other.py", True, False),
        ("engine (1).py", True, False),
        ("license", True, False),
        ("data.csv", True, False),
    ],
)
def test_what_may_be_a_missing_notebook_asks_for_a_person(path, questions, person):
    assert asks(path, NOTEBOOK, ANSWERS if questions else ASKED) is person


def test_where_nothing_is_missing_nobody_is_asked_and_what_asks_anyhow_comes_first():
    refusals = [Refusal("engine_old.py", "why"), Refusal("x.rar", "why"), Refusal("note", "typed", person=True)]
    assert [each.person for each in for_a_person(ASKED, WHOLE, WHOLE, refusals, ())] == [False] * 3
    told = for_a_person(ASKED, WHOLE, WHOLE, refusals, {each.path for each in refusals})
    assert [(each.path, each.person) for each in told] == [("x.rar", True), ("note", True), ("engine_old.py", False)]


def test_what_asks_for_a_person_does_so_wherever_something_is_missing():
    some = {"engine.py": CODE, NOTEBOOK: WHOLE[NOTEBOOK]}
    (told,) = for_a_person(ASKED, some, some, [Refusal("README", "why", person=True)], ())
    assert told.person


def test_what_was_taken_but_not_written_is_missing():
    (told,) = for_a_person(ASKED, WHOLE, {**WHOLE, "engine.py": b""}, [Refusal("other.py", "why")], ())
    assert not told.person
    written = [name for name in WHOLE if name != "engine.py"]
    (told,) = for_a_person(ASKED, WHOLE, written, [Refusal("other.py", "why")], ())
    assert told.person


@pytest.mark.parametrize(
    ("name", "data", "odd"),
    [
        ("engine.py", CODE, ""),
        ("engine.py", b"", "empty"),
        ("engine.py", b" \n\t", "empty"),
        ("engine.py", b"version https://git-lfs.github.com/spec/v1\n", "pointer"),
        ("engine.py", b"x = 1\n# version https://git-lfs", ""),
        ("engine.py", b"x\0y", "no text"),
        ("engine.py", b"<html><body>x</body></html>", "saved as HTML"),
        (NOTEBOOK, b'{"cells": []}', ""),
        (NOTEBOOK, b'{"cells": {}}', "no notebook"),
        (NOTEBOOK, b'{"cells": [', "no notebook"),
        (NOTEBOOK, b"[]", "no notebook"),
        (NOTEBOOK, b"{}", "no notebook"),
        (NOTEBOOK, b"<<<<<<< HEAD", "no notebook"),
    ],
)
def test_what_is_hardly_what_was_meant_asks_for_a_person(name, data, odd):
    told = for_a_person(ASKED, {**WHOLE, name: data}, WHOLE, [], ())
    assert [(each.path, each.person) for each in told] == ([(name, True)] if odd else [])
    assert all(odd in each.reason for each in told)


def test_what_is_odd_is_told_before_what_was_refused():
    told = for_a_person(ASKED, {**WHOLE, "layers.py": b""}, ["layers.py"], [Refusal("engine.rar", "why")], ())
    assert [each.path for each in told] == ["layers.py", "engine.rar"]


COPY, CACHE, CLONE = ".ipynb_checkpoints/x.py", "__pycache__/x.pyc", ".git/HEAD"


@pytest.mark.parametrize(
    ("taken", "written", "junk", "questions", "found"),
    [
        ("", "", [CACHE, CLONE], False, CACHE),
        ("", "", [CACHE, COPY], False, COPY),
        ("", "", [], False, None),
        ("el", "el", [COPY, CACHE], False, None),
        ("el", "", [CACHE, COPY], False, COPY),
        ("el", "", [CACHE], False, None),
        ("e", "e", [CACHE, COPY], False, COPY),
        ("e", "e", [CACHE], False, None),
        ("el", "el", [COPY], True, COPY),
        ("eln", "eln", [COPY], True, None),
    ],
)
def test_junk_may_hold_the_work_where_there_is_none_or_a_copy_by_jupyter_what_is_missing(
    taken, written, junk, questions, found
):
    names = {"e": "engine.py", "l": "layers.py", "n": NOTEBOOK}
    assignment = ANSWERS if questions else ASKED
    told = where_work_may_be(assignment, [names[c] for c in taken], [names[c] for c in written], junk)
    assert [(each.path, each.person) for each in told] == ([(found, True)] if found else [])
