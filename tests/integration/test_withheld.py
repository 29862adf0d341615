"""Earlier solutions stay with the judge while they are open: whatever a submission makes of them reaches no student.

One submission for each way in which code can spell: it reads the module of the earlier assignment beside it and puts it
there. What instructors read holds it, so each way would work.
"""

from __future__ import annotations

import html
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from gradebooks import nbgrader_here
from helpers import REPO, autograder, release

from autograder.course.course import Course
from autograder.course.manifest import find_assignment
from autograder.course.solutions import solution_of, solutions_needed
from autograder.platforms.gradescope.run import main
from autograder.platforms.nbgrader.setup import init_course

pytestmark = [pytest.mark.slow, pytest.mark.nbgrader]
CHAIN = REPO / "tests/courses/chain"
NAME = "02_upon"
READ = """
import os as _os
_text = open(_os.path.join(_os.path.dirname(__file__), "base.py")).read().split("return ")[-1].strip()
_named = _os.path.join(_os.path.dirname(__file__), _text)
"""
WAYS = {
    "message": "def _spelt(*a):\n    raise ValueError(_text)",
    "type": "def _spelt(*a):\n    raise type(_text, (Exception,), {})",
    "function": (
        "def _spelt(*a):\n    return 1 / 0\n"
        "_spelt.__code__ = _spelt.__code__.replace(co_name=_text, co_qualname=_text, co_filename=_named)"
    ),
    "stub": (
        "def _spelt(*a):\n    raise NotImplementedError\n"
        "_spelt.__code__ = _spelt.__code__.replace(co_name=_text, co_qualname=_text, co_filename=_named)"
    ),
    "returned": "def _spelt(*a):\n    return _text",
    "object": "def _spelt(*a):\n    return type(_text, (), {})()",
    "key": "def _spelt(*a):\n    return {_text: _text}",
    "import": "raise ValueError(_text)",
    "type at import": "raise type(_text, (Exception,), {})",
    "stub at import": (
        "def _spelt(*a):\n    raise NotImplementedError\n"
        "_spelt.__code__ = _spelt.__code__.replace(co_name=_text, co_qualname=_text, co_filename=_named)\n_spelt()"
    ),
    "syntax": "raise SyntaxError(_text, (_named, 1, 1, _text))",
    "missing": "raise ModuleNotFoundError(_text, name=_text)",
    "print and leave": "import os\ndef _spelt(*a):\n    print(_text, flush=True)\n    raise SystemExit(_text)",
    "printed": "def _spelt(*a):\n    print(_text)\n    return 'wrong'",
}
# What spells nothing, and what the judge says of it in words that stay.
HONEST = {
    "leaves": ("def _spelt(*a):\n    import os\n    os._exit(0)", "ended the Python process without an answer"),
    "writes": ("def _spelt(*a):\n    open('log.txt', 'w')", "does not let a module write"),
    "set": ("def _spelt(*a):\n    return {1, 2}", "expected plain numbers, text, lists"),
}
DUE = '[due]\n01_base = {}T00:00:00Z\n[extensions.01_base]\n"Ada" = {}T00:00:00Z\n'
LONG_AGO, FAR_OFF = "2020-01-01", "2120-01-01"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course with a hand-in for each way, autograded."""
    root = tmp_path_factory.mktemp("withheld") / "chain"
    shutil.copytree(CHAIN, root, ignore=shutil.ignore_patterns("__pycache__"))
    release(root)
    init_course(Course(root))
    config = root / "nbgrader_config.py"
    config.write_text(config.read_text() + 'c.JudgedScores.sandbox = "none"\n')
    solved = solution_of(find_assignment(root / "source", "02")).files
    for way, code in (WAYS | {name: code for name, (code, _) in HONEST.items()}).items():
        folder = root / "submitted" / way / NAME
        folder.mkdir(parents=True)
        (folder / "left.py").write_bytes(solved["left.py"])
        (folder / "right.py").write_bytes(solved["right.py"] + f"{READ}{code}\nnewest = newest_of = _spelt\n".encode())
    said = nbgrader_here("autograde", NAME, cwd=root)
    assert said.returncode == 0, said.log
    return root


@pytest.fixture(scope="module")
def secret(course: Path) -> str:
    """What each of them spells: the last line of the earlier solution."""
    text = solutions_needed(find_assignment(course / "source", "02"))["base.py"].decode()
    return text.split("return ")[-1].strip()


def pages(course: Path, closed: str, extended: str) -> dict[str, str]:
    """Everyone's feedback, when the earlier assignment is closed on that day and for one student on another."""
    (course / "course.toml").write_text(DUE.format(closed, extended))
    said = nbgrader_here("generate_feedback", NAME, "--force", cwd=course)
    assert said.returncode == 0, said.log
    return {way: html.unescape((course / "feedback" / way / NAME / f"{NAME}.html").read_text()) for way in WAYS}


def test_feedback_holds_what_code_spells_only_once_the_earlier_assignment_is_closed_for_everyone(course, secret):
    assert [way for way, page in pages(course, LONG_AGO, FAR_OFF).items() if secret in page] == []
    opened = pages(course, LONG_AGO, LONG_AGO)
    assert [way for way, page in opened.items() if secret not in page] == []
    assert [way for way, page in pages(course, FAR_OFF, FAR_OFF).items() if secret in page] == []
    (course / "course.toml").unlink()


def test_feedback_without_dates_withholds_and_says_why_and_where_all_of_it_is(course, secret):
    said = nbgrader_here("generate_feedback", NAME, "--force", cwd=course)
    assert said.returncode == 0, said.log
    page = html.unescape((course / "feedback/message" / NAME / f"{NAME}.html").read_text())
    assert secret not in page
    for told in (
        "Left out here",
        "which are still open",
        "<code>autograder check</code> on your machine",
        "ValueError",
        "def _spelt",
    ):
        assert (told in page) is (told != "def _spelt"), told
    assert "raise ValueError(_text)" in page, "the student's own line stays"
    assert "1.10 is newer than 1.9." in page, "so does what is checked"


def test_the_kits_own_page_withholds_by_the_same_dates(course, secret):
    for extended, withheld in ((FAR_OFF, True), (LONG_AGO, False)):
        (course / "course.toml").write_text(DUE.format(LONG_AGO, extended))
        said = autograder("feedback", NAME, "--sandbox", "none", cwd=course)
        assert said.returncode == 0, said.stderr
        for way in WAYS:
            page = html.unescape((course / "feedback" / way / NAME / "index.html").read_text())
            assert (secret in page) is not withheld, way
            assert ("Left out here" in page) is withheld
    (course / "course.toml").unlink()


@pytest.mark.parametrize("name", HONEST)
def test_what_the_judge_says_in_its_own_words_stays(course, name):
    said = nbgrader_here("generate_feedback", NAME, "--force", "--student", name, cwd=course)
    assert said.returncode == 0, said.log
    assert HONEST[name][1] in html.unescape((course / "feedback" / name / NAME / f"{NAME}.html").read_text())


def test_formgrader_has_all_of_it(course, secret):
    for way in WAYS:
        book = (course / "autograded" / way / NAME / f"{NAME}.ipynb").read_text()
        outputs = [output for cell in json.loads(book)["cells"] for output in cell.get("outputs", [])]
        assert any(secret in html.unescape("".join(output["data"]["text/html"])) for output in outputs), way


def test_gradescopes_results_withhold_by_the_same_dates(course, secret, tmp_path):
    for closed, withheld in ((FAR_OFF, True), (LONG_AGO, False)):
        (course / "course.toml").write_text(DUE.format(LONG_AGO, closed))
        out = tmp_path / closed
        said = autograder("export", "02", "--format", "gradescope", "--output", str(out), cwd=course)
        assert said.returncode == 0, said.stderr
        for way in WAYS:
            written = (out / way / "results.json").read_text()
            assert (secret not in written) is withheld, way
            assert ("Left out here" in written, "execution_time" not in written) == (withheld, withheld)
    (course / "course.toml").unlink()


@pytest.mark.sandbox
def test_gradescopes_judge_withholds_by_dates_in_its_zip_which_names_no_student(course, secret, sandbox, tmp_path):
    for closed, withheld in ((FAR_OFF, True), (LONG_AGO, False)):
        (course / "course.toml").write_text(DUE.format(LONG_AGO, closed))
        home = tmp_path / closed
        packed = home / "two.zip"
        home.mkdir()
        said = autograder("gradescope", "02", "--output", str(packed), cwd=course)
        assert said.returncode == 0, said.stderr
        with zipfile.ZipFile(packed) as archive:
            archive.extractall(home / "source")
        assert "Ada" not in (home / "source/course/course.toml").read_text()
        shutil.copytree(course / "submitted/message" / NAME, home / "submission")
        (home / "results").mkdir()
        assert main(home) == 0
        assert (secret not in (home / "results/results.json").read_text()) is withheld
    (course / "course.toml").unlink()


def test_what_an_earlier_version_graded_is_left_out_whole(course, secret, tmp_path):
    place = course / "autograded/message" / NAME / f"{NAME}.ipynb"
    before = place.read_text()
    book = json.loads(before)
    for output in (output for cell in book["cells"] for output in cell.get("outputs", [])):
        output["data"] = {kind: said for kind, said in output["data"].items() if kind.startswith("text/html")}
    place.write_text(json.dumps(book))
    try:
        said = nbgrader_here("generate_feedback", NAME, "--force", "--student", "message", cwd=course)
        assert said.returncode == 0, said.log
        written = (course / "feedback/message" / NAME / f"{NAME}.html").read_text()
        page = html.unescape(written)
        assert (secret in page, "grading again" in page) == (False, True)
        assert "&lt;p" not in written, "which is markup of ours that was escaped"
    finally:
        place.write_text(before)


def test_what_the_source_uses_is_for_instructors_alone(course, tmp_path):
    """The hand-ins read a file beside them: the result notes it, and no page for students does."""
    noted = json.loads((course / "results" / NAME / "message.json").read_text())["flags"]
    assert {(flag["file"], flag["use"]) for flag in noted} >= {
        ("right.py", "files (open)"),
        ("right.py", "files (__file__)"),
    }
    said = autograder("export", "02", "--format", "csv", cwd=course)
    assert "files (open)" in said.stdout
    (course / "course.toml").write_text(DUE.format(LONG_AGO, LONG_AGO))
    pages(course, LONG_AGO, LONG_AGO)
    assert autograder("export", "02", "--format", "gradescope", "--output", str(tmp_path), cwd=course).returncode == 0
    (course / "course.toml").unlink()
    read = [*course.glob("feedback/*/*/*.html"), *tmp_path.glob("*/results.json")]
    assert len(read) >= 2 * len(WAYS | HONEST)
    assert not [path for path in read if "files (" in path.read_text()]
