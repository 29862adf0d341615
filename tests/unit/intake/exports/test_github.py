"""Clones of GitHub Classroom: a student per login, with the roster's name where there is one."""

from __future__ import annotations

import pytest
from class_exports import CODE, assignment_of, modules_of, take, why

from autograder.errors import Problem
from autograder.files import write_tree
from autograder.intake.collect import collect

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
