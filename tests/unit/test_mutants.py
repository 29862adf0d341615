"""The program that mutates the product makes the mutants that it promises, and its list of equivalents still fits."""

from __future__ import annotations

import pytest
from helpers import REPO, script

operators = script("tests/robustness/mutant_operators.py")
mutants = script("tests/robustness/mutants.py")


def changes(source: str) -> list[str]:
    return [mutant.change for mutant in operators.mutants_of("a.py", source)]


@pytest.mark.parametrize(
    ("source", "change"),
    [
        ("x = a < b\n", "x = a < b => x = a <= b"),
        ("x = (a and b)\n", "x = (a and b) => x = (a or b)"),
        ("AUDIT = 0x10\n", "AUDIT = 0x10 => AUDIT = 17"),
        ("limit = 64\n", "limit = 64 => limit = 65"),
        ("def f(x):\n    check(x)\n    return x\n", "check(x) => pass"),
        ("def f(x):\n    if x:\n        return 1\n    return 2\n", "if x: => if False:"),
        ("f(a, limit=3)\n", "f(a, limit=3) => f(a, )"),
        ("x = not a\n", "x = not a => x = a"),
        ("class A:\n    strict: bool = True\n", "strict: bool = True => strict: bool = False"),
    ],
)
def test_a_change_is_made_where_it_matters(source, change):
    assert change in changes(source)


@pytest.mark.parametrize(
    "source",
    [
        "raise Problem('no', 3 if a else 4)\n",
        "x = f'{n} line{1 if n == 1 else 2}'\n",
        "x = print(1 + 1)\n",
        "x = f('text')\n",
        "x = Problem(1 + 1)\n",
        "def f(x: int | None): ...\n",
        "x = open(a, encoding='utf-8')\n",
        "import a.b\n",
        "LIMIT = 2 * 2**10\n",
        "MOST, LONGEST = 40, 2.5\n",
    ],
)
def test_text_types_and_limits_are_left_alone(source):
    assert changes(source) == []


def test_a_mutant_is_the_whole_file_with_one_change_at_its_line():
    found = operators.mutants_of("a.py", "x = 'é'\ny = (\n    1\n    + a\n)\n")
    assert [(each.line, each.text) for each in sorted(found, key=lambda each: each.text, reverse=True)] == [
        (3, "x = 'é'\ny = (\n    2\n    + a\n)\n"),
        (3, "x = 'é'\ny = (\n    1 - a\n)\n"),
    ]


def test_what_runs_on_import_is_told_from_what_is_called():
    source = (
        "LIMIT = 3\ndef f(\n    x=1,\n):\n    return x\n\n\n"
        "class A:\n    y = 2\n    async def g(self):\n        return 3\n"
    )
    assert mutants.function_lines(source) == {5, 11}


def test_a_mutant_meets_the_tests_of_its_line_and_of_its_module_first():
    seconds = {
        "tests/unit/test_other.py::a": 0.1,
        "tests/unit/a/test_code.py::b": 0.5,
        "tests/unit/a/test_code.py::default": 0.6,
        "tests/unit/b/test_code.py::of_another": 0.5,
        "tests/unit/test_far.py::c": 0.1,
        "tests/sandbox/test_s.py::d": 5.0,
        "tests/sandbox/test_s.py::e": 0.5,
    }
    touched = {"3": ["tests/unit/test_other.py::a", "tests/unit/a/test_code.py::b"], "9": ["tests/unit/test_far.py::c"]}
    tests = mutants.Map(seconds, {"autograder/a/code.py": touched, "autograder/sandbox/x.py": {}})
    of_code = operators.Mutant("autograder/a/code.py", 3, "", "", "")
    assert tests.tests_for(of_code, {3}) == ["tests/unit/a/test_code.py::b", "tests/unit/test_other.py::a"]
    on_import = tests.tests_for(of_code, set())
    assert on_import[:2] == ["tests/unit/a/test_code.py::b", "tests/unit/a/test_code.py::default"]
    assert len(on_import) == 4
    of_sandbox = operators.Mutant("autograder/sandbox/x.py", 3, "", "", "")
    assert tests.tests_for(of_sandbox, {3}) == ["tests/sandbox/test_s.py::e"]


def test_a_mutant_of_the_sandbox_meets_all_tests_that_are_named_for_its_module_as_forks_do_not_say_what_they_touch():
    touching, named, other = (f"tests/unit/sandbox/{name}::t" for name in ("test_a.py", "test_x_y.py", "test_z.py"))
    elsewhere, sandboxed = "tests/unit/checks/test_x.py::t", "tests/sandbox/test_s.py::t"
    every = [touching, named, other, elsewhere, sandboxed]
    tests = mutants.Map(dict.fromkeys(every, 0.1), {"autograder/sandbox/x.py": {"3": [touching]}})
    chosen = tests.tests_for(operators.Mutant("autograder/sandbox/x.py", 3, "", "", ""), {3})
    assert chosen == [named, touching, sandboxed]


@pytest.mark.parametrize("count", [0, 1, mutants.AT_A_TIME, mutants.AT_A_TIME + 1])
def test_every_file_of_tests_is_mapped_in_one_piece_or_another(count):
    files = [f"test_{number}.py" for number in range(count)]
    parts = list(mutants.pieces(files))
    assert [file for part in parts for file in part] == files
    assert all(0 < len(part) <= mutants.AT_A_TIME for part in parts)


def test_records_meet_the_tests_of_the_modules_that_import_them():
    score, other = "autograder/feedback/page/score.py", "autograder/feedback/terminal.py"
    test, far = "tests/unit/feedback/page/test_score.py::a", "tests/unit/feedback/test_terminal.py::b"
    tests = mutants.Map({test: 0.1, far: 0.1}, {score: {"14": [test]}, other: {"14": [far]}})
    record = operators.Mutant("autograder/feedback/page/records.py", 16, "", "", "")
    assert tests.tests_for(record, set()) == [test]


@pytest.mark.parametrize("line", ["a => b", "a -> b  # why", "a => b  # "])
def test_an_equivalent_without_its_change_or_reason_is_refused(line):
    with pytest.raises(SystemExit, match=":2 is not"):
        mutants.equivalents(f"[a.py]\n{line}\n")


def test_one_of_the_mutants_of_each_line_is_tried_the_same_for_everybody():
    source = "def f(a, b):\n    if a < b + 1:\n        return a\n    return b - 1\n"
    all_of_them = operators.mutants_of("f.py", source)
    kept = mutants.one_per_line(all_of_them)
    assert [mutant.line for mutant in kept] == [2, 4]
    assert len(all_of_them) > len(kept)
    assert mutants.one_per_line(reversed(all_of_them)) == kept


def test_the_same_commit_draws_the_same_sample_of_one_package():
    every = [operators.Mutant(f"autograder/{part}/a.py", n, "", "", "") for part in "abcdefgh" for n in range(100)]
    samples = {commit: mutants.drawn(every, 10, commit) for commit in "stuvwxyz"}
    assert samples == {commit: mutants.drawn(every[:], 10, commit) for commit in samples}
    assert {len({*sample}) for sample in samples.values()} == {10}
    packages = [{mutants.package_of(mutant.file) for mutant in sample} for sample in samples.values()]
    assert {len(each) for each in packages} == {1}
    assert len(set[str]().union(*packages)) > 1
    assert len(mutants.drawn(every[:3], 10, "a")) == 3


@pytest.mark.parametrize(
    ("file", "tests"),
    [
        ("autograder/grading/pool.py", ("tests/unit/grading/",)),
        ("autograder/sandbox/worker/wire.py", ("tests/unit/sandbox/", "tests/sandbox/")),
        ("autograder/files.py", ("tests/unit/test_files.py",)),
    ],
)
def test_a_package_has_its_own_tests(file, tests):
    assert mutants.own_tests(mutants.package_of(file)) == tests
    assert all(any(path.as_posix().startswith(f"{REPO}/{each}") for path in REPO.rglob("test_*.py")) for each in tests)


def test_the_line_of_every_equivalent_is_there():
    """If this fails, the code has moved on: remove the equivalent, or give it the new text."""
    for each in mutants.equivalents(mutants.EQUIVALENT.read_text(encoding="utf-8")):
        old, _, _ = each.change.partition(" => ")
        assert old in operators.joined((REPO / each.file).read_text(encoding="utf-8").splitlines()), each
