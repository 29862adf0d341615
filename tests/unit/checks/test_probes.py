"""A probe crosses to the worker as source that needs nothing from its check; one that would is refused by name."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.checks.probes import probe_codes, probe_from, require_self_contained
from autograder.errors import ProbeError
from autograder.sandbox.replies import Probe

SCALE = 3.0


def helper(x: float) -> float:
    return x


def run(probe: Probe, *arguments: Any, **modules: Any) -> Any:
    """What the probe's source returns where there is nothing but what a worker has."""
    space: dict[str, Any] = {"np": np, "math": math}
    exec(probe.source, space)
    return space[probe.name](**modules, **dict(zip(probe.parameters, arguments, strict=True)))


def refused(function: Callable[..., Any]) -> str:
    with pytest.raises(ProbeError) as caught:
        probe_from(function, ["engine"])
    return str(caught.value)


def test_a_free_variable_is_refused_by_name():
    bound = 2.0

    def probe(engine) -> float:
        return bound

    assert "'probe' uses bound from outside itself" in refused(probe)


def test_a_free_variable_of_a_function_inside_the_probe_is_refused():
    bound = 2.0

    def probe(engine) -> float:
        return sum(bound * x for x in range(3))

    assert "uses bound" in refused(probe)


def test_a_global_of_the_checks_module_is_refused_by_name():
    def probe(engine) -> float:
        return helper(SCALE)

    assert "uses SCALE, helper from outside" in refused(probe)


def test_a_global_of_a_function_inside_the_probe_is_refused():
    def probe(engine) -> float:
        def inner(x):
            return x * SCALE

        return inner(1.0)

    assert "uses SCALE" in refused(probe)


def test_a_refusal_says_where_the_probe_is():
    def probe(engine) -> float:
        return SCALE

    assert refused(probe).startswith(f"{__file__}, line {probe.__code__.co_firstlineno}: ")


def test_a_refusal_says_what_to_do():
    def probe(engine) -> float:
        return SCALE

    assert "pass data as arguments" in refused(probe)


def test_a_probe_that_does_not_say_what_it_returns_is_refused():
    def probe(engine):
        return 1.0

    assert "say what the probe 'probe' returns" in refused(probe)


def test_a_lambda_is_refused():
    assert "not a lambda" in refused(lambda engine: 1.0)


def test_a_lambda_whose_lines_are_no_statement_is_refused():
    (probe,) = [
        lambda engine: 1.0]  # fmt: skip
    assert "not a lambda" in refused(probe)


def test_a_coroutine_is_refused():
    async def probe(engine) -> float:
        return 1.0

    assert "coroutine" in refused(probe)


def test_a_decorated_probe_is_refused():
    def unchanged(function):
        return function

    @unchanged
    def probe(engine) -> float:
        return 1.0

    assert "decorated" in refused(probe)


def test_numpy_math_and_builtins_are_there():
    def probe(engine, x) -> float:
        return float(np.sqrt(math.fabs(x))) + len(str(sum([1, 2])))

    assert run(probe_from(probe, ["engine"]), -9.0, engine=None) == 4.0


def test_what_a_probe_imports_itself_is_there():
    def probe(engine) -> float:
        from fractions import Fraction

        return float(Fraction(1, 2))

    assert run(probe_from(probe, ["engine"]), engine=None) == 0.5


def test_functions_classes_and_comprehensions_inside_a_probe_work():
    def probe(engine, xs) -> list[float]:
        factor = engine

        class Doubler:
            def __call__(self, x):
                return 2 * x * factor

        def twice(x):
            return Doubler()(x)

        return [twice(x) for x in xs]

    assert run(probe_from(probe, ["engine"]), [1.0, 2.0], engine=10) == [20.0, 40.0]


def test_a_probe_at_the_top_of_a_module_may_call_itself():
    assert run(probe_from(probe_factorial, ["engine"]), 4, engine=None) == 24


def probe_factorial(engine, n) -> int:
    return 1 if n == 0 else n * probe_factorial(engine, n - 1)


def test_parameters_named_like_a_module_receive_modules():
    def probe(engine, z, neurons, w) -> float:
        return z

    assert probe_from(probe, ["engine", "neurons", "scalar"])[2:4] == (("engine", "neurons"), ("z", "w"))


def test_defaults_and_stars_which_would_be_lost_on_the_way_are_refused():
    def probe(engine, z=SCALE) -> float:
        return z

    def probe_all(engine, *z) -> float:
        return z

    def probe_only(engine, /, z) -> float:
        return z

    def probe_named(engine, *, z) -> float:
        return z

    def probe_rest(engine, **z) -> float:
        return z

    for refused in (probe, probe_all, probe_only, probe_named, probe_rest):
        with pytest.raises(ProbeError, match="plain parameters only"):
            probe_from(refused, ["engine"])


def test_annotations_stay_with_the_judge():
    def probe(engine: Any, z: np.ndarray, w: list[Callable[..., float]]) -> dict[str, list[float]]:
        return z

    assert probe_from(probe, ["engine"]).source == "def probe(engine, z, w):\n    return z"


def test_comments_stay_with_the_judge():
    def probe(engine) -> float:
        # the answer is forty-two
        return 1.0  # not this

    assert "#" not in probe_from(probe, ["engine"]).source


def test_the_docstring_stays_with_the_judge():
    def probe(engine) -> float:
        """The answer is forty-two."""
        return 1.0

    assert probe_from(probe, ["engine"]).source == "def probe(engine):\n    return 1.0"


def test_the_announced_type_is_the_object_itself():
    def probe(engine) -> tuple[np.ndarray, list[float]]:
        return engine

    assert probe_from(probe, ["engine"]).returns == tuple[np.ndarray, list[float]]


def test_text_of_several_lines_crosses_as_it_stands():
    def probe(engine) -> str:
        return """one
    two
three"""

    assert run(probe_from(probe, ["engine"]), engine=None) == "one\n    two\nthree"


def test_students_are_told_the_statements_of_a_probe_alone():
    def probe(engine, z) -> float:
        """The answer is forty-two."""
        x = engine.Value(z)
        return x.data

    assert probe_from(probe, ["engine"]).body == "x = engine.Value(z)\nreturn x.data"


def test_every_probe_of_a_check_is_found():
    def check(student):
        def probe(engine) -> float:
            return 1.0

        def probe_other(engine) -> float:
            return 2.0

        def expected(x):
            return x

        assert student(probe) == expected(student(probe_other))

    assert [code.co_name for code in probe_codes(check)] == ["probe", "probe_other"]


def test_a_probe_can_be_vetted_before_its_check_runs():
    def check(student):
        def probe(engine) -> float:
            return SCALE

        student(probe)

    (code,) = probe_codes(check)
    with pytest.raises(ProbeError, match="SCALE"):
        require_self_contained(code)
