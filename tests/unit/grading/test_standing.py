"""Results are held against what was handed in, wherever something lies there to compare them with."""

from __future__ import annotations

from pathlib import Path

from autograder.grading.standing import NOT_GRADED, OTHER_FILES, Standing, standing


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
