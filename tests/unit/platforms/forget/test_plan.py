"""What a course holds of one person goes, with nothing of anybody else's, and what is left is told."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import msgspec
import pytest

from autograder.course.comments import read_comments, write_comment
from autograder.course.course import Course
from autograder.errors import Problem
from autograder.platforms.forget.person import Known, known_person
from autograder.platforms.forget.plan import remove, steps
from autograder.platforms.forget.traces import traces
from autograder.records import Receipt, Refusal

CODE = "def double(x):\n    return x + x  # as Ada's own code has it\n"
ROSTER = 'student,name,email\nada_o,"Okafor, Ada",ada@uni.edu\nben,Ben Ito,ben@uni.edu\n'
TOML = """timezone = "UTC"
[due]
01_tiny = 2026-10-19T23:59:00
[extensions.01_tiny]
ada_o = 2026-10-22T23:59:00
ben = 2026-10-23T23:59:00
"""


def put(root: Path, place: str, content: str | bytes = "x") -> None:
    path = root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def receipt(student: str, **more) -> bytes:
    return msgspec.json.encode(Receipt(student, "01_tiny", "ada_o/", ("tiny.py",), (), (), **more))


@pytest.fixture
def full(course: Path) -> Course:
    """A course that has something of Ada in every place."""
    for at in ("submitted", "submitted/.attempts/001"):
        put(course, f"{at}/ada_o/01_tiny/tiny.py", CODE)
        put(course, f"{at}/ada_o/01_tiny/receipt.json", receipt("ada_o"))
        put(course, f"{at}/ben/01_tiny/tiny.py", "theirs")
        told = (Refusal("ada_o/", "handed in by ada_o, for all of Team 1"),)
        own = {"group": ("ada_o", "cleo"), "by": "ada_o"}
        given = msgspec.structs.replace(msgspec.json.decode(receipt("ben", **own), type=Receipt), refused=told)
        put(course, f"{at}/ben/01_tiny/receipt.json", msgspec.json.encode(given))
    for folder in ("", "observations/", "pictures/"):
        for student in ("ada_o", "ben"):
            put(course, f"results/01_tiny/{folder}{student}.json", f'{{"student": "{student}"}}')
    put(course, "results/.attempts/001/01_tiny/ada_o.json")
    put(course, "results/log.jsonl", '{"student":"ada_o","score":1}\n{"student":"ben","score":2}\nnot JSON\n')
    put(course, ".nbgrader.log", "Converting submitted/ada_o/01_tiny\nConverting submitted/ben/01_tiny\n")
    for place in ("feedback/ada_o/01_tiny/index.html", "autograded/ada_o/01_tiny/01_tiny.ipynb", "report/01_tiny.html"):
        put(course, place, "ada_o")
    put(course, "feedback/01_tiny-moodle.zip", b"PK")
    put(course, "roster.csv", ROSTER)
    put(course, "groups.csv", "group,assignment,student\nTeam 1,,ada_o\nTeam 1,,ben\nPair,01_tiny,ada_o\n")
    put(course, "course.toml", TOML)
    return Course(course)


def forget(course: Course) -> list[str]:
    known = known_person(course, "ada_o")
    for step in steps(course, known):
        step.remove()
    return traces(course, known)


def mentions(root: Path, *words: str) -> list[str]:
    """An independent search: every file whose name or content has one of the words."""
    found = []
    for path in root.rglob("*"):
        content = f"{path.relative_to(root)}\n".encode() + (path.read_bytes() if path.is_file() else b"")
        found += [str(path) for word in words if word.encode() in content]
    return found


def test_afterwards_no_file_has_name_or_code(full):
    assert mentions(full.root, "ada_o", "Okafor", CODE) != []
    assert forget(full) == []
    assert mentions(full.root, "ada_o", "Okafor", "ada@uni.edu", CODE) == []


def test_nothing_of_anybody_else_goes(full):
    forget(full)
    left = {path.relative_to(full.root).as_posix() for path in full.root.rglob("*ben*") if path.is_file()}
    assert left == {f"results/01_tiny/{each}ben.json" for each in ("", "observations/", "pictures/")}
    assert (full.submitted / "ben/01_tiny/tiny.py").read_text() == "theirs"
    assert (full.results / "log.jsonl").read_text() == '{"student":"ben","score":2}\nnot JSON\n'
    assert (full.root / ".nbgrader.log").read_text() == "Converting submitted/ben/01_tiny\n"
    assert (full.root / "roster.csv").read_text().splitlines() == ["student,name,email", "ben,Ben Ito,ben@uni.edu"]
    assert (full.root / "groups.csv").read_text().splitlines() == ["group,assignment,student", "Team 1,,ben"]
    assert Course(full.root).policy.extensions["01_tiny"].keys() == {"ben"}


def test_what_a_group_handed_in_stays_with_the_others_without_the_name(full):
    forget(full)
    kept = msgspec.json.decode((full.submitted / "ben/01_tiny/receipt.json").read_bytes(), type=Receipt)
    assert (kept.group, kept.by, kept.source) == (("cleo",), "", "hand-in")
    assert kept.refused == (Refusal("hand-in", "handed in by somebody who was forgotten, for all of Team 1"),)


def test_a_line_on_a_name_that_could_be_the_students_too_loses_it(full):
    label = "ada_o_5_assignsubmission_file_x_9_assignsubmission_file_y.py"
    own = Refusal("tiny.py.txt", "not one of the files")
    doubt = Refusal(label, "could be theirs, or of ada_o; find out whose, and rename it", person=True)
    place = full.submitted / "cleo/01_tiny/receipt.json"
    alone = msgspec.json.decode(receipt("cleo"), type=Receipt)
    content = msgspec.structs.replace(alone, source="cleo/", refused=(doubt, own))
    put(full.root, str(place.relative_to(full.root)), msgspec.json.encode(content))
    assert forget(full) == []
    kept = msgspec.json.decode(place.read_bytes(), type=Receipt)
    assert kept.refused == (Refusal("hand-in", "could be theirs, or of somebody who was forgotten", person=True), own)


def test_planning_removes_nothing(full):
    before = {path: path.read_bytes() for path in full.root.rglob("*") if path.is_file()}
    assert "submitted/ada_o (2 files)" in [step.what for step in steps(full, known_person(full, "ada_o"))]
    assert before == {path: path.read_bytes() for path in full.root.rglob("*") if path.is_file()}


def test_what_is_left_elsewhere_is_told(full):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("somebody/tiny.py", CODE)
    put(full.root, "class.zip", packed.getvalue())
    put(full.root, "grades.csv", 'name\n"Ada Okafor"\n')
    put(full.root, "blackboard.csv", "x\tada@uni.edu\n".encode("utf-16"))
    put(full.root, "gradescope/ada_o/results.json", "{}")
    put(full.root, "adamant.txt", "ada_ok and Canada_o")
    assert forget(full) == [
        "blackboard.csv names them",
        "class.zip holds code of theirs",
        "grades.csv names them",
        "gradescope/ada_o/results.json is named after them",
    ]


@pytest.mark.parametrize(("text", "told"), [("Twice.", []), ("As ada_o does.", ["comments.toml names them"])])
def test_comments_on_wrong_answers_stay_and_are_told_if_they_name_them(full, text, told):
    write_comment(full.root, "01_tiny", ("double_by_hand", "4f09c1"), text)
    assert forget(full) == told
    assert read_comments(full.root, "01_tiny") == {("double_by_hand", "4f09c1"): text}


def test_lines_that_could_be_another_persons_stay(full):
    put(full.root, "groups.csv", "group,name,email\nTeam 1,ada o,a1@uni.edu\nTeam 2,ada o,a2@uni.edu\n")
    before = (full.root / "groups.csv").read_text()
    forget(full)
    assert (full.root / "groups.csv").read_text() == before


def test_a_link_goes_and_what_it_leads_to_stays(tmp_path):
    put(tmp_path, "elsewhere/kept")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    remove(tmp_path / "link")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["elsewhere"]
    assert (tmp_path / "elsewhere/kept").exists()
    for _ in range(2):  # as when a run that was stopped is repeated
        remove(tmp_path / "elsewhere/kept")
        assert not (tmp_path / "elsewhere/kept").exists()


def planned(root: Path, student: str = "ada_o") -> list[str]:
    return [step.what for step in steps(Course(root), Known(student))]


def test_only_what_has_the_name_and_no_more_goes(tmp_path):
    for place in ("ada_o.json", "ada_ok.json", "x_ada_o.json", "ada_o.x.json", "deep/ada_o.png", "whole/ada_o/x"):
        put(tmp_path, f"results/01/{place}")
    for place in ("submitted/.attempts/001/ada_o/01/x", "submitted/.attempts/002/ada_ok/01/x", "feedback/ada_ok/x"):
        put(tmp_path, place)
    assert planned(tmp_path) == [
        "submitted/.attempts/001/ada_o (1 file)",
        "results/01/ada_o.json",
        "results/01/deep/ada_o.png",
        "results/01/whole/ada_o (1 file)",
    ]
    assert planned(tmp_path, "ada") == []


def test_who_is_called_as_the_log_takes_nobody_else_along(tmp_path):
    put(tmp_path, "results/log.jsonl", '{"student": "log"}\n{"student": "ben"}\n')
    put(tmp_path, "results/01/log.json")
    assert planned(tmp_path, "log") == ["results/01/log.json", "results/log.jsonl: 1 line"]


def test_of_a_log_only_entries_of_the_student_go_and_what_is_no_entry_if_it_names_them(tmp_path):
    lines = (
        '{"student": "ada_o"}',
        '{"student": "ada_ok"}',
        '{"grader": "ada_o"}',
        '["ada_o"]',
        '"ada_o"',
        "cut off: ada_o",
        "cut off",
    )
    put(tmp_path, "results/log.jsonl", "\n".join(lines))
    assert planned(tmp_path) == ["results/log.jsonl: 2 lines"]
    steps(Course(tmp_path), Known("ada_o"))[0].remove()
    assert (tmp_path / "results/log.jsonl").read_text() == "\n".join((*lines[1:5], lines[6]))


def test_their_own_dates_go_however_they_are_written_and_no_other_line_does(course):
    text = """# ada_o = 1
timezone = "UTC"
[due]
01_tiny = 2026-10-19T23:59:00
  [extensions.01_tiny] # of everybody
  "ada_o" = 2026-10-22T23:59:00 # ill
ada_ok = 2026-10-22T23:59:00
[late]
per_day = 0.1
"""
    put(course, "course.toml", text)
    (step,) = steps(Course(course), Known("ada_o"))
    assert step.what == "course.toml: 1 date of their own"
    step.remove()
    gone = '  "ada_o" = 2026-10-22T23:59:00 # ill\n'
    assert (course / "course.toml").read_text() == text.replace(gone, "")
    assert planned(course) == []


def test_a_disk_that_refuses_is_named(full, monkeypatch):
    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("shutil.rmtree", refuse)
    with pytest.raises(Problem, match=r"submitted/ada_o cannot be removed: Permission denied\. .*again"):
        forget(full)


def test_a_course_that_cannot_be_read_loses_nothing(full):
    put(full.root, "course.toml", b"\xff")
    with pytest.raises(Problem, match=r"course\.toml"):
        forget(Course(full.root))
    assert (full.submitted / "ada_o/01_tiny/tiny.py").exists()


def test_of_whom_nothing_is_known_nothing_goes_that_is_everybodys(full):
    assert steps(full, known_person(full, "nobody")) == []


def test_a_run_that_was_stopped_has_removed_what_is_everybodys(full):
    first, second, *_ = (step.what for step in steps(full, known_person(full, "ada_o")))
    assert first.startswith("feedback/01_tiny-moodle.zip, which holds everybody")
    assert second.startswith("report/01_tiny.html, which holds everybody")


def test_who_has_the_number_of_another_platform_is_not_forgotten(full):
    put(full.root, "roster.csv", "name,canvas_id,sis_id\nJan Novak,7,101\nJan Novak,8,102\nBob Smith,101,555\n")
    put(
        full.root,
        "submitted/Jan_Novak_101/01_tiny/receipt.json",
        receipt("Jan_Novak_101", person=("gradescope", "jan@uni.edu"), signs=(("sid", "101"), ("name", "Jan Novak"))),
    )
    assert [member.canvas_id for member in known_person(full, "Jan_Novak_101").members] == ["7"]
    assert [member.canvas_id for member in known_person(full, "smithbob_101").members] == ["101"]
    assert known_person(full, "Jan_Novk_101").members == ()
    put(full.root, "submitted/bobby_101/01_tiny/receipt.json", receipt("bobby_101", person=("canvas", "101")))
    assert [member.canvas_id for member in known_person(full, "bobby_101").members] == ["101"]
