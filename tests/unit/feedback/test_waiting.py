"""Where a person has to look, a student hears what may be missing and by which names files are found."""

from __future__ import annotations

from pathlib import Path

from autograder.feedback.waiting import unmatched, waiting
from autograder.records import Assignment

TWO = Assignment("Two files", ("engine", "nn"), (), folder=Path("01_two"))
NAMES = "Files are found by their names: `engine.py`, `nn.py`, `01_two.ipynb`."


def test_what_may_be_missing_is_named_with_the_names_that_are_looked_for():
    said = "Something was handed in that could not be read or matched"
    assert unmatched(TWO, ()) == f"{said}, and may be `engine.py` and `nn.py`. {NAMES}"
    assert unmatched(TWO, {"nn.py"}) == f"{said}, and may be `engine.py`. {NAMES}"
    assert unmatched(TWO, {"nn.py", "engine.py"}) == f"{said}. {NAMES}"


def test_without_a_score_a_person_is_said_to_have_to_look():
    assert waiting(TWO, {"nn.py"}) == f"A person has to look at this before it has a score. {unmatched(TWO, {'nn.py'})}"
