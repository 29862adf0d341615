"""One hand-in of a group becomes a grade of each member, everywhere; and one member is taken out."""

from __future__ import annotations

import csv
import io
import json
import shutil

import pytest
from gradebooks import nbgrader_here
from helpers import commands_in
from nbgrader.api import Gradebook

pytestmark = pytest.mark.slow

TINY = "def double(x):\n    return x * 2\n"
RULES = """timezone = "UTC"
[late]
per_day = 0.5
free_days = 1
[due]
01_tiny = 2026-10-19T12:00:00
[extensions.01_tiny]
itoben_102 = 2026-10-20T12:00:00
"""
GROUPS = (
    "name,canvas_user_id,user_id,login_id,sections,group_name\nAda Okafor,101,S1,ada,1,Team 1\n"
    "Ben Ito,102,S2,ben,1,Team 1\nCleo Ng,103,S3,cleo,1,Team 1\nDan Lee,104,S4,dan,1,Team 2\nEve Li,105,S5,eve,1,\n"
)


def test_a_group_of_three_hands_in_once(nbgrader_course, tmp_path):
    course = tmp_path / "course"
    shutil.copytree(nbgrader_course, course)
    said = commands_in(course)
    (course / "course.toml").write_text(RULES)
    (tmp_path / "groups.csv").write_text(GROUPS)
    (tmp_path / "pile").mkdir()
    for name in ("team1_101_9_tiny.py", "lieve_105_8_tiny.py"):
        (tmp_path / "pile" / name).write_text(TINY)
    assert "Imported 2 groups with 4 people" in said("groups", "import", str(tmp_path / "groups.csv")).stdout
    said("collect", "01", str(tmp_path / "pile"), "--received", "2026-10-21 11:00")
    receipt = json.loads((course / "submitted/ngcleo_103/01_tiny/receipt.json").read_text())
    assert receipt["by"] == "okaforada_101"
    said("grade", "01", "--sandbox", "none")

    # Two days late: Ada and Cleo have one free day, and Ben has an extension of one day besides.
    rows = list(csv.DictReader(io.StringIO(said("export", "01").stdout)))
    lost = {
        row["student"]: float(row["late_penalty"]) / (float(row["score"]) + float(row["late_penalty"])) for row in rows
    }
    assert lost == {"okaforada_101": 0.5, "itoben_102": 0.0, "ngcleo_103": 0.5, "lieve_105": 0.5}
    report = json.loads(said("report", "01", "--json").stdout)
    assert {row["student"] for row in report["rows"]} == set(lost)
    said("feedback", "01", "--no-pictures")
    assert all((course / "feedback" / student / "01_tiny/index.html").is_file() for student in lost)
    assert nbgrader_here("autograde", "01_tiny", "--Autograde.JudgedScores.sandbox=none", cwd=course).returncode == 0
    with Gradebook(f"sqlite:///{course}/gradebook.db", course.name) as gradebook:
        scores = {
            each.student.id: (each.score, each.late_submission_penalty)
            for each in gradebook.assignment_submissions("01_tiny")
        }
    assert set(scores) == set(lost)
    assert scores["itoben_102"][1] == 0.0
    assert scores["ngcleo_103"][1] == pytest.approx(scores["ngcleo_103"][0] / 2)

    before = (course / "groups.csv").read_bytes()
    nobody = said("groups", "leave", "ngcleo_13", "01", status=2).stderr
    assert "Nobody is called ngcleo_13" in nobody
    assert "Did you mean ngcleo_103?" in nobody
    assert (course / "groups.csv").read_bytes() == before

    left = said("groups", "leave", "ngcleo_103", "01").stdout
    assert "submitted/ngcleo_103/01_tiny, which okaforada_101 handed in" in " ".join(left.split())
    assert "Removed the submission of ngcleo_103 from the gradebook" in left
    assert not list(course.glob("*/ngcleo_103/01_tiny"))
    story = said("log", "ngcleo_103").stdout
    assert "all assignments  put into Team 1." in story
    assert "01_tiny  taken out of Team 1." in story
    again = said("collect", "01", str(tmp_path / "pile"), "--json")
    assert {receipt["student"] for receipt in json.loads(again.stdout)} == set(lost) - {"ngcleo_103"}


def test_a_table_of_ones_own_keeps_its_assignments_and_whom_it_takes_out(course):
    said = commands_in(course)
    (course / "own.csv").write_text(
        "group,assignment,student\nTeam,,ada\nTeam,,ben\nPair,01,ben\nPair,01,cleo\n,01,ada\n"
    )
    ended = said("groups", "import", "own.csv")
    assert "Imported 2 groups with 3 people, and 1 taken out" in ended.stdout
    assert (course / "groups.csv").read_text().splitlines()[3:] == [
        "Pair,01_tiny,ben",
        "Pair,01_tiny,cleo",
        ",01_tiny,ada",
    ]
    assert "put into Pair" in said("log", "cleo").stdout
    assert [line.partition("UTC  ")[2] for line in said("log", "ada").stdout.splitlines()] == [
        "all assignments  put into Team.",
        "01_tiny  in no group.",
    ]
    (course / "own.csv").write_text("group,assignment,student\nTeam,07,ada\n")
    assert "07" in said("groups", "import", "own.csv", status=2).stderr
    assert "Pair" in (course / "groups.csv").read_text()


def test_errors_are_for_people(course):
    said = commands_in(course)
    (course / "groups.csv").write_text("group,assignment,student\nTeam,07_tiny,ada\n")
    (course / "pile/ada").mkdir(parents=True)
    (course / "pile/ada/tiny.py").write_text(TINY)
    assert "there is no assignment '07_tiny'; the course has: 01_tiny" in said("collect", "01", "pile", status=2).stderr
    (course / "none.csv").write_text("student\nada\n")
    assert "needs a column group" in said("groups", "import", "none.csv", status=2).stderr
