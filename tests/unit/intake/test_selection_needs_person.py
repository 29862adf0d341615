"""What was handed in but cannot be read or matched is never lost: it is taken where that is safe, or a person looks."""

from __future__ import annotations

import json
import zipfile

import msgspec
import pytest
from class_exports import CODE, assignment_of, modules_of, take, why, zipped

from autograder.course.markers import stub_text
from autograder.errors import Problem
from autograder.intake.attempts import needs_person
from autograder.intake.collect import collect
from autograder.intake.for_a_person import for_a_person
from autograder.intake.packing import make_submission
from autograder.intake.submitted import read_submission
from autograder.platforms.grades import PERSON, grades_of, unclear_students
from autograder.records import Question, Refusal, Result

TEXT = "# Größe\nx = 1\n"


def place_of(tmp_path, student):
    return tmp_path / "submitted" / student / "01_autograd"


@pytest.mark.parametrize("name", ["engine-Copy1.py", "engine (1).py"])
def test_a_copy_by_jupyter_or_a_browser_is_taken(tmp_path, name):
    receipt = take(tmp_path, {f"ada/{name}": CODE})["ada"]
    assert receipt.taken == ("engine.py",)
    assert not needs_person(place_of(tmp_path, "ada"))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_with_a_mark_is_read(tmp_path, encoding):
    marks = {"utf-16": "", "utf-16-le": "\ufeff", "utf-16-be": "\ufeff"}
    take(tmp_path, {"ada/engine.py": (marks[encoding] + TEXT).encode(encoding)})
    assert modules_of(tmp_path) == {"ada/01_autograd/engine.py": TEXT.encode()}


def test_damaged_utf_16_is_refused_by_its_name_and_needs_a_person(tmp_path):
    receipt = take(tmp_path, {"ada/engine.py": TEXT.encode("utf-16")[:-1]})["ada"]
    assert "UTF-16, but damaged" in why(receipt)
    assert needs_person(place_of(tmp_path, "ada"))


def test_utf_16_with_a_mark_is_read_by_all_who_read_submissions(tmp_path):
    """`collect`, `submit`, and `grade`, of what nbgrader or anybody else put into submitted/."""
    folder = tmp_path / "01_autograd"
    folder.mkdir()
    (folder / "engine.py").write_bytes(TEXT.encode("utf-16"))
    assert read_submission("ada", folder, assignment_of()).files == {"engine.py": TEXT.encode()}
    with zipfile.ZipFile(make_submission(assignment_of(), folder)) as packed:
        assert packed.read("engine.py") == TEXT.encode()


@pytest.mark.parametrize("content", [TEXT.encode("utf-16")[:-1], TEXT.encode("utf-32"), TEXT.encode("utf-16-le")])
def test_what_python_cannot_read_either_way_stays_for_it_to_refuse(tmp_path, content):
    (tmp_path / "engine.py").write_bytes(content)
    assert read_submission("ada", tmp_path, assignment_of()).files == {"engine.py": content}


OWN = {
    "ada/engine_ada.py": "ada",
    "ada/ada_engine.py": "ada",
    "ada/work/engine-ada.py": "ada",
    "Ada Okafor_77_assignsubmission_file/engine_okafor.py": "Ada_Okafor",
    "Ada Okafor_77_assignsubmission_file/engine_ada_okafor.PY": "Ada_Okafor",
    "okafor_ada.zip/Engine_Ada.py": "okafor_ada",
    "Weiß/engine_WEISS.py": "Weiß",
}


@pytest.mark.parametrize("path", OWN)
def test_a_file_with_its_own_students_name_in_its_name_is_taken(tmp_path, path):
    label, _, file = path.partition("/")
    export = {label: zipped({file: CODE})} if label.endswith(".zip") else {path: CODE}
    receipt = take(tmp_path, export)[OWN[path]]
    assert (receipt.taken, receipt.missing) == (("engine.py",), ())
    assert not needs_person(place_of(tmp_path, OWN[path]))


@pytest.mark.parametrize(
    "file",
    [
        "engine_bob.py",
        "test_engine.py",
        "engine_old.py",
        "engine_ada_old.py",
        "engine_2.py",
        "my_engine_ada.py",
        "engineada.py",
    ],
)
def test_a_file_with_any_other_word_in_its_name_needs_a_person(tmp_path, file):
    receipt = take(tmp_path, {f"ada/{file}": CODE, "bob/engine.py": CODE})["ada"]
    assert receipt.missing == ("engine.py",)
    assert needs_person(place_of(tmp_path, "ada"))


def test_a_file_of_the_right_name_counts_before_one_with_the_students_name(tmp_path):
    take(tmp_path, {"ada/deep/engine.py": CODE, "ada/engine_ada.py": b"x = 1\n"})
    assert modules_of(tmp_path) == {"ada/01_autograd/engine.py": CODE}


def test_of_two_files_with_the_students_name_none_is_taken(tmp_path):
    receipt = take(tmp_path, {"ada/ada_engine.py": CODE, "ada/engine_ada.py": b"x = 1\n"})["ada"]
    assert receipt.missing == ("engine.py",)
    assert needs_person(place_of(tmp_path, "ada"))


@pytest.mark.parametrize(
    "files",
    [
        {"engine.py.txt": CODE},
        {"my work.7z": b"7z"},
        {"engine.rar": b"Rar!"},
        {"engin.py": CODE},
        {"engine.py": b"#" * (2**20 + 1)},
        {"work.zip": b"PK truncated"},
        {"a/engine.py": CODE, "b/engine.py": CODE},
        {"engine.py": CODE, "lesson one.ipynb": b"{}"},
        {"engine.py": CODE, "01_autograd.ipynb": b"#" * (20 * 2**20 + 1)},
    ],
    ids=lambda files: " ".join(files),
)
def test_what_may_be_what_is_missing_needs_a_person_and_is_never_final(tmp_path, files):
    take(tmp_path, {"bob/engine.py": CODE, **{f"ada/{name}": data for name, data in files.items()}})
    assert needs_person(place_of(tmp_path, "ada"))
    assert unclear_students(assignment_of(), tmp_path / "submitted") == {"ada"}
    results = [Result(student, "01_autograd", 0.0, 1.0, (), ()) for student in ("ada", "bob")]
    grades = grades_of(assignment_of(), results, unclear=unclear_students(assignment_of(), tmp_path / "submitted"))
    assert [(grade.status, grade.final) for grade in grades] == [(PERSON, False), ("graded", True)]


NOTEBOOK = b'{"cells": []}'


@pytest.mark.parametrize(
    "files",
    [
        {"engine.py": CODE, "answers.pdf": b""},
        {"engine.py": CODE, "written answers.txt": b""},
        {"engine.py": CODE, "IMG_1234.jpg": b""},
        {"engine.py": CODE, "lesson.ipynb.txt": b""},
        {"01_autograd.ipynb": NOTEBOOK, "my code.txt": b""},
        {"01_autograd.ipynb": NOTEBOOK, "homework1.docx": b""},
        {"01_autograd.ipynb": NOTEBOOK, "hw.7z.001": b""},
        {"01_autograd.ipynb": NOTEBOOK, "hw.zipx": b""},
        {"engine.py": b"", "01_autograd.ipynb": NOTEBOOK},
        {"engine.py": b"version https://git-lfs.github.com/spec/v1\n", "01_autograd.ipynb": NOTEBOOK},
        {"engine.py": "x = 1".encode("utf-16-le"), "01_autograd.ipynb": NOTEBOOK},
        {"engine.py": CODE, "01_autograd.ipynb": b""},
        {"engine.py": CODE, "01_autograd.ipynb": b'{"metadata": {'},
        {"engine.py": CODE, "01_autograd.ipynb": b'<<<<<<< HEAD\n{"cells": []}'},
        {"engine.py": CODE, "01_autograd.ipynb": NOTEBOOK + b" and more"},
        {"engine.py": CODE, "01_autograd.ipynb": b'{"cells": {}}'},
        {"engine.py": CODE, "01_autograd.ipynb": b'{"cells": [], "x": "\xe4"}'},
    ],
    ids=lambda files: " ".join(files),
)
def test_what_is_hardly_what_was_meant_needs_a_person(tmp_path, files):
    take(tmp_path, {f"ada/{name}": data for name, data in files.items()})
    assert needs_person(place_of(tmp_path, "ada"))


@pytest.mark.parametrize("files", [{"engine.py": CODE, "notes.md": b"", "old.py": b""}, {"README.md": b""}])
def test_what_is_no_candidate_asks_for_nobody(tmp_path, files):
    take(tmp_path, {"ada/": b"", "bob/engine.py": CODE, **{f"ada/{name}": data for name, data in files.items()}})
    assert not needs_person(place_of(tmp_path, "ada"))


JUNK = {
    "a checkpoint alone": {".ipynb_checkpoints/engine-checkpoint.py": CODE},
    "in a virtual environment": {".venv/engine.py": CODE},
    "only what Python compiled": {"__pycache__/engine.cpython-311.pyc": b""},
    "an empty folder": {},
}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("what", JUNK)
def test_nothing_but_what_programs_leave_is_told_and_needs_a_person(tmp_path, what, packed):
    files = {"ada.zip": zipped(JUNK[what])} if packed else {f"ada/{name}": data for name, data in JUNK[what].items()}
    receipts = take(tmp_path, {**({} if packed else {"ada/": b""}), **files, "bob/engine.py": CODE})
    assert set(receipts) == {"ada", "bob"}
    assert ("ask whether" if JUNK[what] else "no file at all") in why(receipts["ada"])
    assert unclear_students(assignment_of(), tmp_path / "submitted") == {"ada"}


def test_so_it_is_without_an_entry_for_the_folder_or_from_a_disk(tmp_path):
    copy = {"ada/.ipynb_checkpoints/engine-checkpoint.py": CODE}
    assert set(take(tmp_path / "zip", {**copy, ".DS_Store": b"", "bob/engine.py": CODE})) == {"ada", "bob"}
    for name in (*copy, "bob/engine.py", "bob/.ipynb_checkpoints/engine-checkpoint.py", ".ipynb_checkpoints/x.py"):
        path = tmp_path / "class" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(CODE)
    collect(assignment_of(), tmp_path / "class", tmp_path / "submitted")
    assert unclear_students(assignment_of(), tmp_path / "submitted") == {"ada"}
    assert [path.name for path in sorted((tmp_path / "submitted").iterdir())] == ["ada", "bob"]


def test_untouched_files_beside_copies_by_jupyter_need_a_person(asked):
    untouched = {"ada/tiny.py": asked.stub, "ada/01_tiny.ipynb": asked.lesson}
    assert asked({**untouched, "ada/.ipynb_checkpoints/tiny-checkpoint.py": CODE})
    assert not asked({**untouched, "ada/.DS_Store": b"", "ada/__pycache__/tiny.cpython-311.pyc": b""})


@pytest.mark.parametrize("copy", ["tiny-checkpoint.py", "01_tiny-checkpoint.ipynb"])
def test_a_copy_by_jupyter_of_what_is_missing_needs_a_person_beside_what_is_there(asked, copy):
    there = {"ada/01_tiny.ipynb": asked.answered} if copy.endswith(".py") else {"ada/tiny.py": CODE}
    copies = {f"ada/.ipynb_checkpoints/{copy}": CODE, "ada/.DS_Store": b""}
    assert asked({**there, **copies})
    assert not asked({"ada/01_tiny.ipynb": asked.answered, "ada/tiny.py": CODE, **copies})


def test_a_crowd_that_is_not_looked_through_needs_a_person(tmp_path):
    crowd = {f"ada/{n}.txt": b"" for n in range(2001)}
    take(tmp_path, {"ada/engine.py": CODE, **crowd, "bob/engine.py": CODE})
    assert needs_person(place_of(tmp_path, "ada"))


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"engine.py": TEXT.encode("utf-16-le")}, r"engine\.py is saved as UTF-16.*with the encoding UTF-8"),
        ({"engine.py": TEXT.encode("utf-16")[:-1]}, r"engine\.py is damaged UTF-16.*as UTF-8"),
        (
            {"engine.py": CODE, "lesson-Copy1.ipynb": b"{}"},
            r"has no 01_autograd\.ipynb, but lesson-Copy1\.ipynb.*Rename",
        ),
        ({"engine.py": CODE, "01_autograd.ipynb": b'{"cells": ['}, r"01_autograd\.ipynb is damaged"),
    ],
)
def test_submit_refuses_what_would_be_lost(tmp_path, files, said):
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    with pytest.raises(Problem, match=said):
        make_submission(assignment_of(), tmp_path)


def test_the_receipt_of_a_renamed_file_says_what_to_do(tmp_path):
    assert "rename it to engine.py, then collect again" in why(take(tmp_path, {"ada/engine.py.txt": CODE})["ada"])


@pytest.fixture
def asked(tiny, tmp_path):
    """Whether a person has to look at what somebody handed in for the tiny assignment, with a lesson and a question."""
    answer = {"source": "*Your answer:*", "metadata": {"nbgrader": {"grade_id": "question-why"}}}
    lesson = json.dumps({"cells": [{"source": ["Why?\n", "Say it."]}, answer]}).encode()
    folder = tmp_path / "course/source/01_tiny"
    folder.mkdir(parents=True)
    (folder / "tiny.py").write_bytes((tiny.folder / "tiny.py").read_bytes())
    wanted = msgspec.structs.replace(tiny, folder=folder, questions=(Question("why", "Why?"),))
    source = tmp_path / "class.zip"

    def collected(files: dict[str, bytes]) -> bool:
        source.write_bytes(zipped({**files, "bob/tiny.py": CODE}))
        collect(wanted, source, tmp_path / "submitted")
        return unclear_students(wanted, tmp_path / "submitted") - {"bob"} != set()

    collected.stub = stub_text((tiny.folder / "tiny.py").read_text(), "tiny.py").encode()
    collected.half = collected.stub.replace(b"raise NotImplementedError()", b"return 2 * x", 1)
    collected.lesson = lesson
    collected.answered = lesson.replace(b"*Your answer:*", b"Because.")
    return collected


@pytest.mark.parametrize("other", ["tiny_final.py", "tiny.py.txt", "work.rar", "my tiny.docx", "old/tiny.py", "hw.zip"])
def test_a_stub_beside_what_may_be_the_work_needs_a_person(asked, other):
    for stub in (asked.stub, asked.stub.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + asked.stub + b"\n\n"):
        assert asked({"ada/tiny.py": stub, "ada/01_tiny.ipynb": asked.answered, f"ada/{other}": CODE})
    assert not asked({"ada/tiny.py": CODE, "ada/01_tiny.ipynb": asked.answered, f"ada/{other}": CODE})


def test_a_stub_alone_or_with_nothing_that_could_be_the_work_asks_for_nobody(asked):
    assert not asked({"ada/tiny.py": asked.stub, "ada/01_tiny.ipynb": asked.answered})
    assert not asked({"ada/tiny.py": asked.stub, "ada/01_tiny.ipynb": asked.answered, "ada/notes.txt": b""})


@pytest.mark.parametrize("other", ["01_tiny (final).ipynb", "answers.pdf"])
def test_so_does_a_lesson_without_an_answer(asked, other):
    run = json.loads(asked.lesson)
    run["cells"][0] |= {"outputs": [1], "source": "Why?\nSay it."}
    for lesson in (asked.lesson, json.dumps(run).encode()):
        assert asked({"ada/tiny.py": CODE, "ada/01_tiny.ipynb": lesson, f"ada/{other}": b"{}"})
    assert not asked({"ada/tiny.py": CODE, "ada/01_tiny.ipynb": asked.answered, f"ada/{other}": b"{}"})


@pytest.mark.parametrize(
    "other", ["01_tiny-Copy1.ipynb", "01_tiny (1).ipynb", "work/01_tiny.ipynb", "answers.pdf", "lesson.ipynb"]
)
def test_so_does_a_begun_lesson_that_has_an_empty_answer_or_none(asked, other):
    """Whatever else is written into it."""
    begun = json.loads(asked.lesson)
    begun["cells"].append({"source": "2 + 2", "metadata": {}})
    without = {"cells": begun["cells"][::2]}
    for lesson in (begun, without, json.loads(asked.lesson.replace(b"*Your answer:*", b" "))):
        given = {"ada/tiny.py": CODE, "ada/01_tiny.ipynb": json.dumps(lesson).encode()}
        assert asked({**given, f"ada/{other}": asked.answered})
        assert not asked(given)


@pytest.mark.parametrize("other", ["tiny-Copy1.py", "tiny_final.py"])
def test_so_does_a_begun_module_in_which_an_exercise_is_not(asked, other):
    begun = {"import": b"import math\n" + asked.stub, "half": asked.half, "broken": b"def double(x:\n"}
    for module in begun.values():
        assert asked({"ada/tiny.py": module, "ada/01_tiny.ipynb": asked.answered, f"ada/{other}": CODE})


WORDS = (".pages", ".tex", ".rst", ".htm", ".webarchive", ".xlsx", ".gdoc", ".webp", ".tiff", ".new")
OTHER = ("homework", "homework.rb", "hw.arj", "hw.lz4", "hw.tar.Z", "hw.dmg", "hw.zip.part", "notes.7z")


@pytest.mark.parametrize("other", [*(f"answers{kind}" for kind in WORDS), "answers", "notes.pdf", "README.md"])
def test_a_lesson_without_an_answer_needs_a_person_beside_words_of_any_kind(asked, other):
    assert asked({"ada/tiny.py": CODE, f"ada/{other}": b"Because."})
    assert asked({"ada/tiny.py": CODE, "ada/01_tiny.ipynb": asked.lesson, f"ada/{other}": b"Because."})


@pytest.mark.parametrize("other", OTHER)
def test_a_stub_needs_one_beside_code_and_archives_of_any_kind(asked, other):
    assert asked({"ada/tiny.py": asked.stub, "ada/01_tiny.ipynb": asked.answered, f"ada/{other}": CODE})


def test_what_is_known_to_be_no_work_asks_for_nobody(asked):
    beside = (
        "LICENSE",
        "requirements.txt",
        "assignment.toml",
        "diagnoses.json",
        ".earlier.json",
        "data.npz",
        "run.log",
    )
    asked_for = {"ada/tiny.py": asked.stub, "ada/01_tiny.ipynb": asked.lesson}
    assert not asked({**asked_for, **{f"ada/{name}": b"x" for name in (*beside, "checks/test_tiny.py")}})


@pytest.mark.parametrize("archive", ["work.zip", "work.rar", "work.7z.001"])
def test_an_archive_that_cannot_be_opened_and_came_after_all_that_is_taken_needs_a_person(asked, archive):
    taken = {"ada_5_1_tiny.py": CODE, "ada_5_2_01_tiny.ipynb": asked.answered}
    assert asked({**taken, f"ada_5_3_{archive}": b"PK broken"})
    assert not asked({"ada_5_4_tiny.py": CODE, "ada_5_2_01_tiny.ipynb": asked.answered, f"ada_5_3_{archive}": b"PK"})


def test_of_whom_nothing_was_kept_as_it_was_too_much_a_person_looks(tmp_path):
    """Side by side too, where what is left of it is called like any one of them."""
    crowd = {f"mia_7_{n}_x": b"" for n in range(1000, 3100)}
    take(tmp_path, {"ada_5_1_engine.py": CODE, **crowd})
    assert needs_person(place_of(tmp_path, "mia_7"))


@pytest.mark.parametrize(("missing", "person"), [("engine.py", False), ("01_autograd.ipynb", True)])
def test_a_picture_may_be_a_written_answer_and_is_no_code(missing, person):
    assignment = assignment_of()
    written = {*assignment.files, assignment.notebook} - {missing}
    (told,) = for_a_person(assignment, {}, written, [Refusal("plot.png", "not one of the files")], ())
    assert told.person == person
