"""Judges are started as needed, replaced when they die, and dismissed in any case; nobody pays for a death."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import subprocess
import sys
import threading
from collections import Counter
from multiprocessing.spawn import get_preparation_data
from types import SimpleNamespace

import msgspec
import pytest

from autograder.checks.diagnosis import NONE_KNOWN
from autograder.errors import Problem
from autograder.grading import pool
from autograder.grading.judged import Judged
from autograder.grading.pool import JudgeSettings, Unusable, judge_all, judge_observed
from autograder.records import Label, Result, Status, Submission
from autograder.sandbox.confined import SandboxLauncher
from autograder.sandbox.layers import LAYERS
from autograder.sandbox.plain import PlainLauncher


class Process:
    """What the pool does to a judge's process."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def join(self, timeout: float) -> None:
        self.done.append("join")

    def kill(self) -> None:
        self.done.append("kill")


class Judges:
    """Judges in threads of this process, which die of some submissions, as often as is said."""

    def __init__(self, deaths: dict[str, int], unusable: str = "") -> None:
        self.deaths = Counter(deaths)
        self.unusable = unusable
        self.started: list[pool._Judge] = []
        self.asked: list[str] = []

    def start(self, settings: JudgeSettings) -> pool._Judge:
        ours, theirs = multiprocessing.Pipe()
        threading.Thread(target=self.judge, args=(theirs,), daemon=True).start()
        self.started.append(pool._Judge(Process(), ours))
        return self.started[-1]

    def judge(self, connection) -> None:
        try:
            while True:
                student = connection.recv().student
                self.asked.append(student)
                if self.deaths[student]:
                    self.deaths[student] -= 1
                    return
                result = Result(student, "01_tiny", 1.0, 1.0, (), ())
                connection.send(Unusable(self.unusable) if self.unusable else Judged(result))
        except (EOFError, OSError):
            pass
        finally:
            connection.close()


@pytest.fixture
def judges(tiny, monkeypatch):
    """Sets such judges up, and judges submissions of these students with them."""

    def run(students: str, jobs: int = 2, deaths: dict[str, int] | None = None, unusable: str = ""):
        made = Judges(deaths or {}, unusable)
        monkeypatch.setattr(pool, "_start", made.start)
        settings = JudgeSettings(tiny, b"secret", jobs=jobs)
        return made, judge_observed(settings, [Submission(each, {}) for each in students])

    return run


@pytest.mark.parametrize(("students", "jobs", "started"), [("abcd", 2, 2), ("a", 2, 1), ("abc", 1, 1), ("", 3, 0)])
def test_there_are_as_many_judges_as_are_wanted_and_no_more_than_there_is_work(judges, students, jobs, started):
    made, results = judges(students, jobs)
    assert sorted(judged.result.student for judged in results) == list(students)
    assert sorted(made.asked) == list(students)
    assert len(made.started) == started
    assert all(judge.process.done == ["join", "kill"] and judge.connection.closed for judge in made.started)


@pytest.mark.parametrize("jobs", [1, 2])
def test_who_a_judge_dies_of_is_judged_again_by_another(judges, jobs):
    made, results = judges("abc", jobs, deaths={"b": 1})
    found = {judged.result.student: judged.result for judged in results}
    assert [found[each].score for each in "abc"] == [1.0, 1.0, 1.0]
    assert Counter(made.asked) == {"a": 1, "b": 2, "c": 1}
    assert len(made.started) == jobs + 1


def test_who_two_judges_die_of_is_ungraded_and_nobody_else(judges):
    made, results = judges("abc", deaths={"b": 9})
    found = {judged.result.student: judged.result for judged in results}
    assert found.keys() == set("abc")
    assert (found["a"].score, found["c"].score) == (1.0, 1.0)
    assert made.asked.count("b") == 2
    (check,) = found["b"].checks
    assert (check.status, check.points, check.max_points, found["b"].score) == (Status.UNGRADED, 0.0, 0.0, 0.0)
    assert (found["b"].max_score, check.hidden, check.seconds) == (0.0, False, 0.0)
    assert found["b"].ungraded
    assert "ended while it was at this submission, twice" in check.message


def test_two_students_may_each_cost_a_judge(judges):
    _, results = judges("ab", deaths={"a": 1, "b": 1})
    assert [judged.result.score for judged in results] == [1.0, 1.0]


def test_checks_that_cannot_be_used_end_it_for_all_and_leave_no_judge(judges):
    made, results = judges("abc", unusable="The checks cannot be used.")
    with pytest.raises(Problem, match=r"The checks cannot be used\."):
        list(results)
    assert all(judge.process.done[-1] == "kill" for judge in made.started)


def test_who_stops_listening_leaves_no_judge(judges):
    made, results = judges("abc")
    next(results)
    results.close()
    assert len(made.started) == 2
    assert all(judge.process.done[-1] == "kill" for judge in made.started)


def test_results_alone_can_be_asked_for(tiny, monkeypatch):
    result = Result("a", "01_tiny", 1.0, 1.0, (), ())
    monkeypatch.setattr(pool, "judge_observed", lambda *given: iter([Judged(result)]))
    assert list(judge_all(JudgeSettings(tiny, b""), [])) == [result]


def test_workers_get_the_assignments_packages_and_memory_and_each_layer(tiny, monkeypatch):
    made: list[object] = []
    monkeypatch.setattr(
        "autograder.sandbox.confined.SandboxLauncher", lambda *given, **named: made.append((given, named))
    )
    limits = msgspec.structs.replace(tiny.limits, memory_mb=321)
    assignment = msgspec.structs.replace(tiny, packages=("scipy",), limits=limits, warm_up="import scipy")
    JudgeSettings(assignment, b"", frozenset({"seccomp"})).launcher()
    assert made == [((("scipy",), frozenset({"seccomp"})), {"warm_up": "import scipy", "memory_mb": 321})]


def test_without_layers_workers_are_plain_processes_and_with_all_they_are_confined(tiny):
    assert isinstance(JudgeSettings(tiny, b"", frozenset()).launcher(), PlainLauncher)
    assert isinstance(JudgeSettings(tiny, b"").launcher(), SandboxLauncher)


@pytest.fixture
def forkserver(monkeypatch):
    """What is in the environment when the server is started; it is not."""
    seen: list[str | None] = []
    monkeypatch.setattr(pool.forkserver, "ensure_running", lambda: seen.append(os.environ.get("PYTHONSAFEPATH")))
    return seen


@pytest.mark.parametrize("before", [None, "", "0", "1"])
def test_the_server_of_judges_imports_from_no_current_folder_and_the_shell_keeps_its_setting(
    forkserver, monkeypatch, before
):
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    if before is not None:
        monkeypatch.setenv("PYTHONSAFEPATH", before)
    assert pool._processes().get_start_method() == "forkserver"
    assert forkserver == ["1"]
    assert (os.environ.get("PYTHONSAFEPATH") or None) == (before or None)


def test_a_server_that_cannot_start_is_told_with_what_to_do(monkeypatch):
    def fails() -> None:
        raise OSError("AF_UNIX path too long")

    monkeypatch.setattr(pool.forkserver, "ensure_running", fails)
    with pytest.raises(Problem, match="TMPDIR"):
        pool._processes()
    assert os.environ.get("PYTHONSAFEPATH") != "1"


def test_where_there_is_no_server_of_forks_judges_are_started_afresh(monkeypatch):
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    assert pool._processes().get_start_method() == "spawn"


class Coordinator:
    """The judge's side of the connection to a coordinator that asks about these and hangs up."""

    def __init__(self, *submissions: Submission) -> None:
        self.submissions = list(submissions)
        self.heard: list[object] = []

    def recv(self) -> Submission:
        if not self.submissions:
            raise EOFError
        return self.submissions.pop(0)

    def send(self, answer: object) -> None:
        self.heard.append(answer)


@pytest.fixture
def as_judge(tiny, monkeypatch):
    """Runs what a judge process runs, without its limits, and tells what the coordinator hears."""
    monkeypatch.setattr(pool, "limit_memory", lambda: None)

    def run(judge) -> list[object]:
        monkeypatch.setattr(pool, "judge_submissions", judge)
        coordinator = Coordinator(Submission("a", {}), Submission("b", {}))
        pool._judge_process(JudgeSettings(tiny, b""), coordinator)
        return coordinator.heard

    return run


def test_a_judge_answers_until_the_coordinator_hangs_up(as_judge):
    def judge(settings, incoming, deliver) -> None:
        for each in incoming:
            deliver(each.student)

    assert as_judge(judge) == ["a", "b"]


def test_a_judge_that_cannot_judge_says_why(as_judge):
    def judge(settings, incoming, deliver) -> None:
        raise Problem("no worker")

    assert as_judge(judge) == [Unusable("no worker")]


def test_a_judge_that_is_interrupted_says_nothing(as_judge):
    def judge(settings, incoming, deliver) -> None:
        raise KeyboardInterrupt

    assert as_judge(judge) == []


def test_the_checks_of_a_judge_get_a_gigabyte_beside_what_is_loaded(monkeypatch):
    resource = pytest.importorskip("resource")
    set_to: list[tuple[int, tuple[int, int]]] = []
    monkeypatch.setattr("autograder.sandbox.worker.limits.address_space", lambda: 5000)
    monkeypatch.setattr(resource, "getrlimit", lambda which: (1, 2**50))
    monkeypatch.setattr(resource, "setrlimit", lambda which, limits: set_to.append((which, limits)))
    pool.limit_memory()
    assert set_to == [(resource.RLIMIT_AS, (5000 + 2**30, 2**50))]


def test_a_judge_is_started_with_its_settings_and_the_other_end_and_dies_with_the_coordinator(tiny, monkeypatch):
    made: list[SimpleNamespace] = []

    class Context:
        Pipe = staticmethod(multiprocessing.Pipe)

        def Process(self, target, args, daemon):
            started: list[bool] = []
            made.append(SimpleNamespace(target=target, args=args, daemon=daemon, started=started))
            return SimpleNamespace(start=lambda: started.append(not args[1].closed))

    monkeypatch.setattr(pool, "_processes", Context)
    settings = JudgeSettings(tiny, b"secret")
    judge = pool._start(settings)
    (process,) = made
    assert (process.target, process.args[0], process.daemon) == (pool._judge_process, settings, True)
    assert process.started == [True]
    assert process.args[1].closed  # or nobody would notice that the judge has died
    assert judge.submission is None
    judge.connection.close()


def test_a_dead_judge_is_noticed_when_its_answer_is_awaited(tiny):
    ours, theirs = multiprocessing.Pipe()
    theirs.close()
    judge = pool._Judge(Process(), ours)
    submission = Submission("a", {})
    pool._hand(judge, submission)
    assert pool._answering([judge], 10.0) == [judge]
    assert pool._answer(judge) == (submission, None)
    assert judge.submission is None
    assert judge.process.done == ["join"]


def test_the_ungraded_result_says_the_same_in_both_forms(judges):
    _, results = judges("a", deaths={"a": 9})
    (check,) = next(results).result.checks
    assert "twice" in check.details[0].text
    assert check.details[0].label == Label.REASON


class Bench:
    """What `judge_submissions` does with a bench."""

    def __init__(self, *given: object) -> None:
        self.given = given
        self.done: list[str] = []

    def try_out(self) -> None:
        self.done.append("tried out")

    def close(self) -> None:
        self.done.append("closed")


@pytest.mark.parametrize("breaks", [False, True])
def test_a_bench_is_tried_out_before_anything_is_judged_and_closed_in_any_case(tiny, monkeypatch, breaks):
    made: list[Bench] = []
    monkeypatch.setattr(
        "autograder.grading.remembering.RememberingBench", lambda *given: made.append(Bench(*given)) or made[-1]
    )

    def judge_each(bench, paths, incoming, deliver) -> None:
        assert bench.done == ["tried out"]
        assert paths == [tiny.folder / "checks"]
        if breaks:
            raise Problem("broken")
        deliver(list(incoming))

    monkeypatch.setattr("autograder.grading.judge.judge_each", judge_each)
    delivered: list[object] = []
    with contextlib.suppress(Problem):
        pool.judge_submissions(JudgeSettings(tiny, b"secret", frozenset(), needs={}), [1, 2], delivered.append)
    assert delivered == ([] if breaks else [[1, 2]])
    assert made[0].done == ["tried out", "closed"]
    assert made[0].given[4:] == (b"secret", False, NONE_KNOWN, {})


def test_a_judge_limits_its_memory_first(tiny, monkeypatch):
    done: list[str] = []
    monkeypatch.setattr(pool, "limit_memory", lambda: done.append("limited"))
    monkeypatch.setattr(pool, "judge_submissions", lambda *given: done.append("judged"))
    monkeypatch.setattr(pool.sys, "platform", "linux")
    pool._judge_process(JudgeSettings(tiny, b""), Coordinator())
    assert done == ["limited", "judged"]


def test_the_server_of_judges_has_the_judge_loaded(forkserver, monkeypatch):
    loaded: list[list[str]] = []
    context = multiprocessing.get_context("forkserver")
    monkeypatch.setattr(type(context), "set_forkserver_preload", lambda self, names: loaded.append(names))
    pool._processes()
    assert loaded == [pool.LOADED]


def test_who_hands_out_submissions_loads_neither_pytest_nor_numpy():
    parts = "cli.tables", "grading.class_grades", "grading.settings", "platforms.roster.attendance"
    code = f"import sys, {', '.join(f'autograder.{part}' for part in parts)}; "
    code += "sys.exit(bool({'pytest', 'numpy'} & {*sys.modules}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_judge_does_not_load_the_program_that_starts_it(tiny, monkeypatch):
    main = sys.modules["__main__"]
    prepared: list[dict[str, object]] = []

    class Context:
        Pipe = staticmethod(multiprocessing.Pipe)

        def Process(self, target, args, daemon):
            return SimpleNamespace(start=lambda: prepared.append(get_preparation_data("judge")))

    monkeypatch.setattr(pool, "_processes", Context)
    monkeypatch.setattr(main, "__file__", "/program.py", raising=False)
    pool._start(JudgeSettings(tiny, b"secret")).connection.close()
    assert not {"init_main_from_name", "init_main_from_path"} & {*prepared[0]}
    assert sys.modules["__main__"] is main


def test_who_says_nothing_gets_one_judge_every_layer_and_no_trust(tiny):
    settings = JudgeSettings(tiny, b"secret")
    assert (settings.jobs, settings.layers, settings.trusted) == (1, LAYERS, False)
    assert (settings.needs, settings.forgive, settings.diagnoses) == (None, True, NONE_KNOWN)


@pytest.mark.parametrize(
    ("lasted", "since", "count"),
    [
        ([], [99.0, 99.0], 0),  # of which nothing is known yet
        ([0.1, 0.1], [pool.HELD_UP_SECONDS + 1, 0.5], 1),
        ([0.1, 0.1], [pool.HELD_UP_SECONDS, None], 0),
        ([10.0, 10.0, 900.0], [pool.HELD_UP * 10.0 + 1, pool.HELD_UP * 10.0], 1),
        ([10.0], [pool.HELD_UP * 10.0 + 1] * 2, 2),
    ],
)
def test_a_judge_is_held_up_by_much_more_than_most_take_and_not_by_a_moment(monkeypatch, lasted, since, count):
    monkeypatch.setattr(pool, "time", SimpleNamespace(monotonic=lambda: 1000.0))
    submission = Submission("a", {})
    judges = [
        pool._Judge(Process(), None, None if seconds is None else submission, 1000.0 - (seconds or 500.0))
        for seconds in since
    ]
    assert pool._held_up(judges, lasted) == count
