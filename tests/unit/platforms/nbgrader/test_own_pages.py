"""nbgrader writes its feedback beside the kit's own page, whichever is there first, and never deletes that."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("nbgrader")

from autograder.errors import Problem
from autograder.platforms.feedback import PAGE
from autograder.platforms.nbgrader import own_pages
from autograder.platforms.nbgrader.own_pages import keep_own_pages


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """nbgrader's command: it wants to write into a folder that is not there, and deletes one if it is forced."""

    class GenerateFeedback:
        force = False

        def _format_dest(self, assignment: str, student: str) -> str:
            return str(tmp_path / student / assignment)

        def init_destination(self, assignment: str, student: str) -> bool:
            """Stock."""
            folder = Path(self._format_dest(assignment, student))
            if folder.exists() and self.force:
                shutil.rmtree(folder)
            return not folder.exists()

    monkeypatch.setattr(own_pages, "GenerateFeedback", GenerateFeedback)
    keep_own_pages()
    return GenerateFeedback()


def feedback(root: Path, **files: str) -> Path:
    folder = root / "ada/01_tiny"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder


def files_in(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.glob("*")}


def test_where_only_our_page_is_nbgrader_writes_its_own_too(command, tmp_path):
    folder = feedback(tmp_path, **{PAGE: "ours"})
    assert command.init_destination("01_tiny", "ada") is True
    assert files_in(folder) == {PAGE: "ours"}


def test_where_nbgraders_page_is_too_it_is_done(command, tmp_path):
    folder = feedback(tmp_path, **{PAGE: "ours", "01_tiny.html": "stock"})
    assert command.init_destination("01_tiny", "ada") is False
    assert files_in(folder) == {PAGE: "ours", "01_tiny.html": "stock"}


def test_where_it_is_forced_nbgraders_files_go_and_ours_stays(command, tmp_path):
    folder = feedback(tmp_path, **{PAGE: "ours", "01_tiny.html": "stock"})
    command.force = True
    assert command.init_destination("01_tiny", "ada") is True
    assert files_in(folder) == {PAGE: "ours"}


@pytest.mark.parametrize("there", [{}, {"01_tiny.html": "stock"}])
def test_without_a_page_of_ours_all_is_nbgraders(command, tmp_path, there):
    folder = feedback(tmp_path, **there)
    assert command.init_destination("01_tiny", "ada") is False
    assert files_in(folder) == there
    command.force = True
    assert command.init_destination("01_tiny", "ada") is True
    assert not folder.exists()


def test_who_has_no_feedback_yet_gets_nbgraders(command, tmp_path):
    assert command.init_destination("01_tiny", "ada") is True
    assert not (tmp_path / "ada").exists()


def test_it_is_changed_once_and_stays_what_it_was_to_whoever_asks(command):
    once = own_pages.GenerateFeedback.init_destination
    keep_own_pages()
    assert own_pages.GenerateFeedback.init_destination is once
    assert once.__doc__ == "Stock."


@pytest.mark.parametrize("missing", ["init_destination", "_format_dest"])
def test_another_nbgrader_than_expected_is_refused(monkeypatch, missing):
    methods = {name: lambda *_: None for name in ("init_destination", "_format_dest") if name != missing}
    other = SimpleNamespace(**methods)
    monkeypatch.setattr(own_pages, "GenerateFeedback", other)
    with pytest.raises(Problem, match="This version of nbgrader"):
        keep_own_pages()
    assert vars(other) == methods
