"""The first wrong slope of a graph is found in what a failing call records, and nothing is said on a guess."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.checks.fingerprints import Asked
from autograder.checks.graphs import GRAPH, MOST, RECORDING, first_wrong_edge
from autograder.errors import Problem
from autograder.sandbox.replies import Died, Probe, Reply, Returned

SOURCE = "def probe(other, engine, x, y):\n    return sum((engine.product(x, y), 1.0))"
PROBE = Probe("probe", SOURCE, ("other", "engine"), ("x", "y"), float, "")
RECORDS = {"engine.py": RECORDING + b", op, operands, derivatives):\n    ...\n", "other.py": b""}
RIGHT, WRONG = ["*", [2.0, 3.0], [3.0, 2.0]], ["*", [2.0, 3.0], [3.0, 7.0]]


class Bench:
    """Answers what it is told to, and knows what it was asked."""

    def __init__(self, reply: Reply | None, files: dict[str, bytes] = RECORDS, for_class: bool = False) -> None:
        self.submission = SimpleNamespace(files=files)
        self.for_class = for_class
        self.reply = reply
        self.asked: list[tuple[Any, ...]] = []

    def observe(self, *asked: Any) -> Reply:
        self.asked.append(asked)
        if self.reply is None:
            raise Problem("of this nothing is remembered")
        return self.reply


def found(bench: Bench) -> str:
    return first_wrong_edge(bench, "product_slope", Asked(PROBE, (2.0, 3.0), Returned(1.0)), 1.5)


def engine(slope: float, calls: int = 1) -> SimpleNamespace:
    """An engine whose product records such a slope for its second operand."""

    def record(data, op, operands, derivatives):
        return SimpleNamespace(data=data)

    def product(x, y):
        operands = (SimpleNamespace(data=x), SimpleNamespace(data=y))
        for _ in range(calls):
            made._record(x * y, "*", operands, (y, slope))
        return x * y

    made = SimpleNamespace(_record=record, product=product)
    return made


def ran(bench: Bench, module: SimpleNamespace) -> Any:
    """What the probe that the bench was asked for returns where there is nothing but a worker's names."""
    (_, probe, arguments, _) = bench.asked[-1]
    space: dict[str, Any] = {}
    exec(probe.source, space)
    return space[probe.name](other=None, engine=module, **dict(zip(probe.parameters, arguments, strict=True)))


def test_what_a_call_records_is_read_where_it_runs_again():
    bench = Bench(Returned([]))
    found(bench)
    module = engine(7.0)
    before = module._record
    recorded = ran(bench, module)
    assert recorded == [["*", [2.0, 3.0], [3.0, 7.0]]]
    assert module._record is before
    assert "operand 2" in found(Bench(Returned(recorded)))
    assert len(ran(bench, engine(7.0, calls=MOST + 1))) == MOST
    (asked,) = bench.asked
    assert (asked[0], asked[2], asked[3]) == (f"product_slope{GRAPH}", (2.0, 3.0), 1.5)


def test_what_was_recorded_before_a_call_failed_is_read_too():
    bench = Bench(Returned([]))
    found(bench)
    assert ran(bench, SimpleNamespace(_record=None)) == []


def test_the_first_wrong_slope_is_told_with_what_was_measured():
    said = found(Bench(Returned([RIGHT, WRONG, ["neg", [1.0], [9.0]]])))
    assert "`*` at 2, 3, for operand 2: 7 is recorded, 2 is" in said
    assert "operand" not in found(Bench(Returned([["neg", [1.0], [9.0]]])))
    assert "`neg` at 1: 9 is recorded, -1 is" in found(Bench(Returned([["neg", [1.0], [9.0]]])))


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [RIGHT],
        [["*", [2.0, math.nan], [3.0, 7.0]]],
        [["*", [2.0, 3.0], [3.0, math.inf]]],
        [["*", [2.0, 3.0], [math.nan, 7.0]]],
        [["*", [2.0, 3.0], [3.0, "7"]]],
        [["*", [2.0, 3], [3.0, 7.0]]],
        [["*", [2.0, "3"], [3.0, 7.0]]],
        [["?", [2.0, 3.0], [3.0, 7.0]]],
        [[1, [2.0, 3.0], [3.0, 7.0]]],
        [["*", [2.0, 3.0]]],
        ["*"],
        None,
        7.0,
        {"a": WRONG},
    ],
    ids=repr,
)
def test_nothing_is_said_of_what_is_right_or_is_no_graph(steps):
    assert found(Bench(Returned(steps))) == ""


@pytest.mark.parametrize("reply", [Died(), None])
def test_nothing_is_said_where_nothing_came_back(reply):
    bench = Bench(reply)
    assert found(bench) == ""
    assert len(bench.asked) == 1


def test_only_a_module_that_records_is_asked_and_only_by_inputs_of_its_own():
    for bench in (Bench(Returned([WRONG]), {"other.py": b"", "engine.py": b""}), Bench(Returned([WRONG]), {})):
        assert found(bench) == ""
        assert bench.asked == []
    shared = Bench(Returned([WRONG]), for_class=True)
    assert found(shared) == ""
    assert shared.asked == []
    assert found(Bench(Returned([WRONG]), {"engine.py": RECORDS["engine.py"]}))


def test_what_an_operation_is_called_is_told_in_part():
    said = found(Bench(Returned([["**2" + "0" * 40, [1.0], [9.0]], ["**" + "0" * 40 + "2", [1.0], [9.0]]])))
    assert "`**0000000000` at 1" in said
