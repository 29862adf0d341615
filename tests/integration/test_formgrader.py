"""An instructor's browser: a real Jupyter server with formgrader, a real Chromium, the judge's scores.

The screenshots go to the folder that CHAINRULE_SCREENSHOTS names, build/screenshots by default.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from accessibility import violations
from browser import TOKEN, chromium, keep_screenshot, serving
from helpers import PATIENCE, REPO, TINY_COURSE, release
from nbgrader.api import Gradebook
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from autograder.course.course import Course
from autograder.platforms.nbgrader.marker import HEADING, PART
from autograder.platforms.nbgrader.setup import init_course
from autograder.release.lesson import PLACE, model_answers

pytestmark = [pytest.mark.slow, pytest.mark.nbgrader, pytest.mark.browser]
SCREENSHOTS = Path(os.environ.get("CHAINRULE_SCREENSHOTS", REPO / "build" / "screenshots"))
NAME = "01_tiny"
STUDENTS = {"ada": "Lovelace", "emmy": "Noether", "grace": "Hopper"}
ANSWER = "It is **two equal parts** side by side, `x + x`, whatever the sign of `x` is."
COMMENT = "Well put. What makes them *equal*?"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with three hand-ins, none graded: ada's area is wrong, emmy loops and raises, grace is right."""
    root = tmp_path_factory.mktemp("formgrader") / "course"
    shutil.copytree(TINY_COURSE, root, ignore=shutil.ignore_patterns("__pycache__"))
    release(root)
    init_course(Course(root))
    exchange = root.parent / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    configure(root, f"c.Exchange.root = {str(exchange)!r}")
    right = (root / "solutions" / NAME / "tiny.py").read_text()
    hand_in(root, "ada", right.replace("self.height * self.width", "self.height + self.width"))
    stuck = right.replace("twofold = x + x", "while True: pass")
    hand_in(root, "emmy", stuck.replace("self.height * self.width", "self.heigth * self.width"))
    hand_in(root, "grace", right)
    return root


def configure(root: Path, line: str) -> None:
    with (root / "nbgrader_config.py").open("a") as file:
        file.write(f"{line}\n")


def hand_in(root: Path, student: str, module: str) -> None:
    folder = root / "submitted" / student / NAME
    folder.mkdir(parents=True)
    (folder / "tiny.py").write_text(module)
    notebook = (root / "assignments" / NAME / f"{NAME}.ipynb").read_text()
    (folder / f"{NAME}.ipynb").write_text(notebook.replace(PLACE, json.dumps(ANSWER)[1:-1]))
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        gradebook.add_student(student, first_name=student.capitalize(), last_name=STUDENTS[student])


@pytest.fixture(scope="module")
def formgrader(root: Path) -> Iterator[str]:
    """The address of formgrader, on a Jupyter server that was started in the course's folder."""
    with serving(root) as address:
        yield address


class Instructor:
    """What an instructor does in the browser, and sees there."""

    def __init__(self, chromium: webdriver.Chrome, formgrader: str) -> None:
        self.chromium = chromium
        self.formgrader = formgrader

    def until(self, seen: Any) -> Any:
        return WebDriverWait(self.chromium, PATIENCE, poll_frequency=0.1).until(seen)

    def see(self, selector: str) -> Any:
        def visible(chromium: webdriver.Chrome) -> Any:
            return next(
                (each for each in chromium.find_elements(By.CSS_SELECTOR, selector) if each.is_displayed()), None
            )

        return self.until(visible)

    def settle(self) -> None:
        """Waits for what the page fetches or saves."""
        self.until(
            lambda chromium: chromium.execute_script("return document.readyState == 'complete' && !jQuery.active")
        )

    def open_submissions(self) -> None:
        self.chromium.get(f"{self.formgrader}/manage_submissions/{NAME}")
        self.see("#main-table .student-id")
        self.settle()

    def row(self, student: str) -> Any:
        rows = self.chromium.find_elements(By.CSS_SELECTOR, "#main-table tr")
        return next(row for row in rows if row.find_element(By.CSS_SELECTOR, ".student-id").text == student)

    def press(self, button: str, student: str) -> str:
        """Presses a button of the student's row; what formgrader then says."""
        self.row(student).find_element(By.CSS_SELECTOR, f".{button} a").click()
        said = str(self.see(".modal.in .modal-body p").text)
        self.open_submissions()
        return said

    def status(self, student: str) -> tuple[str, str]:
        row = self.row(student)
        status, score = (row.find_element(By.CSS_SELECTOR, f".{part}").text for part in ("status", "score"))
        return status, score

    def open_submission(self, student: str) -> None:
        """Goes to the page for grading by hand, by the links that an instructor follows."""
        self.chromium.get(f"{self.formgrader}/manage_students/{student}/{NAME}")
        self.see("#main-table .name a").click()
        self.see("#question-twice")
        self.settle()

    def fill(self, field: str, text: str) -> None:
        entry = self.see(f"#{field}")
        entry.clear()
        entry.send_keys(text, Keys.TAB)
        self.settle()

    def keep_screenshot(self, name: str) -> None:
        keep_screenshot(self.chromium, SCREENSHOTS / f"{name}.png")


@pytest.fixture(scope="module")
def instructor(formgrader: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instructor]:
    with chromium(tmp_path_factory.mktemp("home")) as browser:
        browser.get(f"{formgrader}?token={TOKEN}")
        yield Instructor(browser, formgrader)


def model_answer(root: Path) -> str:
    """How the model answer begins."""
    return model_answers(Course(root).assignment(NAME))["twice"].split("\n")[0]


def test_points_for_a_written_answer_add_to_the_judges_and_survive_regrading(instructor, root, sandbox):
    instructor.open_submissions()
    assert instructor.status("ada") == ("needs autograding", "")
    assert "Successfully autograded" in instructor.press("autograde", "ada")
    assert instructor.status("ada") == ("needs manual grading", "3 / 8")
    instructor.open_submission("ada")
    assert instructor.see("#check-double").get_attribute("placeholder") == "3"
    assert instructor.see("#check-area").get_attribute("placeholder") == "0"
    told = instructor.chromium.find_element(By.TAG_NAME, "body").text
    for only_here in (
        HEADING,
        "double agrees with the reference on secret numbers.",
        "def double(",
        model_answer(root),
    ):
        assert only_here in told
    assert violations(instructor.chromium, f".{PART}, .list-group") == [], "in what is ours of the page"
    instructor.fill("question-twice", "2.5")
    instructor.fill("question-twice-comment", COMMENT)
    instructor.keep_screenshot("submission")
    instructor.open_submissions()
    assert instructor.status("ada") == ("graded", "5.5 / 8")
    assert "Successfully autograded" in instructor.press("autograde", "ada")
    assert instructor.status("ada")[1] == "5.5 / 8"
    instructor.keep_screenshot("submissions")
    instructor.open_submission("ada")
    assert instructor.see("#question-twice").get_attribute("value") == "2.5"
    assert instructor.see("#question-twice-comment").get_attribute("value") == COMMENT


def test_feedback_tells_each_verdict_and_of_hidden_checks_the_points(instructor, root, sandbox):
    instructor.open_submissions()
    instructor.press("autograde", "emmy")
    assert "Successfully generated feedback" in instructor.press("generate-feedback", "emmy")
    instructor.chromium.get((root / "feedback" / "emmy" / NAME / f"{NAME}.html").as_uri())
    instructor.keep_screenshot("feedback")
    told = instructor.chromium.find_element(By.TAG_NAME, "body").text
    assert not any(each in told for each in (HEADING, "agrees with the reference", "def double(", model_answer(root)))
    items = [each.text.split("\n") for each in instructor.chromium.find_elements(By.CSS_SELECTOR, ".list-group-item")]
    assert [(item[0], item[1].split()[0]) for item in items] == [
        ("0 of 1", "timeout"),
        ("0 of 2", "hidden"),
        ("0 of 1", "error"),
        ("0 of 1", "hidden"),
    ]
    assert items[0][2:4] == ["reason", "No answer within 1 s. Is there a loop that does not end?"]
    assert "raised" in items[2]
    assert items[2][items[2].index("raised") + 1].startswith("AttributeError: ")


def test_the_button_works_without_a_sandbox_too(instructor, root):
    config = root / "nbgrader_config.py"
    before = config.read_text()
    configure(root, 'c.JudgedScores.sandbox = "none"')
    try:
        instructor.open_submissions()
        assert "Successfully autograded" in instructor.press("autograde", "grace")
        assert instructor.status("grace") == ("needs manual grading", "5 / 8")
    finally:
        config.write_text(before)
    isolation = json.loads((root / "results" / NAME / "grace.json").read_text())["isolation"]
    assert "bwrap" not in isolation
