"""Whose a hand-in is, by signs that are its owner's; nobody is taken for another by what they chose themselves."""

from __future__ import annotations

import pytest

from autograder.intake.attempts import Told
from autograder.platforms.roster.matching import Doubt, matches, why
from autograder.platforms.roster.table import Member

JANS = (
    Member(name="Novak, Jan", canvas_id="7", sis_id="101", email="jan@uni.edu", github="jan-n"),
    Member(name="Novak, Jan", canvas_id="8", sis_id="102", username="jnovak2"),
    Member(name="Smith, Bob", canvas_id="101", sis_id="555"),
)
CANVAS = (
    Member(name="Lovelace, Ada", canvas_id="101", sis_id="S1", login="al1"),
    Member(name="Ross, Bob", canvas_id="102", sis_id="S2", login="bob"),
)


def gradescope(name: str, sid: str = "", email: str = "") -> Told:
    signs = [(kind, text) for kind, text in (("sid", sid), ("email", email), ("name", name)) if text]
    return Told("gradescope", email or sid or name, tuple(signs))


def named(name: str, number: str = "9", platform: str = "moodle") -> Told:
    return Told(platform, number, (("name", name),))


def who(members: tuple[Member, ...], **told: Told | None) -> dict[str, str]:
    """What each student is called by the roster."""
    found = matches(members, {student: () if each is None else (each,) for student, each in told.items()}).found
    return {student: members[place].name for student, place in found.items()}


@pytest.mark.parametrize(
    ("student", "told", "place"),
    [
        ("Jan_Novak_101", gradescope("Jan Novak", "101", "j@gmail.com"), 0),
        ("Jan_Novak_9", gradescope("J.", "9", "JAN@uni.edu"), 0),
        ("Jan_Novak_555", gradescope("Jan Novak", "", "nobody@uni.edu"), None),
        ("Jan_Novak_101", Told("moodle", "101"), None),
        ("Bob_Smith_101", Told("moodle", "101"), None),
        ("Jan_Novak_8", Told("brightspace", "8"), None),
        ("Jan_Novak_jan-n", Told("github", "jan-n"), 0),
        ("Jan_Novak_0f3a", Told("blackboard", "jnovak2"), 1),
        ("smithbob_101", Told("canvas", "101"), 2),
        ("bobby_tables_101", Told("canvas", "101"), 2),
        ("Jan_Novak_101", Told("canvas", "8"), 1),
        ("Jan_Novak_101", None, 0),
        ("novakjan_8", None, 1),
        ("Bob_Smith_101", None, 2),
        ("Eve_101", None, None),
        ("Jan_Novk_8", None, None),
        ("Jan_8", None, None),
        ("-_8", None, None),
    ],
)
def test_a_number_is_looked_for_only_among_those_of_its_own_kind(student, told, place):
    found = matches(JANS, {student: () if told is None else (told,)}).found
    assert found == ({} if place is None else {student: place})


@pytest.mark.parametrize("student", ["mllerjrg_5", "mullerjorg_5", "müllerjörg_5", "Jörg_Müller_5"])
def test_a_name_before_a_number_fits_in_any_order_and_without_accents(student):
    assert matches((Member(name="Müller, Jörg", canvas_id="5"),), {student: ()}).found == {student: 0}


@pytest.mark.parametrize(
    "told",
    [
        gradescope("Ada Lovelace", "77", "ada@gmail.com"),
        named("Ada Lovelace"),
        named("ADA  lovelace"),
        named("Lovelace Ada"),
        named("Lovelace, Ada"),
        named("Ada Lovelace", "397063", "brightspace"),
        Told("moodle", "17"),
        None,
    ],
)
def test_a_full_name_is_found_in_the_order_that_canvas_sorts_by(told):
    assert who(CANVAS, Ada_Lovelace=told) == {"Ada_Lovelace": "Lovelace, Ada"}


def test_a_name_is_the_same_in_each_spelling_of_unicode_and_no_other():
    found = matches((Member(name="Müller, Jürgen"),), {"a": (named("Ju\u0308rgen Mu\u0308ller"),)}).found
    assert found == {"a": 0}
    assert who((Member(name="राम"),), a=named("रमि")) == who((Member(name="Müller"),), a=named("Muller")) == {}


def test_who_is_called_so_in_this_order_goes_before_who_is_in_the_other():
    both = (Member(name="James Henry"), Member(name="James, Henry"))
    assert who(both, a=named("Henry James"), b=named("James Henry")) == {"a": "James, Henry", "b": "James Henry"}


def test_the_id_goes_before_the_email_address_and_that_before_the_name():
    shared = (Member(name="A", sis_id="S1", email="family@x.org"), Member(name="B", sis_id="S2", email="family@x.org"))
    assert who(shared, a=gradescope("B", "S1", "family@x.org")) == {"a": "A"}
    assert who(shared, a=gradescope("B", "", "family@x.org")) == {}


def test_canvas_login_may_be_an_email_address():
    assert who((Member(name="A", login="a@uni.edu"),), a=gradescope("X", "", "A@uni.edu")) == {"a": "A"}


def test_whom_canvas_names_is_found_by_the_name_where_the_roster_has_no_numbers_of_canvas():
    roster = (Member(name="Ana de la Cruz", email="a@x"), Member(name="Bob Ross", email="b@x"))
    told = {"delacruzana_7": Told("canvas", "7"), "rossbob_8": Told("canvas", "8"), "obsrosb_9": Told("canvas", "9")}
    assert who(roster, **told) == {"delacruzana_7": "Ana de la Cruz", "rossbob_8": "Bob Ross"}
    assert who(roster, rossbob_8=Told("canvas", "8"), rossbob_9=Told("canvas", "9")) == {}
    assert who(CANVAS, rossbob_8=Told("canvas", "8")) == {}


def test_signs_of_two_people_are_nobodys():
    mails = tuple(Member(name=each.name, sis_id=each.sis_id, email=f"{each.login}@uni.edu") for each in CANVAS)
    torn = gradescope("Ada Lovelace", "S1", "bob@uni.edu")
    found = matches(mails, {"Ada": (torn,)})
    assert (found.found, found.doubts["Ada"].places) == ({}, (0, 1))
    assert why(found.doubts["Ada"], mails) == "could be Ada Lovelace or Bob Ross"
    assert matches(mails, {"Ada": (torn, gradescope("Ada Lovelace", "S1"))}).found == {}


@pytest.mark.parametrize("chosen", ["S2", "102", "bob", "bob@uni.edu", "rossbob_102", "Bob Ross_102"])
@pytest.mark.parametrize("platform", ["moodle", "brightspace", "gradescope"])
def test_a_name_that_a_student_chose_is_no_id(chosen, platform):
    members = (*CANVAS[:1], Member(name="Ross, Bob", canvas_id="102", sis_id="S2", login="bob", email="bob@uni.edu"))
    folder = chosen.replace(" ", "_")
    for told in (named(chosen, "5", platform), Told(platform, "5")):
        assert matches(members, {folder: (told,)}).found == {}


def test_a_login_on_github_is_no_name_and_no_other_login():
    assert who((Member(name="Ada Lovelace", login="ada"),), Ada_Lovelace=Told("github", "ada-lovelace")) == {}
    assert who((Member(name="Ada Lovelace", login="ada"),), ada=Told("github", "ada")) == {}


def test_who_took_the_name_of_somebody_is_not_them_where_the_platforms_ids_are_known():
    eve = gradescope("Bob Ross", "S5", "eve@uni.edu")
    told = {"Bob_Ross": eve, "Ada_Lovelace": gradescope("Ada Lovelace", "S1", "ada@uni.edu")}
    found = matches(CANVAS, {student: (each,) for student, each in told.items()})
    assert found.found == {"Ada_Lovelace": 0}
    assert why(found.doubts["Bob_Ross"], CANVAS) == "could be Bob Ross, but has another id or e-mail address"
    said = (CANVAS[0], Member(name="Ross, Bob", sis_id="S2", student="Bob_Ross"))
    assert who(said, **told) == {"Ada_Lovelace": "Lovelace, Ada", "Bob_Ross": "Ross, Bob"}
    with_eve = (*CANVAS, Member(name="Eve", sis_id="S5"))
    assert who(with_eve, **told)["Bob_Ross"] == "Eve"


def test_of_two_who_say_the_same_name_neither_is_taken_for_its_owner():
    found = matches(CANVAS, {"Bob_Ross": (named("Bob Ross", "11"),), "Bob_Ross_12": (named("Bob Ross", "12"),)})
    assert (found.found, found.doubts["Bob_Ross"]) == ({}, Doubt((1,), ("Bob_Ross_12",)))
    assert why(found.doubts["Bob_Ross"], CANVAS) == "could be Bob Ross, and so could Bob_Ross_12"


def test_a_name_that_somebody_with_another_id_has_too_is_not_enough():
    told = {
        "Ada_Lovelace": gradescope("Ada Lovelace", "S1"),
        "Bob_Ross": gradescope("Bob Ross", "S5"),
        "Bob_Ross_12": named("Bob Ross", "12", "brightspace"),
    }
    assert who(CANVAS, **told) == {"Ada_Lovelace": "Lovelace, Ada"}


def test_a_surer_sign_keeps_its_owner_from_who_has_only_the_name():
    told = {"rossbob_102": (Told("canvas", "102"),), "Bob_Ross": (named("Bob Ross"),)}
    found = matches(CANVAS, told)
    assert found.found == {"rossbob_102": 1}
    assert why(found.doubts["Bob_Ross"], CANVAS) == "could be Bob Ross, but rossbob_102 surely is"


def test_an_id_that_two_hand_ins_have_is_neithers():
    told = {"Bob": gradescope("Bob", "S2"), "Eve": gradescope("Eve", "S2")}
    assert who(CANVAS, **told) == {}


def test_the_instructor_decides_by_the_folder():
    said = (CANVAS[0], Member(name="Ross, Bob", student="Bob_Ross_12"), Member(name="Eve", student="Bob_Ross"))
    told = {"Bob_Ross": named("Bob Ross", "11"), "Bob_Ross_12": named("Bob Ross", "12")}
    assert who(said, **told) == {"Bob_Ross_12": "Ross, Bob", "Bob_Ross": "Eve"}
    assert who((Member(name="Ross, Bob", student="Bobby"),), Bobby=named("Bobby")) == {"Bobby": "Ross, Bob"}


def test_a_folder_that_a_student_named_as_the_instructors_is_not_theirs_if_its_owner_is_there():
    bob = (Member(name="Ross, Bob", student="bob", sis_id="S2"),)
    assert who(bob, bob=named("bob", "66"), Bob_Ross=named("Bob Ross", "12")) == {}
    eve = (*bob, Member(name="Eve", sis_id="S5"))
    assert who(eve, bob=gradescope("bob", "S5")) == {}


def test_a_folder_that_holds_hand_ins_of_two_is_nobodys():
    told = (gradescope("Ada Lovelace", "S1"), gradescope("Ada Lovelace", "S5", "eve@uni.edu"))
    found = matches(CANVAS, {"Ada_Lovelace": told})
    assert found.found == {}
    assert why(found.doubts["Ada_Lovelace"], CANVAS) == "could be Ada Lovelace, but has another id or e-mail address"
    renamed = Told("github", "eve", (("identifier", "S9"),))
    mixed = matches(CANVAS, {"Ada_Lovelace": (*told[:1], renamed)})
    assert mixed.found == {}
    assert why(mixed.doubts["Ada_Lovelace"], CANVAS).endswith("but not all that came in that folder is theirs")


def test_an_instructors_identifier_on_github_is_an_id_or_a_name():
    told = Told("github", "al", (("identifier", "S1"),))
    assert who(CANVAS, Ada=told) == who(CANVAS, Ada=Told("github", "al", (("identifier", "Ada Lovelace"),)))
    assert who(CANVAS, Ada=told) == {"Ada": "Lovelace, Ada"}
    assert who(CANVAS, Ada=Told("github", "al", (("identifier", "101"),))) == {}


def test_of_a_folder_that_was_said_to_be_somebodys_and_holds_anothers_both_may_be_meant():
    people = (Member(name="Ross, Bob", student="bob", sis_id="S2"), Member(name="Eve", sis_id="S5"))
    found = matches(people, {"bob": (gradescope("bob", "S5"),)})
    assert (found.found, found.doubts["bob"].places) == ({}, (0, 1))
    assert why(found.doubts["bob"], people) == "could be Bob Ross or Eve"


BOB = (Member(name="Ross, Bob", student="bob", sis_id="S2", login="br2"),)


@pytest.mark.parametrize("own", [(), (gradescope("Bobby", "S2"),), (named("Bob Ross"),)])
@pytest.mark.parametrize(("other", "told"), [("Robert", (gradescope("Bob", "S2"),)), ("br2", ()), ("Bob_Ross", ())])
def test_the_folder_that_the_instructor_wrote_down_goes_before_any_id_where_nothing_speaks_against_it(own, other, told):
    assert matches(BOB, {"bob": own, other: told}).found == {"bob": 0}


@pytest.mark.parametrize("own", [named("Bobby"), gradescope("Bob Ross", "S9")])
def test_and_counts_as_a_name_where_a_platform_does_not_say_the_same(own):
    told = {"bob": (own,), "Robert": (gradescope("Bob", "S2"),)}
    assert matches(BOB, told).found == {"Robert": 0}
    assert matches(BOB, {"bob": (own,)}).found == {"bob": 0}


@pytest.mark.parametrize(("platform", "found"), [("gradescope", {"x": 0}), ("moodle", {}), ("brightspace", {})])
def test_receipts_of_earlier_versions_say_the_address_on_gradescope_alone(platform, found):
    assert matches((Member(name="A", email="a@uni.edu"),), {"x": (Told(platform, "A@uni.edu"),)}).found == found


def test_an_address_of_earlier_versions_goes_for_nothing_where_more_is_said():
    people = (Member(name="A", email="a@uni.edu"), Member(name="B", sis_id="S2"))
    assert matches(people, {"x": (Told("gradescope", "a@uni.edu", (("sid", "S2"),)),)}).found == {"x": 1}
    assert matches(people, {"x": (Told("gradescope", "A", (("email", "A"), ("name", "B"))),)}).found == {"x": 1}


def test_what_stands_in_place_of_an_address_is_nobodys_login():
    people = (Member(name="A", login="bob"), Member(name="B", username="bob@uni.edu"))
    found = {email: matches(people, {"x": (gradescope("Eve", email=email),)}).found for email in ("bob", "bob@uni.edu")}
    assert found == {"bob": {}, "bob@uni.edu": {"x": 1}}
