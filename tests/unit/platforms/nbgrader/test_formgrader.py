"""Formgrader's pages are protected, or nbgrader stops."""

from __future__ import annotations

import pytest

pytest.importorskip("nbgrader")

from nbgrader.server_extensions.formgrader import handlers
from nbgrader.server_extensions.formgrader.base import BaseHandler

from autograder.errors import Problem
from autograder.platforms.nbgrader.formgrader import BUTTONS, protect_formgrader
from autograder.platforms.nbgrader.pages import TEMPLATES


@pytest.mark.parametrize(("handler", "name"), [(BaseHandler, "render"), (handlers.FormgraderHandler, "get")])
def test_another_formgrader_than_expected_is_refused(monkeypatch, handler, name):
    monkeypatch.delattr(handler, name)
    with pytest.raises(Problem, match="This version of nbgrader"):
        protect_formgrader()


def test_the_buttons_that_may_run_are_those_of_the_templates():
    sources = [path.read_text() for path in TEMPLATES.rglob("*") if path.suffix in (".tpl", ".j2")]
    found = {part.partition('"')[0] for source in sources for part in source.split('onclick="')[1:]}
    assert found == set(BUTTONS)
