"""Grades: what the judge gave, less what lateness costs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from autograder.course.policy import Late, Policy
from autograder.intake.received import TIMESTAMP, timestamp
from autograder.platforms.csv import export_csv
from autograder.platforms.grades import grades_of, penalties
from autograder.records import Result

DUE = datetime(2026, 10, 19, 21, 59, tzinfo=UTC)
RULES = Policy(late=Late(0.1, 2, 0.5), due={"01_tiny": DUE}, extensions={"01_tiny": {"ada": DUE + timedelta(days=3)}})


def test_the_table_takes_penalties_off(tiny, tmp_path):
    place = tmp_path / "bob" / "01_tiny"
    place.mkdir(parents=True)
    (place / TIMESTAMP).write_text(timestamp(DUE + timedelta(days=2)))
    results = [Result(name, "01_tiny", 5.0, 5.0, (), ()) for name in ("bob", "ada")]
    lost = penalties(RULES, results, tmp_path)
    assert lost == {"bob": pytest.approx(1.0), "ada": 0.0}
    grades = grades_of(tiny, results, lost)
    rows = [line.split(",") for line in export_csv(tiny, grades, with_penalty=True).text.splitlines()]
    assert [(row[2], row[-2]) for row in rows] == [("score", "late_penalty"), ("5", "0"), ("4", "1")]
