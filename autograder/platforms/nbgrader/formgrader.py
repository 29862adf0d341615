"""Puts every page of formgrader under a Content-Security-Policy, in which only its own scripts run.

nbgrader has no setting for this, so its handlers are given other methods; where they are not as expected, it stops.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from typing import Any

from jinja2 import Environment, FunctionLoader
from jupyter_server.base.handlers import JupyterHandler
from nbgrader.server_extensions.formgrader import handlers
from nbgrader.server_extensions.formgrader.base import BaseHandler
from tornado.web import HTTPError

from autograder.errors import Problem
from autograder.platforms.nbgrader.pages import TEMPLATES, PageExporter, with_nonce

# What the templates' buttons say for themselves; by their hashes nothing else does.
BUTTONS = ("toggle_name(true);", "toggle_name(false);", "toggleAllNames()")
FILES_POLICY = "default-src 'none'; sandbox"
SETTING = re.compile(r'(var \w+ = )"\{\{ (\w+) \}\}"')


def protect_formgrader() -> None:
    """Changes nbgrader's handlers. Raises `Problem` if they are others than those that this was written for."""
    expected = {BaseHandler: ("render", "exporter"), handlers.FormgraderHandler: ("get",)}
    missing = [name for handler, names in expected.items() for name in names if name not in vars(handler)]
    if missing or not hasattr(JupyterHandler, "content_security_policy"):
        raise Problem("This version of nbgrader makes its pages in another way. Install: pip install 'nbgrader<0.10'")
    BaseHandler.content_security_policy = property(policy)
    BaseHandler.render = render
    BaseHandler.exporter = property(exporter)
    handlers.SubmissionFilesHandler.content_security_policy = property(lambda self: FILES_POLICY)
    handlers.FormgraderHandler.prepare = refuse_folders_by_link


def nonce(handler: Any) -> str:
    """What the scripts of the answer to one request carry."""
    return str(vars(handler).setdefault("_nonce", secrets.token_urlsafe(16)))


def policy(handler: Any) -> str:
    """Jupyter's own policy, and ours beside it: both hold."""
    ours = (
        "default-src 'none'; connect-src 'self'; font-src 'self'; img-src data:; style-src 'self' 'unsafe-inline'; "
        f"script-src 'nonce-{nonce(handler)}'; script-src-attr 'unsafe-hashes' {' '.join(map(_source, BUTTONS))}; "
        "base-uri 'none'; form-action 'none'"
    )
    return f"{super(BaseHandler, handler).content_security_policy}, {ours}"


def _source(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def render(handler: Any, name: str, **values: Any) -> str:
    """A page of formgrader with values from its address, which can be anybody's, written so that they stay text."""
    environment = Environment(loader=FunctionLoader(_template), autoescape=True)
    return environment.get_template(name).render(**values, nonce=nonce(handler))


def _template(name: str) -> str:
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    return with_nonce(SETTING.sub(r"\1{{ \2 | tojson }}", source), "nonce")


def exporter(handler: Any) -> PageExporter:
    """What makes the page for grading by hand."""
    return PageExporter(  # type: ignore[no-untyped-call]
        config=handler.settings["nbgrader_formgrader"].config, nonce=nonce(handler)
    )


async def refuse_folders_by_link(handler: Any) -> None:
    """Raises an error if a link, not JupyterLab's frame, would have another folder's nbgrader_config.py run."""
    await super(handlers.FormgraderHandler, handler).prepare()
    came = [handler.request.headers.get(f"Sec-Fetch-{name}") for name in ("Dest", "Site")]
    if handler.get_argument("path", "") and came != ["iframe", "same-origin"]:
        raise HTTPError(403, "Open another course's formgrader from JupyterLab, or start Jupyter in its folder.")
