"""Feedback pages and nbgrader together: marks come in, both pages stay, and markers see what no page has."""

from __future__ import annotations

import html
import json
import os
import shutil
from pathlib import Path

import pytest
from gradebooks import autograde, book, gradebook, hand_in, make_course, nbgrader_here, write
from helpers import autograder
from nbgrader.utils import notebook_hash

from autograder.platforms.nbgrader.exchange import SECRET
from autograder.platforms.nbgrader.marker import ANSWERS, HEADING, MARKER
from autograder.platforms.nbgrader.pages import PageExporter

pytestmark = [pytest.mark.slow, pytest.mark.nbgrader]
NAME = "01_tiny"
WRONG = """def double(x):
    return 3 * x  # my own thought


class Rectangle:
    def area(self):
        return 1 / 0
"""
ANSWER = "Because *twice* <script>alert(1)</script> is once more."
COMMENT = "Good, but **why** the second time?"


def run(*command: str, cwd: Path) -> None:
    said = nbgrader_here(*command, cwd=cwd)
    assert said.returncode == 0, said.log


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course in which ada, who answers, has marks by hand, and bob has none; then everyone's pages."""
    root = make_course(tmp_path_factory.mktemp("pages") / "course")
    answered = book(root)
    for cell in answered["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "question-twice":
            cell["source"] = ANSWER
    hand_in(root, "ada", WRONG, answered)
    hand_in(root, "bob")
    config = root / "nbgrader_config.py"
    exchange = root.parent / "exchange"
    exchange.mkdir(mode=0o777)
    config.write_text(config.read_text() + f"c.Exchange.root = {str(exchange)!r}\n")
    assert autograde(root).returncode == 0
    with gradebook(root) as opened:
        grades = {each.name: each for each in opened.find_submission_notebook(NAME, NAME, "ada").grades}
        grades["question-twice"].manual_score, grades["check-area"].manual_score = 2.0, 0.5
        comments = opened.find_submission_notebook(NAME, NAME, "ada").comments
        next(each for each in comments if each.name == "question-twice").manual_comment = COMMENT
        opened.db.commit()
    written = autograder("feedback", NAME, "--sandbox", "none", cwd=root)
    assert written.returncode == 0, written.stderr
    return root


def page(root: Path, student: str) -> str:
    return (root / "feedback" / student / NAME / "index.html").read_text(encoding="utf-8")


def test_points_and_comments_given_by_hand_are_on_the_page(root):
    said = page(root, "ada")
    assert "<b>2.5</b> of 8 points" in said
    assert "Good, but <strong>why</strong> the second time?" in said
    assert "Because <em>twice</em> &lt; script&gt;alert(1)" in said
    assert "<b>5</b> of 8 points</p>" in page(root, "bob"), "no answer is nothing that has to be marked"


def test_hidden_checks_model_answers_and_code_are_for_the_marker_alone(root):
    notebook = root / "autograded/ada" / NAME / f"{NAME}.ipynb"
    resources = {"nbgrader": {"student": "ada", "assignment": NAME, "notebook": NAME}}
    shown, _ = PageExporter(nonce="once", template_name="classic").from_filename(str(notebook), resources)
    plain, _ = PageExporter(template_name="classic").from_filename(str(notebook), resources)
    kept = json.loads(notebook.read_text())["metadata"][ANSWERS]["question-twice"].split("\n")[0]
    for secret in ("double agrees with the reference", "# my own thought", "hidden, failed", HEADING, kept):
        assert secret in html.unescape(shown), secret
        assert secret not in html.unescape(plain), secret


def test_nothing_for_the_marker_is_in_feedback(root):
    run("generate_feedback", NAME, "--force", cwd=root)
    stock = html.unescape((root / "feedback/ada" / NAME / f"{NAME}.html").read_text())
    for secret in (HEADING, MARKER, ANSWERS, "double agrees with the reference"):
        assert secret not in stock
        assert secret not in html.unescape(page(root, "ada"))


def test_nbgrader_writes_its_pages_beside_ours_whichever_comes_first(root):
    """By itself it would take a folder that is there for done, and with --force delete what is in it."""
    folder = root / "feedback/bob" / NAME
    ours = page(root, "bob")
    shutil.rmtree(folder)
    folder.mkdir()
    write(folder / "index.html", ours)
    run("generate_feedback", NAME, "--student", "bob", cwd=root)
    assert sorted(path.name for path in folder.glob("*.html")) == [f"{NAME}.html", "index.html"]
    run("generate_feedback", NAME, "--student", "bob", "--force", cwd=root)
    assert sorted(path.name for path in folder.glob("*.html")) == [f"{NAME}.html", "index.html"]


def test_students_fetch_our_page_where_it_is_the_newer_one(root):
    run("generate_feedback", NAME, "--force", cwd=root)
    folder = root / "feedback/ada" / NAME
    (folder / SECRET).write_text("secret")
    (folder / "timestamp.txt").write_text("2026-10-19 20:00:00 UTC")
    released = root.parent / "exchange/course/feedback"
    for newer, wanted in ((1000, "What to do next"), (-1000, "panel")):
        stock = (folder / f"{NAME}.html").stat().st_mtime
        os.utime(folder / "index.html", (stock + newer, stock + newer))
        run("release_feedback", NAME, cwd=root)
        fetched = released / f"{notebook_hash(secret='secret', notebook_id=NAME)}.html"
        assert wanted in fetched.read_text(encoding="utf-8")
        assert fetched.stat().st_mode & 0o444 == 0o444
