"""Of each student as much is kept as they may have, of the class as much as there is room for, and the rest is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from autograder.intake import quota
from autograder.intake.archives import ABOVE, LEFT_OUT, Entry, Refused
from autograder.intake.quota import Quota


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(quota, "MAX_ARCHIVE_ENTRIES", 5)
    monkeypatch.setattr(quota, "MAX_CLASS_ENTRIES", 10)
    monkeypatch.setattr(quota, "MAX_OWNERS", 4)
    monkeypatch.setattr(quota, "MAX_LISTED", 20)


def empty(*around: str) -> Quota:
    return Quota(lambda name: name.partition("_")[0] if "_" in name else None, lambda top: top in around)


def entry(path: str, refusal: str = "") -> Entry:
    return Entry(
        path, tuple(path.removesuffix("/").split("/")), path.endswith("/"), (1.0,), refusal, lambda cap: b"data"
    )


def files(who: str, count: int) -> list[Entry]:
    return [entry(f"{who}/{n}.py") for n in range(count)]


def kept(entries: Iterator[Entry] | list[Entry], *around: str) -> list[Entry]:
    held = empty(*around)
    held.take(entries)
    return held.entries()


def paths(entries: list[Entry]) -> list[str]:
    return [each.path for each in entries]


def test_what_is_within_the_limits_is_kept_as_it_is():
    some = [*files("ada", 5), *files("bob", 5)]
    assert kept(some) == some
    assert kept([]) == []


def test_one_more_than_a_student_may_have_leaves_one_line_that_stands_for_all():
    (line,) = kept(files("ada", 6))
    assert (line.path, line.parts, line.folder, line.all) == ("ada", ("ada",), True, True)
    assert "more than 5 entries" in line.refusal


def test_what_comes_after_that_is_not_kept_either_and_counts_for_nobody():
    found = kept([*files("ada", 12), *files("bob", 5), *files("cyd", 3)])
    assert paths(found) == ["ada", *paths(files("bob", 5)), *paths(files("cyd", 3))]
    assert [each.all for each in found] == [True, *[False] * 8]


def test_the_line_has_the_first_ones_reason_if_that_was_refused():
    refused = [entry("ada/link", "a symbolic link"), *files("ada", 6)]
    assert [each.refusal for each in kept(refused)] == ["a symbolic link"]


def test_of_files_side_by_side_the_line_is_called_like_the_first():
    (line,) = kept([entry(f"ada_{n}.py") for n in range(6)])
    assert (line.path, line.parts, line.folder, line.all) == ("ada_0.py", ("ada_0.py",), False, True)


def test_of_a_folder_by_itself_the_line_is_a_folder():
    (line,) = kept([entry("ada/"), *files("ada", 5)])
    assert (line.path, line.folder) == ("ada", True)


def test_of_a_class_that_is_full_all_stays_and_with_one_more_the_largest_goes():
    full = [*files("ada", 5), *files("bob", 4), entry("cyd/x.py")]
    assert paths(kept(full)) == paths(full)
    found = kept([*full, entry("dan/x.py")])
    assert paths(found) == ["ada", "bob/0.py", "bob/1.py", "bob/2.py", "bob/3.py", "cyd/x.py", "dan/x.py"]
    assert "the class has more than 10" in found[0].refusal


def test_room_is_made_until_a_tenth_is_free_and_no_more():
    found = kept([*files("ada", 3), *files("bob", 5), *files("cyd", 2), entry("dan/x.py")])
    assert [each.path for each in found if each.all] == ["bob"]
    found = kept([*files("ada", 4), *files("bob", 3), *files("cyd", 3), entry("dan/x.py")])
    assert [each.path for each in found if each.all] == ["ada"]  # 11 less 4, and one line: 8


def test_room_is_made_again_when_the_class_is_full_again():
    many = [*files("ada", 5), *files("bob", 5), *files("cyd", 4), *files("dan", 4)]
    found = kept(many)
    assert [each.path for each in found if each.all] == ["ada", "bob"]
    assert len(found) == 10


def test_room_for_nine_of_ten_is_enough(monkeypatch):
    monkeypatch.setattr(quota, "MAX_ARCHIVE_ENTRIES", 50)
    found = kept([*files("ada", 3), *files("bob", 3), *files("cyd", 3), *files("dan", 2)])
    assert [each.path for each in found if each.all] == ["ada"]  # 11 less 3, and one line: 9


def test_people_beyond_the_most_are_counted_and_told_in_one_line_that_nobody_has():
    crowd = [entry(f"s{n}/x.py") for n in range(4)]
    assert len(kept(crowd)) == 4
    more = [*crowd, entry("t/x.py"), entry("u/x.py"), entry("s0/y.py"), entry("u/y.py")]
    *own, line = kept(more)
    assert paths(own) == ["s0/x.py", "s0/y.py", "s1/x.py", "s2/x.py", "s3/x.py"]
    assert (line.parts, line.folder, line.all, line.junk) == ((ABOVE,), False, False, 0)
    assert line.refusal.startswith("3 entries beyond 4 students")
    with pytest.raises(Refused, match="beyond 4 students"):
        line.read(10)


def test_no_more_is_looked_at_than_may_be_and_that_is_told_once():
    some = [entry(f"ada/__pycache__/{n}.pyc") for n in range(19)] + [entry("ada/x.py")]
    assert paths(kept(some)) == ["ada/x.py", "__pycache__/0.pyc"]
    *own, line = kept([*some, entry("ada/y.py")])
    assert paths(own) == ["ada/x.py", "__pycache__/0.pyc"]
    assert line.refusal.startswith("entries beyond the first 20")


def test_what_was_not_looked_at_is_told_though_later_all_is():
    held = empty()
    held.take([entry("ada/x.py")] * 21)
    held.take([])
    assert len([each for each in held.entries() if each.parts == (ABOVE,)]) == 1


def test_an_entry_without_a_name_is_nothing():
    assert kept([Entry("./", (), True, (), "", lambda cap: b"")]) == []


def test_junk_is_one_line_of_each_student_with_its_number_and_is_not_counted():
    junk = [entry(f"ada/__pycache__/{n}.pyc") for n in range(9)]
    found = kept([*junk, *files("ada", 5), entry("bob/.git/HEAD"), entry("bob/x.py")])
    assert paths(found) == [*paths(files("ada", 5)), "bob/x.py", "__pycache__/0.pyc", ".git/HEAD"]
    assert [(each.parts, each.junk, each.clone) for each in found[-2:]] == [
        (("ada", LEFT_OUT), 9, False),
        (("bob", LEFT_OUT), 1, True),
    ]


def test_only_git_right_inside_makes_a_folder_a_clone():
    (line,) = kept([entry("ada/lib/.git/HEAD"), entry("ada/__pycache__/.git/x")])
    assert not line.clone


@pytest.mark.parametrize(
    "order",
    [
        ["__pycache__/x.pyc", ".ipynb_checkpoints/a.py"],
        [".ipynb_checkpoints/a.py", "__pycache__/x.pyc", ".ipynb_checkpoints/b.py"],
    ],
)
def test_junk_is_called_after_the_first_copy_by_jupyter(order):
    (line,) = kept([entry(f"ada/{name}") for name in order])
    assert (line.path, line.junk) == (".ipynb_checkpoints/a.py", len(order))


def test_junk_is_called_after_the_first_where_there_is_no_copy_by_jupyter():
    (line,) = kept([entry(f"ada/{name}") for name in ("__pycache__/x.pyc", ".git/HEAD")])
    assert line.path == "__pycache__/x.pyc"


def test_junk_around_the_students_is_nobodys_and_so_is_that_of_more_than_the_most():
    assert kept([entry("__pycache__/x.pyc"), entry("export/.git/HEAD"), entry(".DS_Store")], "export") == []
    found = kept([entry(f"s{n}/.git/HEAD") for n in range(6)])
    assert [each.parts[0] for each in found] == ["s0", "s1", "s2", "s3"]


def test_of_whoever_has_too_much_there_is_no_second_line_on_junk():
    assert paths(kept([entry("ada/.git/HEAD"), *files("ada", 6)])) == ["ada"]


def test_in_a_folder_around_all_students_each_counts_by_themselves():
    found = kept(
        [entry(f"export/{who}/{n}.py") for who, count in (("ada", 6), ("bob", 2)) for n in range(count)], "export"
    )
    assert [(each.path, each.parts) for each in found] == [
        ("ada", ("export", "ada")),
        ("export/bob/0.py", ("export", "bob", "0.py")),
        ("export/bob/1.py", ("export", "bob", "1.py")),
    ]


def test_files_of_one_person_side_by_side_count_together_wherever_they_lie():
    assert len(kept([entry(f"ada_{n}.py") for n in range(5)])) == 5
    assert [each.all for each in kept([entry(f"export/ada_{n}.py") for n in range(6)], "export")] == [True]
    apart = [entry(f"{who}_{n}.py") for who in ("ada", "bob") for n in range(3)]
    assert len(kept(apart)) == 6


def test_whoever_has_too_much_or_too_deep_need_not_be_looked_into():
    held = empty()
    held.take(files("ada", 6))
    held.take(files("bob", 5))
    assert held.is_over(("ada", "src"))
    assert not held.is_over(("bob", "src"))
    assert not held.is_over(())
    assert not held.is_over(tuple("b" * quota.MAX_DEPTH))
    assert held.is_over(tuple("b" * (quota.MAX_DEPTH + 1)))


def test_one_entry_can_be_refused_afterwards_and_no_other():
    held = empty()
    held.take([entry("ada/src/"), entry("ada/src.py"), entry("bob/src/"), entry("ada/link", "a symbolic link")])
    held.refuse(("ada", "src"), "cannot be read")
    held.refuse(("ada", "link"), "cannot be read")
    held.refuse(("cyd", "src"), "cannot be read")
    assert [(each.path, each.refusal) for each in held.entries()] == [
        ("ada/src/", "cannot be read"),
        ("ada/src.py", ""),
        ("ada/link", "a symbolic link"),
        ("bob/src/", ""),
    ]


def test_names_that_are_not_remembered_any_more_still_count_for_whom_they_mean():
    held = empty()
    held.take([entry(f"ada/__pycache__/{n}") for n in range(3)])
    for n in range(60):
        held.is_over((f"x{n}",))
    held.take([entry(f"zoe_{n}.py") for n in range(6)])
    assert [each.all for each in held.entries() if not each.junk] == [True]


@pytest.mark.parametrize("parts", [(), ("export",), ("other", "ada"), ("export", "ada")])
def test_a_student_is_named_at_the_top_or_in_the_folder_around_all(parts):
    assert empty("export").depth(parts) == (2 if parts[:1] == ("export",) else 1)
