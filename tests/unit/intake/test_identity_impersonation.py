"""A name that can be read in two ways is nobody's, and the instructor is told."""

from __future__ import annotations

import pytest
from class_exports import CODE, modules_of, take, why

from autograder.intake.identity import readings, whose

ADA = {"Ada Okafor_77_assignsubmission_file_/engine.py": CODE}


@pytest.mark.parametrize(
    "forged",
    [
        "Eve_77_assignsubmission_file_12_assignsubmission_file_/engine.py",
        "Eve_77_assignsubmission_file_12_assignsubmission_file_engine.py",
        "Eve_12_assignsubmission_file_x_77_assignsubmission_file_engine.py",
        "Eve_77_1_x_12_assignsubmission_file_/engine.py",  # as Canvas would write it
    ],
)
def test_a_full_name_that_looks_like_another_participant_replaces_nobodys_hand_in(tmp_path, forged):
    receipts = take(tmp_path, {**ADA, forged: b"forged"})
    assert modules_of(tmp_path) == {"Ada_Okafor/01_autograd/engine.py": CODE}
    assert "could be of" in why(receipts[""])
    assert "rename it" in why(receipts[""])


@pytest.mark.parametrize("forged", ["eve_77_4711_900_engine.py", "eve_77_4711_text.html", "eve_77_1_4711_9_x.py"])
def test_a_canvas_name_that_ends_in_a_number_replaces_nobodys_hand_in(tmp_path, forged):
    receipts = take(tmp_path, {"ada_77_901_engine.py": CODE, forged: b"forged"})
    assert modules_of(tmp_path) == {"ada_77/01_autograd/engine.py": CODE}
    assert "could be of" in why(receipts[""])


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("lee_4711_900_01_autograd.ipynb", "4711"),
        ("lee_LATE_4711_900_engine.py", "4711"),
        ("anon_12345_900_engine.py", "anon_12345"),
        ("Ana_1_assignsubmission_file_01_autograd.ipynb", "1"),
    ],
)
def test_a_number_in_a_usual_place_is_read_in_one_way(name, key):
    attribution = whose(name, ("engine.py", "01_autograd.ipynb"))
    assert attribution is not None
    assert attribution.person.key == key


def test_a_module_behind_a_name_that_ends_in_another_modules_is_nobodys():
    assert {each.person.key for each in readings("ada_my_net.py", ("my_net.py", "net.py"))} == {"ada", "ada_my"}
    assert whose("ada_my_net.py", ("my_net.py", "net.py")) is None
