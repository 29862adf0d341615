"""What a student packs is what intake takes."""

from __future__ import annotations

import contextlib
import io
import json
import os
import zipfile
from pathlib import Path

import pytest

from autograder.errors import Problem
from autograder.intake.collect import collect
from autograder.intake.packing import empty_answers, make_submission, pack
from autograder.records import Assignment

ASSIGNMENT = Assignment(title="Neurons", modules=("neurons", "extra"), exercises=(), folder=Path("/course/02_neurons"))
FILES = {"neurons.py": b"\xef\xbb\xbfx = '\\d'\r\n", "extra.py": b"y = 1\n", "02_neurons.ipynb": b'{"cells": []}'}


def folder_with(tmp_path: Path, files: dict[str, bytes]) -> Path:
    folder = tmp_path / "02_neurons"
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def test_submission_holds_the_modules_and_the_notebook_and_nothing_else(tmp_path):
    path = make_submission(ASSIGNMENT, folder_with(tmp_path, {**FILES, "secret.txt": b"", "conftest.py": b""}))
    assert path == tmp_path / "02_neurons" / "02_neurons.zip"
    with zipfile.ZipFile(path) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == FILES


def test_submission_without_a_notebook_is_complete(tmp_path):
    folder = folder_with(tmp_path, {name: data for name, data in FILES.items() if name.endswith(".py")})
    with zipfile.ZipFile(make_submission(ASSIGNMENT, folder)) as archive:
        assert archive.namelist() == ["extra.py", "neurons.py"]


@pytest.mark.parametrize("place", ["alice/{}", "lee_7_900_{}", "Ana Li_5_assignsubmission_file_/{}"])
def test_submission_is_taken_by_collect(tmp_path, place):
    packed = make_submission(ASSIGNMENT, folder_with(tmp_path, FILES))
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        archive.write(packed, place.format(packed.name))
    (receipt,) = collect(ASSIGNMENT, tmp_path / "class.zip", tmp_path / "submitted", one=True)
    assert (receipt.missing, receipt.refused) == ((), ())
    for name, data in FILES.items():
        assert (tmp_path / "submitted" / receipt.student / "02_neurons" / name).read_bytes() == data


def test_same_files_give_the_same_bytes_whenever_they_were_saved(tmp_path):
    folder = folder_with(tmp_path, FILES)
    first = make_submission(ASSIGNMENT, folder).read_bytes()
    os.utime(folder / "neurons.py", (1, 1))
    (folder / "neurons.py").chmod(0o600)
    assert make_submission(ASSIGNMENT, folder).read_bytes() == first
    with zipfile.ZipFile(folder / "02_neurons.zip") as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_missing_module_is_named(tmp_path):
    folder = folder_with(tmp_path, {"neurons.py": b""})
    with pytest.raises(Problem, match=r"extra\.py is missing from .*02_neurons.*rename it back"):
        make_submission(ASSIGNMENT, folder)
    assert not (folder / "02_neurons.zip").exists()


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (b"x = 1\ndef f(:\n", "line 2: .*mend that line"),
        (b"\n\n  x = (\n", "line 3"),
        (b"x = '\xff'\n", "line 1"),
        (b"x = 1\0", "null bytes"),
        (b"(" * 500, "neurons.py"),
        (b"-" * 100_000 + b"1", "neurons.py"),
    ],
)
def test_module_that_is_not_python_is_refused_with_its_line(tmp_path, code, message):
    with pytest.raises(Problem, match=message):
        make_submission(ASSIGNMENT, folder_with(tmp_path, {**FILES, "neurons.py": code}))


@pytest.mark.parametrize(
    ("name", "size", "advice"),
    [("neurons.py", 1 << 20, "Keep data out"), ("02_neurons.ipynb", 20 << 20, "Clear its outputs")],
)
def test_file_that_collect_would_refuse_is_refused_at_once(tmp_path, name, size, advice):
    with pytest.raises(Problem, match=advice):
        make_submission(ASSIGNMENT, folder_with(tmp_path, {**FILES, name: b"#" * (size + 1)}))


ANSWER = {"metadata": {"nbgrader": {"grade_id": "question-twice"}}}
EMPTY, GONE, ANSWERED = (
    json.dumps({"cells": cells}).encode()
    for cells in (
        [ANSWER | {"source": ["*Your answer:*"]}, {"source": "In a new cell.", "metadata": {}}],
        [{"source": "In a new cell.", "metadata": {}}],
        [ANSWER | {"source": "Because."}],
    )
)
STUB = b"import math\ndef double(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()\n"
WORK = b"def double(x):\n    return 2 * x\n"
LOST = [
    ({"tiny.py": WORK, "01_tiny.ipynb": EMPTY}, "01_tiny-Copy1.ipynb", ANSWERED),
    ({"tiny.py": WORK, "01_tiny.ipynb": GONE}, "answers.docx", b""),
    ({"tiny.py": WORK}, "answers.docx", b""),
    ({"tiny.py": STUB, "01_tiny.ipynb": ANSWERED}, "tiny_final.py", WORK),
    ({"tiny.py": STUB, "01_tiny.ipynb": ANSWERED}, "homework.py", WORK),
    ({"tiny.py": STUB, "01_tiny.ipynb": ANSWERED}, "tiny_final.py", b"def broken("),
]


@pytest.mark.parametrize(("files", "other", "content"), LOST)
def test_what_seems_to_be_written_in_another_file_is_not_left_behind(tiny, tmp_path, files, other, content):
    folder = folder_with(tmp_path, {**files, other: content})
    with pytest.raises(
        Problem, match=rf"(tiny\.py|01_tiny\.ipynb) has .* and {other} beside it would not be handed in"
    ):
        make_submission(tiny, folder)
    assert not list(folder.glob("*.zip*"))


HARMLESS = [
    (
        {"tiny.py": STUB, "01_tiny.ipynb": ANSWERED},
        {"tiny_before.py": STUB, "scratch.py": b"x = 1", "test_tiny.py": b""},
    ),
    ({"tiny.py": STUB, "01_tiny.ipynb": EMPTY}, {"README.md": b"", "assignment.toml": b"", "plot.png": b""}),
    ({"tiny.py": WORK, "01_tiny.ipynb": ANSWERED}, {"tiny_old.py": WORK, "old.ipynb": EMPTY, "answers.pdf": b""}),
]


@pytest.mark.parametrize(("files", "others"), HARMLESS)
def test_what_cannot_be_meant_is_passed_over(tiny, tmp_path, files, others):
    with zipfile.ZipFile(make_submission(tiny, folder_with(tmp_path, {**files, **others}))) as packed:
        assert set(packed.namelist()) == set(files)


@pytest.mark.parametrize(("notebook", "titles"), [(EMPTY, ["Why twice"]), (GONE, ["Why twice"]), (ANSWERED, [])])
def test_questions_without_an_answer_in_their_cell_are_told(tiny, tmp_path, notebook, titles):
    assert empty_answers(tiny, folder_with(tmp_path, {"01_tiny.ipynb": notebook})) == titles


def test_folder_in_the_place_of_a_module_is_a_problem(tmp_path):
    folder = folder_with(tmp_path, {"neurons.py": b""})
    (folder / "extra.py").mkdir()
    with pytest.raises(Problem, match=r"extra\.py cannot be read"):
        make_submission(ASSIGNMENT, folder)


def test_zip_that_cannot_be_replaced_is_a_problem(tmp_path):
    folder = folder_with(tmp_path, FILES)
    (folder / "02_neurons.zip" / "in the way").mkdir(parents=True)
    with pytest.raises(Problem, match="Cannot write"):
        make_submission(ASSIGNMENT, folder)


def test_a_lesson_under_another_name_is_not_left_behind_though_nothing_is_asked_in_it(tmp_path):
    folder = folder_with(tmp_path, {"neurons.py": b"", "extra.py": b"", "lesson.ipynb": b"{}"})
    with pytest.raises(Problem, match=r"lesson\.ipynb.*Rename your lesson to 02_neurons\.ipynb"):
        make_submission(ASSIGNMENT, folder)


def test_without_a_lesson_there_are_no_questions_without_an_answer(tiny, tmp_path):
    assert empty_answers(tiny, tmp_path) == []


def test_a_file_beside_that_cannot_be_read_is_passed_over(tiny, tmp_path, monkeypatch):
    folder = folder_with(tmp_path, {"tiny.py": STUB, "01_tiny.ipynb": ANSWERED, "tiny_final.py": WORK})
    read_bytes = Path.read_bytes

    def guarded(path: Path) -> bytes:
        if path.name == "tiny_final.py":
            raise PermissionError(path)
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", guarded)
    assert make_submission(tiny, folder).is_file()


def test_a_module_as_large_as_it_may_be_is_packed(tmp_path):
    large = b"#" * (1 << 20)
    with zipfile.ZipFile(make_submission(ASSIGNMENT, folder_with(tmp_path, {**FILES, "extra.py": large}))) as archive:
        assert archive.read("extra.py") == large


@pytest.mark.parametrize("content", ["x = 1\n".encode("utf-16-le"), "x = 1\n".encode("utf-32")])
def test_a_module_in_an_encoding_that_python_does_not_read_is_refused_with_what_to_do(tmp_path, content):
    with pytest.raises(Problem, match=r"with the encoding UTF-8\. Then submit again"):
        make_submission(ASSIGNMENT, folder_with(tmp_path, {**FILES, "extra.py": content}))


@pytest.mark.filterwarnings("error")
def test_what_python_only_warns_of_is_no_obstacle(tmp_path):
    assert make_submission(ASSIGNMENT, folder_with(tmp_path, FILES)).is_file()


def test_files_are_packed_as_unix_would_with_the_same_permissions_everywhere():
    with zipfile.ZipFile(io.BytesIO(pack({"b": b"2", "a": b"1"}))) as archive:
        assert [(info.filename, info.create_system, info.external_attr) for info in archive.infolist()] == [
            ("a", 3, 0o644 << 16),
            ("b", 3, 0o644 << 16),
        ]


@pytest.mark.parametrize("notebook", [b"{}", b'{"cells": {}}', b"[]", b"{", b'{"cells": [' * 100_000])
def test_a_notebook_that_is_damaged_is_refused(tmp_path, notebook):
    with pytest.raises(Problem, match=r"02_neurons\.ipynb is damaged"):
        make_submission(ASSIGNMENT, folder_with(tmp_path, {**FILES, "02_neurons.ipynb": notebook}))


@pytest.mark.parametrize(
    ("other", "content", "lost"),
    [
        ("tiny_old.py", b"", True),
        ("tiny_old.py", STUB, False),
        ("homework.py", WORK, True),
        ("homework.py", b"", False),
        ("homework.PY", WORK, True),
        ("homework.txt", WORK, False),
        ("tiny_test.py", b"", False),
        ("test_tiny.py", WORK, True),
    ],
)
def test_another_module_may_be_meant_if_it_is_called_so_or_has_what_is_missing(tiny, tmp_path, other, content, lost):
    folder = folder_with(tmp_path, {"tiny.py": STUB, "01_tiny.ipynb": ANSWERED, other: content})
    with contextlib.ExitStack() as stack:
        if lost:
            stack.enter_context(pytest.raises(Problem, match=f"and {other} beside it"))
        make_submission(tiny, folder)


@pytest.mark.parametrize(
    ("other", "lost"),
    [("answers.PDF", True), ("a.md", True), ("readme.md", False), ("License.txt", False), ("a.png", False)],
)
def test_answers_may_be_in_any_text_that_is_not_called_like_what_lies_beside_code(tiny, tmp_path, other, lost):
    folder = folder_with(tmp_path, {"tiny.py": WORK, "01_tiny.ipynb": EMPTY, other: b"x"})
    with contextlib.ExitStack() as stack:
        if lost:
            stack.enter_context(pytest.raises(Problem, match=f"and {other} beside it"))
        make_submission(tiny, folder)
