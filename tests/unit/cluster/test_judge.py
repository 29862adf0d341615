"""A judge elsewhere judges by the settings of who asks, and not by what its own copy of the course would give."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from autograder.checks.diagnosis import NONE_KNOWN
from autograder.cluster.judge import settings_of
from autograder.cluster.messages import encode, read_request, setup_of
from autograder.errors import Problem
from autograder.grading.pool import JudgeSettings


def test_settings_arrive_as_they_were_sent_the_measured_budget_too(tiny):
    needs = {"area_by_hand": frozenset({"double"})}
    sent = JudgeSettings(tiny.with_budget(100.0), b"secret", frozenset({"user"}), needs=needs, forgive=False)
    assert sent.assignment.limits.budget_seconds not in (None, tiny.limits.budget_seconds)
    arrived = settings_of(read_request(encode(setup_of(sent, "course"))), tiny.folder.parent)
    assert arrived == replace(sent, jobs=arrived.jobs, diagnoses=NONE_KNOWN)


def test_without_a_sandbox_it_judges_nothing_whoever_asks(tiny):
    bare = setup_of(JudgeSettings(tiny, b"secret", frozenset()), "course")
    with pytest.raises(Problem, match="no submission without a sandbox"):
        settings_of(bare, tiny.folder.parent)
