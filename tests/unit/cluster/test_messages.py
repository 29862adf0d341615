"""A hand-in takes along what is remembered of it; runs are named by their settings, and courses travel whole."""

from __future__ import annotations

import msgspec
from helpers import REPO

from autograder.checks.observations import Observation, Observations, Remembered, hash_of
from autograder.cluster.messages import HandIn, course_files, encode, read_request, setup_of
from autograder.course.course import Course
from autograder.files import digest_of
from autograder.grading.pool import JudgeSettings
from autograder.records import Submission
from autograder.sandbox.replies import Returned

VALUE, ENDING = b"6.0", msgspec.json.encode(Returned(None))
CALL = Observation("double", 1, "probe", (), hash_of(ENDING), hash_of(VALUE))
KEPT = Observations("work", (), (CALL,), {hash_of(each): msgspec.Raw(each) for each in (VALUE, ENDING)})


def test_what_is_remembered_comes_along_to_the_letter():
    sent = read_request(encode(HandIn("run", "ada", {"tiny.py": b"x = 1"}, KEPT))).submission
    assert isinstance(sent, Remembered)
    assert (sent.student, sent.files) == ("ada", {"tiny.py": b"x = 1"})
    assert sent.kept.reply_to(sent.kept.calls[0]) == Returned(6.0)


def test_of_whom_nothing_is_known_nothing_is_remembered():
    sent = read_request(encode(HandIn("run", "ada", {}))).submission
    assert type(sent) is Submission


def test_a_run_is_named_by_its_settings_in_whatever_order_they_come(tiny):
    needs = {"a": frozenset({"x"}), "b": frozenset({"y"})}

    def key(needs: dict[str, frozenset[str]], secret: bytes = b"secret") -> str:
        return setup_of(JudgeSettings(tiny, secret, needs=needs), "course").key

    assert key(needs) == key(dict(reversed(needs.items())))
    assert len({key(needs), key({}), key(needs, b"other")}) == 3


def test_of_the_assignments_that_one_builds_on_the_modules_travel_and_no_checks():
    course = Course(REPO)
    second = course.assignment("02")
    assert [course.assignment(name).name for name in second.needs] == ["01_autograd"]
    sent = course_files(JudgeSettings(second, b"secret"))
    first = {path for path in sent.files if path.startswith("01_autograd/")}
    assert first == {"01_autograd/assignment.toml", "01_autograd/engine.py"}
    assert {"assignment.toml", *second.files} <= {path.removeprefix(f"{second.name}/") for path in sent.files}
    assert sent.key == digest_of(sent.files)
