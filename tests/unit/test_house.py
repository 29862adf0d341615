"""The package keeps the shape that docs/developers/architecture.md draws, and its unit tests mirror it."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
from helpers import REPO

KIT = REPO / "autograder"
TEMPLATE = KIT / "course/template"
MODULES = [path for path in sorted(KIT.rglob("*.py")) if TEMPLATE not in path.parents]
MOST_BESIDE_PACKAGES, MOST_LINES, LONGEST_FUNCTION = 7, 400, 40


UNIT = REPO / "tests/unit"
OF_THE_REPOSITORY = {
    "test_breakages.py",
    "test_docs.py",
    "test_house.py",
    "test_mutants.py",
    "test_orders.py",
    "test_security_promises.py",
}
PLACES = ("attacks/*.py", "benchmarks/*.py", "tests/**/*.py", "tools/*.py")
PROGRAMS = [path for place in PLACES for path in REPO.glob(place)]
FORMULA = re.compile(r"\benters?\b.*\bleaves?\b", re.DOTALL)


def name(path: Path) -> str:
    return str(path.relative_to(KIT))


def test_few_modules_stand_beside_the_packages():
    assert len(list(KIT.glob("*.py"))) <= MOST_BESIDE_PACKAGES


def test_no_import_is_exempt_from_the_direction():
    contracts = tomllib.loads((REPO / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert len(contracts) > 1
    assert not any("ignore_imports" in contract for contract in contracts)


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_is_one_idea_that_its_docstring_says(path):
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert len(text.splitlines()) <= MOST_LINES
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = {node.name for node in functions if node.end_lineno - node.lineno >= LONGEST_FUNCTION}
    assert not long
    said = ast.get_docstring(tree) or ""
    assert said
    assert not FORMULA.search(said), "say what it does, beginning with a verb"


def test_nor_do_programs_beside_the_package_say_what_enters_and_leaves():
    said = {path: ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "" for path in PROGRAMS}
    assert len(said) > 100
    assert [name for name, text in said.items() if FORMULA.search(text)] == []


def test_a_file_of_unit_tests_is_named_for_the_module_that_it_tests():
    """As test_pool.py is, and test_pool_guards.py."""
    found = {path.relative_to(UNIT) for path in UNIT.rglob("test_*.py")} - set(map(Path, OF_THE_REPOSITORY))
    assert len(found) > 50
    assert [str(path) for path in sorted(found) if not module_of(path)] == []


def module_of(path: Path) -> str:
    """The module whose name, and perhaps more, follows `test_`."""
    words = path.stem.split("_")[1:]
    names = ("_".join(words[:number]) for number in range(len(words), 0, -1))
    return next((name for name in names if (KIT / path.with_name(f"{name}.py")).is_file()), "")
