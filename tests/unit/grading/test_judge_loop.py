"""The judging loop: every check has a verdict of this submission, hidden ones come last, and the shell has no say."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from types import ModuleType

import msgspec
import pytest
from helpers import RIGHT, message, statuses

from autograder.checks.bench import Bench
from autograder.course.manifest import find_assignment
from autograder.errors import Problem
from autograder.grading.judge import JudgingLoop, judge_each, judge_here
from autograder.records import Assignment, CheckOptions, Label, Result, Status, Submission
from autograder.sandbox.plain import PlainLauncher
from autograder.sandbox.replies import Died, Probe, Returned, Spent, Timeout

ALL = ["double_by_hand", "double_agrees", "area_of_doubled_sides", "area_by_hand"]
ADA = Submission("ada", {"tiny.py": RIGHT.encode()})
BOB = Submission("bob", {"tiny.py": RIGHT.replace("x + x", "3 * x").encode()})


@pytest.fixture
def assignment(course: Path) -> Assignment:
    return find_assignment(course / "source", "01")


class Answering(Bench):
    """A bench on which ada's code is right, bob's doubles wrongly, and no process runs."""

    def __init__(self, assignment: Assignment, solution_dies: bool = False) -> None:
        super().__init__(assignment, PlainLauncher(), {}, PlainLauncher())
        self.asked: list[tuple[str, str]] = []
        self.solution.observe = lambda *asked: Died() if solution_dies else self._answer(*asked, factor=2)

    def observe(self, check, probe: Probe, arguments, seconds):
        self.asked.append((self.submission.student, check))
        return self._answer(probe, arguments, seconds, factor=2 if self.submission.student == "ada" else 3)

    @staticmethod
    def _answer(probe: Probe, arguments, seconds, factor: int):
        values = {
            ("x",): lambda x: factor * x,
            ("xs",): lambda xs: [factor * x for x in xs],
            ("side",): lambda side: (factor * side) ** 2,
            ("height", "width"): lambda height, width: height * width,
        }
        return Returned(values[probe.parameters](*arguments))


def judged(bench: Bench, *submissions: Submission, exercise: str = "") -> dict[str, Result]:
    paths = [bench.assignment.folder / "checks"]
    return {result.student: result for result in judge_here(bench, paths, submissions, exercise)}


def test_each_submission_gets_its_own_verdicts(assignment):
    results = judged(Answering(assignment), ADA, BOB, Submission("cid", ADA.files))
    assert set(statuses(results["ada"]).values()) == {"passed"}
    assert set(statuses(results["ada"])) == set(ALL)
    failed = {name for name, status in statuses(results["bob"]).items() if status == "failed"}
    assert failed == set(ALL) - {"area_by_hand"}
    assert (results["ada"].score, results["bob"].score, results["ada"].max_score) == (5.0, 1.0, 5.0)


def test_public_checks_run_before_hidden_ones(assignment):
    bench = Answering(assignment)
    judged(bench, ADA)
    hidden = [name in ("double_agrees", "area_of_doubled_sides") for _, name in bench.asked]
    assert hidden == sorted(hidden)
    assert hidden.count(True) == hidden.count(False) == 2


class FailingItself(Answering):
    """A bench that itself fails at bob's last answer, as trusted code may that looks at a student's text."""

    def observe(self, check, probe: Probe, arguments, seconds):
        reply = super().observe(check, probe, arguments, seconds)
        if self.submission.student == "bob" and len({name for who, name in self.asked if who == "bob"}) == len(ALL):
            self.missing = self.fail
        return reply

    def fail(self):
        del self.missing
        raise RecursionError("what bob wrote")


def test_whatever_the_judge_fails_at_costs_nobody_else_a_grade(assignment):
    results = judged(FailingItself(assignment), ADA, BOB, Submission("cid", ADA.files), Submission("dan", BOB.files))
    assert [check.status for check in results["bob"].checks] == [Status.UNGRADED]
    assert "RecursionError in test_judge_loop.py, line" in message(results["bob"], "all")
    assert "what bob wrote" not in message(results["bob"], "all")
    assert (results["ada"].score, results["cid"].score, results["dan"].score) == (5.0, 1.0, 1.0)
    assert set(statuses(results["cid"])) == set(statuses(results["dan"])) == set(ALL)


class Hanging(Answering):
    """A bench on which what calls double hangs, and which says when it starts over."""

    def observe(self, check, probe: Probe, arguments, seconds):
        super().observe(check, probe, arguments, seconds)
        return Timeout() if "double" in probe.source else self._answer(probe, arguments, seconds, factor=2)

    def start_over(self) -> None:
        self.asked.append(("", "start over"))


def test_what_may_hang_waits_until_all_else_has_run_and_then_has_a_session_of_its_own(assignment):
    order = assignment.exercises[::-1]
    bench = Hanging(msgspec.structs.replace(assignment, exercises=order))
    result = judged(bench, ADA)["ada"]
    # Of what calls double only one more, after which it is known to hang.
    ran = [check for _, check in bench.asked]
    assert ran == ["area_by_hand", "double_by_hand", "start over", "area_of_doubled_sides"]
    late = [name for name, status in statuses(result).items() if status == "timeout"]
    assert sorted(late) == sorted(set(ALL) - {"area_by_hand"})


def test_what_may_take_long_is_run_last_of_all(assignment):
    double = next(each for each in assignment.exercises if each.name == "double")
    long = msgspec.structs.replace(double, checks={**double.checks, "double_by_hand": CheckOptions(seconds=600.0)})
    exercises = tuple(long if each is double else each for each in assignment.exercises)
    bench = Answering(msgspec.structs.replace(assignment, exercises=exercises))
    result = judged(bench, ADA)["ada"]
    assert bench.asked[-1] == ("ada", "double_by_hand")
    assert [check.name for check in result.checks] == [
        check.name for check in judged(Answering(assignment), ADA)["ada"].checks
    ]
    assert set(statuses(result).values()) == {"passed"}


class UsedUp(Answering):
    """A bench on which the budget is used up after so many answers."""

    def observe(self, check, probe: Probe, arguments, seconds):
        reply = super().observe(check, probe, arguments, seconds)
        return reply if len(self.asked) < 3 else Spent(20.0, True)


def test_what_is_left_when_the_budget_is_used_up_is_a_time_out_that_says_so(assignment):
    result = judged(UsedUp(assignment), ADA)["ada"]
    late = [name for name, status in statuses(result).items() if status == "timeout"]
    assert len(late) == len(ALL) - 2
    for name in late:
        said = message(result, name)
        assert "all checks together may compute for 20 s, or sleep twice as long" in said
        assert "importing your file" in said


def test_one_exercise_alone_can_be_judged(assignment):
    result = judged(Answering(assignment), ADA, exercise="area")["ada"]
    assert set(statuses(result)) == {"area_by_hand", "area_of_doubled_sides"}


def test_a_solution_that_dies_is_blamed_on_no_student(assignment):
    result = judged(Answering(assignment, solution_dies=True), BOB)["bob"]
    assert statuses(result)["double_agrees"] == "ungraded"
    assert "not your fault" in message(result, "double_agrees")
    assert statuses(result)["double_by_hand"] == "failed"
    assert result.ungraded


NEVER_REPORTS = """
import pytest


class Silent:
    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item):
        return True if item.name == "test_double_by_hand" else None


@pytest.fixture(autouse=True, scope="session")
def silence(request):
    request.config.pluginmanager.register(Silent())
"""


def test_a_check_that_never_reports_is_ungraded_not_passed(assignment):
    """As if it had been skipped by some plugin: the first submission still has a verdict, the next one none."""
    (assignment.folder / "checks/conftest.py").write_text(NEVER_REPORTS)
    results = judged(Answering(assignment), ADA, BOB, Submission("cid", ADA.files))
    for student in ("bob", "cid"):
        check = next(each for each in results[student].checks if each.name == "double_by_hand")
        assert check.status is Status.UNGRADED, student
        assert check.points == 0.0
        assert "did not run" in check.message
    assert statuses(results["cid"])["area_by_hand"] == "passed"


SKIPS = '''

def test_double_skips(student):
    """It is skipped."""
    import pytest

    pytest.skip("not today")


def test_double_asks_nothing():
    """It asks nothing."""
'''


def test_a_check_that_skips_or_asks_nothing_is_not_passed(assignment):
    path = assignment.folder / "checks/test_tiny.py"
    path.write_text(path.read_text() + SKIPS)
    result = judged(Answering(assignment), ADA)["ada"]
    assert statuses(result)["double_skips"] == statuses(result)["double_asks_nothing"] == "ungraded"
    assert statuses(result)["double_by_hand"] == "passed"
    assert result.score == 5.0


INI = "[pytest]\naddopts = -k nothing_at_all\npython_functions = never_*\n"


@pytest.mark.parametrize("where", ["source/01_tiny/checks", "source/01_tiny", "source", "."])
@pytest.mark.parametrize("name", ["pytest.ini", "tox.ini"])
def test_no_settings_of_pytest_in_the_course_change_which_checks_there_are(course, assignment, where, name):
    (course / where / name).write_text(INI)
    assert set(statuses(judged(Answering(assignment), ADA)["ada"])) == set(ALL)


@pytest.mark.parametrize(
    ("variable", "value"),
    [("PYTEST_ADDOPTS", "-k nothing_at_all"), ("PYTEST_PLUGINS", "not_there"), ("PYTEST_DEBUG", "")],
)
def test_no_setting_of_the_shell_reaches_the_judges_pytest_and_all_are_kept(assignment, monkeypatch, variable, value):
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", raising=False)
    monkeypatch.setenv(variable, value)
    monkeypatch.setenv("BESIDE", "stays")
    seen: list[dict[str, str]] = []

    class Looking(Answering):
        def put(self, submission: Submission) -> None:
            seen.append({name: text for name, text in os.environ.items() if name.startswith(("PYTEST_", "BESIDE"))})
            super().put(submission)

    assert set(statuses(judged(Looking(assignment), ADA)["ada"])) == set(ALL)
    (during,) = seen
    assert during.keys() == {"PYTEST_DISABLE_PLUGIN_AUTOLOAD", "PYTEST_VERSION", "BESIDE"} & during.keys()
    assert during["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] == "1"
    assert os.environ[variable] == value
    assert "PYTEST_DISABLE_PLUGIN_AUTOLOAD" not in os.environ


def test_a_conftest_above_the_assignment_is_not_run(course, assignment):
    (course / "source/conftest.py").write_text("raise SystemExit('of another project')")
    assert set(statuses(judged(Answering(assignment), ADA)["ada"])) == set(ALL)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_any_number_of_submissions_is_judged(assignment, number):
    assert len(judged(Answering(assignment), *[ADA, BOB][:number])) == number


def test_a_bench_is_cleared_even_if_judging_breaks(assignment):
    class Breaking(Answering):
        def observe(self, *asked):
            raise KeyboardInterrupt

    bench = Breaking(assignment)
    with pytest.raises((Problem, KeyboardInterrupt)):
        judged(bench, ADA)
    assert bench._session is None


def test_a_loop_that_could_not_collect_judges_nobody():
    class Failed:
        testsfailed = 2
        Interrupted = RuntimeError

    delivered: list[object] = []
    with pytest.raises(RuntimeError, match="2 files of checks cannot be read"):
        JudgingLoop(None, [ADA], delivered.append, "").pytest_runtestloop(Failed())
    assert delivered == []


BREAKS = '''

def test_area_breaks(student):
    """A check that breaks by itself."""
    raise KeyError("of the author")
'''


def test_a_check_says_what_it_checks_what_it_found_and_what_it_saw(assignment):
    result = judged(Answering(assignment), BOB)["bob"]
    check = next(each for each in result.checks if each.name == "double_by_hand")
    assert (check.exercise, check.hidden, check.status) == ("double", False, Status.FAILED)
    assert (check.points, check.max_points) == (0.0, 1.0)
    assert check.sentence == "double of 3 is 6."
    assert {detail.label for detail in check.details} >= {Label.RETURNED, Label.EXPECTED}
    assert "9.0" in check.message
    assert check.seen
    assert check.fault is None
    assert check.seconds == round(check.seconds, 4)
    passed = next(each for each in result.checks if each.name == "area_by_hand")
    assert (passed.points, passed.seen, passed.details) == (1.0, "", ())


def test_a_check_that_breaks_by_itself_says_where(assignment):
    path = assignment.folder / "checks/test_tiny.py"
    path.write_text(path.read_text() + BREAKS)
    result = judged(Answering(assignment), ADA)["ada"]
    check = next(each for each in result.checks if each.name == "area_breaks")
    assert check.status is Status.UNGRADED
    assert check.fault is not None
    assert (check.fault.file, "of the author" in check.fault.text) == ("checks/test_tiny.py", True)


def test_checks_are_told_by_exercise_and_asked_public_ones_first_wherever_they_stand(assignment):
    folder = assignment.folder / "checks"
    (folder / "hidden/test_tiny.py").rename(folder / "hidden/test_a.py")
    bench = Answering(assignment)
    (result,) = judge_here(bench, [folder / "hidden", folder / "test_tiny.py"], [ADA], "")
    exercises = [check.exercise for check in result.checks]
    assert exercises == sorted(exercises, key=["double", "area"].index)
    hidden = [name in ("double_agrees", "area_of_doubled_sides") for _, name in bench.asked]
    assert hidden == sorted(hidden) != []


def test_flags_are_of_submissions_and_not_of_the_courses_own(assignment):
    flagged = Submission("ada", {"tiny.py": f"import gc\n{RIGHT}".encode()})
    result = judged(Answering(assignment), flagged)["ada"]
    assert [flag.line for flag in result.flags] == [1]
    trusted = Answering(assignment)
    trusted._trusted = True
    result = judged(trusted, flagged)["ada"]
    assert result.flags == ()


def judged_anew(assignment: Assignment, text: str) -> Answering:
    """Judges ada by checks of this text in place of the public ones; what was asked, and what by."""
    (assignment.folder / "checks/test_tiny.py").write_text(text)
    bench = Answering(assignment)
    bench.probes = []
    bench.observe = lambda check, probe, *more: [bench.probes.append(probe.source), Returned(6.0)][1]
    judge_here(bench, [assignment.folder / "checks/test_tiny.py"], [ADA])
    return bench


DOUBLE = '''

def test_double_by_hand(student):
    """double of 3 is 6."""

    def probe(tiny, x) -> float:
        return tiny.double(x) * {factor}

    assert student(probe, 3.0) == 6.0
'''


def test_checks_that_change_are_read_anew_by_the_same_process(assignment):
    for number, factor in enumerate((1, 2, 3)):
        (source,) = judged_anew(assignment, "# more\n" * number + DOUBLE.format(factor=factor)).probes
        assert source.rstrip().endswith(f"return tiny.double(x) * {factor}")


def test_no_file_of_the_checks_stays_loaded_and_other_modules_do(assignment, monkeypatch, tmp_path):
    other = tmp_path / "other/01_other"
    (other / "checks").mkdir(parents=True)
    (other / "assignment.toml").write_bytes((assignment.folder / "assignment.toml").read_bytes())
    beside = ModuleType("beside")
    beside.__file__ = str(other / "checks/test_other.py")
    monkeypatch.setitem(sys.modules, "beside", beside)
    judged(Answering(assignment), ADA)
    assert sys.modules.get("beside") is beside
    files = [getattr(module, "__file__", None) or "" for module in list(sys.modules.values())]
    assert [file for file in files if file.startswith(str(assignment.folder))] == []


def test_the_bench_is_closed_also_where_pytest_never_starts(assignment, monkeypatch):
    def breaks(*given: object) -> None:
        raise Problem("before pytest")

    monkeypatch.setattr("autograder.grading.judge.run_loop", breaks)
    closed: list[str] = []
    bench = Answering(assignment)
    bench.close = lambda: closed.append("closed")
    with pytest.raises(Problem, match="before pytest"):
        judged(bench)
    assert closed == ["closed"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("import of_no_package.inner\n", ["of_no_package", "not installed", "pip install.*grading"]),
        ("1 / 0\n", ["cannot be used", "test_tiny.py", "ZeroDivisionError"]),
        ("def test_double_by_hand(:\n", ["cannot be used", "test_tiny.py", "SyntaxError"]),
        ("", ["cannot be used:\n.*NO_TESTS"]),
    ],
)
def test_checks_that_cannot_be_used_say_why_and_judge_nobody(assignment, text, says):
    (assignment.folder / "checks/test_tiny.py").write_text(text)
    bench = Answering(assignment)
    with pytest.raises(Problem) as found:
        judge_here(bench, [assignment.folder / "checks/test_tiny.py"], [ADA])
    for each in says:
        assert re.search(each, str(found.value))
    assert bench.asked == []


def test_checks_that_are_not_there_are_named(assignment):
    with pytest.raises(Problem, match="nowhere"):
        judge_here(Answering(assignment), [assignment.folder / "nowhere"], [ADA])


def test_who_interrupts_the_judge_interrupts_all(assignment):
    def incoming():
        yield ADA
        raise KeyboardInterrupt

    delivered: list[Result] = []
    bench = Answering(assignment)
    with pytest.raises(KeyboardInterrupt):
        judge_each(bench, [assignment.folder / "checks"], incoming(), lambda one: delivered.append(one.result))
    assert [result.student for result in delivered] == ["ada"]


def test_a_limit_of_its_own_that_is_no_longer_is_not_long(assignment):
    double = next(each for each in assignment.exercises if each.name == "double")
    same = CheckOptions(seconds=assignment.limits.seconds)
    given = msgspec.structs.replace(double, checks={**double.checks, "double_by_hand": same})
    exercises = tuple(given if each is double else each for each in assignment.exercises)
    bench = Answering(msgspec.structs.replace(assignment, exercises=exercises))
    judged(bench, ADA)
    assert bench.asked[0] == ("ada", "double_by_hand")


SHARED = '''
import pytest

STARTED, ENDED = [], []


@pytest.fixture(scope="module")
def shared():
    STARTED.append(1)
    yield len(STARTED)
    ENDED.append(1)


def test_double_first(student, shared):
    """The first of two."""

    def probe(tiny, x) -> float:
        return tiny.double(x)

    assert student(probe, 1.0) == 2.0
    assert (shared, ENDED) == (1, [])


def test_area_second(student, shared):
    """The second of two."""

    def probe(tiny, height, width) -> float:
        return tiny.Rectangle(height, width).area()

    assert student(probe, 1.0, 2.0) == 2.0
    assert shared == len(STARTED) == len(ENDED) + 1
'''


def test_what_checks_share_is_set_up_once_for_the_class_and_for_a_single_check_each_time(assignment):
    (assignment.folder / "checks/test_tiny.py").write_text(SHARED)
    paths = [assignment.folder / "checks/test_tiny.py"]
    for exercise, found in {"": ["double_first", "area_second"], "area": ["area_second"]}.items():
        for result in judge_here(Answering(assignment), paths, [ADA] * 3, exercise):
            assert statuses(result) == dict.fromkeys(found, "passed")


def test_what_is_run_last_may_all_stand_in_another_file(assignment):
    long = {"double": "double_agrees", "area": "area_of_doubled_sides"}
    exercises = tuple(
        msgspec.structs.replace(each, checks={**each.checks, long[each.name]: CheckOptions(seconds=600.0)})
        for each in assignment.exercises
    )
    bench = Answering(msgspec.structs.replace(assignment, exercises=exercises))
    found = judge_here(bench, [assignment.folder / "checks"], [ADA, ADA])
    assert [statuses(result) for result in found] == [dict.fromkeys(ALL, "passed")] * 2
    assert [name in long.values() for _, name in bench.asked] == [False, False, True, True] * 2
