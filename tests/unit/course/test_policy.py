"""The course's rules: what course.toml may say, and what lateness costs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from late_attempts import DUE, RULES
from msgspec import Struct
from msgspec.structs import fields

from autograder.course.course import Course
from autograder.course.policy import KEYS, Attempts, Late, Policy, late_penalty, unknown_students
from autograder.course.policy_slips import ALLOWED
from autograder.errors import Problem

FULL = """
timezone = "Europe/Berlin"

[late]
per_day = 0.1
grace_hours = 2
cap = 0.5

[attempts]
keep = "best"

[due]
01_tiny = 2026-10-19T23:59:00

[extensions.01_tiny]
ada = 2026-10-22T23:59:00
"""


def policy_of(root: Path, text: str) -> Policy:
    (root / "course.toml").write_text(text, encoding="utf-8")
    return Course(root).policy


# What course.toml may say


def test_a_full_policy_is_read_with_its_dates_in_utc(course):
    assert policy_of(course, FULL) == Policy(
        "Europe/Berlin", RULES.late, Attempts("best"), RULES.due, {"01_tiny": {"ada": DUE + timedelta(days=3)}}
    )


def test_without_a_file_nothing_is_late_and_the_last_attempt_counts(course):
    assert Course(course).policy == policy_of(course, "") == Policy()
    assert Policy().penalty("01_tiny", "ada", DUE, 10.0) == 0.0
    assert Policy().attempts.keep == "last"


def test_lateness_costs_nothing_unless_the_course_says_so():
    assert Late() == Late(per_day=0.0, grace_hours=0.0, cap=1.0, free_days=0)


def test_the_most_that_may_stand_there_may(course):
    late = policy_of(course, "[late]\nper_day = 1\ncap = 1\ngrace_hours = 8784\nfree_days = 366\n").late
    assert late == Late(1.0, 24 * 366, 1.0, 366)


def test_free_days_go_with_the_last_attempt(course):
    policy = policy_of(course, '[late]\nfree_days = 1\n[attempts]\nkeep = "last"\n')
    assert (policy.late.free_days, policy.attempts.keep) == (1, "last")


def test_what_is_carried_is_forgiven_unless_the_course_charges_it(course):
    assert Policy().grading.carried == "forgive"
    assert policy_of(course, '[grading]\ncarried = "charge"').grading.carried == "charge"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "per_day",
            "perday",
            r"late\.perday: .* \[late\] may have cap, free_days, grace_hours, per_day\. Did you mean per_day\?",
        ),
        ("[late]", "[lates]", r"lates: there is no such key; the file may have .*\. Did you mean late\?"),
        ("0.1", "10", r"late\.per_day: 10 cannot stand here\. Write a share of the score, from 0 to 1\."),
        ("0.1", "-0.1", r"late\.per_day: -0\.1 cannot stand here\. Write a share of the score, from 0 to 1\."),
        ("0.1", '"10%"', r'late\.per_day: "10%" cannot stand here\. Write a share'),
        ("0.1", "true", r"late\.per_day: true cannot stand here\. Write a share"),
        (
            "[late]\nper_day = 0.1\ngrace_hours = 2\ncap = 0.5",
            "late = 3",
            r"late: 3 cannot stand here\. Write a table: \[late\]",
        ),
        ("0.1", "nan", r"late\.per_day: nan cannot stand here"),
        ("grace_hours = 2", "grace_hours = inf", r"late\.grace_hours: inf cannot stand here\. Write a number of hours"),
        ("cap = 0.5", "cap = 1.5", r"late\.cap: 1\.5 cannot stand here"),
        ('"best"', '"bst"', r'attempts\.keep: "bst" cannot stand here\. Write "last" or "best"'),
        ("01_tiny = 2026", "01_tyni = 2026", "due.01_tyni: there is no such assignment; the course has: 01_tiny"),
        ("[extensions.01_tiny]", "[extensions.tiny]", "extensions.tiny: there is no such assignment"),
        ("ada = 2026-10-22", "ada = 2026-10-12", "extensions.01_tiny.ada: this is before the date in"),
        ("01_tiny = 2026-10-19T23:59:00", "", "extensions.01_tiny: there is nothing to extend"),
        (
            "2026-10-19T23:59:00",
            "2026-10-19",
            r"due\.01_tiny: 2026-10-19 cannot .*Write a date and a time",
        ),
        ("2026-10-19T23:59:00", '"soon"', r'due\.01_tiny: "soon" cannot stand here\. Write a date and a time'),
        (
            "2026-10-22T23:59:00",
            '"later"',
            r'extensions\.01_tiny\.ada: "later" cannot .*Write a date and a time',
        ),
        (
            "[extensions.01_tiny]\nada = 2026",
            "[extensions]\n01_tiny = 2026",
            r"extensions\.01_tiny: 2026.* Write a table",
        ),
        ("Europe/Berlin", "Europe/Bärlin", "timezone: there is no zone 'Europe/Bärlin'"),
        ("Europe/Berlin", "../../etc/passwd", "timezone: there is no zone"),
        ('timezone = "Europe/Berlin"', "", "due.01_tiny: 2026-10-19 23:59:00 has no time zone"),
        (
            "[late]",
            '[grading]\ncarried = "forgives"\n[late]',
            r'grading\.carried: "forgives" .* "forgive" or "charge"\.',
        ),
        (
            "[late]",
            '[feedback]\nhiden = "points"\n[late]',
            r"feedback\.hiden: .* \[feedback\] may have hidden\. Did you mean hidden\?",
        ),
        ("[late]", '[feedback]\nhidden = "all"\n[late]', r'feedback\.hidden: "all" .* "points" or "sentences"\.'),
        ("[late]", "feedback = 3\n[late]", r"feedback: 3 cannot .* a table: \[feedback\]\."),
        ("0.1", "[0.1]", r"late\.per_day: a list cannot stand here\. Write a share"),
        ("0.1", "{ a = 1 }", r"late\.per_day: a table cannot stand here\. Write a share"),
        ("[late]", "[late]\nfree_days = 367", r"late\.free_days: 367 .* a whole number of days, from 0 to 366\."),
        ("grace_hours = 2", "grace_hours = 8785", r"late\.grace_hours: 8785 .* from 0 to 8784\."),
        ("keep", "kept", r"attempts\.kept: .* \[attempts\] may have keep\. Did you mean keep\?"),
        ("[late]", "[grading]\nx = 1\n[late]", r"grading\.x: .* \[grading\] may have carried\. See"),
        ("[late]", "[late]\nfree_days = 1", r'late\.free_days: .*keep = "best" cannot depend'),
        ("[late]", "[late", r"not valid TOML: .*line 4"),
    ],
)
def test_a_slip_is_an_error_that_names_the_file_and_the_key(course, old, new, said):
    assert old in FULL
    with pytest.raises(Problem, match=rf"course\.toml.*{said}"):
        policy_of(course, FULL.replace(old, new, 1))


def test_of_every_key_it_is_known_what_may_stand_there():
    tables = {name: {field.name for field in fields(kind)} for name, kind in policy_tables().items()}
    assert KEYS.keys() - {""} == tables.keys()
    own = {f"{name}.{key}" for name, keys in tables.items() for key in keys}
    assert own | set(Policy.__struct_fields__) == ALLOWED.keys()


def policy_tables() -> dict[str, type]:
    """The tables of course.toml whose keys are always the same."""
    return {
        each.name: each.type for each in fields(Policy) if isinstance(each.type, type) and issubclass(each.type, Struct)
    }


def test_an_offset_needs_no_time_zone(course):
    assert policy_of(course, "[due]\n01_tiny = 2026-10-19T23:59:00+02:00").due == {"01_tiny": DUE}


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2026-07-01T12:00:00", datetime(2026, 7, 1, 10, tzinfo=UTC)),
        ("2026-12-01T12:00:00", datetime(2026, 12, 1, 11, tzinfo=UTC)),
        ("2026-10-25T02:30:00", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),  # comes twice: the later one
        ("2026-03-29T02:30:00", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # never comes: the later reading
    ],
)
def test_a_deadline_keeps_its_wall_clock_over_summer_time(course, local, utc):
    assert policy_of(course, f'timezone = "Europe/Berlin"\n[due]\n01_tiny = {local}').due["01_tiny"] == utc


@pytest.mark.parametrize(
    ("students", "said"),
    [
        (["bob", "ada"], []),
        (["bob", "Ada", "adda"], ["nobody of this name has handed in. Did you mean adda?"]),
        (["bob"], ["nobody of this name has handed in."]),
        ([], ["nobody of this name has handed in."]),
    ],
)
def test_an_extension_for_nobody_is_told_with_the_name_that_is_most_like_it(students, said):
    assert unknown_students(RULES, "01_tiny", students) == [
        f"course.toml, extensions.01_tiny.ada: {each}" for each in said
    ]
    assert unknown_students(RULES, "02_next", students) == []


# What lateness costs


@pytest.mark.parametrize(
    ("seconds", "lost"),
    [
        (0, 0),
        (7200, 0),  # exactly at the end of the grace period
        (7200.000001, 1),
        (7201, 1),
        (86_400, 1),
        (86_401, 2),
        (2 * 86_400 + 1, 3),
        (4 * 86_400 + 1, 5),  # the cap
        (1e9, 5),
    ],
)
def test_lateness_costs_a_share_for_each_day_begun_up_to_the_cap(seconds, lost):
    assert late_penalty(10.0, seconds, Late(0.1, 2, 0.5)) == pytest.approx(lost, abs=1e-12)


@given(
    st.floats(0, 100), st.floats(0, 1e7), st.builds(Late, st.floats(0, 1), st.floats(0, 48), st.floats(0, 1)), st.data()
)
def test_a_penalty_lies_between_nothing_and_the_score_and_grows_with_lateness(score, seconds, late, data):
    more = data.draw(st.floats(seconds, 2e7))
    assert 0 <= late_penalty(score, seconds, late) <= late_penalty(score, more, late) <= score


@pytest.mark.parametrize(
    ("student", "days", "seconds"),
    [("bob", -1, 0), ("bob", 0, 0), ("bob", 1, 86_400), ("ada", 1, 0), ("ada", 3, 0), ("ada", 4, 86_400)],
)
def test_lateness_is_counted_from_a_students_own_deadline(student, days, seconds):
    assert RULES.seconds_late("01_tiny", student, DUE + timedelta(days=days)) == seconds


def test_what_has_no_time_or_no_deadline_is_not_late():
    assert RULES.seconds_late("01_tiny", "bob", None) == 0
    assert RULES.seconds_late("02_next", "bob", DUE + timedelta(days=99)) == 0


def at(day: int) -> datetime:
    return datetime(2026, 10, day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("needs", "day", "closed"),
    [
        ((), 1, True),
        (("01",), 9, False),
        (("01",), 10, False),
        (("01",), 20, False),
        (("01",), 21, True),
        (("01", "02"), 21, False),
        (("01", "02"), 26, True),
        (("01", "03"), 31, False),
    ],
    ids=["nothing", "open", "due", "extended", "past the last extension", "another open", "all past", "no date"],
)
def test_assignments_are_closed_when_each_is_past_its_last_extension(needs, day, closed):
    extended = {"01": {"ada": at(20), "bob": at(12)}}
    assert Policy(due={"01": at(10), "02": at(25)}, extensions=extended).closed(needs, at(day)) is closed


def test_it_is_not_closed_while_somebody_has_free_days_and_hours_of_grace_left():
    """As the penalty has it: at the last moment of both a hand-in costs nothing, if the free days are spent on it."""
    rules = Policy(due={"01": at(10)}, late=Late(per_day=0.1, grace_hours=6, free_days=2))
    end = at(12) + timedelta(hours=6)
    spent = msgspec.structs.replace(rules, extensions={"01": {"ada": at(12)}})
    moments = (end, end + timedelta(seconds=1))
    assert [spent.penalty("01", "ada", moment, 10.0) for moment in moments] == [0.0, 1.0]
    assert [rules.closed(["01"], moment) for moment in moments] == [False, True]


def test_a_slip_that_is_no_name_says_nothing_of_quotes(course):
    with pytest.raises(Problem) as caught:
        policy_of(course, "[late")
    assert "quotes" not in str(caught.value)


def test_where_the_course_has_no_assignment_that_is_said(tmp_path):
    with pytest.raises(Problem, match=r"due\.01: there is no such assignment; the course has: none"):
        policy_of(tmp_path, "[due]\n01 = 2026-10-19T23:59:00Z\n")


@pytest.mark.parametrize("name", ["Jürgen_Müller", "Mary-Ann_O'Smith", "Özil"])
def test_a_name_that_toml_does_not_know_bare_is_to_be_quoted(course, name):
    dates = "[due]\n01_tiny = 2026-10-19T23:59:00Z\n[extensions.01_tiny]\n"
    with pytest.raises(Problem, match=r"line 4.*put the name into quotes\."):
        policy_of(course, f"{dates}{name} = 2026-10-22T23:59:00Z\n")
    assert name in policy_of(course, f'{dates}"{name}" = 2026-10-22T23:59:00Z\n').extensions["01_tiny"]
