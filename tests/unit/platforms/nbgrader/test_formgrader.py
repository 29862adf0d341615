"""Formgrader's pages are protected, or nbgrader stops."""

from __future__ import annotations

import asyncio
import re
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("nbgrader")

from jupyter_server.base.handlers import AuthenticatedHandler, JupyterHandler
from nbgrader.server_extensions.formgrader import handlers
from nbgrader.server_extensions.formgrader.base import BaseHandler
from tornado.web import HTTPError
from traitlets.config import Config

from autograder.errors import Problem
from autograder.platforms.nbgrader import formgrader
from autograder.platforms.nbgrader.formgrader import BUTTONS, protect_formgrader
from autograder.platforms.nbgrader.pages import TEMPLATES

EVIL = "</script><b title='x'>\""


@pytest.fixture
def protected(monkeypatch):
    """nbgrader's handlers as they are changed, until the test ends."""
    for handler, names in (
        (BaseHandler, ("content_security_policy", "render", "exporter")),
        (handlers.SubmissionFilesHandler, ("content_security_policy",)),
        (handlers.FormgraderHandler, ("prepare",)),
    ):
        for name in names:
            monkeypatch.setattr(handler, name, getattr(handler, name))  # puts it back
    protect_formgrader()


def asked(handler: type, path: str = "", **headers: str) -> Any:
    """A handler that was asked for something, as far as that is looked at here."""
    made = handler.__new__(handler)
    config = Config({"HTMLExporter": {"exclude_anchor_links": True}})
    settings = {"nbgrader_formgrader": SimpleNamespace(config=config), "base_url": "/"}
    made.application = SimpleNamespace(settings=settings)
    made.request = SimpleNamespace(headers=headers)
    made.get_argument = lambda name, default=None: {"path": path}.get(name, default)
    return made


@pytest.mark.parametrize(("handler", "name"), [(BaseHandler, "render"), (handlers.FormgraderHandler, "get")])
def test_another_formgrader_than_expected_is_refused(monkeypatch, handler, name):
    monkeypatch.delattr(handler, name)
    with pytest.raises(Problem, match="This version of nbgrader"):
        protect_formgrader()


def test_a_server_without_a_policy_is_refused(monkeypatch):
    monkeypatch.delattr(AuthenticatedHandler, "content_security_policy")
    with pytest.raises(Problem, match="This version of nbgrader"):
        protect_formgrader()


def test_the_buttons_that_may_run_are_those_of_the_templates():
    sources = [path.read_text() for path in TEMPLATES.rglob("*") if path.suffix in (".tpl", ".j2")]
    found = {part.partition('"')[0] for source in sources for part in source.split('onclick="')[1:]}
    assert found == set(BUTTONS)


def test_each_answer_has_a_nonce_of_its_own_that_its_policy_names(protected):
    one, other = asked(BaseHandler), asked(BaseHandler)
    assert formgrader.nonce(one) == formgrader.nonce(one) != formgrader.nonce(other)
    assert len(formgrader.nonce(one)) > 20
    own = one.content_security_policy
    assert f"script-src 'nonce-{formgrader.nonce(one)}'; " in own
    assert "default-src 'none'; " in own
    assert own.startswith("frame-ancestors 'self'"), "Jupyter's own holds too"
    for button in BUTTONS:
        assert formgrader._source(button) in own


def test_files_that_students_handed_in_run_nothing_where_they_are_shown(protected):
    assert asked(handlers.SubmissionFilesHandler).content_security_policy == "default-src 'none'; sandbox"


def test_what_comes_from_an_address_is_text_in_a_page_and_every_script_carries_the_nonce(protected):
    handler = asked(BaseHandler)
    page = handler.render("manage_submissions.tpl", assignment_id=EVIL, base_url="/base", course_dir=EVIL)
    assert EVIL not in page
    assert "<b title" not in page
    assert r'var assignment_id = "\u003c/script\u003e\u003cb title=\u0027x\u0027\u003e\"' in page
    scripts = re.findall(r"<script[^>]*>", page)
    assert scripts
    assert all(f'nonce="{formgrader.nonce(handler)}"' in each for each in scripts)
    assert 'src="/base/formgrader/' in page


def test_the_page_for_grading_by_hand_has_the_nonce_and_the_settings_of_the_course(protected):
    handler = asked(BaseHandler)
    assert handler.exporter.nonce == formgrader.nonce(handler)
    assert handler.exporter.exclude_anchor_links is True


@pytest.mark.parametrize(
    ("path", "dest", "site", "refused"),
    [
        ("", "document", "cross-site", False),
        ("", None, None, False),
        ("other", "iframe", "same-origin", False),
        ("other", "document", "same-origin", True),
        ("other", "iframe", "cross-site", True),
        ("other", None, None, True),
    ],
)
def test_another_folder_is_opened_by_jupyterlab_and_by_no_link(protected, monkeypatch, path, dest, site, refused):
    prepared: list[object] = []

    async def prepare(self: object) -> None:
        prepared.append(self)

    monkeypatch.setattr(JupyterHandler, "prepare", prepare)
    headers = {name: value for name, value in (("Sec-Fetch-Dest", dest), ("Sec-Fetch-Site", site)) if value}
    handler = asked(handlers.FormgraderHandler, path, **headers)
    if refused:
        with pytest.raises(HTTPError) as error:
            asyncio.run(handler.prepare())
        assert error.value.status_code == 403
    else:
        asyncio.run(handler.prepare())
    assert prepared == [handler]
