"""Results are held against what was handed in, wherever something lies there to compare them with."""

from __future__ import annotations

from pathlib import Path

from autograder.files import digest_of
from autograder.grading.standing import NOT_GRADED, OTHER_FILES, Standing, standing, standing_of
from autograder.records import Result


def test_everybody_whose_result_does_not_tell_what_counts_is_named():
    found = standing({"ada": "1", "ben": "2", "eve": "3"}, {"ada": "1", "ben": "other", "cy": "4"})
    assert found == Standing(not_graded=("cy",), other_files=("ben",), gone=("eve",))
    assert found.open == {"cy": NOT_GRADED, "ben": OTHER_FILES}
    assert [*found.sentences(Path("results/01"))] == [
        "Not graded yet: cy. Next: autograder grade 01",
        "Graded with other files than count now: ben. Next: autograder grade 01",
        "eve has a result, but no hand-in in submitted/, so it is left out. Collect it again, or if it is no student's"
        ", delete results/01/eve.json.",
    ]


def test_where_nothing_was_handed_in_nothing_can_be_compared():
    assert standing({"ada": "1"}, {}) == Standing()


def result(student: str, files: str = "1") -> Result:
    return Result(student, "01_tiny", 0.0, 0.0, (), (), files=files)


def test_results_that_are_of_what_counts_are_told_from_the_others():
    results = [result(student) for student in ("eve", "ada", "ben", "dan")]
    found = standing(
        {each.student: each.files for each in results}, {"ada": "1", "ben": "other", "dan": "1", "cy": "4"}
    )
    assert [each.student for each in found.holding(results)] == ["ada", "dan"]
    assert Standing().holding(results) == results


def test_who_is_named_is_so_in_order():
    judged = dict.fromkeys("zyxw", "1")
    lying = {**dict.fromkeys("yx", "2"), "c": "3", "b": "3"}
    assert standing(judged, lying) == Standing(("b", "c"), ("x", "y"), ("w", "z"))


def test_what_lies_there_is_compared_by_its_content(tiny, tmp_path):
    for student, text in (("ada", b"x = 1\n"), ("ben", b"x = 2\n"), ("cy", b"x = 3\n")):
        (tmp_path / student / tiny.name).mkdir(parents=True)
        (tmp_path / student / tiny.name / "tiny.py").write_bytes(text)
    (tmp_path / "dan" / "02_other").mkdir(parents=True)
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / tiny.name).write_text("no folder")
    same = digest_of({"tiny.py": b"x = 1\n"})
    found = standing_of(tiny, [result("ada", same), result("ben", same), result("eve", same)], tmp_path)
    assert found == Standing(not_graded=("cy",), other_files=("ben",), gone=("eve",))
