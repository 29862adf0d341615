"""docs/security/promises.md names, for each promise, tests that exist."""

from __future__ import annotations

import ast
import re

import pytest
from helpers import REPO

from autograder.sandbox.layers import LAYERS, LAYERS_WITHOUT_NAMESPACES

TEXT = (REPO / "docs/security/promises.md").read_text()
PROMISED = sorted(set(re.findall(r"(tests/[\w/]+\.py)::(\w+)", TEXT)))


@pytest.mark.parametrize(("file", "name"), PROMISED, ids=lambda part: part)
def test_a_promise_is_shown_by_a_test_that_exists(file, name):
    tree = ast.parse((REPO / file).read_text())
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_promise_names_a_test():
    rows = TEXT.partition("| promise | shown by |")[2].partition("\n\n")[0].splitlines()[2:]
    assert len(rows) > 10
    assert all("tests/" in row for row in rows)


def test_every_layer_is_explained():
    table = TEXT.partition("| layer | what it is for |")[2].partition("\n\n")[0]
    known = {*LAYERS, *LAYERS_WITHOUT_NAMESPACES, "cgroup_limits", "wall_clock"}
    assert set(re.findall(r"`([\w-]+)`", table)) == known


def test_the_layers_on_gradescope_without_namespaces_are_told_as_they_are_printed():
    printed = ", ".join(("wall_clock", *sorted(LAYERS_WITHOUT_NAMESPACES)))
    assert f"Isolation of the student's code: {printed}.\n" in (REPO / "docs/instructors/gradescope.md").read_text()
