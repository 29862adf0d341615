"""A larger class takes no more files for each hand-in, and one that was killed in the middle ends as undisturbed."""

from __future__ import annotations

import pytest
from helpers import script

pytestmark = [pytest.mark.slow, pytest.mark.sandbox]


@pytest.fixture(scope="module")
def growth():
    return script("benchmarks/growth.py")


def test_files_grow_with_the_class_and_kills_change_nothing(growth, sandbox, tmp_path):
    growth.ours(tmp_path)
    small, larger = growth.measured(tmp_path, 4), growth.measured(tmp_path, 16)
    assert larger.files - small.files == 2 * (16 - 4)  # its result, and what it answered
    assert (larger.bytes - small.bytes) / 12 < 2 * small.bytes / 4
    assert [*growth.interrupted(tmp_path, larger.seconds, 1)] == []
    (tmp_path / "results/01_eight/student000003.json").touch()
    before = growth.stamps(tmp_path / "results")
    (tmp_path / "results/01_eight/student000003.json").touch()
    assert growth.rewritten(before, tmp_path / "results") == 1


@pytest.mark.parametrize(
    ("seconds", "megabytes", "faults"),
    [((1, 10), (50, 60), 0), ((1, 12), (50, 60), 1), ((1, 10), (50, 81), 1), ((2, 10), (50, 60), 0)],
)
def test_growth_that_is_not_flat_is_a_fault(growth, seconds, megabytes, faults):
    costs = {
        size: growth.Cost(took, 0.1, much, 2 * size, size)
        for size, took, much in zip((100, 1000), seconds, megabytes, strict=True)
    }
    assert len([*growth.faults_of(costs)]) == faults


def test_of_a_hundred_hand_ins_so_many_are_of_each_kind(growth, tmp_path):
    growth.hand_ins(tmp_path, 100)
    texts = [path.read_text() for path in tmp_path.rglob("eight.py")]
    assert len(set(texts)) == 100
    kinds = ("while True:\n        pass", "os.fork()", "raise ValueError", "_exit")
    assert [sum(kind in text for text in texts) for kind in kinds] == [1, 1, 2, 2]
    assert sum(growth.RIGHT in text for text in texts) == 86
