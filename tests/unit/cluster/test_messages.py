"""What is remembered of a hand-in travels with it, and without it there is nothing to remember."""

from __future__ import annotations

import msgspec

from autograder.checks.observations import Observation, Observations, Remembered, hash_of
from autograder.cluster.messages import HandIn, encode, read_request
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
