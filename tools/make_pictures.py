"""Draws pictures for the README from real runs: a half-done assignment, the graded class, a page of each kind."""

from __future__ import annotations

import io
import re
import shutil
import tempfile
from pathlib import Path

from make_pages import top_of
from PIL import Image
from rich.console import CONSOLE_SVG_FORMAT, Console

from autograder.cli import tables
from autograder.course.course import Course
from autograder.errors import Problem
from autograder.feedback import terminal
from autograder.feedback.check import run_checks
from autograder.grading.cache import read_result

REPO = Path(__file__).parents[1]
IMAGES = REPO / "docs" / "images"
TOP, SMALL = 1060, 760  # pixels of a page that are photographed from its top; the width of its picture
# rich's picture of a terminal, without the fonts that it would load from a network.
SELF_CONTAINED = re.sub(r" *@font-face \{\{.*?\}\}\n", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
SELF_CONTAINED = SELF_CONTAINED.replace("Fira Code, monospace", "monospace").replace("arial", "sans-serif")
# What a student has written so far, by the text of the released stub that it replaces.
ANSWERS = {
    "__mul__": "return _record(self.data * other.data, '*', (self, other), (other.data, self.data))",
    "sigmoid": "s = 1.0 / (1.0 + math.exp(-self.data))\n        return _record(s, 'sigmoid', (self,), (s,))",
}


def half_done(stub: str) -> str:
    """The released module with a right product and a sigmoid that passes back its value; backward is the solution's."""
    for name, answer in ANSWERS.items():
        head, found, rest = stub.partition(f"def {name}(")
        stub = head + found + rest.replace("raise NotImplementedError()", answer, 1)
    return stub


def backward_of(solution: str) -> str:
    """The body of the solution's backward, without its docstring."""
    after = solution.partition("    def backward(")[2].partition('"""')[2].partition('"""')[2]
    return after.partition("    # Products")[0].strip("\n")


def draw_check() -> None:
    """Draws `autograder check` on a half-done copy of the first assignment."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "01_autograd"
        shutil.copytree(Course(REPO).assignments / "01_autograd", folder)
        solution = (Course(REPO).solutions / "01_autograd" / "engine.py").read_text()
        stub = half_done((folder / "engine.py").read_text())
        head, found, rest = stub.partition("    def backward(")
        body = "        # YOUR CODE HERE\n        raise NotImplementedError()"
        (folder / "engine.py").write_text(head + found + rest.replace(body, backward_of(solution), 1))
        save(terminal.checked(run_checks(folder)), "autograder check", "check.svg", width=104)


def draw_class() -> None:
    """Draws the table of the sample class from results/, which `make demo` fills."""
    assignment = Course(REPO).assignment("03")
    results = [read_result(path) for path in sorted((Course(REPO).results / assignment.name).glob("*.json"))]
    if not results:
        raise Problem("results/03_classifier is empty; run `make demo` first.")
    table = tables.class_table(assignment, [result for result in results if result])
    save(table, "autograder grade 03_classifier", "class.svg", width=104)


def draw_pages() -> None:
    """Photographs the top of a feedback page and of the report, which `make demo` writes; needs Chromium."""
    course = Course(REPO)
    pages = {
        "feedback": course.feedback / "Mia_Berg" / "01_autograd" / "index.html",
        "report": course.root / "report" / "03_classifier.html",
    }
    for name, page in pages.items():
        if not page.is_file():
            raise Problem(f"{page} is not there; run `make demo` first.")
        top = top_of(page, TOP)
        small = top.resize((SMALL, top.height * SMALL // top.width), Image.Resampling.LANCZOS)
        small.quantize(64).save(IMAGES / f"{name}.png", optimize=True)


def save(renderable: object, title: str, name: str, width: int) -> None:
    """Writes what a terminal would show as a picture."""
    console = Console(file=io.StringIO(), record=True, width=width, force_terminal=True)
    console.print(renderable)
    IMAGES.mkdir(parents=True, exist_ok=True)
    svg = console.export_svg(title=title, unique_id=Path(name).stem, code_format=SELF_CONTAINED)
    (IMAGES / name).write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    draw_check()
    draw_class()
    draw_pages()
