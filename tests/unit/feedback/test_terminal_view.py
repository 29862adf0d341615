"""What a student sees in the terminal: every exercise in a line, the first failure of each, and what to do next."""

from __future__ import annotations

import io
from pathlib import Path

import msgspec
import pytest
from rich.console import Console, RenderableType

from autograder.feedback import marks, terminal
from autograder.feedback.check import CheckReport
from autograder.records import Assignment, CheckResult, Detail, Exercise, Fault, Label, Result, Status

PASSED, FAILED, OPEN = Status.PASSED, Status.FAILED, Status.NOT_ATTEMPTED
CODE = """def add(x):
    return x


def scale(x):
    raise NotImplementedError()


def shift(x):
    return x
"""
RAISED = (Detail(Label.RAISED, "ValueError: no"), Detail(Label.AT, "upon.py, line 2:  return x"))
WHY = (Detail(Label.REASON, "It is too small."),)
NOT_IMPORTED = (Detail(Label.REASON, "upon.py cannot be imported because of this error, so no check can run."),)


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    """An assignment of three exercises, of which the second is a stub in the student's file."""
    folder = tmp_path / "02_upon"
    folder.mkdir()
    (folder / "upon.py").write_text(CODE)
    titles = {"add": "Sums", "scale": "Products of numbers", "shift": "Steps"}
    exercises = tuple(Exercise(name, title, (name,), ()) for name, title in titles.items())
    return Assignment("Built upon", ("upon",), exercises, folder=folder, hidden_points=2.5)


def found(name: str, status: Status, details: tuple[Detail, ...] = (), best: float = 1.0) -> CheckResult:
    """The verdict on a check, which is of the exercise that its name begins with."""
    earned = best if status is PASSED else 0.0
    return CheckResult(name, name.partition("_")[0], False, status, earned, best, "", 0.1, f"{name} is right.", details)


SHORT = """\
Built upon

 ✗ add    Sums                 1/2.5  upon.py, line 1
     add_two is right.  [failed]
     reason    It is too small.

     and 1 more; all of them: autograder check add
     edit upon.py, line 1    stuck? autograder hint add
 · scale  Products of numbers  0/1  upon.py, line 5
 ✓ shift  Steps                1/1

2 of 4.5 points so far. Hidden checks judge 2.5 more points once you hand in.
"""
LONG = """\
Built upon

 ✗ add    Sums                 1/2.5  upon.py, line 1
     add_two is right.  [failed]
     reason    It is too small.

     add_three is right.  [failed]

     edit upon.py, line 1    stuck? autograder hint add
 · scale  Products of numbers  0/1  upon.py, line 5
     scale_one is right.  [not attempted]

     edit upon.py, line 5    stuck? autograder hint scale
 ✓ shift  Steps                1/1

2 of 4.5 points so far. Hidden checks judge 2.5 more points once you hand in.
"""


def report(assignment: Assignment, *checks: CheckResult, **more) -> CheckReport:
    earned, best = sum(check.points for check in checks), sum(check.max_points for check in checks)
    return CheckReport(assignment, Result("you", assignment.name, earned, best, (), checks), **more)


def drawn(shown: RenderableType, width: int = 120) -> str:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(shown)
    return "".join(f"{line.rstrip()}\n" for line in console.file.getvalue().splitlines())


def styles(shown: RenderableType) -> dict[str, str]:
    """The style of each text that has one."""
    segments = Console(width=120).render(shown)
    return {text: str(each.style) for each in segments if (text := each.text.strip()) and each.style}


BEGUN = (
    found("add_one", PASSED),
    found("add_two", FAILED, WHY),
    found("add_three", FAILED, best=0.5),
    found("scale_one", OPEN),
    found("shift_one", PASSED),
)
PASSES = found("scale_one", PASSED)


def test_of_each_exercise_the_first_failure_is_shown_and_how_many_there_are_besides(assignment):
    assert drawn(terminal.checked(report(assignment, *BEGUN))) == SHORT


def test_all_that_did_not_pass_is_shown_to_who_asks_for_it(assignment):
    assert drawn(terminal.checked(report(assignment, *BEGUN), verbose=True)) == LONG


def test_of_the_exercise_that_was_asked_for_all_is_shown_and_of_others_nothing(assignment):
    shown = drawn(terminal.checked(report(assignment, *BEGUN[:3], exercise="add")))
    assert shown.splitlines()[2:-2] == LONG.splitlines()[2:9]
    assert shown.endswith("1 of 2.5 points so far. Hidden checks judge 2.5 more points of 02_upon once you hand in.\n")


def test_an_exercise_that_has_no_checks_is_left_out_and_those_after_it_are_not(assignment):
    shown = drawn(terminal.checked(report(assignment, BEGUN[0], BEGUN[4])))
    assert [line[1:9].split() for line in shown.splitlines()[2:4]] == [["✓", "add"], ["✓", "shift"]]


def test_what_failed_comes_before_what_was_not_begun(assignment):
    checks = (found("scale_one", OPEN), found("scale_two", FAILED, WHY), found("scale_three", OPEN))
    assert drawn(terminal.checked(report(assignment, *checks))).splitlines()[2:6] == [
        " ✗ scale  Products of numbers  0/3  upon.py, line 5",
        "     scale_two is right.  [failed]",
        "     reason    It is too small.",
        "",
    ]


def test_an_exercise_that_is_done_in_part_is_called_so_and_one_with_a_failure_is_not(assignment):
    lines = {
        " ◐ scale  Products of numbers  1/2  upon.py, line 5": (PASSES, found("scale_two", OPEN)),
        " ✗ scale  Products of numbers  1/3  upon.py, line 5": (
            PASSES,
            found("scale_two", OPEN),
            found("scale_three", FAILED),
        ),
        " · scale  Products of numbers  0/1  upon.py, line 5": (found("scale_two", OPEN),),
        " → scale  Products of numbers  1/2  upon.py, line 5": (PASSES, found("scale_two", Status.BLOCKED)),
    }
    assert {
        line: drawn(terminal.checked(report(assignment, *checks))).splitlines()[2] for line, checks in lines.items()
    } == {line: line for line in lines}


def test_what_passes_without_being_written_is_not_called_done(assignment):
    run = report(assignment, BEGUN[0], PASSES)
    shown = drawn(terminal.checked(run))
    assert " ◐ scale  Products of numbers  1/1  scale not written yet\n" in shown
    assert "All checks pass, 2 of 2 points, but scale is not written yet. Hidden checks" in shown
    assert styles(terminal.checked(run))["scale not written yet"] == "yellow"
    (assignment.folder / "upon.py").write_text(CODE.replace("return x", "raise NotImplementedError()"))
    assert "but add and scale are not written yet." in drawn(terminal.checked(run))
    (assignment.folder / "upon.py").write_text(CODE.replace("raise NotImplementedError()", "return x"))
    assert " ✓ scale  Products of numbers  1/1\n" in drawn(terminal.checked(run))


def test_when_all_passes_it_says_how_to_hand_in_but_not_of_one_exercise(assignment):
    whole = msgspec.structs.replace(assignment, hidden_points=0.0)
    shown = drawn(terminal.checked(report(whole, BEGUN[0])))
    assert shown.endswith("\nAll checks pass: 1 of 1 points.\nHand in with: autograder submit\n")
    one = drawn(terminal.checked(report(whole, BEGUN[0], exercise="add")))
    assert one.endswith("\nAll checks of add pass: 1 of 1 points.\n")


def test_failures_through_another_exercise_are_counted_after_those_of_its_own(assignment):
    shown = drawn(terminal.checked(report(assignment, *BEGUN, causes={"add_two": "scale"}))).splitlines()
    assert shown[3:8] == [
        "     add_three is right.  [failed]",
        "",
        "     1 more fails, probably because `scale` does; mend that first",
        "",
        "     edit upon.py, line 1    stuck? autograder hint add",
    ]
    both = report(assignment, *BEGUN, causes={"add_two": "scale", "add_three": "scale"})
    assert drawn(terminal.checked(both)).splitlines()[3:6] == [
        "     2 fail, probably because `scale` does; mend that first",
        "",
        " · scale  Products of numbers  0/1  upon.py, line 5",
    ]


def test_who_asks_for_all_sees_failures_through_another_exercise_too(assignment):
    run = report(assignment, *BEGUN, causes={"add_two": "scale"})
    shown = drawn(terminal.checked(run, verbose=True)).splitlines()
    assert shown[3:10] == [
        *LONG.splitlines()[3:8],
        "     1 fails, probably because `scale` does; mend that first",
        "",
    ]


def test_an_error_that_was_told_is_not_told_again(assignment):
    other = (Detail(Label.RAISED, "TypeError: no"),)
    checks = [found(f"add_{n}", Status.ERROR, each) for n, each in enumerate((RAISED, RAISED, other, other))]
    shown = drawn(terminal.checked(report(assignment, *checks), verbose=True))
    assert [line.strip() for line in shown.splitlines()[3:15]] == [
        "add_0 is right.  [error]",
        "raised    ValueError: no",
        "at        upon.py, line 2:  return x",
        "",
        "add_1 is right.  [error]",
        "the same error, at the same line",
        "",
        "add_2 is right.  [error]",
        "raised    TypeError: no",
        "",
        "add_3 is right.  [error]",
        "the same error, at the same line",
    ]


def test_failures_that_are_no_errors_are_each_told(assignment):
    checks = [found(f"add_{n}", FAILED, (*WHY, *RAISED)) for n in range(2)]
    shown = drawn(terminal.checked(report(assignment, *checks), verbose=True))
    assert shown.count("raised    ValueError: no") == 2
    assert "the same error" not in shown


def test_a_check_that_could_not_run_is_the_fault_of_whoever_wrote_it(assignment):
    fault = Fault("checks/test_upon.py", 3, "NameError")
    broken = msgspec.structs.replace(found("add_one", Status.UNGRADED), fault=fault)
    lines = drawn(terminal.checked(report(assignment, broken, BEGUN[4]))).splitlines()
    assert lines[2] == " ? add    Sums                 0/1  upon.py, line 1"
    assert lines[3].startswith(" ✓ shift"), "there is nothing to edit"
    assert "No student's code is to blame" in lines[-2]


def test_where_no_file_can_be_imported_that_is_all_that_is_told(assignment):
    checks = [found(f"{name}_one", Status.ERROR, NOT_IMPORTED) for name in ("add", "scale", "shift")]
    assert drawn(terminal.checked(report(assignment, *checks))) == (
        "Built upon\n\n"
        " ! reason    upon.py cannot be imported because of this error, so no check can run.\n\n"
        "0 of 3 points so far. Hidden checks judge 2.5 more points once you hand in.\n"
    )
    one = drawn(terminal.checked(report(assignment, checks[0])))
    assert one.splitlines()[2] == f" ! reason    {NOT_IMPORTED[0].text}"


def test_earlier_assignments_come_before_the_exercises(assignment):
    base = assignment.folder.parent / "01_base"
    base.mkdir()
    exercises = "".join(
        f'[exercises.{name}]\ntitle = "T"\nstubs = ["{name}"]\nhints = []\n' for name in ("scale", "shift")
    )
    (base / "assignment.toml").write_text(f'title = "T"\nmodules = ["base"]\n{exercises}')
    (base / "base.py").write_text(CODE)
    for exercises, said in ((("shift",), "`shift` does not"), (("scale", "shift"), "`scale`, `shift` do not")):
        run = report(assignment, *BEGUN, earlier={"01_base": exercises})
        line = 5 if "scale" in exercises else 9
        note = f"In ../01_base/base.py, line {line}: {said} pass the checks there. What fails here may come from that;"
        assert drawn(terminal.checked(run), width=200).splitlines()[2] == f"{note} mend it first."
        (style,) = [style for text, style in styles(terminal.checked(run)).items() if text.startswith("In ../")]
        assert style == "yellow"


def test_colours_tell_what_is_done_from_what_is_not(assignment):
    seen = styles(terminal.checked(report(assignment, *BEGUN, causes={"add_two": "scale"})))
    assert (seen["✗"], seen["·"], seen["✓"]) == ("red", "dim", "green")
    assert (seen["Built upon"], seen["scale"], seen["1/1"]) == ("bold", "bold", "green")
    assert "1/2.5" not in seen, "what is not all has no colour"
    assert seen["upon.py, line 5"] == "dim"
    assert seen["1 more fails, probably because `scale` does; mend that first"] == "yellow"
    assert seen["edit upon.py, line 1    stuck? autograder hint add"] == "cyan"
    (closing,) = [style for text, style in seen.items() if text.startswith("2 of 4.5 points")]
    assert closing == "bold"
    done = styles(terminal.checked(report(assignment, BEGUN[0])))
    assert {style for text, style in done.items() if text.startswith(("All checks", "Hand in"))} == {"bold green"}


def test_what_was_likely_meant_has_a_colour_of_its_own():
    details = (Detail(Label.EXPECTED, "6.0"), Detail(Label.LIKELY, "this is twice too much"))
    assert styles(terminal.details_grid(details)) == {"expected": "cyan", "likely": "yellow"}


def test_a_long_line_goes_on_below_its_own_beginning(assignment):
    shown = drawn(terminal.checked(report(assignment, *BEGUN)), width=30).splitlines()
    at = next(n for n, line in enumerate(shown) if line.startswith(" · scale"))
    assert shown[at : at + 2] == [" · scale  Products of numbers", "   0/1  upon.py, line 5"]
    assert max(map(len, shown)) <= 30


def test_words_too_long_for_a_line_are_folded_and_not_cut(assignment):
    word = "x" * 50
    long = msgspec.structs.replace(assignment.exercises[0], title=word)
    run = report(msgspec.structs.replace(assignment, exercises=(long,)), BEGUN[0])
    lines = drawn(terminal.checked(run), width=30).splitlines()
    assert sum(line.count("x") for line in lines) == 50
    grid = drawn(terminal.details_grid((Detail(Label.RETURNED, word),)), width=30).splitlines()
    assert [line.strip() for line in grid] == ["returned  " + "x" * 20, "x" * 20, "x" * 10]


def test_code_is_broken_where_python_lets_it_be_and_what_came_back_is_not_taken_for_code():
    text = "f(11111, 22222, 33333, 44444)\n    g(1)"
    called = drawn(terminal.details_grid((Detail(Label.CALLED, text),)), width=30).splitlines()
    assert called == ["called    f(11111, 22222,", "              33333, 44444)", "              g(1)"]
    returned = drawn(terminal.details_grid((Detail(Label.RETURNED, text),)), width=30).splitlines()
    assert returned == ["returned  f(11111, 22222,", "          33333, 44444)", "              g(1)"]


def test_a_line_that_is_wrapped_goes_on_at_its_own_indentation_if_that_leaves_some_room():
    for indent, goes_on in ((4, 4), (16, 16), (20, 16)):
        grid = terminal.details_grid((Detail(Label.RETURNED, " " * indent + "x" * 60),))
        first, *rest = drawn(grid, width=60).splitlines()
        assert first.startswith("returned  " + " " * indent + "x")
        assert rest
        assert all(line.startswith(" " * (10 + goes_on) + "x") for line in rest)


def test_the_legend_has_every_mark():
    expected = "✓ passed  ✗ failed  · not attempted  ! error  ∞ timeout  → blocked  ? ungraded  ◐ partly\n"
    assert drawn(marks.legend()) == expected
