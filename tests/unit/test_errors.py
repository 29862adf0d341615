"""What people are told to install exists: it is what this kit was installed from, never a name on an index."""

from __future__ import annotations

import importlib.metadata
import json
import re

import pytest
from helpers import REPO

from autograder.errors import Missing, Problem, install_command

# "./chainrule-0.1.0-py3-none-any.whl" is a file.
BY_NAME = re.compile(r"""(pip install|KIT:).*[\s'"]chainrule(?![-\w])""")


class Kit:
    """A distribution that says where it is from."""

    def __init__(self, told: str | None) -> None:
        self._told = told

    def read_text(self, name: str) -> str | None:
        return self._told if name == "direct_url.json" else None


def installed_from(monkeypatch: pytest.MonkeyPatch, told: object) -> None:
    kit = Kit(json.dumps(told) if told else None)
    monkeypatch.setattr(importlib.metadata, "distribution", lambda name: kit)


def test_the_command_names_the_wheel_that_the_kit_came_in(tmp_path, monkeypatch):
    wheel = tmp_path / "my course" / "chainrule-0.1.0-py3-none-any.whl"
    wheel.parent.mkdir()
    wheel.touch()
    installed_from(monkeypatch, {"url": wheel.as_uri(), "archive_info": {}})
    assert install_command("notebook") == f'pip install "{wheel}[notebook]"'
    assert install_command() == f'pip install "{wheel}"'


def test_the_command_keeps_an_editable_installation_editable(tmp_path, monkeypatch):
    installed_from(monkeypatch, {"url": tmp_path.as_uri(), "dir_info": {"editable": True}})
    assert install_command("course,postgresql") == f'pip install -e "{tmp_path}[course,postgresql]"'


@pytest.mark.parametrize(
    "told", [None, {"url": "file:///gone/kit.whl"}, {"url": "git+https://example.org/kit", "vcs_info": {}}]
)
def test_what_is_gone_or_elsewhere_is_not_named(monkeypatch, told):
    installed_from(monkeypatch, told)
    assert install_command("course") == 'pip install "FOLDER OR WHEEL OF THE KIT[course]"'


def test_no_text_of_the_kit_tells_to_install_it_by_name():
    told = [
        f"{path.relative_to(REPO)}: {line}"
        for folder in ("autograder", "docs", "integrations", ".")
        for path in (REPO / folder).glob("*" if folder == "." else "**/*")
        if path.suffix in (".py", ".md", ".yml", ".sh", ".html") or path.name in ("Makefile", "Dockerfile")
        for line in path.read_text(encoding="utf-8").splitlines()
        if BY_NAME.search(line)
    ]
    assert told == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pip install chainrule", True),
        ("python -m pip install 'chainrule[course]'", True),
        ("  KIT: chainrule # what pip installs", True),
        ('pip install "./chainrule-0.1.0-py3-none-any.whl[notebook]"', False),
        ("/opt/chainrule/bin/python -m pip install --requirement x.txt", False),
    ],
)
def test_the_name_is_told_from_a_file(text, found):
    assert bool(BY_NAME.search(text)) is found


def test_what_is_missing_is_a_problem_and_an_import_error():
    assert issubclass(Missing, Problem)
    assert issubclass(Missing, ImportError)


def test_what_is_missing_says_its_name_and_how_to_install_it_also_in_a_notebook():
    missing = Missing("psycopg", "postgresql")
    assert "psycopg is not installed" in str(missing)
    assert install_command("postgresql") in str(missing)
    assert missing._render_traceback_() == [str(missing)]


def test_a_folder_that_it_was_installed_from_once_and_for_all_is_no_editable_one(tmp_path, monkeypatch):
    installed_from(monkeypatch, {"url": tmp_path.as_uri(), "dir_info": {}})
    assert install_command() == f'pip install "{tmp_path}"'


def test_a_kit_that_is_not_installed_is_not_named(monkeypatch):
    def missing(name: str) -> Kit:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "distribution", missing)
    assert install_command() == 'pip install "FOLDER OR WHEEL OF THE KIT"'
