"""Workers that are lost, refused or strange, over a link that is made up, and what becomes of the submissions."""

from __future__ import annotations

import asyncio
import contextlib
import types
from collections import Counter
from collections.abc import Iterator

import msgspec
import pytest

from autograder.checks.observations import Observations, Remembered
from autograder.cluster import pool
from autograder.cluster.link import Lost
from autograder.cluster.messages import (
    Answer,
    CourseFiles,
    Done,
    Environment,
    HandIn,
    Hello,
    LacksCourse,
    Leave,
    Refused,
    Setup,
    course_files,
    environment,
)
from autograder.cluster.pool import Cluster
from autograder.errors import Problem
from autograder.grading.judged import Judged
from autograder.grading.pool import JudgeSettings, judge_all
from autograder.records import Result, Submission


class Link:
    """Workers that do as they are told here: `w` for a worker's name."""

    def __init__(self, workers: str, kills: str = "") -> None:
        self.alive = list(workers)
        self.kills = kills
        self.asked: list[tuple[str, object]] = []
        self.have: set[str] = set()
        self.ready: set[str] = set()
        self.environments: dict[str, Environment] = {}
        self.refuses: dict[str, str] = {}
        self.strange: set[str] = set()
        self.behind: set[str] = set()
        self.more = iter("")
        self.looks = 0

    async def workers(self) -> dict[str, int]:
        self.looks += 1
        return dict.fromkeys(self.alive, 2)

    async def ask(self, worker, message):
        self.asked.append((worker, message))
        await asyncio.sleep(0.001)
        if worker not in self.alive:
            raise Lost(worker)
        match message:
            case Hello(packages):
                return self.environments.get(worker, environment(packages))
            case CourseFiles():
                self.have.add(worker)
                return Done()
            case Setup():
                self.ready |= self.have & {worker}
                return Done() if worker in self.have else LacksCourse()
            case HandIn(_, student):
                return self.judge(worker, student)
        return Done()

    def judge(self, worker, student):
        if worker in self.refuses:
            return Refused(self.refuses[worker])
        if worker not in self.ready:
            return Refused("It was told nothing.")
        if student in self.kills:
            self.alive.remove(worker)
            self.have.discard(worker)
            self.ready.discard(worker)
            self.alive += [name for name in [next(self.more, None)] if name]
            raise Lost(worker)
        owner = "somebody else" if worker in self.strange else student
        assignment = "00_before" if worker in self.behind else "01_tiny"
        return Answer(Judged(Result(owner, assignment, 1.0, 1.0, (), ())))

    def of(self, kind: type) -> Counter[str]:
        """How often each worker was told such a message."""
        return Counter(worker for worker, message in self.asked if isinstance(message, kind))


@pytest.fixture
def coming(tiny, monkeypatch):
    """Judges submissions over a link: the results as they come in, and what is told."""

    def run(
        link: Link, submissions: list[Submission], look: float = 0.01, patience: float = 0.2
    ) -> tuple[Iterator[Result], list[str]]:
        @contextlib.asynccontextmanager
        async def connected(address, certificates):
            yield link

        monkeypatch.setattr(pool, "connected", connected)
        monkeypatch.setattr(pool, "LOOK", look)
        monkeypatch.setattr(pool, "PATIENCE", patience)
        told: list[str] = []
        settings = JudgeSettings(tiny, b"secret", elsewhere=Cluster("tls://made-up:1", tiny.folder, told.append))
        return judge_all(settings, submissions), told

    return run


@pytest.fixture
def graded(coming):
    """Judges submissions of these students over a link; results by student, and what was told."""

    def run(
        link: Link, students: str, kept: Observations | None = None, **times: float
    ) -> tuple[dict[str, Result], list[str]]:
        pile = [Remembered(each, {}, kept) if kept else Submission(each, {}) for each in students]
        results, told = coming(link, pile, **times)
        return {result.student: result for result in results}, told

    return run


def test_everybody_is_judged_once_and_the_course_goes_once_to_each_worker(graded):
    link = Link("vw")
    results, told = graded(link, "abcdefgh")
    assert sorted(results) == list("abcdefgh")
    assert link.of(HandIn).total() == 8
    assert set(link.of(HandIn)) == {"v", "w"}
    assert link.of(CourseFiles) == {"v": 1, "w": 1}
    assert link.of(Leave) == {"v": 1, "w": 1}
    assert told == []


@pytest.mark.parametrize("kept", [None, Observations("work")])
def test_what_is_remembered_of_a_submission_goes_with_it(graded, kept):
    link = Link("w")
    graded(link, "a", kept)
    assert [message.kept for _, message in link.asked if isinstance(message, HandIn)] == [kept]


def test_who_has_the_course_by_its_hash_is_not_sent_it_again(graded):
    link = Link("v")
    link.have.add("v")
    graded(link, "a")
    assert link.of(CourseFiles) == {}


def test_without_submissions_nobody_is_asked(graded):
    link = Link("v")
    assert graded(link, "") == ({}, [])
    assert link.asked == []


def test_a_worker_that_differs_is_told_nothing_of_the_course(graded):
    link = Link("vw")
    link.environments["w"] = Environment("another", "3.9.0", {"numpy": "1.0"})
    results, told = graded(link, "abc")
    assert sorted(results) == list("abc")
    assert [type(message) for worker, message in link.asked if worker == "w"] == [Hello]
    (said,) = told
    assert said.startswith(
        "w does not take part. It would judge with other code: its kit has other code; Python is 3.9.0"
    )
    assert "numpy is 1.0 there" in said


def test_nor_is_one_that_does_not_say_what_it_judges_with(graded):
    link = Link("vw")
    link.environments["w"] = Done()
    results, told = graded(link, "abc")
    assert sorted(results) == list("abc")
    assert [type(message) for worker, message in link.asked if worker == "w"] == [Hello]
    assert told == ["w does not take part. It answered something else than it was asked."]


def test_if_all_are_refused_nothing_is_judged_and_each_reason_is_told(graded):
    link = Link("vw")
    link.environments = dict.fromkeys("vw", Environment("another", "3.9.0", {}))
    with pytest.raises(Problem, match="No worker of the cluster can judge") as caught:
        graded(link, "abc")
    assert str(caught.value).count("its kit has other code") == 2


def test_what_a_lost_worker_was_at_is_judged_by_others(graded):
    link = Link("vw", kills="")
    ask = link.ask

    async def ask_once(worker, message):
        if worker == "w" and isinstance(message, HandIn):
            link.alive = ["v"]
        return await ask(worker, message)

    link.ask = ask_once
    results, told = graded(link, "abcdef")
    assert sorted(results) == list("abcdef")
    assert not any(result.ungraded for result in results.values())
    assert told == ["w is gone. What it was at is judged elsewhere."]
    assert link.of(Leave) == {"v": 1}


def test_whom_the_scheduler_has_no_more_is_not_waited_for(graded):
    link = Link("vw")
    ask = link.ask

    async def ask_in_vain(worker, message):
        if worker == "w" and isinstance(message, HandIn):
            link.alive = ["v"]
            await asyncio.sleep(1000)
        return await ask(worker, message)

    link.ask = ask_in_vain
    results, told = graded(link, "abcdef")
    assert sorted(results) == list("abcdef")
    assert told == ["w is gone. What it was at is judged elsewhere."]


def test_a_submission_that_ends_three_workers_is_ungraded_and_costs_nobody_else_anything(graded):
    link = Link("vw", kills="x")
    link.more = iter("tu")  # who join in place of those that are lost
    results, told = graded(link, "abxcd")
    assert sorted(results) == list("abcdx")
    assert [student for student, result in results.items() if result.ungraded] == ["x"]
    (check,) = results["x"].checks
    assert "3 workers of the cluster ended" in check.message
    assert len([text for text in told if "is gone" in text]) == 3


def test_a_worker_that_is_started_again_at_its_address_is_asked_anew(graded):
    link = Link("w", kills="x")
    link.more = iter("www")
    results, _ = graded(link, "abxcd")
    assert [student for student, result in results.items() if result.ungraded] == ["x"]
    assert sorted(results) == list("abcdx")
    assert link.of(CourseFiles)["w"] >= 3


def test_one_that_was_away_while_it_was_told_is_told_when_it_is_back(graded):
    link, away = Link("vw"), []
    ask = link.ask

    async def ask_in_vain(worker, message):
        if worker == "w" and isinstance(message, CourseFiles) and not away:
            away.append(worker)
            link.alive.remove("w")
            asyncio.get_running_loop().call_later(0.05, link.alive.append, "w")
            await asyncio.sleep(1000)
        if worker == "v" and isinstance(message, HandIn):
            await asyncio.sleep(0.1)
        return await ask(worker, message)

    link.ask = ask_in_vain
    results, told = graded(link, "abcdefgh")
    assert sorted(results) == list("abcdefgh")
    assert link.of(HandIn)["w"] > 1
    assert told == []


def test_who_refuses_or_answers_for_somebody_else_judges_no_more(graded):
    for spoil in (
        lambda link: link.refuses.update(w="It is at work."),
        lambda link: link.strange.add("w"),
        lambda link: link.behind.add("w"),
    ):
        link = Link("vw")
        spoil(link)
        results, told = graded(link, "abcdef")
        assert sorted(results) == list("abcdef")
        assert link.of(HandIn)["w"] <= 2
        assert [text.partition(".")[0] for text in told] == ["w does not take part"]


SELDOM, LONG = 1000.0, 1000.0


def test_who_is_there_from_the_beginning_is_asked_at_once_and_not_looked_for_again_so_soon(graded, monkeypatch):
    async def sleep(seconds: float) -> None:
        raise Problem("It waits for nothing.")

    monkeypatch.setattr(pool, "asyncio", types.SimpleNamespace(**vars(asyncio) | {"sleep": sleep}))
    link = Link("v")
    assert sorted(graded(link, "abc", look=SELDOM)[0]) == list("abc")
    assert link.looks == 1


def test_who_is_quick_gets_the_next_while_another_is_slow(graded):
    link, quick = Link("v"), asyncio.Event()
    ask = link.ask

    async def ask_slowly(worker, message):
        if isinstance(message, HandIn) and message.student == "a":
            await asyncio.wait_for(quick.wait(), 5)
        if isinstance(message, HandIn) and message.student == "c":
            quick.set()
        return await ask(worker, message)

    link.ask = ask_slowly
    assert sorted(graded(link, "abc", look=SELDOM)[0]) == list("abc")


def test_who_takes_long_to_get_ready_is_waited_for(graded):
    link = Link("v")
    ask = link.ask

    async def ask_slowly(worker, message):
        while isinstance(message, Hello) and link.looks < 4:
            await asyncio.sleep(0.001)
        return await ask(worker, message)

    link.ask = ask_slowly
    results, told = graded(link, "abc", patience=0.0)
    assert sorted(results) == list("abc")
    assert told == []


def test_a_worker_that_joins_late_is_waited_for(graded):
    link = Link("")
    workers = link.workers

    async def later() -> dict[str, int]:
        link.alive = ["v"] if link.looks == 3 else link.alive
        return await workers()

    link.workers = later
    assert sorted(graded(link, "abc", patience=LONG)[0]) == list("abc")


def test_when_all_are_refused_nobody_else_is_waited_for(graded):
    link = Link("vw")
    link.environments = dict.fromkeys("vw", Environment("another", "3.9.0", {}))
    with pytest.raises(Problem, match="No worker of the cluster can judge"):
        graded(link, "abc", patience=LONG)


def test_one_that_cannot_be_set_up_does_not_take_part_and_says_why(graded):
    link = Link("vw")
    ask = link.ask

    async def ask_poor(worker, message):
        return Refused("no bubblewrap") if worker == "w" and isinstance(message, Setup) else await ask(worker, message)

    link.ask = ask_poor
    results, told = graded(link, "abc")
    assert sorted(results) == list("abc")
    assert told == ["w does not take part. no bubblewrap"]
    assert link.of(HandIn).keys() == {"v"}


def test_one_that_was_refused_and_comes_back_is_asked_again(graded):
    link, refusals = Link("vw"), []
    link.environments["w"] = Done()
    workers, ask = link.workers, link.ask

    async def coming_and_going() -> dict[str, int]:
        link.alive = ["v"] if len(refusals) == 1 and "w" in link.alive else list("vw")
        return await workers()

    async def noted(worker, message):
        while isinstance(message, HandIn) and len(refusals) < 2:
            await asyncio.sleep(0.001)
        reply = await ask(worker, message)
        refusals.extend([worker] * (worker == "w"))
        return reply

    link.workers, link.ask = coming_and_going, noted
    results, told = graded(link, "ab")
    assert sorted(results) == list("ab")
    assert told[:2] == ["w does not take part. It answered something else than it was asked."] * 2


def test_one_that_is_lost_gets_nothing_more_before_it_has_joined_again(graded):
    link = Link("vw")
    ask = link.ask

    async def ask_in_vain(worker, message):
        if worker == "w" and isinstance(message, HandIn):
            link.asked.append((worker, message))
            raise Lost(worker)
        return await ask(worker, message)

    link.ask = ask_in_vain
    results, told = graded(link, "abcdef", look=SELDOM)
    assert sorted(results) == list("abcdef")
    assert not any(result.ungraded for result in results.values())
    assert link.of(HandIn)["w"] == 2, "as many as it has threads"
    assert told == ["w is gone. What it was at is judged elsewhere."]


def test_whoever_stops_early_gives_up_what_is_under_way_and_then_lets_the_workers_go(coming):
    link, happened, background = Link("v"), [], []
    ask = link.ask

    async def ask_slowly(worker, message):
        if isinstance(message, Hello):
            background.append(asyncio.ensure_future(asyncio.sleep(1000)))  # as a connection may have
        if isinstance(message, HandIn) and message.student == "b":
            try:
                await asyncio.sleep(1000)
            except asyncio.CancelledError:
                happened.append("given up")
                raise
        if isinstance(message, Leave):
            happened.append("too late" if background[0].cancelled() else "let go")
        return await ask(worker, message)

    link.ask = ask_slowly
    results, _ = coming(link, [Submission(student, {}) for student in "abc"])
    assert next(results).student == "a"
    results.close()
    assert happened == ["given up", "let go"]


def test_one_that_is_gone_by_the_end_keeps_nobody_from_ending(graded):
    link = Link("vw")
    ask = link.ask

    async def ask_in_vain(worker, message):
        if isinstance(message, Leave):
            link.alive = ["w"]
        return await ask(worker, message)

    link.ask = ask_in_vain
    results, _ = graded(link, "abcdef")
    assert sorted(results) == list("abcdef")
    assert link.of(Leave) == {"v": 1, "w": 1}


def test_what_is_remembered_of_a_submission_goes_along(coming):
    link, kept = Link("v"), Observations("work", (), (), {})
    results, _ = coming(link, [Remembered("a", {"tiny.py": b""}, kept), Submission("b", {})])
    assert sorted(result.student for result in results) == ["a", "b"]
    sent = [message for _, message in link.asked if isinstance(message, HandIn)]
    assert [(each.student, each.files, each.kept) for each in sent] == [("a", {"tiny.py": b""}, kept), ("b", {}, None)]


def test_without_any_worker_it_ends_and_says_how_to_go_on(graded):
    with pytest.raises(Problem, match="no worker has joined the scheduler"):
        graded(Link(""), "ab")


def test_a_worker_gets_no_more_at_a_time_than_it_has_threads(graded):
    link, most, now = Link("v"), 0, 0
    ask = link.ask

    async def counted(worker, message):
        nonlocal most, now
        now += isinstance(message, HandIn)
        most = max(most, now)
        try:
            return await ask(worker, message)
        finally:
            now -= isinstance(message, HandIn)

    link.ask = counted
    graded(link, "abcdef")
    assert most == 2


def test_the_course_travels_whole_and_nothing_else_of_the_folder_does(tiny):
    sent = course_files(JudgeSettings(tiny, b"secret"))
    files = (
        "assignment.toml",
        "tiny.py",
        "checks/test_tiny.py",
        "checks/hidden/test_tiny.py",
        "wrong/double_rounds.py",
    )
    assert {f"01_tiny/{name}" for name in files} <= sent.files.keys()
    assert not [name for name in sent.files if "lesson" in name]


def test_messages_are_read_strictly():
    from autograder.cluster.messages import encode, read_reply, read_request

    assert read_request(encode(HandIn("run", "ann", {"a.py": b"\xff"}))) == HandIn("run", "ann", {"a.py": b"\xff"})
    judged = Judged(Result("ann", "01", 1.0, 1.0, ("bwrap",), ()))
    assert read_reply(encode(Answer(judged))) == Answer(judged)
    for content in (
        b"\x80\x04N.",
        b"{}",
        b'{"type":"Leave","run":"a"}',
        b'{"type":"Done","more":1}',
        b"\xff",
        "text",
        None,
    ):
        with pytest.raises(msgspec.DecodeError):
            read_reply(content)
