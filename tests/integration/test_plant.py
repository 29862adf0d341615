"""Two students do alike what nobody planted; both are told the same, and the skeleton made of it fails as it says."""

from __future__ import annotations

import pytest
from helpers import RIGHT, autograder, judged, statuses

from autograder.course.manifest import find_assignment
from autograder.course.mutants import read_mistakes, with_mistake
from autograder.course.solutions import solution_of

pytestmark = pytest.mark.slow

MORE = RIGHT.replace("return x + x", "more = 1\n    return x + x + more")
CLASS = {"ada": MORE, "bob": f"# mine\n{MORE}", "cem": RIGHT, "dan": RIGHT.replace("x + x", "x + x + 3")}


def test_what_two_did_alike_is_listed_begun_and_once_completed_a_planted_mistake(course):
    for student, text in CLASS.items():
        folder = course / "submitted" / student / "01_tiny"
        folder.mkdir(parents=True)
        (folder / "tiny.py").write_text(text, encoding="utf-8")
    assert autograder("grade", "01", "--sandbox", "none", cwd=course).returncode == 0
    listed = autograder("plant", "01", cwd=course)
    *_, name = listed.stdout.split()
    assert f"autograder plant 01_tiny {name}" in listed.stdout
    assert "double_by_hand" in listed.stdout
    said = autograder("comment", "01", name, "One <more> than twice.", cwd=course)
    assert said.stdout.startswith("It reaches 2 students."), said.stderr
    for wrong in ("", "zz"):
        nowhere = autograder("comment", "01", wrong, "Nobody's.", cwd=course)
        assert (nowhere.returncode, f"double:{name}" in nowhere.stderr) == (2, True)
    (course / "submitted/cem/01_tiny/tiny.py").write_text(f"# a new attempt\n{MORE}", encoding="utf-8")
    assert autograder("grade", "01", "--sandbox", "none", cwd=course).returncode == 0
    assert autograder("feedback", "01", "--no-pictures", cwd=course).returncode == 0
    pages = {each: (course / f"feedback/{each}/01_tiny/index.html").read_text(encoding="utf-8") for each in CLASS}
    assert [each for each in CLASS if "One &lt;more&gt; than twice." in pages[each]] == ["ada", "bob", "cem"]
    begun = autograder("plant", "01", name, cwd=course)
    assert begun.returncode == 0, begun.stderr
    place = course / "source/01_tiny/wrong" / f"double_{name}.py"
    refused = autograder("plant", "01", name, cwd=course)
    assert (refused.returncode, "is there already" in refused.stderr) == (2, True)
    text = place.read_text(encoding="utf-8")
    assert "mine" not in text
    sentence = text.partition("\n")[0]
    place.write_text(text.replace(sentence, '"""Adds one more.'), encoding="utf-8")
    assignment = find_assignment(course / "source", "01")
    (mistake,) = [each for each in read_mistakes(place.parent) if each.name == place.stem]
    module = with_mistake(solution_of(assignment), mistake, mistake.name)["tiny.py"]
    (result,) = judged(assignment, {"solution": module}).values()
    failing = {check for check, status in statuses(result).items() if status != "passed"}
    assert failing == mistake.caught_by == {"double_by_hand", "double_agrees", "area_of_doubled_sides"}
