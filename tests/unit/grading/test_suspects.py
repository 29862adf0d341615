"""The planted mistake behind what a check drew is the one that answers the same, and only where there is one such."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from autograder.checks.bench import Bench
from autograder.checks.diagnosis import Diagnoses, Known
from autograder.checks.fingerprints import Asked, fingerprint
from autograder.grading import suspects
from autograder.grading.alike import PASSED
from autograder.grading.suspects import KEPT, MOST, Suspects
from autograder.records import Assignment, CheckResult, Detail, Exercise, Label, Status
from autograder.sandbox.plain import PlainLauncher
from autograder.sandbox.replies import Probe, Returned
from autograder.sandbox.session import Work

EXERCISES = ("a", "b", "c")
SEEN_IN_PROOF = {n: f"adds {n}" for n in range(1, 20)}


class Process:
    """What a session with code that is trusted answers, without a process of its own."""

    open: list[Process]

    def __init__(self, launcher: Any, work: Work) -> None:
        assert not work.fork
        self.names: dict[str, Any] = {}
        exec(work.files["m.py"], self.names)
        self.open.append(self)

    def observe(self, probe: Probe, arguments: tuple[Any, ...], seconds: float) -> Returned:
        return Returned(self.names[probe.name](*arguments))

    def close(self) -> None:
        self.open.remove(self)


@pytest.fixture(autouse=True)
def processes(monkeypatch) -> list[Process]:
    """Those that run now."""
    monkeypatch.setattr(Process, "open", [], raising=False)
    monkeypatch.setattr(suspects, "CachedSession", Process)
    return Process.open


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    """Of three exercises, without any mistake as yet."""
    (tmp_path / "wrong").mkdir()
    (tmp_path / "m.py").write_text("\n\n".join(adding(exercise, 0) for exercise in EXERCISES))
    exercises = tuple(Exercise(each, each, (each,), ()) for each in EXERCISES)
    return Assignment("Sums", ("m",), exercises, folder=tmp_path)


def adding(exercise: str, n: float) -> str:
    return f"def {exercise}(x):\n    return x + {n}\n"


def plant(assignment: Assignment, exercise: str, *numbers: int, caught_by: str = "") -> None:
    for n in numbers:
        text = f'"""Adds {n}.\n\nCaught by: {caught_by or f"{exercise}_drawn"}\n"""\n\n{adding(exercise, n)}'
        (assignment.folder / "wrong" / f"{exercise}_adds_{n:02}.py").write_text(text)


def says(exercise: str, n: int) -> str:
    return f"`{exercise}` adds {n}"


def known(exercise: str, n: int, **more: str) -> Known:
    return Known(says(exercise, n), exercise, {f"{exercise}_drawn": SEEN_IN_PROOF[n], **more})


def suspects_of(assignment: Assignment, *table: Known) -> Suspects:
    return Suspects(Bench(assignment, PlainLauncher(), {}, diagnoses=Diagnoses(table)))


def calls(exercise: str, n: float) -> list[Asked]:
    """What code that adds `n` was asked, by inputs that were drawn for it, and answered."""
    probe = Probe(exercise, "", ("m",), ("x",), float, "")
    return [Asked(probe, (x,), Returned(x + n)) for x in (0.25, 7.5)]


def check(exercise: str, n: float = 0, kind: str = "drawn", **more: Any) -> CheckResult:
    """A check of code that adds `n`, which is right only if that is 0."""
    seen = fingerprint(calls(exercise, n)) if n else ""
    status = Status.FAILED if n else Status.PASSED
    given = {"seen": seen, "status": status, "hidden": kind == "hidden", **more}
    made = CheckResult(f"{exercise}_{kind}", exercise, given.pop("hidden"), given.pop("status"), 0.0, 1.0, "", 0.1)
    return msgspec.structs.replace(made, **given)


def drawn_seen(one: Suspects, checks: list[CheckResult], draw: Iterable[str] = ()) -> list[str]:
    """What the checks have seen as students' checks would."""
    numbers = {each.name: each.exercise for each in checks}
    asked = {name: calls(exercise, 0) for name, exercise in numbers.items()}
    found = one.as_students_draw(checks, asked, set(draw) or {each.name for each in checks})
    return [each.seen for each in found]


def test_what_was_drawn_here_is_hashed_as_where_students_draw_if_a_mistake_answers_the_same(assignment):
    plant(assignment, "a", 1, 2)
    one = suspects_of(assignment, known("a", 1), known("a", 2))
    assert drawn_seen(one, [check("a", 2), check("b")]) == [SEEN_IN_PROOF[2], ""]
    assert drawn_seen(one, [check("a", 1)]) == [SEEN_IN_PROOF[1]]
    nobodys = check("a", 3).seen
    assert drawn_seen(one, [check("a", 3)]) == [nobodys]


def test_only_what_is_public_and_draws_is_looked_for(assignment, processes):
    plant(assignment, "a", 1)
    one = suspects_of(assignment, known("a", 1, a_hidden="hidden"))
    for each in (check("a", 1), check("a", 1, "hidden")):
        assert drawn_seen(one, [each], {"b_drawn"} if not each.hidden else {each.name}) == [each.seen]
    assert processes == []


def test_what_the_table_holds_already_stays(assignment, processes):
    plant(assignment, "a", 1, 2)
    one = suspects_of(assignment, known("a", 1))
    assert drawn_seen(one, [check("a", 5, seen=SEEN_IN_PROOF[1])]) == [SEEN_IN_PROOF[1]]
    assert processes == []


def test_of_what_was_asked_again_the_answer_to_that_counts(assignment, processes):
    plant(assignment, "a", 1)
    one = suspects_of(assignment, known("a", 1))
    assert drawn_seen(one, [check("a", 1, alike="as all")]) == ["as all"]
    assert processes == []
    assert drawn_seen(one, [check("a", 1, "hidden", alike="as all")]) == [check("a", 1).seen]
    assert drawn_seen(one, [check("a", 0, alike="as all")]) == [""]
    assert drawn_seen(one, [check("a", 1, alike=PASSED)]) == [SEEN_IN_PROOF[1]]


def test_two_mistakes_that_answer_the_same_here_say_nothing_unless_students_see_the_same_of_both(assignment):
    for name in ("a_adds_01", "a_also"):
        text = f'"""{name}.\n\nCaught by: a_drawn\n"""\n\n{adding("a", 1)}'
        (assignment.folder / "wrong" / f"{name}.py").write_text(text)
    first, other = (Known(f"`a` {name}", "a", {"a_drawn": name}) for name in ("a_adds_01", "a_also"))
    assert drawn_seen(suspects_of(assignment, first, other), [check("a", 1)]) == [check("a", 1).seen]
    same = msgspec.structs.replace(other, seen=first.seen)
    assert drawn_seen(suspects_of(assignment, first, same), [check("a", 1)]) == ["a_adds_01"]


def test_a_mistake_that_is_no_longer_written_is_not_run(assignment):
    plant(assignment, "a", 1)
    plant(assignment, "b", 1)
    one = suspects_of(assignment, known("a", 2), known("a", 1), known("b", 1))
    assert drawn_seen(one, [check("a", 1)]) == [SEEN_IN_PROOF[1]]
    assert drawn_seen(one, [check("a", 1), check("b", 1)]) == [SEEN_IN_PROOF[1]] * 2
    assert drawn_seen(one, [check("a", 2)]) == [check("a", 2).seen]


@pytest.mark.parametrize(("many", "named"), [(MOST, True), (MOST + 1, False)])
def test_where_too_many_fit_none_is_run(assignment, processes, many, named):
    numbers = range(1, many + 1)
    plant(assignment, "a", *numbers)
    one = suspects_of(assignment, *(known("a", n) for n in numbers))
    assert drawn_seen(one, [check("a", 1)]) == [SEEN_IN_PROOF[1] if named else check("a", 1).seen]
    assert len(processes) == (many if named else 0)


def test_what_all_checks_saw_leaves_fewer_that_fit(assignment):
    """The fourth would do something to another exercise too, of which nothing was seen."""
    plant(assignment, "a", *range(1, MOST + 2))
    table = [known("a", n) for n in range(1, MOST + 1)]
    one = suspects_of(assignment, *table, known("a", MOST + 1, b_drawn="else"))
    assert drawn_seen(one, [check("a", 1), check("b")], {"a_drawn"}) == [SEEN_IN_PROOF[1], ""]


def test_mistakes_that_other_checks_see_do_not_count_as_many(assignment):
    plant(assignment, "a", *range(1, MOST + 3))
    elsewhere = [Known(says("a", n), "a", {"a_late": "late"}) for n in range(2, MOST + 3)]
    assert drawn_seen(suspects_of(assignment, known("a", 1), *elsewhere), [check("a", 1)]) == [SEEN_IN_PROOF[1]]
    plant(assignment, "b", 1)
    both = suspects_of(assignment, known("a", 1), known("b", 1), *elsewhere)
    assert drawn_seen(both, [check("a", 1), check("b", 1)]) == [SEEN_IN_PROOF[1]] * 2


def test_two_mistakes_are_found_each_in_its_exercise(assignment):
    plant(assignment, "a", 1, 2)
    plant(assignment, "b", 3, 4)
    one = suspects_of(assignment, *(known("a", n) for n in (1, 2)), *(known("b", n) for n in (3, 4)))
    assert drawn_seen(one, [check("a", 2), check("b", 3)]) == [SEEN_IN_PROOF[2], SEEN_IN_PROOF[3]]
    assert drawn_seen(one, [check("a", 3), check("b", 3)])[1] == SEEN_IN_PROOF[3]


def test_what_else_was_seen_of_an_exercise_has_to_fit_its_mistake(assignment):
    plant(assignment, "a", 1)
    plant(assignment, "b", 1)
    one = suspects_of(assignment, known("a", 1, a_fixed="one"), known("b", 1))
    found = {"one": SEEN_IN_PROOF[1], "another": check("a", 1).seen}
    for seen, expected in found.items():
        checks = [check("a", 1), check("a", 1, "fixed", seen=seen), check("b", 1)]
        assert drawn_seen(one, checks, {"a_drawn", "b_drawn"}) == [expected, seen, SEEN_IN_PROOF[1]]


def test_a_submission_that_is_wrong_everywhere_has_no_more_than_two_times_the_most_mistakes_run(assignment, processes):
    numbers = range(1, MOST + 1)
    for exercise in EXERCISES:
        plant(assignment, exercise, *numbers)
    one = suspects_of(assignment, *(known(each, n) for each in EXERCISES for n in numbers))
    named = drawn_seen(one, [check(exercise, 1) for exercise in EXERCISES])
    assert named == [SEEN_IN_PROOF[1], SEEN_IN_PROOF[1], check("c", 1).seen]
    assert len(processes) == 2 * MOST


def told(one: Suspects, *checks: CheckResult, n: int = 1, asked: bool = True) -> list[list[str]]:
    """What each check is told to be likely; what it says is all that it was told."""
    by_name = {each.name: calls(each.exercise, n) for each in checks} if asked else {}
    named = one.name([*checks], by_name)
    for before, each in zip(checks, named, strict=True):
        likely = [detail.text for detail in each.details if detail.label is Label.LIKELY]
        assert each.details[len(likely) :] == before.details
        assert [text in each.message for text in likely] == [True] * len(likely)
    return [[detail.text for detail in each.details if detail.label is Label.LIKELY] for each in named]


def test_a_hidden_check_is_told_the_mistake_that_public_ones_show_if_it_is_caught_by_it(assignment, processes):
    plant(assignment, "a", 1, caught_by="a_drawn, a_hidden")
    plant(assignment, "b", 1, caught_by="b_hidden")
    one = suspects_of(assignment, known("a", 1))
    public = check("a", 1, seen=SEEN_IN_PROOF[1])
    hidden = check("a", 1, "hidden", details=(Detail(Label.RETURNED, "8.5"),))
    assert told(one, public, hidden) == [[], [says("a", 1)]]
    assert told(one, public, check("a", 0, "hidden")) == [[], []]
    assert told(one, public, check("a", 1, "elsewhere", hidden=True)) == [[], []]
    assert processes == []


def test_several_mistakes_that_would_fit_say_nothing(assignment):
    plant(assignment, "a", 1, caught_by="a_drawn, c_hidden")
    plant(assignment, "b", 1, caught_by="b_drawn, c_hidden")
    one = suspects_of(assignment, known("a", 1), known("b", 1))
    first, other = (check(each, 1, seen=SEEN_IN_PROOF[1]) for each in ("a", "b"))
    assert told(one, first, other, check("c", 1, "hidden")) == [[], [], []]
    assert told(one, first, check("b"), check("c", 1, "hidden")) == [[], [], [says("a", 1)]]


def test_a_mistake_that_no_public_check_sees_is_told_if_it_answers_the_same(assignment):
    plant(assignment, "a", 1, 2, caught_by="a_hidden")
    one = suspects_of(assignment)
    assert told(one, check("a"), check("a", 1, "hidden")) == [[], [says("a", 1)]]
    assert told(one, check("a"), check("a", 2, "hidden")) == [[], [says("a", 2)]]
    assert told(one, check("a"), check("a", 3, "hidden")) == [[], []]
    assert told(one, check("b", 3), check("a", 1, "hidden")) == [[], [says("a", 1)]]


def test_where_public_checks_fail_or_nothing_was_asked_none_is_run(assignment, processes):
    plant(assignment, "a", 1, caught_by="a_hidden")
    one = suspects_of(assignment)
    hidden = check("a", 1, "hidden")
    assert told(one, check("a", 1), hidden) == [[], []]
    assert told(one, check("a"), hidden, asked=False) == [[], []]
    assert processes == []


def test_none_is_run_that_public_checks_see_or_that_is_caught_elsewhere(assignment, processes):
    plant(assignment, "a", 1, caught_by="a_drawn, a_hidden")
    plant(assignment, "a", 2, caught_by="a_late")
    plant(assignment, "b", 1, caught_by="a_hidden")
    one = suspects_of(assignment, known("a", 1))
    assert told(one, check("a"), check("a", 1, "hidden")) == [[], []]
    assert processes == []


@pytest.mark.parametrize(("many", "named"), [(MOST, True), (MOST + 1, False)])
def test_of_too_many_that_only_hidden_checks_see_none_is_run(assignment, processes, many, named):
    plant(assignment, "a", *range(1, many + 1), caught_by="a_hidden")
    one = suspects_of(assignment)
    assert told(one, check("a"), check("a", 1, "hidden")) == [[], [says("a", 1)] if named else []]
    assert len(processes) == (many if named else 0)


def test_a_mistake_keeps_its_process_until_others_need_the_room(assignment, processes):
    names = [f"{exercise}_{number}" for exercise in EXERCISES for number in range(KEPT)]
    for number, name in enumerate(names[: KEPT + 1], 1):
        plant(assignment, name[0], number, caught_by=f"{name}_hidden")
    one = suspects_of(assignment)

    def run(number: int) -> None:
        exercise = names[number - 1][0]
        hidden = check(exercise, number, "hidden", name=f"{names[number - 1]}_hidden")
        (found,) = one.name([hidden], {hidden.name: calls(exercise, number)})
        assert [each.text for each in found.details] == [says(exercise, number)]

    for number in range(1, KEPT + 1):
        run(number)
    first, second, *others = processes
    run(1)
    assert processes == [first, second, *others]
    run(KEPT + 1)
    assert processes == [first, *others, processes[-1]]
    assert len(processes) == KEPT


def test_every_process_ends_in_the_end(assignment, monkeypatch):
    stopped: list[PlainLauncher] = []
    monkeypatch.setattr(PlainLauncher, "stop", lambda self: stopped.append(self))
    one = suspects_of(assignment)
    assert stopped == []
    one.close()
    assert len(stopped) == 1
