"""Limits count for each student, after junk is left out, and nobody's refusal costs another student."""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
from datetime import UTC
from pathlib import Path

import pytest
from class_exports import CODE, assignment_of, member, modules_of, take, tarred, why, zipped

from autograder.course.policy import Policy
from autograder.intake import quota
from autograder.intake.collect import collect
from autograder.intake.received import clock, received_at

HONEST = {"ada/engine.py": CODE, "zoe/engine.py": CODE}
COLLECTED = {"ada/01_autograd/engine.py": CODE, "zoe/01_autograd/engine.py": CODE}


def packed(files: dict[str, bytes], kind: str) -> bytes:
    if kind == "zip":
        return zipped(files, zipfile.ZIP_STORED)
    return tarred(*((member(name), data) for name, data in files.items()), mode="w:gz")


@pytest.mark.parametrize("kind", ["zip", "tar"])
@pytest.mark.parametrize("around", ["", "export/"])
def test_a_crowd_of_one_student_is_refused_and_the_others_are_collected(tmp_path, kind, around):
    crowd = dict.fromkeys((f"mia/{n}/x" for n in range(3000)), b"")
    files = {around + name: data for name, data in {**HONEST, "mia/engine.py": CODE, **crowd}.items()}
    receipts = take(tmp_path, packed(files, kind), name=f"pile.{kind}")
    assert modules_of(tmp_path) == COLLECTED
    assert why(receipts["mia"]) == "mia: more than 2000 entries; hand in the assignment's files alone"


@pytest.mark.slow
def test_two_hundred_thousand_files_of_one_student_cost_nobody_else(tmp_path):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("ada/engine.py", CODE)
        for n in range(201_000):
            archive.writestr(zipfile.ZipInfo(f"mia/{n}"), b"")
        archive.writestr("zoe/engine.py", CODE)
    receipts = take(tmp_path, data.getvalue())
    assert modules_of(tmp_path) == COLLECTED
    assert "more than 2000 entries" in why(receipts["mia"])


def test_a_crowd_in_a_folder_is_not_read_to_its_end(tmp_path, monkeypatch):
    for name, data in {**HONEST, "mia/engine.py": CODE}.items():
        (tmp_path / "class" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "class" / name).write_bytes(data)
    for n in range(30):
        (tmp_path / f"class/mia/{n}/deeper").mkdir(parents=True)
    monkeypatch.setattr(quota, "MAX_ARCHIVE_ENTRIES", 20)
    listed = []
    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: listed.append(str(path)) or scandir(path))
    receipts = {each.student: each for each in collect(assignment_of(), tmp_path / "class", tmp_path / "submitted")}
    assert modules_of(tmp_path) == COLLECTED
    assert "more than 20 entries" in why(receipts["mia"])
    assert not any(Path(path).name == "deeper" for path in listed)


@pytest.mark.parametrize("folder", ["node_modules", ".git", "__pycache__", ".venv/lib/site-packages"])
@pytest.mark.parametrize("pack", [False, True])
def test_what_tools_leave_behind_is_not_counted(tmp_path, folder, pack):
    files = {"engine.py": CODE, **dict.fromkeys((f"{folder}/{n}.js" for n in range(3000)), b"")}
    own = {"mia.zip": zipped(files)} if pack else {f"mia/{name}": data for name, data in files.items()}
    receipts = take(tmp_path, {**HONEST, **own})
    assert modules_of(tmp_path) == {**COLLECTED, "mia/01_autograd/engine.py": CODE}
    assert receipts["mia"].refused == ()


def test_a_students_archive_of_junk_without_end_is_not_listed(tmp_path):
    junk = dict.fromkeys((f".git/{n}" for n in range(20_001)), b"")
    receipts = take(tmp_path, {**HONEST, "mia.zip": zipped(junk, zipfile.ZIP_STORED)})
    assert "more than 20000 entries" in why(receipts["mia"])
    assert modules_of(tmp_path) == COLLECTED


def test_files_side_by_side_count_for_the_one_who_handed_them_in(tmp_path):
    crowd = dict.fromkeys((f"mia_7_{n}_x.py" for n in range(1000, 3100)), b"")
    receipts = take(tmp_path, {"ada_5_1_engine.py": CODE, **crowd, "zoe_9_2_engine.py": CODE})
    assert set(modules_of(tmp_path)) == {"ada_5/01_autograd/engine.py", "zoe_9/01_autograd/engine.py"}
    assert "more than 2000 entries" in why(receipts["mia_7"])


BLACKBOARD = "HW_{who}_attempt_2026-10-18-10-00-00_{file}"
FLOODS = {
    "Blackboard": (BLACKBOARD, ["{n}"]),
    "Blackboard, as Canvas and Moodle would": (BLACKBOARD, ["x_{n}_1_y.py", "x_{n}_assignsubmission_file_y"]),
    "Brightspace": ("{key}-1 - {who} - Oct 18, 2026 926 AM - {file}", ["{n}"]),
    "Brightspace, as Canvas would": ("{key}-1 - {who} - Oct 18, 2026 926 AM - {file}", ["x_{n}_1_y.py"]),
    "Canvas, as Blackboard would": ("{who}_{key}_1_{file}", ["x{n}_attempt_2026-10-18-10-00-00_y"]),
    "Canvas, in two ways": ("{who}_{key}_1_{file}", ["x_{n}_2_y.py", "x_1_{n}_y.py"]),
    "Moodle, in two ways": ("{who}_{key}_assignsubmission_file_{file}", ["x_{n}_1_y"]),
}


@pytest.mark.parametrize("around", ["", "submissions/", "export of the class/"])
@pytest.mark.parametrize("platform", FLOODS)
def test_no_platforms_files_side_by_side_cost_another_student(tmp_path, monkeypatch, platform, around):
    monkeypatch.setattr(quota, "MAX_OWNERS", 20)
    monkeypatch.setattr(quota, "MAX_ARCHIVE_ENTRIES", 50)
    monkeypatch.setattr(quota, "MAX_CLASS_ENTRIES", 100)
    name, forged = FLOODS[platform]

    def path(who: str, file: str) -> str:
        return around + name.format(key={"ada": 1, "mia": 2, "zoe": 3}[who], who=who, file=file)

    crowd = {path("mia", each.format(n=n)): b"" for n in range(1, 300) for each in forged}
    beside = {"README.txt": b""} if around else {}
    pile = {path("ada", "engine.py"): CODE, **crowd, path("zoe", "engine.py"): CODE, **beside}
    take(tmp_path, pile, zone=UTC)
    taken = [name.partition("/")[0][:3] for name in modules_of(tmp_path) if name.endswith(".py")]
    assert sorted(taken) == ["ada", "zoe"]


@pytest.mark.parametrize("beside", ["README.txt", "engine.py"])
@pytest.mark.parametrize("around", ["submissions", "hw-submissions"])  # as GitHub has them
def test_a_class_in_one_folder_is_not_one_owner_because_of_a_file_beside_it(tmp_path, monkeypatch, around, beside):
    monkeypatch.setattr(quota, "MAX_ARCHIVE_ENTRIES", 50)
    students = {f"{around}/hw-s{n}/{file}": CODE for n in range(10) for file in ("engine.py", *map(str, range(20)))}
    source = tmp_path / "pile"
    for name, data in {**students, beside: b""}.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes(data)
    receipts = collect(assignment_of(), source, tmp_path / "submitted")
    assert len(modules_of(tmp_path)) == 10
    assert beside in why(receipts[0])


@pytest.mark.parametrize("first", ["large", "small"])
def test_where_the_class_has_too_many_the_largest_are_refused(tmp_path, monkeypatch, first):
    monkeypatch.setattr(quota, "MAX_CLASS_ENTRIES", 100)
    large = {f"{who}/{n}.txt": b"" for who in ("leo", "max") for n in range(60)}
    small = {f"{who}/engine.py": CODE for who in ("ada", "mia", "zoe")}
    receipts = take(tmp_path, {**large, **small} if first == "large" else {**small, **large})
    assert set(modules_of(tmp_path)) == {f"{who}/01_autograd/engine.py" for who in ("ada", "mia", "zoe")}
    refused = [who for who, receipt in receipts.items() if "the class has more than 100" in why(receipt)]
    assert refused == ["leo"] or refused == ["max"]


def test_students_beyond_the_most_and_entries_that_are_not_looked_at_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(quota, "MAX_OWNERS", 2)
    receipts = take(tmp_path, {f"s{n}/engine.py": CODE for n in range(5)})
    assert set(modules_of(tmp_path)) == {"s0/01_autograd/engine.py", "s1/01_autograd/engine.py"}
    assert "3 entries beyond 2 students; collect the class in parts" in why(receipts[""])
    monkeypatch.setattr(quota, "MAX_LISTED", 1)
    assert "entries beyond the first 1; collect" in why(take(tmp_path, {f"s{n}/engine.py": CODE for n in range(5)})[""])


def test_a_folder_too_deep_for_its_path_stops_nobody_else(tmp_path):
    for name, data in HONEST.items():
        (tmp_path / "class" / name).parent.mkdir(parents=True)
        (tmp_path / "class" / name).write_bytes(data)
    (tmp_path / "class/mia").mkdir()
    here = os.open(tmp_path / "class/mia", os.O_RDONLY)
    for _ in range(30):  # longer than any path may be
        os.mkdir("d" * 200, dir_fd=here)
        here, above = os.open("d" * 200, os.O_RDONLY, dir_fd=here), here
        os.close(above)
    os.close(here)
    collect(assignment_of(), tmp_path / "class", tmp_path / "submitted")
    assert modules_of(tmp_path) == COLLECTED


def test_a_folder_that_cannot_be_listed_is_told_and_stops_nobody_else(tmp_path, monkeypatch):
    """As one without permission, for whoever is not root, or one that is gone meanwhile."""
    for name, data in {**HONEST, "mia/work/engine.py": CODE}.items():
        (tmp_path / "class" / name).parent.mkdir(parents=True)
        (tmp_path / "class" / name).write_bytes(data)
    scandir = os.scandir

    def refusing(path):
        if isinstance(path, Path) and path.name == "work":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    receipts = {each.student: each for each in collect(assignment_of(), tmp_path / "class", tmp_path / "submitted")}
    assert modules_of(tmp_path) == COLLECTED
    assert "a folder that cannot be read" in why(receipts["mia"])


def test_a_zip_with_something_before_it_or_a_comment_is_read(tmp_path):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in HONEST.items():
            archive.writestr(name, content)
        archive.comment = b"exported PK by a platform"
    take(tmp_path, b"PK before" * 100 + data.getvalue())
    assert modules_of(tmp_path) == COLLECTED


def test_a_zip_with_the_64_bit_list_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
    data = zipped(HONEST)
    assert b"PK\x06\x06" in data
    monkeypatch.undo()
    take(tmp_path, data)
    assert modules_of(tmp_path) == COLLECTED


@pytest.mark.parametrize("modified", [1e300, -1e300, float(2**62)])
def test_a_date_that_is_none_is_told_and_stops_nobody_else(tmp_path, modified):
    late = member("mia/engine.py")
    late.pax_headers = {"mtime": repr(modified)}
    source = tmp_path / "class.tar"
    source.write_bytes(tarred((late, CODE), *((member(name), data) for name, data in HONEST.items())))
    times = clock("files", Policy())
    receipts = {each.student: each for each in collect(assignment_of(), source, tmp_path / "submitted", times)}
    assert set(receipts) == {"ada", "mia", "zoe"}
    assert "no date" in why(receipts["mia"])
    assert received_at(tmp_path / "submitted/mia/01_autograd") is None
    assert received_at(tmp_path / "submitted/ada/01_autograd") is not None


def test_tar_members_are_read_after_the_list_is_forgotten(tmp_path):
    take(tmp_path, tarred(*((member(f"s{n}/engine.py", tarfile.REGTYPE), b"%d" % n) for n in range(50))), name="c.tar")
    assert sorted(modules_of(tmp_path).values()) == sorted(b"%d" % n for n in range(50))
