"""Hidden inputs depend on the secret, the submission and the check; and a bench keeps submissions apart."""

from __future__ import annotations

from itertools import combinations

import msgspec
import pytest
from helpers import RIGHT
from scripted import CONFINED, READY, Scripted

from autograder.checks.bench import Bench
from autograder.checks.probes import ProbeError
from autograder.checks.time_outs import Asked
from autograder.errors import Problem
from autograder.grading.pool import JudgeSettings, judge_submissions
from autograder.records import Assignment, Limits, Status, Submission
from autograder.sandbox.replies import Died

ADA = Submission("ada", {"tiny.py": RIGHT.encode()})
BOB = Submission("bob", {"tiny.py": RIGHT.encode() + b"# mine\n"})


class Asleep:
    """A launcher on which nothing may start."""

    outer_layers: tuple[str, ...] = ()
    stopped = False

    def start(self):
        raise AssertionError("no worker is needed for this")

    def stop(self) -> None:
        self.stopped = True


def bench(assignment: Assignment, submission: Submission = ADA, secret: bytes = b"secret", trusted: bool = False):
    made = Bench(assignment, Asleep(), {"base.py": b"earlier = 1\n"}, secret=secret, trusted=trusted)
    made.put(submission)
    return made


def test_hidden_inputs_depend_on_secret_submission_and_check_alone(tiny):
    drawn = {
        "as it is": bench(tiny).seed("double_agrees"),
        "other secret": bench(tiny, secret=b"other").seed("double_agrees"),
        "other submission": bench(tiny, BOB).seed("double_agrees"),
        "other check": bench(tiny).seed("area_agrees"),
    }
    for (one, first), (other, second) in combinations(drawn.items(), 2):
        assert first != second, (one, other)
    same_files = Submission("cid", ADA.files)
    assert bench(tiny, same_files).seed("double_agrees") == drawn["as it is"]


def test_the_next_submission_gets_inputs_of_its_own_on_the_same_bench(tiny):
    one = bench(tiny)
    first = one.seed("double_agrees")
    one.put(BOB)
    assert one.seed("double_agrees") != first
    one.put(ADA)
    assert one.seed("double_agrees") == first


def test_the_courses_own_code_gets_the_same_inputs_each_time_but_not_without_the_secret(tiny):
    proof = bench(tiny, trusted=True).seed("double_agrees")
    assert bench(tiny, BOB, trusted=True).seed("double_agrees") == proof
    assert bench(tiny, BOB, b"other", trusted=True).seed("double_agrees") != proof


def test_a_seed_is_too_large_to_try_all(tiny):
    seeds = [bench(tiny, secret=bytes([n])).seed("double_agrees") for n in range(32)]
    assert max(seeds).bit_length() > 120


def hidden_inputs(assignment: Assignment, secret: bytes, *submissions: Submission) -> list[tuple[str, ...]]:
    """By hash, what a hidden check really called each submission's code with."""
    seen: list[tuple[str, ...]] = []
    settings = JudgeSettings(assignment, secret, frozenset())

    def deliver(judged) -> None:
        (call,) = [call for call in judged.observations.calls if call.check == "double_agrees"]
        seen.append(call.arguments)

    judge_submissions(settings, submissions, deliver)
    return seen


def test_a_judge_calls_code_with_inputs_of_the_secret_and_the_submission(tiny):
    """From the settings to the worker: wherever on the way the secret were lost, both runs would ask the same."""
    ada, bob = hidden_inputs(tiny, b"secret", ADA, BOB)
    assert ada != bob
    assert hidden_inputs(tiny, b"secret", ADA) == [ada]
    assert hidden_inputs(tiny, b"other", ADA) != [ada]


def test_a_session_is_given_earlier_modules_first_and_the_students_own_over_them(tiny):
    work = bench(tiny).work(Submission("eve", {"tiny.py": b"mine", "base.py": b"not mine"}))
    assert work.modules == ("base", "tiny")
    assert work.files["tiny.py"] == b"mine"
    assert work.limits.memory_mb == tiny.limits.memory_mb
    assert (work.fork, bench(tiny, trusted=True).work(ADA).fork) == (True, False)


def test_answers_of_students_are_kept_and_of_trusted_code_are_not(tiny):
    assert bench(tiny).observations() is not None
    assert bench(tiny, trusted=True).observations() is None


def test_who_is_put_on_takes_the_one_before_off_with_its_processes(tiny):
    one = bench(tiny)
    before = one.student
    closed = []
    before.close = lambda: closed.append(one.submission.student)
    one.put(BOB)
    assert closed == ["ada"]
    assert one.student is not before
    one.close()
    assert one._launcher.stopped


def test_a_probe_is_called_with_as_many_arguments_as_it_takes(tiny):
    def probe(tiny, x, y) -> float:
        return x + y

    assert bench(tiny).probe(probe, 2).parameters == ("x", "y")
    for given in (1, 3):
        with pytest.raises(ProbeError, match=f"got {given} arguments; besides modules it takes: x, y"):
            bench(tiny).probe(probe, given)


def test_two_probes_of_one_name_are_two_probes(tiny):
    def one(tiny, x) -> float:
        def probe(tiny, x) -> float:
            return x

        return probe

    def probe(tiny, x) -> float:
        return 2 * x

    shared = bench(tiny)
    first = shared.probe(one(None, None), 1)
    assert shared.probe(probe, 1).source != first.source
    assert shared.probe(one(None, None), 1) is first


def test_a_line_is_told_of_the_submission_or_of_what_it_needs(tiny):
    one = bench(tiny)
    assert one.source_line("tiny.py", 2) == "return x + x"
    assert one.source_line("base.py", 1) == "earlier = 1"
    assert [one.source_line("tiny.py", line) for line in (0, 10_000)] == ["", ""]
    assert one.source_line("nowhere.py", 1) == ""


def test_what_was_not_handed_in_is_missing(tiny):
    assert bench(tiny).missing() == []
    assert bench(tiny, Submission("ada", {})).missing() == ["tiny.py"]


def test_only_an_observation_of_an_untrusted_session_is_recorded_under_its_check(tiny, monkeypatch):
    def probe(tiny, x) -> float:
        return x

    one = bench(tiny)
    monkeypatch.setattr(one.student, "observe", lambda probe, arguments, seconds: Died())
    assert one.observe("double_by_hand", one.probe(probe, 1), (1.0,), 1.0) == Died()
    assert [(call.check, call.call) for call in one.observations().calls] == [("double_by_hand", 1)]


def test_lines_are_told_from_the_first_to_the_last_and_none_beside_them(tiny):
    one = bench(tiny, Submission("ada", {"tiny.py": b"first\n  middle\nlast"}))
    assert [one.source_line("tiny.py", line) for line in range(-1, 5)] == ["", "", "first", "middle", "last", ""]


def test_trusted_code_is_asked_too_and_nothing_is_recorded(tiny, monkeypatch):
    def probe(tiny, x) -> float:
        return x

    one = bench(tiny, trusted=True)
    monkeypatch.setattr(one.student, "observe", lambda probe, arguments, seconds: (arguments, seconds))
    assert one.observe("double_by_hand", one.probe(probe, 1), (1.0,), 3.0) == ((1.0,), 3.0)
    assert one.observations() is None


@pytest.mark.parametrize("failed", [False, True])
def test_with_an_answer_it_is_recorded_whether_the_import_had_failed_and_in_which_layers(tiny, monkeypatch, failed):
    def probe(tiny, x) -> float:
        return x

    one = bench(tiny)
    monkeypatch.setattr(one.student, "observe", lambda *asked: Died())
    one.student._failed_import = Died() if failed else None
    one.student.layers = ("seccomp",)
    one.observe("double_by_hand", one.probe(probe, 1), (1.0,), 1.0)
    found = one.observations()
    assert [call.import_failed for call in found.calls] == [failed]
    assert found.isolation == one.layers == ("seccomp",)


def test_an_empty_bench_has_no_layers_and_no_student(tiny):
    one = Bench(tiny, Asleep(), {})
    assert one.layers == ()
    assert one.submission == Submission("", {})
    with pytest.raises(AssertionError):
        _ = one.student
    one.clear()


def test_a_bench_with_a_reference_has_the_solution_beside_it_and_ends_it(tiny):
    assert bench(tiny).solution is None
    one = Bench(tiny, Asleep(), {}, reference=Asleep())
    assert b"def double" in one.solution._work.files["tiny.py"]
    ended: list[bool] = []
    one.solution.close = lambda: ended.append(True)
    one.close()
    assert ended == [True]


def test_students_are_not_trusted_unless_it_is_said(tiny):
    assert Bench(tiny, Asleep(), {}).work(ADA).fork


def test_a_probe_without_arguments_is_told_from_one_with(tiny):
    def probe(tiny) -> float:
        return 1.0

    assert bench(tiny).probe(probe, 0).parameters == ()
    with pytest.raises(ProbeError, match="got 1 arguments; besides modules it takes: none"):
        bench(tiny).probe(probe, 1)


def test_trying_out_opens_and_ends_a_session_of_nobodys_code(tiny):
    launcher = Scripted(CONFINED + READY)
    Bench(tiny, launcher, {"base.py": b"earlier"}).try_out()
    assert (launcher.workers, launcher.ended) == ([], 1)
    with pytest.raises(Problem):
        Bench(tiny, Scripted(*[b""] * 9), {}).try_out()


def test_all_sessions_of_a_submission_spend_one_budget_and_finding_origins_another(tiny):
    bounded = msgspec.structs.replace(tiny, limits=Limits(budget_seconds=7.0))
    bench = Bench(bounded, Scripted(), {})
    bench.put(Submission("ada", {}))
    assert bench.student._spending is bench.spending
    assert bench.spending.budget == 7.0
    bench.put_mended({})
    mending = bench.student._spending
    assert mending is not bench.spending
    assert mending.budget == 7.0
    bench.put_mended({})
    assert bench.student._spending is mending
    spent = bench.spending
    bench.put(Submission("bob", {}))
    assert bench.spending is not spent
    assert bench.spending.processor == 0.0


def test_what_checks_need_is_known_to_who_counts_time_outs(tiny):
    needs = {"area_of_doubled_sides": frozenset({"double"})}
    bench = Bench(tiny, Asleep(), {}, needs=needs)
    late = [Asked(check, "double", frozenset()) for check in ("double_by_hand", "double_agrees")]
    for put in (lambda: bench.put(ADA), lambda: bench.put_mended(ADA.files)):
        put()
        for each in late:
            bench.time_outs.note(each, Status.TIMEOUT)
        assert bench.time_outs.why_not(Asked("area_of_doubled_sides", "area", frozenset()))
