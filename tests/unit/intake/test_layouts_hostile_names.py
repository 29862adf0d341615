"""What one student is called, or calls a file, changes nothing for the others: not who exported it, nor whose it is."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import UTC
from pathlib import Path

import pytest
from class_exports import CODE, assignment_of, take, zipped

from autograder.errors import Problem
from autograder.intake.archives import Entry
from autograder.intake.exports.export import Reading
from autograder.intake.layouts import read_export

T = "2026-10-19-10-00-00"
D = "Oct 19, 2026 926 PM"
# Of each platform, what it writes about a student, around what that student may choose: {name} or {file}.
PLATFORMS = {
    "Canvas": "{who}_{n}_5{n}_{file}engine.py",
    "Moodle": "{name}{who}_{n}_assignsubmission_file_{file}engine.py",
    "Moodle, folders": "{name}{who}_{n}_assignsubmission_file_/{file}engine.py",
    "Blackboard": "HW_{who}_attempt_" + T + "_{file}engine.py",
    "Brightspace": "1{n}-2{n} - {name}{who} - " + D + "/{file}engine.py",
    "GitHub": "hw1-submissions/hw1-{who}/{file}engine.py",
    "names": "{who}/{file}engine.py",
}
MARKS = (
    *("_55_66_", "_99_123_a_55_66_", "_LATE_7_8_", "_7_assignsubmission_file_", "_b_77_assignsubmission_file_Ada_"),
    *(f"_attempt_{T}_", f"HW_Ada_attempt_{T}_", f"x_Versuch_{T}_", f"_attempt_{T}.txt"),
    *("7-7 - a - 1 ", f"7-7 - Ada - {D} - ", "hw1-Ada", "submission_1", "submission_metadata.yml"),
)
HOSTILE = [*MARKS, *("".join(pair) for pair in itertools.permutations(MARKS[:7], 2))]
HONEST = ("ada", "bob", "cyd")


def names_of(form: str, who: str, n: int, chosen: Sequence[str] = ("",)) -> Iterator[str]:
    """What is called after somebody who chose that as their full name, or as the beginning of the file's."""
    for each in chosen:
        yield form.format(who=who, n=n, name=each if "{name}" in form else "", file="" if "{name}" in form else each)


def entries_of(paths: Sequence[str]) -> list[Entry]:
    return [Entry(path, tuple(path.split("/")), False, (1.0,), "", lambda cap: CODE) for path in paths]


def reading_of(paths: Sequence[str]) -> Reading:
    return read_export(entries_of(paths), Path("class.zip"), assignment_of(), UTC)[0]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_name_of_one_student_changes_what_becomes_of_the_others(platform):
    form = PLATFORMS[platform]
    honest = [name for n, who in enumerate(HONEST, 101) for name in names_of(form, who, n)]
    alone = {handin.label: handin for handin in reading_of(honest).handins}
    people = {handin.person for handin in alone.values()}
    assert len(people) == len(HONEST)
    for hostile in [*HOSTILE, *itertools.combinations(MARKS, 2)]:
        chosen = [hostile] if isinstance(hostile, str) else hostile
        reading = reading_of([*honest, *names_of(form, "mallory", 199, chosen)])
        kept = {handin.label: handin for handin in reading.handins}
        assert {label: kept.get(label) and kept[label].person for label in alone} == {
            label: handin.person for label, handin in alone.items()
        }, chosen
        assert not people & {handin.person for label, handin in kept.items() if label not in alone}, chosen
        assert all(len(kept[label].entries) == len(alone[label].entries) for label in alone), chosen


@pytest.mark.parametrize("called", ["7-7 - a - 1", f"x_attempt_{T}_M"])
def test_many_files_of_one_who_is_called_like_another_platforms_are_one_voice(called):
    honest = [name for n, who in enumerate(HONEST, 101) for name in names_of(PLATFORMS["Moodle"], who, n)]
    many = [f"{called}_199_assignsubmission_file_{n}engine.py" for n in range(9)]
    assert set(HONEST) <= {handin.person.name for handin in reading_of([*honest, *many]).handins}


def test_files_of_all_that_are_called_like_another_platforms_leave_it_blackboards():
    names = [f"HW_{who}_attempt_{T}_lab_1_2_engine.py" for who in HONEST]
    assert {handin.person.key for handin in reading_of(names).handins} == set(HONEST)
    with pytest.raises(Problem, match="Set your language there to English"):
        reading_of([name.replace("attempt", "Versuch") for name in names])


@pytest.mark.parametrize(
    "inside", [f"HW_a_attempt_{T}_engine.py", "submission_metadata.yml", f"1-2 - A - {D}/engine.py"]
)
def test_what_lies_in_one_students_folder_is_no_export_of_all(tmp_path, inside):
    packed = zipped({"engine.py": CODE})
    receipts = take(tmp_path, {"ada.zip": packed, "bob.zip": packed, f"eve/{inside}": CODE, "eve/submission_1/a": b""})
    assert {"ada", "bob", "eve"} <= set(receipts)
    assert receipts["ada"].taken == ("engine.py",)


def test_files_called_like_blackboards_beside_more_folders_are_no_export_of_blackboards(tmp_path):
    receipts = take(tmp_path, {f"HW_x_attempt_{T}_engine.py": CODE, "ada/engine.py": CODE, "bob/engine.py": CODE})
    assert {"ada", "bob"} <= set(receipts)
