"""A file is as students got it while a stub or a question in it is as it was released, whatever an editor did."""

from __future__ import annotations

import json

import pytest

from autograder.course.markers import PLACE, stub_text
from autograder.course.released import defines, is_python, unanswered, unbegun, untouched_in
from autograder.records import Assignment

BOM = b"\xef\xbb\xbf"
WRITTEN = b"def double(x):\n    return x\nclass Rectangle:\n    def area(self):\n        return 1\n"


@pytest.fixture
def stub(tiny) -> bytes:
    path = tiny.folder / "tiny.py"
    return stub_text(path.read_text(encoding="utf-8"), str(path)).encode()


@pytest.fixture
def untouched(tiny):
    return lambda content, name="tiny.py": untouched_in(tiny)(name, content)


def notebook(source: object, name: object = "question-twice", **more: object) -> bytes:
    cell = {"metadata": {"nbgrader": {"grade_id": name}}, "source": source, **more}
    return json.dumps({"cells": [{"source": "x"}, cell]}).encode()


def test_a_module_is_untouched_as_released_and_whatever_an_editor_did_to_it(untouched, stub):
    assert untouched(stub)
    assert untouched(BOM + stub.replace(b"\n", b"\r\n"))
    assert untouched(stub + b"\n\n")


def test_so_is_one_with_an_exercise_that_is_not_begun_and_one_that_cannot_be_read(untouched, stub):
    assert untouched(WRITTEN.replace(b"return 1", b"raise NotImplementedError()"))
    assert untouched(b"def double(x:\n")


def test_a_module_with_all_exercises_begun_is_not(untouched):
    assert not untouched(WRITTEN)
    assert not untouched(b"# of no stub\n")


def test_a_module_that_needs_no_writing_is_untouched_only_if_it_is_the_one_that_was_released(tiny, tmp_path):
    (tmp_path / "tiny.py").write_text("X = 1\n")
    untouched = untouched_in(Assignment(tiny.title, tiny.modules, (), folder=tmp_path))
    texts = (b"X = 1", BOM + b"X = 1\r\n", b"X = 2", b"")
    assert [untouched("tiny.py", text) for text in texts] == [True, True, False, False]


def test_a_notebook_is_untouched_while_a_question_in_it_is(untouched, tiny):
    assert untouched(notebook(PLACE), tiny.notebook)
    assert not untouched(notebook("Because."), tiny.notebook)


@pytest.mark.parametrize(
    ("content", "open_"),
    [
        (notebook("Because."), False),
        (notebook(["Be", "cause."]), False),
        (notebook(""), True),
        (notebook(" \n"), True),
        (notebook(f" {PLACE}\n"), True),
        (notebook(PLACE, attachments={"a.png": {}}), False),
        (notebook("", attachments={"a.png": {}}), False),
        (notebook("", attachments={}), True),
        (notebook("Because.", name="question-other"), True),
        (notebook("Because.", name=3), True),
        (notebook("\udc80"), False),
        (b'{"cells": []}', True),
        (b"{", True),
        (b"[" * 100_000, True),
    ],
)
def test_a_question_is_answered_by_a_text_or_a_picture_in_its_own_cell(tiny, content, open_):
    assert unanswered(tiny, content) == ["twice"] * open_


def test_of_each_exercise_that_is_not_begun_the_functions_are_named(tiny, stub):
    assert unbegun(tiny, stub) == ["double", "Rectangle.area"]
    assert unbegun(tiny, stub.replace(b"raise NotImplementedError()", b"return 1", 1)) == ["Rectangle.area"]
    assert unbegun(tiny, b"") == []


@pytest.mark.parametrize(
    ("module", "expected"), [(b"", True), (WRITTEN, True), (b"def f(:", False), (b"\0", False), (b"(" * 90_000, False)]
)
def test_a_module_is_python_if_it_can_be_read(module, expected):
    assert is_python(module) is expected


@pytest.mark.parametrize(
    ("functions", "expected"),
    [(["double"], True), (["Rectangle.area", "other"], True), (["area"], False), (["Rectangle"], False), ([], False)],
)
def test_a_module_that_can_be_read_defines_its_functions_and_methods(functions, expected):
    assert defines(WRITTEN, functions) is expected
    assert not defines(b"def double(x:", functions)
