"""Whole exports as platforms write them, with folders, names, texts and times: everybody once for each attempt."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from class_exports import take, why, written, zipped

from autograder.intake.received import received_at

BERLIN = ZoneInfo("Europe/Berlin")
BOOK = b'{"cells": []}'
SUBMISSION = """submission_{number}:
  :submitters:
{people}  :created_at: 2026-10-{time} Z
  :score: 0.0
  :status: processed
  :history: []
"""
PERSON = "  - :name: {}\n    :sid: '{}'\n    :email: {}\n"
ADA, ALAN, GRACE, JUERGEN = (
    PERSON.format(*each)
    for each in (
        ("Ada Lovelace", 101, "al1@uni.edu"),
        ("Alan Turing", 102, "at2@uni.edu"),
        ("Grace Hopper", 103, "gh3@uni.edu"),
        ("J\u00fcrgen M\u00fcller", 106, "jm6@uni.edu"),
    )
)
METADATA = "---\n" + "".join(
    SUBMISSION.format(number=number, people=people, time=time)
    for number, people, time in (
        (7001, ADA, "19 05:15:00.000000000"),
        (7002, ALAN + GRACE, "21 05:15:00.000000000"),
        (7003, JUERGEN, "19 05:15:00.000000000"),
    )
)
GRADESCOPE = {
    "assignment_4711_export/submission_metadata.yml": METADATA.encode(),
    "assignment_4711_export/submission_7001/engine.py": b"ada",
    "assignment_4711_export/submission_7001/01_autograd.ipynb": BOOK,
    "assignment_4711_export/submission_7002/engine.py": b"both",
    "assignment_4711_export/submission_7003/src/engine.py": b"j",
}
TEXT = """Name: Ada Lovelace (al1815)
Assignment: Homework 1
Date Submitted: Sunday, 18 October 2026 10:00:00 o'clock CEST
Current Grade: Needs Grading

Submission Field:
There is no student submission text data for this assignment.

Comments:
There are no student comments for this assignment.

Files:
\tOriginal filename: engine.py
\tFilename: Homework 1_al1815_attempt_2026-10-18-10-00-00_engine.py
"""
BLACKBOARD = {
    "Homework 1_al1815_attempt_2026-10-18-10-00-00.txt": TEXT.encode(),
    "Homework 1_al1815_attempt_2026-10-18-10-00-00_engine.py": b"first",
    "Homework 1_al1815_attempt_2026-10-19-22-00-00.txt": b"Name: Ada Lovelace (al1815)\n",
    "Homework 1_al1815_attempt_2026-10-19-22-00-00_engine.py": b"second",
    "Homework 1_at1912_attempt_2026-10-21-08-30-00.txt": b"Name: Alan Turing (at1912)\n",
    "Homework 1_at1912_attempt_2026-10-21-08-30-00_hw1.zip": zipped({"engine.py": b"packed"}),
    "Homework 1_gh_1906_attempt_2026-10-19-20-00-00_engine.py": b"alone",
}
BRIGHTSPACE = {
    "397063-2557369 - Ada Lovelace - Oct 18, 2026 926 AM/engine.py": b"first",
    "397063-2557369 - Ada Lovelace - Oct 19, 2026 926 PM/engine.py": b"second",
    "397064-2557369 - Mary-Ann O'Smith - Oct 21, 2026 1205 AM/hw1.zip": zipped({"01_autograd/engine.py": b"packed"}),
    "397065-2557369 - J\u00fcrgen M\u00fcller - Oct 19, 2026 1159 PM/engine.py": b"j",
    "index.html": b"<html><body>Submissions</body></html>",
}
LOOSE = {
    "export/roster.csv": b"x\n",
    "export/ada/engine.py": b"a",
    "export/bob/src/engine.py": b"b",
    "export/cyd/01_autograd/engine.py": b"c",
}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 10, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("export", "counts", "nobodys"),
    [
        (
            GRADESCOPE,
            {
                "Ada_Lovelace": (b"ada", at(19, 5, 15), []),
                "Alan_Turing": (b"both", at(21, 5, 15), []),
                "Grace_Hopper": (b"both", at(21, 5, 15), []),
                "J\u00fcrgen_M\u00fcller": (b"j", at(19, 5, 15), []),
            },
            "",
        ),
        (
            BLACKBOARD,
            {
                "al1815": (b"second", at(19, 20), [b"first"]),
                "at1912": (b"packed", at(21, 6, 30), []),
                "gh_1906": (b"alone", at(19, 18), []),
            },
            "",
        ),
        (
            BRIGHTSPACE,
            {
                "Ada_Lovelace": (b"second", at(19, 19, 26), [b"first"]),
                "Mary-Ann_O'Smith": (b"packed", at(20, 22, 5), []),
                "J\u00fcrgen_M\u00fcller": (b"j", at(19, 21, 59), []),
            },
            "index.html: ",
        ),
        (LOOSE, {"ada": (b"a", None, []), "bob": (b"b", None, []), "cyd": (b"c", None, [])}, "export/roster.csv: "),
    ],
    ids=["Gradescope", "Blackboard", "Brightspace", "a loose file"],
)
def test_everybody_has_what_they_handed_in_last_and_nothing_goes_without_a_line(
    tmp_path, export: dict[str, bytes], counts: dict[str, Any], nobodys: str
):
    for _ in ("once", "and again"):
        receipts = take(tmp_path, export, zone=BERLIN)
        assert why(receipts.pop("")).startswith(nobodys) if nobodys else "" not in receipts
        assert set(receipts) == set(counts)
        assert [receipt.refused for receipt in receipts.values()] == [()] * len(counts)
        files = written(tmp_path)
        for student, (code, received, earlier) in counts.items():
            assert files[f"{student}/01_autograd/engine.py"] == code
            assert received_at(tmp_path / "submitted" / student / "01_autograd") == received
            paths = [
                path
                for path in files
                if path.startswith(".attempts") and path.endswith(f"/{student}/01_autograd/engine.py")
            ]
            assert [files[path] for path in paths] == earlier
    assert sum(path.endswith(".ipynb") for path in files) == (export is GRADESCOPE)
