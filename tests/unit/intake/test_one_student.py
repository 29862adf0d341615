"""What somebody sends by mail goes to the student whom the instructor names, whatever a platform calls them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from class_exports import CODE, assignment_of, modules_of, take, why

from autograder.errors import Problem
from autograder.files import write_tree
from autograder.intake.archives import Entry
from autograder.intake.attempts import encoded, receipt_of
from autograder.intake.identity import FOLDER, Person
from autograder.intake.one_student import of_student
from autograder.records import Receipt

PLATFORMS = {
    "Eve_Eden": "Eve Eden_101_assignsubmission_file_/engine.py",
    "edeneve_101": "edeneve_101_9001_engine.py",
    "Eve_Eden_102": "Eve Eden_102_assignsubmission_file_/engine.py",
}


@pytest.mark.parametrize("student", PLATFORMS)
def test_what_is_mailed_goes_to_the_student_and_the_next_export_too(tmp_path, student):
    """Though another student has the same name."""
    export = {name: who.encode() for who, name in PLATFORMS.items()} | {
        "Bo Bi_7_assignsubmission_file_/engine.py": b"bo"
    }
    first = set(take(tmp_path, export))
    (who,) = (each for each in first if modules_of(tmp_path)[f"{each}/01_autograd/engine.py"] == student.encode())
    receipt = take(tmp_path, {"engine.py": b"mailed"}, name="mail.zip", one=False, student=who)[who]
    assert modules_of(tmp_path)[f"{who}/01_autograd/engine.py"] == b"mailed"
    assert (receipt.person[1], receipt.source) == (PLATFORMS[student].split("_")[1], "mail.zip")
    assert set(take(tmp_path, {**export, PLATFORMS[student]: b"newer"})) == first
    assert modules_of(tmp_path)[f"{who}/01_autograd/engine.py"] == b"newer"


def test_it_keeps_what_the_platform_says_of_them(tmp_path):
    take(tmp_path, {PLATFORMS["Eve_Eden"]: CODE, "Bo Bi_7_assignsubmission_file_/engine.py": CODE})
    before = receipt_of(tmp_path / "submitted" / "Eve_Eden" / "01_autograd")
    receipt = take(tmp_path, {"any/engine.py": b"mailed"}, student="Eve_Eden")["Eve_Eden"]
    assert (receipt.person, receipt.signs, receipt.refused) == (before.person, before.signs, ())


def test_a_name_that_nobody_has_is_a_problem_that_names_who_may_be_meant(tmp_path):
    take(tmp_path, {"eve_eden/engine.py": CODE})
    with pytest.raises(Problem, match=r"has nobody called eve_edn; is it eve_eden\?.*Nothing was collected"):
        take(tmp_path, {"engine.py": CODE}, student="eve_edn")
    for name in (".", "..", "", "eve_eden/01_autograd", ".attempts"):
        with pytest.raises(Problem):
            take(tmp_path, {"engine.py": CODE}, student=name, one=False)


def test_nothing_at_all_leaves_what_is_there(tmp_path):
    take(tmp_path, {"eve/engine.py": CODE})
    with pytest.raises(Problem, match="No hand-in found"):
        take(tmp_path, {}, student="eve")
    assert modules_of(tmp_path)["eve/01_autograd/engine.py"] == CODE


def test_who_is_kept_apart_is_told_how_to_say_whose_it_is(tmp_path):
    take(tmp_path, {PLATFORMS["Eve_Eden"]: CODE})
    (receipt,) = take(tmp_path, {"Eve_Eden/engine.py": b"mailed"}).values()
    assert why(receipt).endswith("if it is theirs, collect it with --student Eve_Eden")


def known_as(tmp_path: Path, *places: tuple[str, str, str, tuple[tuple[str, str], ...]]) -> Person:
    """Whom a mailed hand-in is of, given by assignment what receipts say of somebody."""
    submitted = tmp_path / "submitted"
    for assignment, platform, key, signs in places:
        receipt = Receipt("eve", assignment, "x", (), (), (), (platform, key), signs=signs)
        write_tree(submitted / "eve" / assignment, {"receipt.json": encoded(receipt)})
    (submitted / "eve").mkdir(parents=True, exist_ok=True)
    reading, _ = of_student("eve", submitted, [FILE], Path("mail.zip"), assignment_of())
    (handin,) = reading.handins
    return handin.person


FILE = Entry("x.py", ("x.py",), False, (7.0,), "", lambda cap: CODE)
HERE = "01_autograd"


@pytest.mark.parametrize(
    ("places", "platform", "key"),
    [
        ([], FOLDER, "eve"),
        ([(HERE, "canvas", "5", ())], "canvas", "5"),
        ([(HERE, "moodle", "7", ())], "moodle", "7"),
        ([("00_start", "canvas", "5", ())], "canvas", "5"),
        ([("00_start", "moodle", "7", ())], FOLDER, "eve"),
        ([("00_start", "canvas", "5", ()), (HERE, "moodle", "7", ())], "moodle", "7"),
        ([("00_start", "moodle", "7", ()), ("02_next", "canvas", "5", ())], "canvas", "5"),
        ([(HERE, "", "", ())], FOLDER, "eve"),
    ],
)
def test_it_is_whom_a_platform_knows_here_or_by_a_lasting_key_elsewhere(tmp_path, places, platform, key):
    assert known_as(tmp_path, *places) == Person(platform, key)


def test_who_is_called_by_name_keeps_that_and_every_sign(tmp_path):
    signs = (("sid", "7"), ("name", "Eve E."), ("email", "name"))
    named = known_as(tmp_path / "1", (HERE, "gradescope", "k", signs))
    assert (named.name, named.signs) == ("Eve E.", (("sid", "7"), ("email", "name")))
    other = known_as(tmp_path / "2", (HERE, "canvas", "k", signs))
    assert (other.name, other.signs) == ("eve", (("sid", "7"), ("email", "name")))
    assert known_as(tmp_path / "3", (HERE, "gradescope", "k", ())).name == "eve"


def test_it_is_as_new_as_its_newest_file_and_without_any_of_no_time(tmp_path):
    (tmp_path / "eve").mkdir()
    folder = replace(FILE, folder=True, modified=(99.0,))
    for entries, order in (([FILE, replace(FILE, modified=(9.0,)), folder], (9.0,)), ([folder], ())):
        reading, _ = of_student("eve", tmp_path, entries, Path("mail.zip"), assignment_of())
        assert reading.handins[0].order == order


def test_somebody_who_is_called_quite_otherwise_is_not_suggested(tmp_path):
    (tmp_path / "eve").mkdir()
    for name, suggested in (("evi", True), ("bob", False)):
        with pytest.raises(Problem) as problem:
            of_student(name, tmp_path, [FILE], Path("mail.zip"), assignment_of())
        assert ("is it eve" in str(problem.value)) is suggested
