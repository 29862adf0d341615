"""The log only grows, says why a score changed, and never says the same twice."""

from __future__ import annotations

import json
import os

import msgspec
import pytest
from made_feedback import RESULT

from autograder.errors import Problem
from autograder.grading.cache import write_result
from autograder.grading.log import (
    AGAIN,
    FIRST,
    LOG,
    OTHER_CHECKS,
    OTHER_FILES,
    OTHER_POINTS,
    HandIn,
    Told,
    append,
    last_told,
    note_counted,
    note_grouped,
    note_regraded,
    note_told,
    read_log,
    story,
)
from autograder.records import Status

ONE = msgspec.structs.replace(RESULT, key="one", files="f1")


def changed(result, **more):
    first, *rest = result.checks
    failed = msgspec.structs.replace(first, status=Status.FAILED, points=0.0)
    return msgspec.structs.replace(result, checks=(failed, *rest), score=result.score - 1.0, **more)


def whys(results) -> list[str]:
    return [entry.why for entry in read_log(results)]


def test_each_change_of_a_score_says_why(tmp_path):
    write_result(tmp_path, ONE)
    write_result(tmp_path, changed(ONE, key="two", files="f2"))
    write_result(tmp_path, msgspec.structs.replace(ONE, key="three", files="f2"))
    write_result(tmp_path, changed(ONE, key="three", files="f2"))
    assert whys(tmp_path) == [FIRST, OTHER_FILES, OTHER_CHECKS, AGAIN]
    assert [(entry.before, entry.score) for entry in read_log(tmp_path)] == [
        (None, 2.0),
        (2.0, 1.0),
        (1.0, 2.0),
        (2.0, 1.0),
    ]


def test_the_same_verdicts_at_other_points_are_not_said_to_be_judged_again(tmp_path):
    write_result(tmp_path, ONE)
    first, *rest = ONE.checks
    dearer = msgspec.structs.replace(first, points=3.0, max_points=3.0)
    write_result(tmp_path, msgspec.structs.replace(ONE, checks=(dearer, *rest), score=4.0))
    assert whys(tmp_path) == [FIRST, OTHER_POINTS]


def test_which_checks_came_out_otherwise_is_noted(tmp_path):
    write_result(tmp_path, ONE)
    write_result(tmp_path, changed(ONE, key="two"))
    fewer = msgspec.structs.replace(ONE, checks=ONE.checks[1:], key="three")
    write_result(tmp_path, fewer)
    assert read_log(tmp_path)[1].changes == ("right_one: passed (1), now failed (0)",)
    assert read_log(tmp_path)[2].changes == ("right_one: no longer there, it was failed (0)",)


def test_the_same_result_written_again_is_no_news(tmp_path):
    write_result(tmp_path, ONE)
    write_result(tmp_path, ONE)
    assert whys(tmp_path) == [FIRST]


def test_nothing_that_was_noted_is_ever_changed(tmp_path):
    write_result(tmp_path, ONE)
    before = (tmp_path / LOG).read_bytes()
    write_result(tmp_path, changed(ONE, key="two"))
    assert (tmp_path / LOG).read_bytes().startswith(before)


def test_what_a_page_says_is_noted_once(tmp_path):
    for score in (3.0, 3.0, 2.0):
        told = Told("ada", "01_tiny", score, 8.0, (f"Checks: {score:g}",))
        note_told(tmp_path, told, last_told(tmp_path, "01_tiny").get("ada"))
    note_told(tmp_path, Told("bob", "01_tiny", 2.0, 8.0, ()), None)
    assert last_told(tmp_path, "02_next") == {}
    assert [(entry.before, entry.score) for entry in read_log(tmp_path, "ada")] == [(None, 3.0), (3.0, 2.0)]


def test_a_story_is_plain_words(tmp_path):
    write_result(tmp_path, ONE)
    write_result(tmp_path, changed(ONE, key="two", files="f2"))
    note_told(tmp_path, Told("ada", "01_tiny", 1.0, 8.0, ("Late: -1",)), None)
    first, second, told = map(story, read_log(tmp_path, "ada"))
    assert "UTC  01_tiny  graded: 2 of 6 points; graded for the first time.\n    right_secret: failed: 0 of 1" in first
    assert "wrong_carried: failed, which comes from later: 1 of 1\n    later_one: not attempted: 0 of 1" in first
    assert "graded: 1 of 6 points, before that 2; other files count now.\n    right_one: passed (1)" in second
    assert told.endswith("told on the page: 1 of 8 points.\n    Late: -1")


def test_which_hand_in_was_judged_is_told(tmp_path):
    alone = HandIn(2, "2026-10-19 21:59:00 UTC", "export.zip/ada", ("tiny.py",))
    write_result(tmp_path, ONE, alone)
    write_result(tmp_path, changed(ONE, key="two"), HandIn(1, others=2))
    first, second = read_log(tmp_path)
    assert first.hand_in == alone
    assert (
        "judged was what was received 2026-10-19 21:59:00 UTC, from export.zip/ada: tiny.py (2 attempts by then)\n"
        in story(first)
    )
    assert "judged was what was received at a time that is not known, for 3 together: no file\n" in story(second)


def test_a_line_from_before_there_was_more_to_tell_is_still_read(tmp_path):
    line = b'{"when":"w","student":"ada","assignment":"01","event":"graded","score":2.0,"max_score":6.0,"why":"so"}\n'
    (tmp_path / LOG).write_bytes(line)
    assert [story(entry) for entry in read_log(tmp_path)] == ["w  01  graded: 2 of 6 points; so."]


def test_a_line_that_is_no_entry_is_named(tmp_path):
    write_result(tmp_path, ONE)
    with (tmp_path / LOG).open("a") as log:
        log.write("half a li")
    with pytest.raises(Problem, match=r"log\.jsonl, line 2 is no entry"):
        read_log(tmp_path)


def test_where_nothing_was_graded_nothing_is_on_record(tmp_path):
    assert read_log(tmp_path) == []


def test_a_change_of_groups_is_told_without_a_score(tmp_path):
    write_result(tmp_path, ONE)
    note_grouped(tmp_path, "ada", "01_tiny", "taken out of Team 1")
    note_grouped(tmp_path, "ada", "", "put into Team 2")
    _, once, always = read_log(tmp_path, "ada")
    assert (once.event, once.score) == ("grouped", None)
    assert story(once).endswith("UTC  01_tiny  taken out of Team 1.")
    assert story(always).endswith("UTC  all assignments  put into Team 2.")
    assert last_told(tmp_path, "01_tiny") == {}


def test_further_lines_of_a_reason_stand_below_the_first(tmp_path):
    note_regraded(tmp_path, ONE, changed(ONE, key="two"), "the check was wrong\nas Ada showed")
    (entry,) = read_log(tmp_path)
    first, *below = story(entry).splitlines()
    assert first.endswith("; the check was wrong")
    assert below[0] == "    as Ada showed."
    assert all(line.startswith("    ") for line in below)


def test_what_counts_is_noted_once_against_what_was_last_said(tmp_path):
    """Though a result that never counted was written in between, and grading was interrupted behind that."""
    write_result(tmp_path, ONE, note=False)
    assert read_log(tmp_path) == []
    for _ in range(2):
        note_counted(tmp_path, "01_tiny", [(None, ONE, HandIn(2))])
    worse, better = changed(ONE, key="two", files="f2"), msgspec.structs.replace(ONE, key="three", files="f3")
    write_result(tmp_path, worse, note=False)
    for old in (worse, better):
        note_counted(tmp_path, "01_tiny", [(old, better, HandIn(3))])
    first, second = read_log(tmp_path)
    assert (first.why, first.before, first.hand_in) == (FIRST, None, HandIn(2))
    assert (second.why, second.before, second.score, second.hand_in) == (OTHER_FILES, ONE.score, ONE.score, HandIn(3))


def test_of_a_class_everyone_is_noted_of_whom_there_is_news(tmp_path):
    class_of = [msgspec.structs.replace(ONE, student=student) for student in ("ada", "bob", "eve")]
    note_counted(tmp_path, "01_tiny", [(None, each, None) for each in class_of])
    ada, bob, eve = class_of
    note_counted(tmp_path, "01_tiny", [(each, each, None) for each in (ada, changed(bob, key="two"), changed(eve))])
    noted = [(entry.student, entry.why, entry.before) for entry in read_log(tmp_path)]
    assert noted[:3] == [(each.student, FIRST, None) for each in class_of]
    assert noted[3:] == [("bob", OTHER_CHECKS, ONE.score), ("eve", OTHER_POINTS, ONE.score)]


def test_what_counts_is_compared_with_what_was_graded_of_that_assignment(tmp_path):
    """Neither with what a page said, nor with another assignment that is judged by the same."""
    note_counted(tmp_path, "01_tiny", [(None, ONE, None)])
    note_told(tmp_path, Told("ada", "01_tiny", 1.0, 8.0, ()), None)
    note_counted(tmp_path, "02_next", [(None, changed(ONE, assignment="02_next", key="two"), None)])
    note_counted(tmp_path, "01_tiny", [(ONE, ONE, None)])
    assert [(entry.assignment, entry.event, entry.why) for entry in read_log(tmp_path)] == [
        ("01_tiny", "graded", FIRST),
        ("01_tiny", "told", ""),
        ("02_next", "graded", FIRST),
    ]


def test_a_score_alone_is_news_and_so_is_what_a_result_depends_on(tmp_path):
    write_result(tmp_path, ONE)
    write_result(tmp_path, msgspec.structs.replace(ONE, score=1.5))
    write_result(tmp_path, msgspec.structs.replace(ONE, score=1.5, key="two"))
    assert whys(tmp_path) == [FIRST, OTHER_POINTS, OTHER_CHECKS]


def test_a_regrade_is_noted_as_one_and_so_is_taking_it_back(tmp_path):
    better = changed(ONE, key="two")
    note_regraded(tmp_path, ONE, better, "so")
    note_regraded(tmp_path, better, ONE, "so", undone=True)
    assert [(each.event, each.before, each.score) for each in read_log(tmp_path)] == [
        ("regraded", ONE.score, better.score),
        ("undone", better.score, ONE.score),
    ]


def test_a_regrade_that_says_the_same_is_not_noted(tmp_path):
    note_regraded(tmp_path, ONE, msgspec.structs.replace(ONE, key="two"), "so")
    assert read_log(tmp_path) == []
    for more in ({"score": 0.5}, {"max_score": 9.0}, {"held": "it would be lower"}):
        note_regraded(tmp_path, ONE, msgspec.structs.replace(ONE, key="two", **more), "so")
    assert len(read_log(tmp_path)) == 3


def test_who_keeps_a_result_that_would_be_lower_is_told_so_once(tmp_path):
    held, other = (msgspec.structs.replace(ONE, held=why) for why in ("it would be lower", "it still would"))
    for old, new in ((ONE, held), (held, other), (held, ONE)):
        note_regraded(tmp_path, old, new, "so")
    assert ["held" in entry.why for entry in read_log(tmp_path)] == [True, False, False]


def test_a_check_is_news_if_its_points_or_its_maximum_changed_or_if_it_is_new(tmp_path):
    first, *rest = ONE.checks
    for number, more in enumerate(({"points": 0.5}, {"max_points": 4.0}, {"name": "right_new"}, {"message": "else"})):
        other = msgspec.structs.replace(ONE, checks=(msgspec.structs.replace(first, **more), *rest), held=str(number))
        note_regraded(tmp_path, ONE, other, "so")
    assert [[each.partition(":")[0] for each in entry.changes] for entry in read_log(tmp_path)] == [
        ["right_one"],
        ["right_one"],
        ["right_new", "right_one"],
        [],
    ]


def test_a_line_holds_only_what_there_is_to_tell(tmp_path):
    note_grouped(tmp_path, "ada", "", "put into Team 2")
    write_result(tmp_path, ONE, HandIn(1))
    grouped, graded = map(json.loads, (tmp_path / LOG).read_text().splitlines())
    assert grouped.keys() == {"when", "student", "assignment", "event", "score", "max_score", "why"}
    assert graded["hand_in"] == {"attempts": 1}


def test_one_attempt_of_one_person_needs_no_word(tmp_path):
    write_result(tmp_path, ONE, HandIn(1, files=("tiny.py",)))
    (entry,) = read_log(tmp_path)
    judged = story(entry).splitlines()[1]
    assert judged.endswith("known: tiny.py")
    assert "judged was" not in story(msgspec.structs.replace(entry, hand_in=None))


def test_the_log_is_its_owners_alone_and_no_file_stays_open(tmp_path):
    lowest = os.open(os.devnull, os.O_RDONLY)
    os.close(lowest)
    write_result(tmp_path, ONE)
    (entry,) = read_log(tmp_path)
    append(tmp_path / "new" / "folder", entry)
    append(tmp_path / "new" / "folder", entry)
    assert read_log(tmp_path / "new" / "folder") == [entry, entry]
    assert (tmp_path / LOG).stat().st_mode & 0o777 == 0o600
    again = os.open(os.devnull, os.O_RDONLY)
    os.close(again)
    assert again == lowest


def test_a_log_that_cannot_be_written_is_a_problem(tmp_path):
    (tmp_path / LOG).mkdir()
    with pytest.raises(Problem, match=r"log\.jsonl"):
        note_grouped(tmp_path, "ada", "01_tiny", "taken out of Team 1")
