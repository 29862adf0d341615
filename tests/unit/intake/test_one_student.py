"""What somebody sends by mail goes to the student whom the instructor names, whatever a platform calls them."""

from __future__ import annotations

import pytest
from class_exports import CODE, modules_of, take, why

from autograder.errors import Problem
from autograder.intake.attempts import receipt_of

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
