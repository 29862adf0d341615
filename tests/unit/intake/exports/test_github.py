"""Clones of GitHub Classroom: a student per login, with the roster's name where there is one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from class_exports import CODE, assignment_of, modules_of, take, why

from autograder.errors import Problem
from autograder.files import write_tree
from autograder.intake.archives import Entry
from autograder.intake.collect import collect
from autograder.intake.exports import github

CLONES = {f"hw1-submissions/hw1-{login}/engine.py": login.encode() for login in ("ada", "grace-hopper", "at1912")}
ROSTER = (
    b"identifier,github_username,github_id,name\nal1,ada,1,Ada Lovelace\ngh3,Grace-Hopper,2,Grace Hopper\nx,,,Nobody\n"
)


def test_the_assignments_name_is_taken_off(tmp_path):
    assert set(take(tmp_path, CLONES)) == {"ada", "grace-hopper", "at1912"}
    assert modules_of(tmp_path)["grace-hopper/01_autograd/engine.py"] == b"grace-hopper"


def test_the_roster_gives_names(tmp_path):
    receipts = take(tmp_path, {**CLONES, "hw1-submissions/classroom_roster.csv": ROSTER})
    assert set(receipts) == {"", "Ada_Lovelace", "Grace_Hopper", "at1912"}
    assert why(receipts[""]).startswith("hw1-at1912/: at1912 is no login in classroom_roster.csv")


def test_a_receipt_keeps_what_the_instructor_calls_a_student_and_no_name_that_is_the_students(tmp_path):
    receipts = take(tmp_path, {**CLONES, "hw1-submissions/classroom_roster.csv": ROSTER})
    assert receipts["Grace_Hopper"].signs == (("identifier", "gh3"),)
    assert receipts["at1912"].signs == ()


def test_the_longest_login_of_the_roster_that_fits_counts(tmp_path):
    roster = b"identifier,github_username,github_id,name\n1,hopper,1,Hop Per\n2,grace-hopper,2,Grace Hopper\n"
    export = {"classroom_roster.csv": roster, "hw1-grace-hopper/engine.py": CODE, "hw1-hopper/engine.py": CODE}
    assert set(take(tmp_path, export)) == {"Grace_Hopper", "Hop_Per"}


def test_what_git_keeps_is_not_looked_at(tmp_path):
    receipts = take(tmp_path, {**CLONES, "hw1-submissions/hw1-ada/.git/engine.py": b"older"})
    assert modules_of(tmp_path)["ada/01_autograd/engine.py"] == b"ada"
    assert receipts["ada"].refused == ()


def test_students_whose_names_begin_alike_are_no_clones(tmp_path):
    assert set(take(tmp_path, {f"hw1-{who}/engine.py": CODE for who in ("ada", "bob")})) == {"hw1-ada", "hw1-bob"}


def test_a_roster_that_cannot_be_read_is_a_problem(tmp_path):
    with pytest.raises(Problem, match=r"classroom_roster\.csv cannot be read.*Download it again"):
        take(tmp_path, {**CLONES, "hw1-submissions/classroom_roster.csv": b"\xff\xfe\x00"})


def roster(*logins: str) -> dict[str, bytes]:
    lines = ["identifier,github_username,github_id,name", *(f"x,{login},1,{login.title()}" for login in logins)]
    return {"classroom_roster.csv": "\n".join(lines).encode()}


def clones(*folders: str) -> dict[str, bytes]:
    return {f"{folder}/engine.py": folder.encode() for folder in folders}


def test_a_login_that_ends_in_somebody_elses_is_not_theirs(tmp_path):
    receipts = take(tmp_path, {**clones("hw-1-ada", "hw-1-x-ada", "hw-1-bob"), **roster("ada", "bob")})
    assert set(receipts) == {"", "Ada", "Bob", "x-ada"}
    assert modules_of(tmp_path)["Ada/01_autograd/engine.py"] == b"hw-1-ada"
    assert why(receipts[""]).startswith("hw-1-x-ada/: x-ada is no login")


def test_the_only_name_that_all_can_begin_with_needs_no_second_login_to_prove_it(tmp_path):
    receipts = take(tmp_path, {**clones("hw-ada", "hw-x-ada"), **roster("ada")})
    assert set(receipts) == {"", "Ada", "x-ada"}
    assert modules_of(tmp_path)["Ada/01_autograd/engine.py"] == b"hw-ada"


def test_a_name_that_reads_as_two_logins_is_nobodys(tmp_path):
    names = roster("ada", "bob", "x-ada", "cy")
    receipts = take(tmp_path, {**clones("hw-x-ada", "hw-x-bob", "hw-x-cy"), **names})
    assert set(receipts) == {"", "Bob", "Cy"}
    assert why(receipts[""]).startswith("hw-x-ada/: could be of ada or x-ada")


def test_of_one_clone_nobody_knows_where_its_login_begins_unless_the_folder_around_says(tmp_path):
    one = clones("hw-x-ada")
    with pytest.raises(Problem, match=r"hw-x-ada/: could be of ada: put the clones into a folder"):
        take(tmp_path, {**one, **roster("ada")})
    said = {f"hw-submissions/{path}": content for path, content in {**one, **roster("ada")}.items()}
    assert set(take(tmp_path, said)) == {"", "x-ada"}
    assert set(take(tmp_path, {path.replace("hw-sub", "hw-x-sub"): text for path, text in said.items()})) == {"Ada"}


@pytest.mark.parametrize("packed", ["", "hw1-submissions/"])
def test_a_zip_of_the_folder_of_clones_has_the_same_name_as_that(tmp_path, packed):
    export = {f"{packed}{name.partition('/')[2]}": content for name, content in CLONES.items()}
    assert set(take(tmp_path, export, name="hw1-submissions.zip")) == {"ada", "grace-hopper", "at1912"}


@pytest.mark.parametrize("around", ["", "clones/"])
@pytest.mark.parametrize("first", [".git/config", "a/.ipynb_checkpoints/a.py"])
def test_clones_in_a_folder_of_any_name_are_known_by_what_git_keeps(tmp_path, around, first):
    said: list[str] = []
    export = {f"{around}hw1-{who}/{name}": CODE for who in ("ada", "ada-ada", "bo") for name in (first, ".git/HEAD")}
    export |= {f"{around}hw1-{who}/engine.py": who.encode() for who in ("ada", "ada-ada", "bo")}
    assert set(take(tmp_path, export, name="clones.zip", told=said.append)) == {"ada", "ada-ada", "bo"}
    assert modules_of(tmp_path)["ada-ada/01_autograd/engine.py"] == b"ada-ada"
    assert said[0].startswith("Read as an export of GitHub: 3 of 3 folders hold .git, and all are called hw1-...")


def test_so_are_those_in_a_folder_on_a_disk(tmp_path):
    write_tree(
        tmp_path / "clones", {f"hw1-{who}/{name}": CODE for who in ("ada", "bo") for name in (".git/HEAD", "engine.py")}
    )
    receipts = collect(assignment_of(), tmp_path / "clones", tmp_path / "submitted")
    assert [each.student for each in receipts] == ["ada", "bo"]


def test_one_clone_among_folders_of_students_makes_no_clones_of_them(tmp_path):
    export = {**clones("hw1-ada", "hw1-bo"), "hw1-ada/.git/HEAD": b"x"}
    assert set(take(tmp_path, export)) == {"hw1-ada", "hw1-bo"}
    assert set(
        take(tmp_path / "2", {f"{who}/{n}": CODE for who in ("ada", "bo") for n in (".git/x", "engine.py")})
    ) == {"ada", "bo"}


HEAD = "identifier,github_username,github_id,name"


@pytest.mark.parametrize(
    ("names", "around", "found"),
    [
        (["classroom_roster.csv", "hw1-ada/"], "x", True),
        (["classroom_roster.csv", "ada.zip"], "x", False),
        (["classroom_roster.csv/", "ada"], "x", False),
        (["hw1-ada/", "hw1-bo/", "notes"], "hw1-submissions", True),
        (["hw1-ada/", "bo/"], "hw1-submissions", False),
        (["hw1-ada/", "hw1-bo/"], "hw1", False),
        (["hw1-ada", "hw1-bo"], "hw1-submissions", False),
        ([], "hw1-submissions", False),
        (["hw1-submissions/"], "hw1-submissions", False),
        (["hw1-submissions/"], "", False),
    ],
)
def test_clones_are_known_by_a_roster_beside_folders_or_by_what_is_around_them(names, around, found):
    assert bool(github.recognised(names, around)) is found


def of_git(*names: str) -> list[Entry]:
    """Files, each of which stands for a clone if it is said to."""
    parts = [(name.removesuffix(" .git"), name.endswith(" .git")) for name in names]
    return [Entry(path, tuple(path.split("/")), False, (), "", lambda cap: CODE, clone=git) for path, git in parts]


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["hw-ada/x .git", "hw-bo/x .git"], "2 of 2"),
        (["hw-ada/x .git", "hw-bo/x .git", "hw-cy/x"], "2 of 3"),
        (["hw-ada/x .git", "hw-bo/x"], ""),
        (["hw-ada/x .git", "hw-ada/y .git", "hw-bo/x", "hw-cy/x"], ""),
        (["hw-ada/x .git"], ""),
        (["ada/x .git", "bo/x .git"], ""),
        (["hw-ada/x .git", "hw-bo/x .git", "roster.csv"], "2 of 2"),
        (["hw-ada/x .git", "hw-bo/x .git", "../hw/x"], "2 of 2"),
        ([], ""),
    ],
)
def test_clones_are_known_by_what_git_keeps_in_most_if_all_begin_alike(names, found):
    entries = [
        replace(each, parts=("..", *each.parts[1:])) if each.path[:2] == ".." else each for each in of_git(*names)
    ]
    why = github.cloned(entries)
    assert why.startswith(found) if found else why == ""


def people(export) -> dict[str, tuple[str, str, tuple[tuple[str, str], ...]]]:
    return {each.label: (each.person.key, each.person.name, each.person.signs) for each in github.read(export).handins}


def test_each_folder_is_a_hand_in_and_what_lies_beside_is_nobodys(pile):
    reading = github.read(pile("notes", "hw-ada/x", "README", "hw-bo/src/y", "hw-bo/z"))
    assert {each.label: [e.path for e in each.entries] for each in reading.handins} == {
        "hw-ada/": ["x"],
        "hw-bo/": ["src/y", "z"],
    }
    assert [each.path for each in reading.strays] == ["notes", "README"]


def test_a_folder_of_nothing_is_a_hand_in_without_a_date(pile):
    (ada, bo) = github.read(pile("hw-ada/", "hw-ada/src/", "hw-bo/x")).handins
    assert (ada.order, bo.order) == ((), (1.0,))


@pytest.mark.parametrize(
    ("folders", "around", "logins"),
    [
        (["hw-1-ada", "hw-1-bo"], "", ["ada", "bo"]),
        (["hw-1-ada", "hw-2-bo"], "", ["1-ada", "2-bo"]),
        (["hw-ada-x", "hw-ada-y"], "hw-submissions", ["ada-x", "ada-y"]),
        (["hw-ada-x", "hw-ada-y"], "", ["x", "y"]),
        (["hw-ada", "lab-bo"], "hw-submissions", ["hw-ada", "lab-bo"]),
        (["hw-ada"], "", ["hw-ada"]),
        (["hw-ada"], "hw-submissions", ["ada"]),
        (["ada", "bo"], "", ["ada", "bo"]),
        (["hw-", "hw-bo"], "", ["hw-", "bo"]),
    ],
)
def test_without_a_roster_the_login_is_what_stands_behind_what_all_begin_with(pile, folders, around, logins):
    found = people(pile(*(f"{each}/x" for each in folders), around=around))
    assert [key for key, _, _ in found.values()] == logins


def roster_of(*lines: str, end: str = "\n") -> dict[str, bytes]:
    return {"classroom_roster.csv": end.join([HEAD, *lines]).encode()}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_what_the_roster_says_of_somebody_is_kept_however_it_was_saved(pile, end, mark):
    said = roster_of('al1, Ada ,1,"Lovelace, Ada"', "bo2,BO,2,", ",cy,3,Cy Q", ",dan,4,", "x,,,Nobody", "y", end=end)
    said = {name: mark + text for name, text in said.items()}
    assert people(pile("hw-ADA/x", "hw-bo/x", "hw-cy/x", "hw-dan/x", **said)) == {
        "hw-ADA/": ("ada", "Lovelace, Ada", (("identifier", "al1"),)),
        "hw-bo/": ("bo", "bo2", (("identifier", "bo2"),)),
        "hw-cy/": ("cy", "Cy Q", ()),
        "hw-dan/": ("dan", "dan", ()),
    }


def test_who_is_not_in_the_roster_is_told_and_everybody_else_is_not(pile):
    reading = github.read(pile("hw-ada/x", "hw-eve/x", "hw-bo/x", **roster_of("1,ada,1,Ada", "2,bo,2,Bo")))
    assert [each.path for each in reading.strays] == ["hw-eve/"]
    assert [each.person.key for each in reading.handins] == ["ada", "eve", "bo"]
    assert github.read(pile("hw-ada/x", "hw-eve/x")).strays == ()


def test_a_name_that_reads_as_two_logins_is_unclear_the_longer_one_first(pile):
    said = roster_of("1,ada,1,", "2,x-ada,2,", "3,bo,3,", "4,cy,4,")
    reading = github.read(pile("hw-x-ada/x", "hw-x-bo/x", "hw-x-cy/x", **said))
    assert [(each.label, [person.key for person in each.people]) for each in reading.unclear] == [
        ("hw-x-ada/", ["x-ada", "ada"])
    ]
    assert [each.path for each in reading.strays] == ["hw-x-ada/"]
    assert [each.person.key for each in reading.handins] == ["bo", "cy"]


def test_where_one_login_fits_and_nothing_says_how_its_folder_is_unclear_and_the_others_are_their_own(pile):
    reading = github.read(pile("hw-x-ada/x", "hw-x-eve/x", **roster_of("1,ada,1,", "2,zoe,2,")))
    assert [each.label for each in reading.unclear] == ["hw-x-ada/"]
    assert [each.person.key for each in reading.handins] == ["hw-x-eve"]


def test_where_no_login_fits_all_begin_with_the_assignment(pile):
    reading = github.read(pile("hw-x-eve/x", "hw-x-fay/x", **roster_of("1,ada,1,")))
    assert [each.person.key for each in reading.handins] == ["eve", "fay"]
    (one,) = github.read(pile("hw-x-eve/x", **roster_of("1,ada,1,"))).handins
    assert one.person.key == "hw-x-eve"


def test_of_several_beginnings_the_one_counts_that_fits_most_logins(pile):
    said = roster_of("1,x-ada,1,", "2,x-bo,2,", "3,cy,3,")
    reading = github.read(pile("hw-x-ada/x", "hw-x-bo/x", "hw-x-cy/x", **said))
    assert [each.person.key for each in reading.handins] == ["x-ada", "x-bo", "x-cy"]
    assert [each.path for each in reading.strays] == ["hw-x-cy/"]
