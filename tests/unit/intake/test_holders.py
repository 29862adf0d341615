"""A name in a profile never opens another's folder: whom a platform knows by a key keeps theirs in every assignment."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import msgspec
import pytest
from class_exports import GRADESCOPE_METADATA, GRADESCOPE_TOP, assignment_of, modules_of, take, why, zipped

from autograder.intake.collect import collect
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
