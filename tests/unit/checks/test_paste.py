"""What is printed of a call runs when it is pasted line by line, and shows what the check saw."""

from __future__ import annotations

import ast
import code
import contextlib
import io
import math
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from autograder.checks.paste import MAX_INPUTS, WIDTH, folded, inputs_of, literal, pasted, too_long
from autograder.checks.probes import probe_from

NAN = float("nan")


def typed(lines: str, monkeypatch) -> str:
    """What Python's prompt prints when somebody pastes these lines."""
    tiny = ModuleType("tiny")
    tiny.double = lambda x: 2 * x
    monkeypatch.setitem(sys.modules, "tiny", tiny)
    console = code.InteractiveConsole()
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown), contextlib.redirect_stderr(shown):
        more = [console.push(line) for line in [*lines.split("\n"), ""]]
    assert not more[-1]
    return shown.getvalue().rstrip("\n")


def plain(tiny, x) -> float:
    y = tiny.double(x)
    return y + 1


def with_block(tiny, x) -> float:
    with np.errstate(over="raise"):
        for _ in range(3):
            x = tiny.double(x)

    def again(z):
        y = tiny.double(z)
        return y

    return again(x)


def refusing(tiny, x) -> str:
    try:
        tiny.double(x)
    except ValueError as error:
        return str(error)
    return "nothing was raised"


def wide(tiny, x) -> dict[str, Any]:
    return {
        "the first of them": tiny.double(x),
        "the second": [tiny.double(1), tiny.double(2), tiny.double(3)],
        "c": 1,
    }


@pytest.mark.parametrize(
    ("probe", "argument"),
    [
        (plain, 3.0),
        (plain, np.array([[0.1, 0.2], [1e-9, 3.0]])),
        (plain, np.random.default_rng(0).standard_normal((3, 9))),
        (plain, np.array([np.inf, -np.inf, 5.0])),
        (plain, np.zeros((0, 3))),
        (plain, np.array(2.5)),
        (with_block, 3),
        (with_block, np.arange(40)),
        (refusing, [{"a": [1, None, True], 2: ("b",)}]),
        (refusing, [0.25] * 60),
        (refusing, -np.inf),
        (wide, 0.5),
        (wide, np.array([True, False])),
    ],
)
def test_lines_that_are_pasted_show_what_the_check_saw(probe, argument, monkeypatch):
    lines = pasted(probe_from(probe, ["tiny"]), (argument,))
    tiny = ModuleType("tiny")
    tiny.double = lambda x: 2 * x
    expected = repr(probe(tiny, argument))
    assert typed(lines, monkeypatch) == expected
    assert max(map(len, lines.splitlines())) <= WIDTH
    assert not [line for line in lines.splitlines() if line.startswith("return")]
    assert "…" not in lines


def test_inputs_that_nobody_reads_are_left_out_and_the_lines_say_so():
    lines = pasted(probe_from(plain, ["tiny"]), (np.zeros(2 * MAX_INPUTS),))
    assert "# x: too long to be written here" in lines
    ast.parse(lines)


def test_inputs_that_nobody_reads_are_not_folded_because_that_takes_seconds():
    (line,) = inputs_of(probe_from(plain, ["tiny"]), ([0.25] * MAX_INPUTS,))
    assert too_long([line])
    assert line == f"x = {[0.25] * MAX_INPUTS}"


@pytest.mark.parametrize("width", [20, 40, 64])
@pytest.mark.parametrize(
    "line",
    [
        "model.classes_, model.n_features_in_, model.loss_curve_ = (np.array(labels), sizes[0], [])",
        "engine._record(value.data, 'share', (value,), (share,)).backward()",
    ],
)
def test_a_line_that_is_folded_twice_is_still_one_statement(line, width):
    twice = "\n".join(folded(part, width) for part in folded(line).split("\n"))
    assert ast.unparse(ast.parse(twice)) == ast.unparse(ast.parse(line))
    assert all(part.strip() not in ("", ")", "))", ")).backward()") for part in twice.split("\n"))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([NAN, [-np.inf, np.inf]], "[np.nan, [-np.inf, np.inf]]"),
        ((NAN,), "(np.nan,)"),
        ((1, NAN), "(1, np.nan)"),
        ((), "()"),
        ({"a": NAN, 2: [None]}, "{'a': np.nan, 2: [None]}"),
        ([np.array([[1.0, NAN]])], "[np.array([[1.0, np.nan]])]"),
        ([np.zeros((0, 3))], "[np.zeros((0, 3))]"),
        ([np.float64(0.1), np.int64(3), np.bool_(True)], "[0.1, 3, True]"),
        (np.float64("nan"), "np.nan"),
    ],
    ids=repr,
)
def test_data_is_written_as_python_that_makes_it_again(value, text):
    assert literal(value) == text


def test_inputs_are_too_long_at_one_character_more():
    assert [too_long(["x" * MAX_INPUTS, "y" * more]) for more in (0, 1)] == [False, True]


def test_arguments_and_parameters_are_as_many():
    with pytest.raises(ValueError, match="argument"):
        inputs_of(probe_from(plain, ["tiny"]), ())


@pytest.mark.parametrize(
    ("line", "width", "folds"),
    [
        ("f(aaaa, bbbb,", 12, ["f(aaaa,", "    bbbb,"]),
        ("    f(aaaa, bbbb)", 12, ["    f(aaaa,", "        bbbb)"]),
        ("averylongname(aaaa, bbbb)", 8, ["averylongname(", "    aaaa,", "    bbbb)"]),
        ("averylongname(a)", 8, ["averylongname(", "    a)"]),
        ("aaaa, bbbb = cccc, dddd", 12, ["aaaa, bbbb = cccc, dddd"]),
        ("aaaa, bbbb = f(cccc, dddd)", 20, ["aaaa, bbbb = f(cccc,", "    dddd)"]),
        ("f(aaaa, bbbb)", 13, ["f(aaaa, bbbb)"]),
        ("f(aaaa, bbbb)", 12, ["f(aaaa,", "    bbbb)"]),
        ("x = 'aaaa, bbbb, cccc'", 12, ["x = 'aaaa, bbbb, cccc'"]),
        ("f(aaaa, )", 8, ["f(aaaa, )"]),
        ("f(aaaa, (bbbb,), ())", 10, ["f(aaaa, (", "    bbbb,),", "    ())"]),
    ],
)
def test_a_line_is_broken_within_brackets_and_nowhere_else(line, width, folds):
    assert folded(line, width).split("\n") == folds


def handled(tiny, x) -> float:
    try:
        y = tiny.double(x)
    except ValueError:
        return 0.0
    finally:
        x = None
    return y


def otherwise(tiny, x) -> float:
    if x:
        y = 1
    else:
        return 0.0
    return y


def inner(tiny, x) -> float:
    class Pair:
        def half(self):
            return 1.0

    def twice(z):
        return 2 * z

    return twice(x) + Pair().half()


def silent(tiny, x) -> None:
    tiny.double(x)


@pytest.mark.parametrize(("probe", "called"), [(handled, True), (otherwise, True), (silent, True), (inner, False)])
def test_a_probe_that_may_return_elsewhere_is_pasted_whole_and_called(probe, called, monkeypatch):
    lines = pasted(probe_from(probe, ["tiny"]), (3.0,))
    assert (lines.splitlines()[-1] == f"{probe.__name__}(tiny, x)") is called
    seen = probe(SimpleNamespace(double=lambda x: 2 * x), 3.0)
    assert typed(lines, monkeypatch) == ("" if seen is None else repr(seen))


def test_only_what_is_used_is_imported():
    def uses_math(tiny, x) -> float:
        return math.sqrt(x)

    assert pasted(probe_from(plain, ["tiny"]), (1.0,)).splitlines()[:2] == ["import tiny", "x = 1.0"]
    assert pasted(probe_from(uses_math, ["tiny"]), (1.0,)).splitlines()[:3] == ["import tiny", "import math", "x = 1.0"]
    assert pasted(probe_from(plain, ["tiny"]), (NAN,)).splitlines()[1] == "import numpy as np"
