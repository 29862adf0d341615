"""What pytest makes of checks: which are ours, which cannot work, and what a report says."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from helpers import RIGHT, TINY_COURSE

from autograder.checks import plugin
from autograder.checks.approx import approx
from autograder.checks.bench import Bench
from autograder.checks.check_run import CheckRun
from autograder.errors import Problem
from autograder.records import Fault, Status, Submission, Verdict
from autograder.sandbox.plain import PlainLauncher

MANIFEST = (TINY_COURSE / "source/01_tiny/assignment.toml").read_bytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An assignment's folder with checks and without anything else."""
    made = tmp_path / "01_tiny"
    (made / "checks" / "hidden").mkdir(parents=True)
    (made / "assignment.toml").write_bytes(MANIFEST)
    return made


class Check(pytest.Function):
    """A check as it is collected, without a file."""

    module = nodeid = None  # pytest would ask the file


def collected(function: Callable[..., Any], path: Path, **module: Any) -> Check:
    made = Check.__new__(Check)
    made.name, made.path, made.obj = function.__name__, path, function
    made.fixturenames = list(inspect.signature(function).parameters)
    made.module = SimpleNamespace(**module)
    made.stash = pytest.Stash()
    made.location = (path.name, 6, made.name)
    made.nodeid = f"{path.name}::{made.name}"
    return made


def right() -> Callable[..., Any]:
    def test_double_by_hand(student):
        """double of 3 is 6, and
        of 4 it is 8.

        What no student reads.
        """

        def probe(tiny, x) -> float:
            return tiny.double(x)

        return student(probe, 3.0)

    return test_double_by_hand


def without_sentence() -> Callable[..., Any]:
    def test_double_bare(student): ...

    return test_double_bare


def of_no_exercise() -> Callable[..., Any]:
    def test_unheard_of(student):
        """It is so."""

    return test_unheard_of


def asks_solution() -> Callable[..., Any]:
    def test_double_agrees(student, agree):
        """It is so."""

    return test_double_agrees


def reaches_out() -> Callable[..., Any]:
    bound = 1.0

    def test_double_bound(student):
        """It is so."""

        def probe(tiny) -> float:
            return bound

        return student(probe)

    return test_double_bound


def refusal(*items: Any) -> str:
    """What is said of checks that are refused; '' if they are not."""
    try:
        plugin.pytest_collection_modifyitems(list(items))
    except pytest.UsageError as error:
        return str(error)
    return ""


def test_checks_are_files_in_a_folder_of_that_name_beside_a_manifest_or_in_hidden(folder):
    places = ("checks/test_a.py", "checks/hidden/test_a.py")
    assert [plugin.assignment_folder(folder / place) for place in places] == [folder, folder]
    others = ("test_a.py", "checks/hidden/deeper/test_a.py", "tests/test_a.py", "checks")
    assert [plugin.assignment_folder(folder / place) for place in others] == [None] * 4
    (folder / "assignment.toml").rename(folder / "other.toml")
    assert plugin.assignment_folder(folder / "checks" / "test_b.py") is None


def test_a_check_is_named_for_its_function_and_hidden_by_its_folder(folder):
    public = collected(right(), folder / "checks" / "test_a.py")
    hidden = collected(right(), folder / "checks" / "hidden" / "test_a.py")
    assert plugin.check_name(public) == "double_by_hand"
    assert [plugin.is_hidden(each) for each in (public, hidden)] == [False, True]


def test_the_sentence_of_a_check_is_the_first_paragraph_in_one_line(folder):
    path = folder / "checks" / "test_a.py"
    assert plugin.sentence(collected(right(), path)) == "double of 3 is 6, and of 4 it is 8."
    assert plugin.sentence(collected(without_sentence(), path)) == ""
    assert plugin.sentence(SimpleNamespace()) == ""


def test_checks_that_can_work_are_taken(folder):
    hidden = collected(asks_solution(), folder / "checks" / "hidden" / "test_a.py")
    assert refusal(collected(right(), folder / "checks" / "test_a.py"), hidden) == ""


@pytest.mark.parametrize(
    ("wrong", "place", "named"),
    [
        (without_sentence, "checks/test_a.py", "test_a.py, test_double_bare"),
        (of_no_exercise, "checks/test_a.py", "test_a.py, test_unheard_of"),
        (asks_solution, "checks/test_a.py", "test_a.py, test_double_agrees"),
        (reaches_out, "checks/hidden/test_a.py", "bound"),
    ],
)
def test_a_check_that_cannot_work_is_refused_by_name_though_others_can(folder, wrong, place, named):
    fine = [collected(right(), folder / "checks" / "test_b.py")]
    said = refusal(*fine, collected(wrong(), folder / place))
    assert named in said
    assert "test_b.py" not in said
    assert len(said.splitlines()) == 1


def test_a_probe_that_checks_share_is_looked_at_too_and_other_functions_of_their_file_are_not(folder):
    bound = 1.0

    def probe_shared(tiny) -> float:
        return bound

    def helper() -> float:
        return bound

    path = folder / "checks" / "test_a.py"
    assert "probe_shared" in refusal(collected(right(), path, probe_shared=probe_shared))
    assert refusal(collected(right(), path, helper=helper, probe_count=3)) == ""


def test_all_that_is_wrong_is_told_at_once_and_each_once(folder):
    path = folder / "checks" / "test_a.py"
    wrong = (without_sentence, of_no_exercise, asks_solution, reaches_out)
    said = refusal(*(collected(each(), path) for each in wrong))
    assert len(said.splitlines()) == len(wrong)
    assert all(each().__name__ in said for each in wrong[:3])


def test_tests_of_others_are_passed_over_wherever_they_stand(folder, tmp_path):
    bad = collected(without_sentence(), folder / "checks" / "test_a.py")
    elsewhere = collected(of_no_exercise(), tmp_path / "test_other.py")
    doctest = SimpleNamespace(path=folder / "checks" / "test_a.py", name="a doctest")
    assert refusal(elsewhere, doctest) == ""
    assert "test_double_bare" in refusal(elsewhere, doctest, bad)


def test_names_of_checks_are_unique_in_an_assignment_and_may_repeat_in_another(folder, tmp_path):
    public = collected(right(), folder / "checks" / "test_a.py")
    said = refusal(public, collected(right(), folder / "checks" / "hidden" / "test_b.py"))
    assert "test_double_by_hand" in said
    assert "test_a.py" in said
    assert "test_b.py" in said
    other = tmp_path / "02_tiny"
    (other / "checks").mkdir(parents=True)
    (other / "assignment.toml").write_bytes(MANIFEST)
    assert refusal(public, collected(right(), other / "checks" / "test_a.py")) == ""


def test_benches_that_were_made_beforehand_stay_and_all_are_closed_at_the_end():
    config = SimpleNamespace(stash=pytest.Stash())
    plugin.pytest_configure(config)
    assert config.stash[plugin.BENCHES] == {}
    closed: list[str] = []
    config.stash[plugin.BENCHES] = {
        Path(name): SimpleNamespace(close=lambda name=name: closed.append(name)) for name in ("a", "b")
    }
    plugin.pytest_configure(config)
    plugin.pytest_unconfigure(config)
    assert closed == ["a", "b"]


@pytest.fixture
def under_way(tiny) -> CheckRun:
    bench = Bench(tiny, PlainLauncher(), {})
    bench.put(Submission("ada", {"tiny.py": RIGHT.encode()}))
    return CheckRun(bench, "double_by_hand")


def test_a_comparison_says_what_differed_for_the_check_that_is_under_way(under_way):
    config = SimpleNamespace(stash=pytest.Stash())
    wanted = approx(6.0)
    assert wanted == 6.0
    config.stash[plugin.CHECK_RUN] = under_way
    assert plugin.pytest_assertrepr_compare(config, "==", 6.0, wanted) is None
    assert wanted != 5.0
    assert plugin.pytest_assertrepr_compare(config, "==", 5.0, wanted) == ["observed == expected"]
    assert under_way.differences == wanted.details
    under_way.differences = ()
    assert plugin.pytest_assertrepr_compare(config, "==", wanted, 5.0) is not None
    assert under_way.differences == wanted.details
    for op, left, right in (("!=", 5.0, wanted), ("==", 5.0, 6.0), ("in", wanted, [])):
        assert plugin.pytest_assertrepr_compare(config, op, left, right) is None
    assert plugin.pytest_assertrepr_compare(SimpleNamespace(stash=pytest.Stash()), "==", 5.0, wanted) is None


def test_what_a_check_found_before_is_forgotten(folder, under_way):
    check = collected(right(), folder / "checks" / "test_a.py")
    plugin.forget(check)
    check.stash[plugin.CHECK_RUN], check.stash[plugin.VERDICT] = under_way, Verdict(Status.PASSED)
    check.stash[plugin.BENCHES] = {}
    plugin.forget(check)
    assert [key in check.stash for key in (plugin.CHECK_RUN, plugin.VERDICT, plugin.BENCHES)] == [False, False, True]


def called(when: str, error: BaseException | None = None) -> Any:
    return SimpleNamespace(
        when=when, excinfo=SimpleNamespace(value=error) if error else None, duration=0.25, start=3.0, stop=3.25
    )


def reported(item: Any, when: str, error: BaseException | None = None) -> pytest.TestReport | None:
    return plugin.pytest_runtest_makereport(item, called(when, error))


def test_a_report_is_made_of_what_a_check_came_to_and_of_nothing_else(folder, under_way, tmp_path):
    check = collected(right(), folder / "checks" / "test_a.py")
    assert reported(check, "teardown") is reported(check, "setup") is reported(check, "teardown", ValueError()) is None
    assert reported(collected(right(), tmp_path / "test_other.py"), "call", ValueError()) is None
    assert plugin.VERDICT not in check.stash
    check.stash[plugin.CHECK_RUN] = under_way
    passed = reported(check, "call")
    assert (passed.outcome, passed.longrepr, passed.when) == ("passed", None, "call")
    assert (passed.nodeid, passed.location) == (check.nodeid, check.location)
    assert (passed.duration, passed.start, passed.stop) == (0.25, 3.0, 3.25)
    assert dict(passed.user_properties) == {"status": "passed"}
    assert check.stash[plugin.VERDICT] == Verdict(Status.PASSED, seconds=0.25)


def test_a_report_of_a_failure_says_the_sentence_and_what_was_found(folder, under_way):
    check = collected(right(), folder / "checks" / "test_a.py")
    check.stash[plugin.CHECK_RUN] = under_way
    failed = reported(check, "call", AssertionError("it is odd"))
    assert (failed.outcome, failed.when) == ("failed", "call")
    assert failed.longrepr.splitlines() == ["double of 3 is 6, and of 4 it is 8.", "reason    it is odd"]
    assert check.stash[plugin.VERDICT].status is Status.FAILED
    assert reported(check, "setup", AssertionError("it is odd")).when == "setup"


def test_a_check_that_never_got_to_ask_is_ungraded_at_the_line_where_it_begins(folder, under_way):
    check = collected(right(), folder / "checks" / "test_a.py")

    def verdict(error: BaseException | None) -> Verdict:
        reported(check, "call" if error is None else "setup", error)
        return check.stash[plugin.VERDICT]

    silent = verdict(None)
    assert silent.status is Status.UNGRADED
    assert (silent.fault.file, silent.fault.line, silent.seconds) == ("checks/test_a.py", 7, 0.25)
    broken = verdict(ValueError("no"))
    assert (broken.status, broken.fault) == (Status.UNGRADED, Fault("checks/test_a.py", 7, "ValueError: no"))
    assert "line 7" in broken.details[0].text
    lost = verdict(Problem("Mend the machine."))
    assert (lost.status, lost.details[0].text, lost.fault) == (Status.ERROR, "Mend the machine.", None)
    check.stash[plugin.CHECK_RUN] = under_way
    missing = pytest.FixtureLookupError.__new__(pytest.FixtureLookupError)
    missing.argname = "nowhere"
    unknown = verdict(missing)
    assert (unknown.status, unknown.fault.line) == (Status.UNGRADED, 7)
    assert "nowhere" in unknown.fault.text
    check.location = ("test_a.py", None, check.name)
    del check.stash[plugin.CHECK_RUN]
    assert verdict(None).fault.line == 1


def test_a_status_of_ours_is_shown_where_a_check_did_not_pass():
    def shown(outcome: str, *properties: tuple[str, object]) -> Any:
        report = pytest.TestReport("a", ("a", 1, "a"), {}, outcome, None, "call", user_properties=list(properties))
        return plugin.pytest_report_teststatus(report)

    for status in set(Status) - {Status.PASSED}:
        category, letter, word = shown("failed", ("status", status.value))
        assert (category, letter.lower(), word.lower().replace(" ", "_")) == ("failed", status.value[0], status.value)
        assert word.isupper()
    assert shown("passed", ("status", "passed")) is None
    assert shown("failed") is shown("failed", ("status", 3)) is shown("failed", ("status", "odd")) is None
    assert plugin.pytest_report_teststatus(pytest.CollectReport("a", "failed", None, [])) is None


def requested(path: Path, node: Any = None, benches: dict[Path, Bench] | None = None) -> Any:
    """What a fixture is asked with by the check in this file."""
    config = SimpleNamespace(stash=pytest.Stash())
    config.stash[plugin.BENCHES] = {} if benches is None else benches
    return SimpleNamespace(path=path, config=config, node=node, function=right())


made_of = inspect.unwrap(plugin.check_run)


def test_a_check_outside_of_an_assignment_has_nobody_to_ask(tmp_path):
    with pytest.raises(pytest.UsageError, match=r"test_other\.py"):
        made_of(requested(tmp_path / "test_other.py"))


def test_plain_pytest_judges_the_files_of_the_folder_as_ones_own(folder):
    (folder / "tiny.py").write_text(RIGHT)
    path = folder / "checks" / "test_a.py"
    request = requested(path, collected(right(), path))
    run = made_of(request)
    bench = request.config.stash[plugin.BENCHES][folder]
    assert run.bench is bench
    assert bench.trusted
    assert bench.submission == Submission("you", {"tiny.py": RIGHT.encode()})
    assert bench.student
    again = made_of(request)
    assert again is not run
    assert again.bench is bench


def test_a_judges_own_bench_is_asked_and_no_other_is_made(folder, tiny):
    path = folder / "checks" / "test_a.py"
    bench = Bench(tiny, PlainLauncher(), {})
    request = requested(path, collected(right(), path), {folder: bench})
    run = made_of(request)
    assert run.bench is bench
    assert run.check == "double_by_hand"
    assert run.asked.calls == {"double"}
    assert request.node.stash[plugin.CHECK_RUN] is request.config.stash[plugin.CHECK_RUN] is run
    assert inspect.unwrap(plugin.student)(run) == run.student
    assert inspect.unwrap(plugin.solution)(run) == run.solution
    assert inspect.unwrap(plugin.agree)(run) == run.agree


def test_numbers_are_drawn_for_the_submission_and_the_check(under_way):
    draw = inspect.unwrap(plugin.rng)
    first = draw(under_way).random()
    assert draw(under_way).random() == first
    under_way.bench.put(Submission("bob", {}))
    assert draw(under_way).random() != first
