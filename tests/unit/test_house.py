"""The package keeps the shape that docs/developers/architecture.md draws."""

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
    assert not re.search(r"\benters?\b.*\bleaves?\b", said, re.DOTALL), "say what it does, beginning with a verb"
