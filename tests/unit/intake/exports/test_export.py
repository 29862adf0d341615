"""What all exports are read with: names at the top, most of them alike, and what is in a student's folder."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from autograder.errors import Problem
from autograder.intake.archives import LEFT_OUT, Entry, left_out
from autograder.intake.exports.export import NOBODY, common_start, inside, matching, strays


def test_entries_are_grouped_by_their_tops_and_a_folders_ends_with_a_slash(pile):
    tops = pile("ada/a.py", "bob.py", "ada/b.py", "cyd/", "ada").tops()
    assert {top: [each.path for each in own] for top, own in tops.items()} == {
        "ada/": ["ada/a.py", "ada/b.py"],
        "bob.py": ["bob.py"],
        "cyd/": ["cyd/"],
        "ada": ["ada"],
    }


def test_junk_around_the_students_folders_is_nobodys_and_that_in_them_is_theirs(pile):
    junk = [(".git", "HEAD")]
    tops = pile(left_out((), junk), left_out(("ada",), junk), "bob/x.py", f"{LEFT_OUT}/x.py").tops()
    assert list(tops) == ["ada/", "bob/", f"{LEFT_OUT}/"]


@pytest.mark.parametrize(
    ("names", "like"), [([], 0), (["a", "b"], 0), (["a1", "b"], 0), (["a1", "b", "c1"], 2), (["a1/", "b1"], 2)]
)
def test_names_are_a_platforms_if_most_of_them_are(names, like):
    why = matching(names, lambda name: name[-1:].isdigit())
    assert why.startswith(f"{like} of {len(names)} names are like a1") if like else why == ""


@pytest.mark.parametrize(
    ("names", "common"),
    [(["hw1-ada", "hw1-bob"], "hw1-"), (["hw1-a", "hw1-ab"], "hw1-a"), (["a", "b"], ""), (["ada"], "ada")],
)
def test_what_names_have_in_common_is_how_they_begin(names, common):
    assert common_start(names) == common_start(reversed(names)) == common


def test_in_a_folder_things_are_called_as_their_student_knows_them(pile):
    first, folder, deep = inside(pile("ada/a.py", "ada/", "ada/src/", "ada/src/b.py").entries)
    assert [(each.path, each.parts) for each in (first, folder, deep)] == [
        ("a.py", ("a.py",)),
        ("src", ("src",)),
        ("src/b.py", ("src", "b.py")),
    ]
    (below,) = inside([deep], 1)
    assert (below.path, below.parts) == ("b.py", ("b.py",))


def test_the_folder_itself_is_none_of_what_is_in_it_unless_it_is_refused(pile):
    (folder,) = pile("ada/").entries
    assert list(inside([folder])) == []
    (told,) = inside([replace(folder, refusal="a folder that cannot be read")])
    assert (told.path, told.parts) == ("ada/", ())


def test_junk_in_a_folder_keeps_its_own_name():
    (told,) = inside([left_out(("ada",), [(".git", "HEAD")])])
    assert (told.path, told.parts) == (".git/HEAD", (LEFT_OUT,))


def test_nobodys_files_are_told_with_what_is_wrong_with_them_or_a_reason(pile):
    link = Entry("link", ("link",), False, (), "a symbolic link", lambda cap: b"")
    groups = pile("x.py", link, "y/a", "y/b").tops()
    told = [("x.py", NOBODY), ("link", link.refusal), ("y/a", NOBODY), ("y/b", NOBODY)]
    assert [(each.path, each.reason) for each in strays(groups)] == told
    assert [each.reason for each in strays(groups, "why")] == ["why", link.refusal, "why", "why"]


def test_a_time_without_a_zone_is_that_of_the_course_and_without_one_a_problem(pile):
    noon = datetime(2026, 7, 1, 12)
    assert pile(zone=ZoneInfo("Europe/Berlin")).in_utc(noon, "X") == datetime(2026, 7, 1, 10, tzinfo=UTC)
    assert pile(zone=UTC).in_utc(noon, "X").utcoffset() == datetime(2026, 1, 1, tzinfo=UTC).utcoffset()
    with pytest.raises(Problem, match="X writes times without their zone"):
        pile(zone=None).in_utc(noon, "X")
