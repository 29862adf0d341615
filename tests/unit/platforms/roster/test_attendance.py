"""A roster says who has handed in, who has not, and who is meant by a name that it does not know."""

from __future__ import annotations

import time
from datetime import UTC

import msgspec
from class_exports import CODE, GRADESCOPE, take
from made_grades import grade

from autograder.platforms.grades import with_told
from autograder.platforms.roster.attendance import attendance, real_names, sentences
from autograder.platforms.roster.table import Member, Roster
from autograder.records import Receipt

CLASS = Roster(
    (
        Member(name="Ada Okafor", login="ada"),
        Member(name="Bob Ross", canvas_id="102"),
        Member(name="Cem Kaya", email="cem@uni.edu"),
    ),
    (),
)


def test_names_are_known_by_whatever_id_the_folder_has(tmp_path):
    found = attendance(CLASS, ["ada", "rossbob_102", "Cem_Kaya"], tmp_path)
    assert found.names == {"ada": "Ada Okafor", "rossbob_102": "Bob Ross", "Cem_Kaya": "Cem Kaya"}
    assert (found.missing, found.unknown) == ((), {})
    assert list(sentences(found, "01_autograd")) == []


def test_who_is_missing_and_who_is_unknown_is_told_with_the_most_similar_name(tmp_path):
    found = attendance(CLASS, ["ada", "bob_ros", "zzz"], tmp_path)
    assert found.missing == ("Bob Ross", "Cem Kaya")
    assert found.unknown == {"bob_ros": "Bob Ross", "zzz": ""}
    assert list(sentences(found, "01_autograd")) == [
        "Nothing of 2 for 01_autograd: Bob Ross, Cem Kaya.",
        "bob_ros is not in the roster. Is it Bob Ross?",
        "zzz is not in the roster.",
    ]


def test_a_name_that_two_people_have_is_nobodys(tmp_path):
    twins = Roster((Member(name="Li Na", login="li1"), Member(name="Li Na", login="li2")), ())
    found = attendance(twins, ["Li_Na", "li2"], tmp_path)
    assert (found.names, found.missing, found.unknown) == ({"li2": "Li Na"}, ("Li Na",), {"Li_Na": "Li Na"})


def test_a_receipt_says_whose_the_number_behind_a_name_is(tmp_path):
    told = {"bobby_102": ("canvas", "102"), "Bob_Ross_102": ("moodle", "102"), "Kaya_9": ("gradescope", "cem@uni.edu")}
    for student, person in told.items():
        (place := tmp_path / student / "01").mkdir(parents=True)
        receipt = Receipt(student, "01", "pile", (), (), (), person=person, signs=(("email", person[1]),))
        (place / "receipt.json").write_bytes(msgspec.json.encode(receipt))
    found = attendance(CLASS, told, tmp_path)
    assert found.names == {"bobby_102": "Bob Ross", "Kaya_9": "Cem Kaya"}
    assert (found.missing, [*found.unknown]) == (("Ada Okafor",), ["Bob_Ross_102"])
    assert [
        tuple(told.platform for told in each.told) for each in with_told([grade("bobby_102"), grade("ada")], tmp_path)
    ] == [("canvas",), ()]


def test_who_claims_to_be_somebody_else_is_told_with_whom_and_what_decides(tmp_path):
    found = attendance(CLASS, ["ada", "Ada_Okafor"], tmp_path)
    assert (found.names, found.unknown) == ({"ada": "Ada Okafor"}, {"Ada_Okafor": "Ada Okafor"})
    (said,) = list(sentences(found, "01_autograd"))[1:]
    assert said.startswith("Ada_Okafor could be Ada Okafor, but ada surely is, so is taken for nobody. If you know")


def test_a_canvas_roster_knows_whom_the_other_platforms_name(tmp_path):
    roster = Roster((Member(name="Lovelace, Ada", canvas_id="9", sis_id="101"), Member(name="Müller, Jürgen")), ())
    take(tmp_path, GRADESCOPE)
    take(tmp_path, {"Jürgen Müller_11_assignsubmission_file/engine.py": CODE}, name="moodle.zip")
    take(tmp_path, {"5-1 - Jürgen Müller - Oct 19, 2026 926 PM/engine.py": CODE}, name="bright.zip", zone=UTC)
    submitted = tmp_path / "submitted"
    found = attendance(roster, ["Ada_Lovelace", "Alan_Turing"], submitted)
    assert (found.names, [*found.unknown]) == ({"Ada_Lovelace": "Ada Lovelace"}, ["Alan_Turing"])
    for student in ("Jürgen_Müller", *(place.name for place in submitted.glob("Jürgen*_*_*"))):
        assert attendance(roster, [student], submitted).names == {student: "Jürgen Müller"}


def test_who_is_meant_by_many_unknown_is_found_without_comparing_all_with_all(tmp_path):
    names = [f"{first}{number} {last}" for number in range(500) for first, last in (("Ada", "Okafor"), ("Bo", "Ross"))]
    roster = Roster(tuple(Member(name=name, login=f"u{at}", email=f"u{at}@x.org") for at, name in enumerate(names)), ())
    began = time.process_time()
    found = attendance(roster, [f"{name.replace(' ', '_')}x" for name in names[:100]], tmp_path)
    assert time.process_time() - began < 2.0
    assert found.unknown["Ada40_Okaforx"] == "Ada40 Okafor"


def test_who_may_be_somebody_that_has_handed_in_is_told_to_be_given_to_them(tmp_path):
    found = attendance(CLASS, ["rossbob_102", "bob_ros"], tmp_path)
    assert list(sentences(found, "01"))[-1] == (
        "bob_ros is not in the roster. Is it Bob Ross? Then collect what is theirs with --student rossbob_102."
    )


def test_real_names_are_known_of_whom_the_courses_roster_knows(tmp_path):
    assert real_names(tmp_path, ["ada"], tmp_path / "submitted") == {}
    (tmp_path / "roster.csv").write_text('name,login\n"Okafor, Ada",ada\nBob Ross,bob\n')
    assert real_names(tmp_path, ["eve", "ada"], tmp_path / "submitted") == {"ada": "Ada Okafor"}
