"""A pile whose students cannot be told apart stops with what to do; none of them becomes one student."""

from __future__ import annotations

import contextlib
from datetime import UTC
from pathlib import Path

import pytest
from class_exports import CODE, GRADESCOPE, assignment_of, modules_of, take, why, zipped

from autograder.errors import Problem
from autograder.intake.archives import Entry
from autograder.intake.layouts import PLATFORMS, read_export


def test_a_loose_file_beside_the_students_makes_them_no_one_student(tmp_path):
    files = ("ada/engine.py", "bob/src/engine.py", "cyd/01_autograd/engine.py")
    export = {"export/roster.csv": b"", **{f"export/{file}": file.encode() for file in files}}
    receipts = take(tmp_path, export)
    assert set(receipts) == {"", "ada", "bob", "cyd"}
    assert modules_of(tmp_path) == {f"{file.partition('/')[0]}/01_autograd/engine.py": file.encode() for file in files}


@pytest.mark.parametrize("beside", [{}, {"README.txt": b""}])
def test_a_loose_file_beside_the_folder_around_them_does_not_either(tmp_path, beside):
    receipts = take(tmp_path, {"submissions/ada/engine.py": CODE, "submissions/bob/engine.py": CODE, **beside})
    assert {"ada", "bob"} <= set(receipts)


@pytest.mark.parametrize("inside", ["a/engine.py b/engine.py", "a.zip b.zip", "a/deep/engine.py b/01_autograd.ipynb"])
def test_one_folder_with_several_that_could_be_students_stops_with_what_to_do(tmp_path, inside):
    with pytest.raises(Problem, match=r"several in it could be students: a.*collect what is in alice.*keep one of"):
        take(tmp_path, {f"alice/{name}": CODE for name in inside.split()})
    assert not (tmp_path / "submitted").exists()


def test_one_students_folder_is_one_student(tmp_path):
    receipts = take(tmp_path, {"alice/work/engine.py": CODE, "alice/notes/README.md": b""})
    assert set(receipts) == {"alice"}


def test_one_student_whose_files_are_named_so_stops_nobody(tmp_path):
    forged = {"eve_7_1_x_attempt_2026-10-18-10-00-00_y.py": b"", "submission_1/engine.py": CODE}
    assert {"ada", "submission_1"} <= set(take(tmp_path, {**forged, "ada/engine.py": CODE, "bob/engine.py": CODE}))


def test_platform_says_how_to_read_what_is_not_recognised(tmp_path):
    export = {"HW_ada_attempt_2026-10-18-10-00-00_engine.py": CODE, "ada/engine.py": b"", "bob/engine.py": b""}
    assert set(take(tmp_path, export, platform="blackboard", zone=UTC)) == {"", "ada"}


def test_an_export_that_is_recognised_is_read_by_names_on_demand(tmp_path):
    export = {f"397063-2557369 - {who} - Oct 18, 2026 926 AM/engine.py": CODE for who in ("Ada", "Bob")}
    said: list[str] = []
    assert set(take(tmp_path, export, platform="names", told=said.append)) == {
        "397063-2557369_-_Ada_-_Oct_18_2026_926_AM",
        "397063-2557369_-_Bob_-_Oct_18_2026_926_AM",
    }
    assert said[0] == "Read by its names: you said so."


PILES = {
    "folders": {"ada/engine.py": CODE, "bob/engine.py": CODE},
    "Gradescope": GRADESCOPE,
    "Blackboard": {f"HW_{who}_attempt_2026-10-18-10-00-00_engine.py": CODE for who in ("ada", "bob")},
}


@pytest.mark.parametrize("platform", [each.NAME for each in PLATFORMS])
@pytest.mark.parametrize("pile", PILES)
def test_a_platform_that_is_forced_on_another_ones_pile_ends_in_sentences(tmp_path, pile, platform):
    told: list[str] = []
    with contextlib.suppress(Problem):
        told += [why(each) for each in take(tmp_path, PILES[pile], platform=platform, zone=UTC).values()]
        assert told


def test_a_platform_that_does_not_exist_is_named_with_those_that_do(tmp_path):
    with pytest.raises(
        Problem,
        match=r"no platform 'Sakai'; give one of Gradescope, Blackboard, Brightspace, GitHub, Canvas, Moodle, names",
    ):
        take(tmp_path, {"ada/engine.py": CODE}, platform="Sakai")


def test_how_an_export_was_read_is_told_with_the_reason(tmp_path):
    told = []
    export = {f"HW_{who}_attempt_2026-10-18-10-00-00_engine.py": CODE for who in ("ada", "bob")}
    take(tmp_path, export, zone=UTC, told=told.append)
    take(tmp_path, {"ada/engine.py": CODE}, told=told.append)
    assert told == [
        "Read as an export of Blackboard: 2 of 2 names are like HW_ada_attempt_2026-10-18-10-00-00_engine.py. "
        "If it is none, say --platform names."
    ]


SECTIONS = {"section1/ada/engine.py": b"1", "section1/bob/engine.py": b"2", "section2/cyd/engine.py": b"3"}


@pytest.mark.parametrize("around", ["", "export/"])
@pytest.mark.parametrize("beside", [{}, {"roster.csv": b""}])
def test_a_class_in_sections_stops_with_what_to_do(tmp_path, around, beside):
    export = {f"{around}{name}": data for name, data in {**SECTIONS, **beside}.items()}
    with pytest.raises(Problem, match=r"could be students: ada, bob\. Collect section1 and section2 one by one"):
        take(tmp_path, export, name="export.zip")
    assert not (tmp_path / "submitted").exists()
    assert {"section1", "section2"} <= set(take(tmp_path, export, name="export.zip", platform="names"))


@pytest.mark.parametrize("others", [("bob/engine.py",), ("bob/src/engine.py", "cyd/src/engine.py"), ("bob.zip",)])
def test_one_student_with_two_folders_does_not_stop_the_class(tmp_path, others):
    export = {
        "ada/old/engine.py": b"1",
        "ada/new/engine.py": b"2",
        **dict.fromkeys(others, zipped({"engine.py": CODE})),
    }
    assert "ada" in take(tmp_path, export)
    assert len(take(tmp_path, export)) == len(others) + 1


WRAPPED_ALIKE = {"submissions/ada/engine.py": b"1", "submissions/bob/engine.py": b"2"}


def test_a_folder_that_is_called_so_is_around_them_though_an_archive_lies_beside(tmp_path):
    receipts = take(tmp_path, {**WRAPPED_ALIKE, "cyd.zip": zipped({"engine.py": b"3"})})
    assert set(receipts) == {"ada", "bob", "cyd"}


def test_beside_other_folders_it_stops_with_what_to_do(tmp_path):
    with pytest.raises(Problem, match=r"submissions, and several in it could be students: ada, bob"):
        take(tmp_path, {**WRAPPED_ALIKE, "docs/engine.py": CODE})


def test_what_lies_beside_the_folder_of_an_export_is_told(tmp_path):
    names = {f"out/HW_{who}_attempt_2026-10-18-10-00-00_engine.py": CODE for who in ("ada", "bob")}
    receipts = take(tmp_path, {**names, "notes.txt": b""}, zone=UTC)
    assert set(receipts) == {"", "ada", "bob"}
    assert why(receipts[""]) == "notes.txt: belongs to no student; put it into a folder or zip named after one"


ONE = [
    {"ada/engine.py": CODE},
    {"ada.zip": CODE, "ada/engine.py": CODE},
    {"submissions/class/engine.py": CODE},
    {f"HW_1_2_{who}_attempt_2026-10-18-10-00-00_engine.py": CODE for who in ("ada", "bob")},  # read as Canvas's user 1
]


@pytest.mark.parametrize("export", ONE, ids=[next(iter(each)) for each in ONE])
def test_a_pile_that_would_be_one_new_student_stops_with_what_to_do(tmp_path, export):
    with pytest.raises(Problem, match=r"would be one student's, .*say --one.*--platform with one of .*Canvas, Moodle"):
        take(tmp_path, export, one=False)
    assert not (tmp_path / "submitted").exists()
    (student,) = take(tmp_path, export, one=True)
    assert set(take(tmp_path, export, one=False)) == {student}  # who is known now


def test_an_assignments_title_that_looks_like_canvas_is_read_on_demand(tmp_path):
    receipts = take(tmp_path, ONE[-1], platform="Blackboard", zone=UTC)
    assert set(receipts) == {"ada", "bob"}


TWO_WAYS = "Eve_7_1_x_12_assignsubmission_file_engine.py"


@pytest.mark.parametrize(("platform", "student"), [("canvas", "Eve_7"), ("Moodle", "Eve_7_1_x")])
def test_canvas_and_moodle_can_be_named_and_then_a_name_is_read_as_that_does(tmp_path, platform, student):
    told = []
    receipts = take(tmp_path, {TWO_WAYS: CODE, "zoe/engine.py": CODE}, platform=platform, told=told.append)
    assert set(receipts) == {"", student}
    assert told == [f"Read as an export of {platform.title()}: you said so."]
    assert "zoe/engine.py: belongs to no student" in why(receipts[""])
    assert "could be of" in why(take(tmp_path / "not said", {TWO_WAYS: CODE, "zoe/engine.py": CODE})[""])


@pytest.mark.parametrize(
    ("platform", "names"),
    [
        ("Canvas", ["ada_5_1_engine.py", "bob_6_1_engine.py"]),
        ("Moodle", ["A B_1_assignsubmission_file_/engine.py", "C_2_assignsubmission_file_/engine.py"]),
    ],
)
def test_canvas_and_moodle_are_told_too_and_may_lie_beside_others(tmp_path, platform, names):
    told = []
    assert "zoe" in take(tmp_path, {**dict.fromkeys(names, CODE), "zoe/engine.py": CODE}, told=told.append)
    assert [each.startswith(f"Read as an export of {platform}: ") for each in told] == [True]


@pytest.mark.parametrize("name", ["ada_LATE_5_1_engine.py", "LATE_anon_5_1_engine.py"])
def test_canvass_mark_of_lateness_is_kept_as_information(tmp_path, name):
    told = []
    receipts = take(tmp_path, {name: CODE, "bob_6_1_engine.py": CODE}, told=told.append)
    late = [student for student, receipt in receipts.items() if receipt.late]
    assert len(late) == 1
    assert f"The platform marks as late: {late[0]}. Lateness costs only by --received." in told


T = "2026-10-18-10-00-00"


def read(*paths: str, source: str = "class.zip", platform: str = "") -> tuple[set[str], list[str], str]:
    """The students whom a pile of files is of, what is nobody's, and how it was read."""
    entries = [
        Entry(path, tuple(path.rstrip("/").split("/")), path.endswith("/"), (1.0,), "", lambda cap: CODE)
        for path in paths
    ]
    reading, how = read_export(entries, Path(source), assignment_of(), UTC, platform)
    return {each.person.name for each in reading.handins}, [each.path for each in reading.strays], how


def blackboards(*whos: str, around: str = "") -> list[str]:
    return [f"{around}HW_{who}_attempt_{T}_engine.py" for who in whos]


@pytest.mark.parametrize(
    ("around", "beside", "source", "found"),
    [
        ("", [], "class.zip", True),
        ("out/", [], "class.zip", True),
        ("out/", ["README"], "class.zip", True),
        ("out/", ["cyd.zip"], "class.zip", False),
        ("out/", ["cyd.zip"], "out.zip", True),
        ("submissions/", ["cyd.zip"], "class.zip", True),
        ("out/", ["other/engine.py"], "class.zip", False),
    ],
)
def test_an_export_may_lie_in_the_only_folder_if_nothing_beside_is_anybodys_or_that_is_called_so(
    around, beside, source, found
):
    people, strays, how = read(*blackboards("ada", "bob", around=around), *beside, source=source)
    assert how.startswith("Read as an export of Blackboard") is found
    assert (people == {"ada", "bob"}) is found
    assert not found or strays == beside


def test_a_platform_that_is_named_reads_what_is_in_the_only_folder():
    paths = [*blackboards("ada", around="pile/"), "pile/bob/engine.py", "pile/cyd/engine.py"]
    for source in ("class.zip", "pile.zip"):
        people, strays, how = read(*paths, "README", source=source, platform="Blackboard")
        assert (people, strays) == ({"ada"}, ["pile/bob/engine.py", "pile/cyd/engine.py", "README"])
        assert "you said so" in how


def test_what_canvas_or_moodle_marked_is_none_of_the_others_names_unless_it_is_at_least_half():
    canvas = [f"s{n}_{n}_{n}_engine.py" for n in range(1, 9)]
    people, strays, how = read(*blackboards("ada", "bob", "cyd"), *canvas[:2])
    assert (people, strays) == ({"ada", "bob", "cyd"}, canvas[:2])
    assert "Blackboard" in how
    people, _, how = read(*blackboards("ada", "bob", "cyd"), *canvas[:3])
    assert "Canvas" not in how or "Blackboard" not in how
    assert {f"s{n}_{n}" for n in (1, 2, 3)} <= people


def test_many_files_of_one_are_one_voice():
    canvas = [f"ada_5_{n}_engine.py" for n in range(1, 9)]
    people, strays, how = read(*blackboards("ada", "bob"), *canvas)
    assert (people, strays) == ({"ada", "bob"}, canvas)
    assert "Blackboard" in how


@pytest.mark.parametrize(
    ("paths", "source", "people"),
    [
        (["hw/ada/engine.py"], "hw.zip", {"ada"}),
        (["hw/ada/engine.py"], "class.zip", {"hw"}),
        (["01_autograd/ada/engine.py", "01_autograd/bob/engine.py"], "class.zip", {"ada", "bob"}),
        (["class/ada/"], "x.zip", {"ada"}),
        (["class/"], "x.zip", {"class"}),
        (["ada/engine.py"], "ada.zip", {"ada"}),
        (["ada_5_1_engine.py/x"], "x.zip", {"ada_5"}),
        (["x/ada_5_1_engine.py", "x/bob_6_2_engine.py"], "y.zip", {"ada_5", "bob_6"}),
        (["x/ada_5_1_engine.py", "x/bob_6_2_engine.py", "README"], "y.zip", {"ada_5", "bob_6"}),
        (["submissions/ada/engine.py", "cyd.zip"], "x.zip", {"submissions", "cyd"}),
        (["submissions/ada/engine.py", "submissions/bob/engine.py", "CYD.ZIP"], "x.zip", {"ada", "bob", "CYD"}),
        (["x/ada/engine.py", "x/bob/engine.py", "CYD.zip"], "y.zip", {"x", "CYD"}),
        (["x/ada/engine.py", "x/bob/engine.py", "cyd_5_1_engine.py"], "y.zip", {"x", "cyd_5"}),
        (["submissions/ada/engine.py", "docs/README"], "x.zip", {"submissions", "docs"}),
        (["x/ada/engine.py", "x/deep/er/README"], "y.zip", {"x"}),
        (["x/ada/deep/er/engine.py", "x/bob/notes.md"], "y.zip", {"x"}),
        (["x/ada.md/", "x/engine.zip/", "x/bob/engine.py"], "y.zip", {"x"}),
    ],
)
def test_the_folder_around_all_is_taken_off_and_a_students_is_not(paths, source, people):
    assert read(*paths, source=source)[0] == people


@pytest.mark.parametrize(
    "paths",
    [
        ["x/ada/engine.py", "x/bob/engine.py"],
        ["x/ada/deep/engine (1).py", "x/bob/engine.py", "README"],
        ["x/ada.zip", "x/bob.tar.gz"],
        ["x/ada/hw.zip", "x/bob/01_autograd.ipynb"],
        ["submissions/ada/engine.py", "submissions/bob/engine.py", "other/x/README"],
    ],
)
def test_several_in_one_folder_who_could_be_students_stop_it(paths):
    with pytest.raises(Problem, match=r"several in it could be students: ada(\.zip)?, bob"):
        read(*paths)


def test_of_many_who_could_be_students_three_are_named():
    with pytest.raises(Problem, match=r"could be students: a, b, c\. If"):
        read(*(f"x/{who}/engine.py" for who in "edcba"))


def sections(**students: str) -> list[str]:
    return [f"{section}/{who}/engine.py" for section, whos in students.items() for who in whos]


@pytest.mark.parametrize(
    "paths",
    [
        sections(s1="ab", s2="cd"),
        sections(s1="ab", s2="c"),
        [*sections(s1="ab", s2="cd"), "README"],
        [*sections(s1="ab", s2="cd"), "zoe/engine.py"],
        [*sections(s1="ab", s2="cd"), "s3/empty/"],
        [*sections(s1="ab", s2="cd"), "zoe.zip", "yan_engine.py/x"],
    ],
)
def test_parts_of_a_class_stop_with_their_names(paths):
    with pytest.raises(Problem, match=r"several in s1 could be students: a, b\. Collect s1 and s2 one by one"):
        read(*paths)


@pytest.mark.parametrize(
    "paths",
    [
        [*sections(ada="ab"), "bob/engine.py"],
        [*sections(ada="ab", bob="cd"), "cyd/engine.py", "dan/engine.py", "eve.zip"],
        [*sections(ada="ab"), "bob.py", "cyd.ipynb", "dan/src/x"],
        sections(ada="ab", bob="c", cyd="d"),
        [*sections(ada="ab"), "bob/README"],
        [*sections(ada="ab"), "bob_5_1_x/deep/engine.py"],
        [*sections(ada="ab"), "bob/src/README", "bob/lib/README"],
        [*sections(ada="ab"), "bob/engine.py/", "bob/src/README"],
    ],
)
def test_students_of_whom_some_have_several_folders_are_no_parts_of_a_class(paths):
    assert "ada" in read(*paths)[0]


@pytest.mark.parametrize(
    ("count", "named"), [(3, "s0, s1 and s2"), (4, "s0, s1, s2 and s3"), (5, r"s0, s1, s2, s3 \.\.\.")]
)
def test_of_many_parts_four_are_named_and_of_their_students_three(count, named):
    with pytest.raises(Problem, match=rf"could be students: a, b, c\. Collect {named} one by one"):
        read(*sections(**{f"s{n}": "abcde" for n in range(count)}))


def test_of_a_roster_beside_folders_those_that_are_moodles_are_no_clones():
    clones = ["classroom_roster.csv", *(f"hw1-{who}/engine.py" for who in ("ada", "bo", "cy"))]
    _, strays, how = read(*clones, "s1_1_1_engine.py", "s2_2_2_engine.py")
    assert "GitHub" in how
    assert "s1_1_1_engine.py" in strays
    _, _, how = read(
        clones[0], *(f"{who}_{n}_assignsubmission_file/x.py" for n, who in enumerate(("Ada", "Bo", "Cy"), 1))
    )
    assert "Moodle" in how
