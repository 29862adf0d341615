"""What students get: released assignments, the kit and a page; nothing secret, and nothing that was not built."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from helpers import TINY_COURSE, release

from autograder.course.course import Course
from autograder.course.manifest import find_assignment
from autograder.errors import Problem
from autograder.files import write_tree
from autograder.release.contents import student_files
from autograder.release.handout import handout_files, released, unpacked
from autograder.release.leaks import leaks_in, secrets_of
from autograder.release.wheel import kit_wheel

OF_TINY = {"01_tiny/01_tiny.ipynb", "01_tiny/assignment.toml", "01_tiny/checks/test_tiny.py", "01_tiny/tiny.py"}
SECRET = "surface = self.height * self.width"
WHEEL, _ = kit_wheel()
BYTECODE = shutil.ignore_patterns("__pycache__")


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = Path(shutil.copytree(TINY_COURSE, tmp_path_factory.mktemp("built") / "course", ignore=BYTECODE))
    release(root)
    return root


@pytest.fixture
def built(course: Path, built_once: Path) -> Path:
    return Path(shutil.copytree(built_once, course, dirs_exist_ok=True))


def handed_out(root: Path, template: bool = False) -> dict[str, bytes]:
    return handout_files(Course(root), released(Course(root), ()), template)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_students_get_the_assignments_the_kit_and_a_page(built):
    files = handed_out(built)
    assert files.keys() == OF_TINY | {WHEEL, "START.html"}
    assert all(files[name] == (built / "assignments" / name).read_bytes() for name in OF_TINY)


def test_a_template_has_a_readme_and_a_workflow_that_takes_the_kit_beside_it(built):
    files = handed_out(built, template=True)
    assert files.keys() == OF_TINY | {WHEEL, "README.md", ".gitignore", ".github/workflows/classroom.yml"}
    assert f"KIT: ./{WHEEL} " in files[".github/workflows/classroom.yml"].decode()


def test_the_page_gives_commands_that_name_what_is_there(built):
    page = handed_out(built)["START.html"].decode()
    assert f"python -m pip install &quot;./{WHEEL}[notebook]&quot;" in page
    assert f"python -m pip install &quot;.\\{WHEEL}[notebook]&quot;" in page
    assert "cd 01_tiny\nautograder check" in page
    assert "autograder hint double" in page


def test_the_page_needs_nothing_and_runs_nothing(built):
    change(built / "source/01_tiny/assignment.toml", 'title = "', 'title = "<script>alert(1)</script> ')
    release(built)
    page = handed_out(built)["START.html"].decode()
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert "src=" not in page


def test_the_page_says_what_an_assignment_needs_besides(built):
    assert "also needs" not in handed_out(built)["START.html"].decode()
    change(built / "source/01_tiny/assignment.toml", "modules", 'packages = ["scipy"]\nmodules')
    release(built)
    assert "<code>01_tiny</code> also needs: <code>python -m pip install scipy</code>" in (
        handed_out(built)["START.html"].decode()
    )
    assert 'PACKAGES: "scipy"' in handed_out(built, template=True)[".github/workflows/classroom.yml"].decode()


@pytest.mark.parametrize("template", [False, True])
def test_nothing_in_it_shows_a_secret(built, template):
    files = unpacked(handed_out(built, template))
    secrets = secrets_of(find_assignment(built / "source", "01"))
    assert any(name.startswith(f"{WHEEL}/autograder/") for name in files)
    assert leaks_in(files, "handout", secrets) == []
    inside = f"{WHEEL}/autograder/text.py"
    assert leaks_in({**files, inside: SECRET.encode()}, "handout", secrets)[0].path == f"handout/{inside}"


@pytest.mark.parametrize(("template", "page"), [(False, "START.html"), (True, "README.md")])
def test_a_page_that_would_show_a_secret_is_refused(built, template, page):
    change(built / "source/01_tiny/assignment.toml", 'title = "', f'title = "{SECRET} ')
    tiny = find_assignment(built / "source", "01")
    write_tree(built / "assignments/01_tiny", student_files(tiny))
    with pytest.raises(Problem, match=rf"handout/{page}, line \d+: shows line \d+ of source/01_tiny/tiny\.py"):
        handed_out(built, template)


def test_what_was_not_built_since_its_source_changed_is_refused(built):
    change(built / "source/01_tiny/lesson.md", "# ", "# Newer: ")
    with pytest.raises(Problem, match=r"assignments/01_tiny/01_tiny\.ipynb, line \d+: .*autograder build 01_tiny"):
        handed_out(built)


def test_what_lies_in_a_release_by_accident_is_refused(built):
    (built / "assignments/01_tiny/marks.csv").write_text("ada,3\n")
    with pytest.raises(Problem, match=r"assignments/01_tiny/marks\.csv: not from the source"):
        handed_out(built)


def test_without_names_all_that_is_built_is_handed_out(built):
    (built / "source/02_later").mkdir()
    for path in ("assignment.toml", "tiny.py"):
        (built / "source/02_later" / path).write_bytes((built / "source/01_tiny" / path).read_bytes())
    assert [each.name for each in released(Course(built), ())] == ["01_tiny"]
    assert [each.name for each in released(Course(built), ("02", "01", "02_later"))] == ["01_tiny", "02_later"]
    with pytest.raises(Problem, match=r"02_later/.*missing"):
        handout_files(Course(built), released(Course(built), ("02",)))


def test_a_course_without_a_release_has_nothing_to_hand_out(course):
    with pytest.raises(Problem, match="autograder build"):
        released(Course(course), ())


def test_a_name_that_no_assignment_has_is_told(built):
    with pytest.raises(Problem, match="no assignment '09'"):
        released(Course(built), ("09",))


def test_of_several_files_that_are_not_as_built_the_first_is_told_and_how_many_more(built):
    for number, more in ((1, ""), (2, r" \(and 1 more\)"), (3, r" \(and 2 more\)")):
        (built / f"assignments/01_tiny/more{number}.csv").write_text("x\n")
        with pytest.raises(Problem, match=rf"more1\.csv: not from the source{more}\. Nothing was handed out"):
            handed_out(built)


def test_the_texts_have_no_traces_of_their_templates(built):
    files = handed_out(built, template=True)
    for name in ("README.md", ".gitignore", ".github/workflows/classroom.yml"):
        text = files[name].decode()
        assert text.endswith("\n")
        assert not text.endswith("\n\n")
        assert "\n\n\n" not in text
        assert "{%" not in text
        assert [line for line in text.splitlines() if line != line.rstrip()] == []
    page = handed_out(built)["START.html"].decode()
    assert "<title>Start here</title>" in page
    assert "<table>" in page
    table = files["README.md"].decode().partition("| --- | --- |\n")[2]
    assert table.startswith("| `01_tiny` |")
