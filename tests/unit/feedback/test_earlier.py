"""A mistake in an earlier assignment's module is found in that module, once for each change of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autograder.course.manifest import read_assignment
from autograder.feedback.check import CheckReport
from autograder.feedback.earlier import KEPT, faulty_exercises
from autograder.feedback.terminal import carried_note, earlier_note
from autograder.records import CheckResult, Result, Status

MANIFEST = '[exercises.{name}]\ntitle = "T"\nstubs = ["{name}"]\nhints = []\n'
CHECK = 'def test_{name}(student):\n    """It is 1."""\n'


def result(*failing: str) -> Result:
    checks = [
        CheckResult(name, name, False, Status.FAILED if name in failing else Status.PASSED, 0.0, 1.0, "", 0.0)
        for name in ("base", "more")
    ]
    return Result("you", "01_base", 0.0, 2.0, (), tuple(checks))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The student's folder of an assignment that needs an earlier one, which lies beside it."""
    for number, name, needs in ((1, "base", []), (2, "upon", ["01_base"])):
        place = tmp_path / f"0{number}_{name}"
        (place / "checks").mkdir(parents=True)
        text = f'title = "T"\nmodules = ["{name}"]\nneeds = {needs}\n' + MANIFEST.format(name=name)
        (place / "assignment.toml").write_text(text + (MANIFEST.format(name="more") if number == 1 else ""))
        (place / f"{name}.py").write_text(f"\ndef {name}():\n    return 1\n")
        (place / f"checks/test_{name}.py").write_text(CHECK.format(name=name))
    return tmp_path / "02_upon"


def test_the_exercises_that_fail_their_own_checks_are_named_and_looked_for_once(folder):
    asked = []

    def judged(assignment, checks):
        asked.append((assignment.name, [path.name for path in checks]))
        return result("base")

    upon = read_assignment(folder)
    assert faulty_exercises(upon, judged) == faulty_exercises(upon, judged) == {"01_base": ("base",)}
    assert asked == [("01_base", ["test_base.py"])]
    (folder.parent / "01_base/base.py").write_text("def base():\n    return 2\n")
    faulty_exercises(upon, judged)
    assert len(asked) == 2


def test_of_exercises_that_fail_through_another_only_that_is_named(folder):
    (folder.parent / "01_base/checks/causes.json").write_text('{"base": [["base", "more"]]}')
    upon = read_assignment(folder)
    assert faulty_exercises(upon, lambda *asked: result("base", "more")) == {"01_base": ("base",)}


def test_an_earlier_module_that_passes_is_not_blamed(folder):
    assert faulty_exercises(read_assignment(folder), lambda *asked: result()) == {}


def test_what_was_found_stays_where_it_cannot_be_kept(folder):
    (folder / KEPT).mkdir()
    assert faulty_exercises(read_assignment(folder), lambda *asked: result("more")) == {"01_base": ("more",)}


def test_the_note_names_folder_file_and_line(folder):
    run = CheckReport(read_assignment(folder), result("base"), earlier={"01_base": ("base",)})
    assert earlier_note(run).startswith("In ../01_base/base.py, line 2: `base` does not pass the checks there.")
    assert earlier_note(CheckReport(read_assignment(folder), result())) == ""


def test_failures_are_counted_with_what_they_probably_come_from(folder):
    found = result("base", "more")
    run = CheckReport(read_assignment(folder), found, causes={"more": "base"})
    assert carried_note(run, list(found.checks)) == "1 fails, probably because `base` does; mend that first\n"
    both = CheckReport(read_assignment(folder), found, causes={"more": "base", "base": "upon"})
    more = "2 more fail, probably because `upon` and `base` do; mend those first\n"
    assert carried_note(both, list(found.checks), further=True) == more
    assert carried_note(run, list(found.checks[:1])) == ""


def test_an_earlier_assignment_without_checks_is_passed_over_and_those_after_it_are_not(folder):
    shutil.copytree(folder.parent / "01_base", folder.parent / "00_before")
    shutil.rmtree(folder.parent / "00_before/checks")
    text = (folder / "assignment.toml").read_text()
    (folder / "assignment.toml").write_text(text.replace("needs = ['01_base']", 'needs = ["00_before", "01_base"]'))
    upon = read_assignment(folder)
    assert upon.needs == ("00_before", "01_base")
    assert faulty_exercises(upon, lambda *asked: result("base")) == {"01_base": ("base",)}


@pytest.mark.parametrize("content", ["{", "[]", '{"01_base": 1}', '{"01_base": {"key": "1", "failing": ["more"]}}'])
def test_what_was_kept_counts_only_if_it_can_be_read_and_is_of_these_files(folder, content):
    (folder / KEPT).write_text(content)
    assert faulty_exercises(read_assignment(folder), lambda *asked: result("base")) == {"01_base": ("base",)}


def test_what_was_found_is_looked_for_again_if_its_checks_change(folder):
    asked = []

    def judged(*what):
        asked.append(what)
        return result("base")

    upon = read_assignment(folder)
    faulty_exercises(upon, judged)
    (folder.parent / "01_base/checks/test_base.py").write_text(f"{CHECK.format(name='base')}    assert False\n")
    faulty_exercises(upon, judged)
    assert len(asked) == 2


def test_what_is_kept_stays_as_it_is_as_long_as_nothing_changes(folder):
    upon = read_assignment(folder)
    faulty_exercises(upon, lambda *asked: result())
    (folder / KEPT).chmod(0o600)
    before = (folder / KEPT).stat().st_mtime_ns
    assert faulty_exercises(upon, lambda *asked: pytest.fail("asked again")) == {}
    assert (folder / KEPT).stat().st_mtime_ns == before


def test_timeouts_and_errors_are_failures_and_what_was_not_begun_is_none(folder):
    for status, named in ((Status.ERROR, ("base",)), (Status.TIMEOUT, ("base",)), (Status.NOT_ATTEMPTED, ())):
        check = CheckResult("base", "base", False, status, 0.0, 1.0, "", 0.0)
        judged = Result("you", "01_base", 0.0, 1.0, (), (check,))
        found = faulty_exercises(read_assignment(folder), lambda *asked, judged=judged: judged)
        assert found == ({"01_base": named} if named else {})
        (folder / KEPT).unlink()
