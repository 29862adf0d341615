"""A name in a profile never opens another's folder: whom a platform knows by a key keeps theirs in every assignment."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import msgspec
import pytest
from class_exports import GRADESCOPE_METADATA, GRADESCOPE_TOP, assignment_of, modules_of, take, why, zipped

from autograder.intake.attempts import encoded
from autograder.intake.collect import collect
from autograder.intake.holders import Holders, holders
from autograder.intake.identity import FOLDER, Person
from autograder.records import Receipt

BRIGHTSPACE = "{key}-1 - {name} - Oct 18, 2026 926 AM/engine.py"


def taken_next(tmp_path: Path, export: dict[str, bytes]) -> dict[str, Receipt]:
    """What came of the export for the next assignment."""
    source = tmp_path / "next.zip"
    source.write_bytes(zipped(export))
    later = msgspec.structs.replace(assignment_of(), folder=Path("/course/02_neurons"))
    return {each.student: each for each in collect(later, source, tmp_path / "submitted", zone=UTC, one=True)}


def gradescope(name: str, mail: str) -> dict[str, bytes]:
    metadata = GRADESCOPE_METADATA.replace("Ada Lovelace", name).replace("al1@uni.edu", mail).replace("'101'", "''")
    return {
        f"{GRADESCOPE_TOP}/submission_metadata.yml": metadata.encode(),
        f"{GRADESCOPE_TOP}/submission_7001/engine.py": mail.encode(),
        f"{GRADESCOPE_TOP}/submission_7002/engine.py": b"theirs",
    }


def brightspace(name: str, key: str) -> dict[str, bytes]:
    return {
        BRIGHTSPACE.format(key=key, name=name): key.encode(),
        BRIGHTSPACE.format(key=1, name="Zoe Q"): b"",
        BRIGHTSPACE.format(key=2, name="Kim P"): b"",
    }


def clones(name: str, key: str) -> dict[str, bytes]:
    roster = f"identifier,github_username,github_id,name\n,{key},1,{name}\n,zoe,2,Zoe Q\n".encode()
    return {"hw-submissions/classroom_roster.csv": roster, f"hw-submissions/hw-{key}/engine.py": key.encode()}


PLATFORMS = [(brightspace, "397", "666"), (gradescope, "al1@uni.edu", "eve@uni.edu"), (clones, "ada", "eve")]


@pytest.mark.parametrize(("export", "hers", "other"), PLATFORMS)
def test_who_takes_anothers_name_does_not_get_their_folder_in_the_next_assignment(tmp_path, export, hers, other):
    take(tmp_path, export("Ada Lovelace", hers), zone=UTC)
    receipts = taken_next(tmp_path, export("Ada Lovelace", other))
    assert "Ada_Lovelace" not in receipts
    (forged,) = (student for student in receipts if student.startswith("Ada_Lovelace_"))
    assert f"kept apart as {forged}" in why(receipts[forged])


@pytest.mark.parametrize(("export", "hers", "other"), PLATFORMS)
def test_who_has_the_folder_keeps_it_beside_whoever_takes_the_name(tmp_path, export, hers, other):
    take(tmp_path, export("Ada Lovelace", hers), zone=UTC)
    taken_next(tmp_path, export("Ada Lovelace", other))
    assert "Ada_Lovelace" in taken_next(tmp_path, export("Ada Lovelace", hers))
    assert modules_of(tmp_path)["Ada_Lovelace/02_neurons/engine.py"] == hers.encode()


@pytest.mark.parametrize(("export", "hers"), [each[:2] for each in PLATFORMS])
def test_whoever_changes_their_own_name_stays_one_student(tmp_path, export, hers):
    take(tmp_path, export("Ada Lovelace", hers), zone=UTC)
    receipts = taken_next(tmp_path, export("Ada King", hers))
    assert "Ada_King" not in receipts
    assert "Ada King: called so now, and known before: this goes to Ada_Lovelace" in why(receipts["Ada_Lovelace"])


def test_another_platforms_word_on_an_earlier_assignment_keeps_nobody_out(tmp_path):
    take(tmp_path, brightspace("Ada Lovelace", "397"), zone=UTC)
    assert "Ada_Lovelace" in taken_next(tmp_path, gradescope("Ada Lovelace", "al1@uni.edu"))


def test_moodle_numbers_people_anew_for_each_assignment_so_the_name_is_the_person(tmp_path):
    take(tmp_path, {"Li Na_11_assignsubmission_file_/engine.py": b"1"})
    assert set(taken_next(tmp_path, {"Li Na_99_assignsubmission_file_/engine.py": b"2"})) == {"Li_Na"}


ADA, EVE = Person("canvas", "5", "ada"), Person("canvas", "6", "eve")


def test_of_nobody_known_every_folder_is_free_and_nobody_has_one():
    nobody = Holders()
    assert nobody.folder_of(ADA, ["ada"]) == ""
    assert nobody.is_free(ADA, "ada")


@pytest.mark.parametrize(
    ("here", "ever", "free"),
    [
        (None, (), True),
        (ADA, (), True),
        (EVE, (), False),
        (Person(FOLDER, "ada"), (), True),
        (Person(FOLDER, "Ada"), (), False),
        (None, (ADA,), True),
        (None, (EVE,), False),
        (None, (ADA, EVE), False),
        (None, (Person("gradescope", "e"),), True),
        (ADA, (EVE,), False),
        (EVE, (EVE,), False),
    ],
)
def test_a_folder_is_free_unless_this_or_another_assignment_says_that_somebody_else_has_it(here, ever, free):
    known = Holders({"ada": here} if here else {}, {"ada": ever})
    assert known.is_free(ADA, "ada") is free
    assert known.is_free(ADA, "other")


def test_who_is_here_goes_before_who_ever_was_and_any_other_folder_comes_last():
    known = Holders({"b": ADA}, {"a": {ADA}, "b": {ADA}}, {ADA: "old"})
    assert known.folder_of(ADA, ["a", "b"]) == "b"
    assert known.folder_of(ADA, ["a"]) == "a"
    assert known.folder_of(ADA, ["c"]) == "old"
    assert known.folder_of(EVE, ["a", "b"]) == ""


def test_a_folder_that_somebody_else_has_here_is_nobody_elses_though_it_once_was():
    assert Holders({"old": EVE}, {"old": {ADA}}, {ADA: "old"}).folder_of(ADA, ["old"]) == ""


def place(submitted: Path, student: str, assignment: str, source: str, *person: str) -> None:
    folder = submitted / student / assignment
    folder.mkdir(parents=True)
    receipt = Receipt(student, assignment, source, (), (), (), (person[0], person[1]) if person else ("", ""))
    (folder / "receipt.json").write_bytes(encoded(receipt))


def test_receipts_say_who_has_which_folder_here_and_ever(tmp_path):
    place(tmp_path, "ada", "01", "x", "canvas", "5")
    place(tmp_path, "ada_k", "02", "x", "canvas", "5")
    place(tmp_path, "Bob", "02", "x", "moodle", "7")
    (tmp_path / "cy/01").mkdir(parents=True)
    place(tmp_path, "dan", "01", "dan_8_1_x.py")
    place(tmp_path, "eve", "01", "README")
    known = holders(tmp_path, "01", ("x.py",))
    assert known.here == {
        "ada": Person("canvas", "5"),
        "ada_k": Person(FOLDER, "ada_k"),
        "bob": Person(FOLDER, "Bob"),
        "cy": Person(FOLDER, "cy"),
        "dan": Person("canvas", "8"),
        "eve": Person(FOLDER, "eve"),
    }
    assert known.ever == {"ada": {ADA}, "ada_k": {ADA}, "dan": {Person("canvas", "8")}}
    assert known.folders == {ADA: "ada", Person("canvas", "8"): "dan"}


def test_of_no_folder_at_all_nothing_is_known(tmp_path):
    assert holders(tmp_path / "none", "01", ()) == Holders()
