"""While a judge is held up the class goes on, and there are never more than twice as many judges as asked for."""

from __future__ import annotations

import threading
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from types import SimpleNamespace

import pytest
from helpers import PATIENCE

from autograder.grading import pool
from autograder.grading.judged import Judged
from autograder.grading.pool import JudgeSettings, judge_observed
from autograder.records import Result, Submission

SLEEPS, QUICK = "sleeps", "quick"


class Judges:
    """Judges that are threads of this process; the one that gets a sleeper waits until all others are done."""

    def __init__(self, others: int) -> None:
        self.started = 0
        self.done = 0
        self.died = 0
        self.others = others
        self.changed = threading.Condition()

    def start(self, settings: JudgeSettings) -> pool._Judge:
        self.started += 1
        ours, theirs = Pipe()
        threading.Thread(target=self._judge, args=(theirs,), daemon=True).start()
        process = SimpleNamespace(join=lambda timeout: None, kill=lambda: None)
        return pool._Judge(process, ours)  # type: ignore[arg-type]

    def _judge(self, connection: Connection) -> None:
        while True:
            try:
                submission = connection.recv()
            except (EOFError, OSError):
                return
            with self.changed:
                if not submission.student.startswith(SLEEPS):
                    self.done += 1
                    self.changed.notify_all()
                elif not self.changed.wait_for(lambda: self.done == self.others, timeout=PATIENCE):
                    self.died += 1
                    return  # nobody else was graded meanwhile
            connection.send(Judged(Result(submission.student, "tiny", 1.0, 1.0, (), ())))


@pytest.mark.parametrize(("jobs", "sleepers", "judges"), [(1, 1, 2), (2, 1, 3), (2, 2, 4)])
def test_the_class_goes_on_while_judges_are_held_up(monkeypatch, jobs, sleepers, judges):
    others = Judges(6)
    monkeypatch.setattr(pool, "_start", others.start)
    monkeypatch.setattr(pool, "HELD_UP_SECONDS", 0.2)
    names = [
        f"{QUICK}0",
        f"{QUICK}1",
        *(f"{SLEEPS}{n}" for n in range(sleepers)),
        *(f"{QUICK}{n}" for n in range(2, 6)),
    ]
    settings = JudgeSettings(SimpleNamespace(name="tiny"), b"", frozenset(), jobs)  # type: ignore[arg-type]
    results = [each.result for each in judge_observed(settings, [Submission(name, {}) for name in names])]
    assert sorted(result.student for result in results) == sorted(names)
    assert {result.score for result in results} == {1.0}
    assert others.started <= judges
    assert not others.died
