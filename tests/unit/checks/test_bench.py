"""Hidden inputs depend on the secret, the submission and the check; and a bench keeps submissions apart."""

from __future__ import annotations

from itertools import combinations

import msgspec
import pytest
from helpers import RIGHT
from scripted import CONFINED, READY, Scripted

from autograder.checks.bench import FOR_CLASS, IN_SHORT, Bench
from autograder.checks.time_outs import Asked
from autograder.course.secret import COMMON_SECRET
from autograder.errors import ProbeError, Problem
from autograder.grading.pool import JudgeSettings, judge_submissions
from autograder.records import Assignment, Limits, Status, Submission
from autograder.sandbox.replies import Died, Probe, Returned

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
    ended: list[str] = []
    launchers = [Asleep(), Asleep()]
    for launcher, name in zip(launchers, ("the students' workers", "the reference's"), strict=True):
        launcher.stop = lambda name=name: ended.append(name)
    one = Bench(tiny, launchers[0], {}, reference=launchers[1])
    assert b"def double" in one.solution._work.files["tiny.py"]
    one.solution.close = lambda: ended.append("the solution")
    one.close()
    assert ended == ["the solution", "the students' workers", "the reference's"]


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


PLAIN = Probe("probe", "def probe(tiny, x):\n    return x", ("tiny",), ("x",), float, "return x")


def says(bench: Bench, answer: object) -> None:
    """Has the session on the bench answer at once, whatever it is asked."""
    bench.student.observe = lambda *asked: answer


def closing(bench: Bench) -> list[str]:
    """Fills up when the session that is on the bench now is closed."""
    closed: list[str] = []
    bench.student.close = lambda: closed.append("closed")
    return closed


def test_what_the_whole_class_is_asked_is_the_checks_alone_and_what_proofs_ask(tiny):
    ada, other = bench(tiny), bench(tiny, BOB, b"other")
    own = ada.seed("double_agrees")
    for each in (ada, other):
        each.put_for_class({})
    shared = ada.seed("double_agrees")
    assert shared == other.seed("double_agrees") != own
    assert shared == bench(tiny, secret=COMMON_SECRET, trusted=True).seed("double_agrees")
    assert shared != ada.seed("area_agrees")
    ada.put(ADA)
    assert ada.seed("double_agrees") == own


@pytest.mark.parametrize("for_class", [False, True])
def test_a_seed_is_as_long_as_what_a_generator_takes_up(tiny, for_class):
    one = bench(tiny)
    one.for_class = for_class
    assert 100 < max(one.seed(f"double_{number}").bit_length() for number in range(16)) <= 128


def test_who_is_mended_draws_the_same_as_before(tiny):
    one = bench(tiny)
    before = one.seed("double_agrees")
    one.put_mended({"tiny.py": b"right"})
    assert one.seed("double_agrees") == before


@pytest.mark.parametrize("put", ["put_mended", "put_for_class"])
def test_mended_files_run_in_place_of_the_submissions_and_are_kept_apart(tiny, put):
    one = bench(tiny)
    says(one, Returned(1.0))
    one.observe("double", PLAIN, (1.0,), 1.0)
    closed = closing(one)
    getattr(one, put)({"tiny.py": b"right"})
    assert closed
    assert one.student._work.files == {"base.py": b"earlier = 1\n", "tiny.py": b"right"}
    says(one, Returned(2.0))
    one.observe("double", PLAIN, (1.0,), 1.0)
    found = one.observations()
    (own,), ((mended,),) = found.calls, found.mended.values()
    assert [found.reply_to(call).value for call in (own, mended)] == [1.0, 2.0]
    assert (own.check, mended.check) == ("double", "double" + FOR_CLASS * (put == "put_for_class"))


def test_only_what_is_asked_of_its_own_inputs_counts_as_run_and_the_next_starts_anew(tiny):
    one = bench(tiny)
    says(one, Returned(1.0))
    one.observe("double", PLAIN, (1.0,), 1.0)
    assert list(one.ran) == ["double"]
    one.put_for_class({})
    says(one, Returned(1.0))
    one.observe("area", PLAIN, (1.0,), 1.0)
    assert list(one.ran) == ["double"]
    one.put(BOB)
    assert not one.ran


def test_mending_in_short_costs_a_part_of_a_budget_and_ends_with_the_submission(tiny):
    one = bench(msgspec.structs.replace(tiny, limits=Limits(budget_seconds=8.0)))
    one.mend_in_short()
    one.put_mended({})
    assert one.student._spending.budget == 8.0 * IN_SHORT < 8.0
    assert one.spending.budget == 8.0
    one.put(BOB)
    one.put_mended({})
    assert one.student._spending.budget == 8.0


def test_what_a_submission_cost_is_told_apart_from_what_mending_it_did(tiny):
    one = bench(tiny)
    one.spending.note(1.23456, 2.34567)
    one.put_mended({})
    one.student._spending.note(3.45678, 4.56789)
    found = one.observations()
    assert (found.cost, found.mending_cost) == ((1.235, 2.346), (3.457, 4.568))


@pytest.mark.parametrize("reference", [False, True])
@pytest.mark.parametrize("elsewhere", [None, False, True])
def test_copies_are_asked_in_processes_of_their_own_and_elsewhere_of_another_zygote(tiny, reference, elsewhere):
    own, other = Asleep(), Asleep()
    one = Bench(tiny, own, {}, other if reference else None, trusted=True)
    one.put(ADA)
    assert not one.student._work.fork
    closed = closing(one)
    one.put_apart() if elsewhere is None else one.put_apart(elsewhere)
    assert closed
    assert one.student._work.fork
    assert one.student._work.files == ADA.files
    assert one.student._launcher is (other if reference and elsewhere else own)


@pytest.mark.parametrize("trusted", [False, True])
def test_a_strangers_code_starts_over_and_trusted_code_goes_on(tiny, trusted):
    one = bench(tiny, trusted=trusted)
    closed = closing(one)
    one.start_over()
    assert bool(closed) is not trusted
    Bench(tiny, Asleep(), {}, trusted=trusted).start_over()


@pytest.mark.parametrize("trusted", [False, True])
def test_only_trusted_code_beside_its_solution_proves(tiny, trusted):
    assert not bench(tiny, trusted=trusted).proves
    one = Bench(tiny, Asleep(), {}, reference=Asleep(), trusted=trusted)
    assert (one.proves, one.trusted, one.in_doubt) == (trusted, trusted, False)


def test_the_solution_answers_in_one_process_beside_students_who_do_not(tiny):
    one = Bench(tiny, Asleep(), {}, reference=Asleep())
    assert not one.solution._work.fork
    assert one.solution._launcher is one._reference is not one._launcher


def test_who_is_taken_off_is_off(tiny):
    one = bench(tiny)
    closed = closing(one)
    one.clear()
    assert closed == ["closed"]
    one.clear()
    assert closed == ["closed"]
    one.put(ADA)
    closed = closing(one)
    one.close()
    assert closed == ["closed"]


def test_a_bench_starts_with_nobody_and_for_nobody_else(tiny):
    one = Bench(tiny, Asleep(), {})
    assert not one.for_class
    assert not one.trusted


def test_a_probe_gets_earlier_modules_too(tiny):
    def probe(base, tiny, x) -> float:
        return x

    found = bench(tiny).probe(probe, 1)
    assert (found.modules, found.parameters) == (("base", "tiny"), ("x",))


def test_modules_of_earlier_assignments_are_found_beside_this_one(tiny, tmp_path):
    for folder, file in (("00_none", "other.py"), ("01_first", "base.py"), ("02_next", "base.py")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / file).touch()
    later = msgspec.structs.replace(tiny, folder=tmp_path / "03_now", needs=("00_none", "01_first"))
    one = bench(later)
    assert [one.earlier(file) for file in ("base.py", "tiny.py", "nowhere.py", "other.py")] == ["01_first", "", "", ""]
    assert [one.place(file) for file in ("base.py", "tiny.py")] == ["../01_first/base.py", "tiny.py"]
    own = bench(later, Submission("eve", {"base.py": b"mine"}))
    assert (own.place("base.py"), own.content("base.py")) == ("base.py", b"mine")
    assert [one.content(file) for file in ("base.py", "tiny.py", "nowhere.py")] == [
        b"earlier = 1\n",
        ADA.files["tiny.py"],
        b"",
    ]
