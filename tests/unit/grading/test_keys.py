"""Keys change with everything that a result depends on, and with nothing else; a check's with that check alone."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from helpers import RIGHT

from autograder.course.course import Course
from autograder.grading import keys
from autograder.grading.keys import check_keys, keys_of, run_settings_key, settings_key, submission_key
from autograder.grading.pool import JudgeSettings
from autograder.records import Submission


@pytest.fixture
def settings(course: Path) -> JudgeSettings:
    return JudgeSettings(Course(course).assignment("01"), b"secret", frozenset())


@pytest.fixture
def ada() -> Submission:
    return Submission("ada", {"tiny.py": RIGHT.encode()})


def test_two_students_who_handed_in_the_same_have_the_same_key(settings, ada):
    bob = Submission("bob", ada.files)
    keys = keys_of(settings, [ada, bob])
    assert keys["ada"] == keys["bob"]


@pytest.mark.parametrize("name", ["tiny.py", "checks/test_tiny.py", "checks/hidden/test_tiny.py"])
def test_key_changes_with_everything_a_result_depends_on(course, settings, ada, name):
    before = submission_key(ada, settings_key(settings))
    path = course / "source" / "01_tiny" / name
    path.write_text(path.read_text() + "\n# changed\n")
    assert submission_key(ada, settings_key(settings)) != before


def test_key_depends_on_secret_and_layers_but_not_on_jobs(settings, ada):
    key = submission_key(ada, settings_key(settings))
    assert submission_key(ada, settings_key(msgspec.structs.replace(settings, secret=b"other"))) != key
    assert submission_key(ada, settings_key(msgspec.structs.replace(settings, layers=frozenset({"bwrap"})))) != key
    assert submission_key(ada, settings_key(msgspec.structs.replace(settings, jobs=7))) == key


def test_a_key_depends_on_data_beside_the_checks(settings):
    key = settings_key(settings)
    (settings.assignment.folder / "checks" / "points.csv").write_text("1,2")
    assert settings_key(settings) != key


def test_a_key_stays_as_long_as_nothing_changes(settings):
    assert settings_key(settings) == settings_key(settings)


@pytest.mark.parametrize(
    ("name", "changed"), [("kit_digest", lambda: "other kit"), ("platform.python_version", lambda: "3.99.0")]
)
def test_a_key_changes_with_the_kit_and_with_python(settings, monkeypatch, name, changed):
    before = settings_key(settings)
    monkeypatch.setattr(f"autograder.grading.keys.{name}", changed)
    assert settings_key(settings) != before


@pytest.mark.parametrize(("package", "counts"), [("numpy", True), ("packaging", True), ("rich", False)])
def test_a_key_changes_with_the_version_of_numpy_and_of_the_assignments_packages_alone(
    settings, monkeypatch, package, counts
):
    assignment = msgspec.structs.replace(settings.assignment, packages=("packaging",))
    settings = msgspec.structs.replace(settings, assignment=assignment)
    before, version = settings_key(settings), keys.importlib.metadata.version
    newer = {package: "99.0"}
    monkeypatch.setattr(keys.importlib.metadata, "version", lambda name: newer.get(name) or version(name))
    assert (settings_key(settings) != before) == counts


def test_a_key_changes_with_each_layer(settings):
    keys = [settings_key(msgspec.structs.replace(settings, layers=frozenset(x))) for x in ((), ("a",), ("a", "b"))]
    assert len(set(keys)) == 3


def edited(course: Path, name: str, old: str, new: str) -> JudgeSettings:
    """The settings after a change of one file of the assignment."""
    path = course / "source/01_tiny" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return JudgeSettings(Course(course).assignment("01"), b"secret", frozenset())


@pytest.mark.parametrize(
    ("old", "new", "counts"),
    [
        ("seconds = 1\n", "seconds = 2\n", True),
        ("memory_mb = 256", "memory_mb = 512", True),
        ("[limits]\n", "[limits]\nbudget_seconds = 9\n", True),
        ("{ points = 2 }", "{ points = 2, seconds = 3 }", True),
        ('stubs = ["double"]', 'stubs = ["double", "triple"]', True),
        ("{ points = 2 }", "{ points = 5 }", False),
        ('hints = ["A number and itself.", ', 'hints = ["Twice.", ', False),
        ('title = "Why twice"', 'title = "Why not thrice"', False),
    ],
)
def test_of_the_manifest_all_counts_but_points_and_words(course, settings, old, new, counts):
    before = settings_key(settings)
    assert (settings_key(edited(course, "assignment.toml", old, new)) != before) == counts


def changed(course: Path, name: str, old: str, new: str) -> set[str]:
    """The checks whose keys an edit changes."""
    before = check_keys(Course(course).assignment("01"))
    after = check_keys(edited(course, name, old, new).assignment)
    return {check for check in before | after if before.get(check) != after.get(check)}


def test_a_checks_key_is_its_own(course):
    assert len(check_keys(Course(course).assignment("01"))) == 4
    assert changed(course, "checks/test_tiny.py", "approx(6.0)\n", "approx(7.0)\n") == {"double_by_hand"}
    own_limit = ("assignment.toml", "{ points = 2 }", "{ points = 2, seconds = 3 }")
    assert changed(course, *own_limit) == {"double_agrees"}
    below = ("checks/hidden/test_tiny.py", "def test_area", "# A remark.\n\n\ndef test_area")
    assert changed(course, *below) == set()
    in_it = ("checks/hidden/test_tiny.py", "area = student(probe, side)", "area = student(probe, side)  # once")
    assert changed(course, *in_it) == set()
    in_text = ("checks/test_tiny.py", "the area 6.", "the area # 6.")
    assert changed(course, *in_text) == {"area_by_hand"}


def test_what_checks_share_is_in_the_key_of_each(course, settings):
    public = {"double_by_hand", "area_by_hand"}
    assert changed(course, "checks/test_tiny.py", "import approx\n", "import approx\nTWO = 2\n") == public
    before = check_keys(settings.assignment)
    (settings.assignment.folder / "checks/points.csv").write_text("1,2")
    after = check_keys(settings.assignment)
    assert all(before[check] != after[check] for check in before)


@pytest.mark.parametrize("name", ["tiny.py", "checks/test_tiny.py", "checks/hidden/test_tiny.py"])
def test_answers_outlive_solution_and_checks(course, settings, name):
    before = run_settings_key(settings)
    path = course / "source/01_tiny" / name
    path.write_text(path.read_text() + "\n# changed\n")
    assert run_settings_key(settings) == before


def test_answers_outlive_neither_secret_nor_sandbox_nor_kit_nor_numpy(settings, monkeypatch):
    before = run_settings_key(settings)
    others = [msgspec.structs.replace(settings, secret=b"other"), msgspec.structs.replace(settings, layers={"bwrap"})]
    assert before not in map(run_settings_key, others)
    with monkeypatch.context() as patch:
        patch.setattr(keys, "kit_digest", lambda: "other kit")
        assert run_settings_key(settings) != before
    monkeypatch.setattr(keys.importlib.metadata, "version", lambda name: "99.0")
    assert run_settings_key(settings) != before


SHARING = '''"""Checks with what they share."""

import pytest

ONE = 1


def helper(x):
    return x + ONE


@pytest.mark.parametrize("x", [1, 2])
@pytest.mark.filterwarnings("error")
def test_double_first(x):
    """The first."""
    if helper(x):
        assert helper(1) == 2
    assert x


def test_area_second():
    """The second."""
    assert helper(2) == 3
'''


@pytest.mark.parametrize(
    ("old", "new", "counts"),
    [
        ("return x + ONE", "return ONE + x", {"double_first", "area_second"}),
        ("def helper(x)", "def helper(x, y=0)", {"double_first", "area_second"}),
        ("ONE = 1", "ONE = 1  # at last", set()),
        ("ONE = 1", "ONE = 1   ", set()),
        ("[1, 2]", "[1, 3]", {"double_first"}),
        ('"error"', '"ignore"', {"double_first"}),
        ("def test_double_first(x)", "def test_double_first(x, y=0)", {"double_first"}),
        ("    assert x\n", "        assert x\n", {"double_first"}),
        ("    assert x\n", "    assert x  # once more\n", set()),
        ("assert helper(2) == 3", "assert helper(3) == 4", {"area_second"}),
        ("The second.", "The other.", {"area_second"}),
        ("\n\ndef test_area", "\n\n\n\ndef test_area", set()),
        ("def test_area_second", "def test_area_other", {"area_second", "area_other"}),
    ],
)
def test_an_edit_changes_the_keys_of_the_checks_that_it_is_of(course, old, new, counts):
    (course / "source/01_tiny/checks/test_tiny.py").write_text(SHARING, encoding="utf-8")
    assert changed(course, "checks/test_tiny.py", old, new) == counts


def test_each_of_the_checks_that_one_function_makes_has_its_key():
    made = {"relu": "r", "relu_again": "a"}
    names = ("relu", "relu[3]", "relu[a[0]]", "relu_again[1]", "gone", "gone[1]", "[relu]")
    assert [keys.key_of(check, made) for check in names] == ["r", "r", "r", "a", "", "", ""]


def test_what_python_left_beside_the_checks_is_in_no_key(settings):
    """Also where a file there is called as one of checks is."""
    before = check_keys(settings.assignment)
    cache = settings.assignment.folder / "checks/__pycache__"
    cache.mkdir(exist_ok=True)
    (cache / "test_cached.py").write_text("def test_double_cached(): ...\n")
    assert check_keys(settings.assignment) == before
    assert all(len(key) == 12 for key in before.values())


@pytest.mark.parametrize("text", ["def test_double(:\n", 'x = """\n', "\0"])
def test_a_file_of_checks_that_is_no_python_has_no_keys(settings, text):
    (settings.assignment.folder / "checks/test_tiny.py").write_text(text)
    assert set(check_keys(settings.assignment)) == {"double_agrees", "area_of_doubled_sides"}


def test_a_key_changes_with_what_each_check_needs(settings):
    def key(needs: dict[str, set[str]] | None) -> str:
        found = needs and {check: frozenset(exercises) for check, exercises in needs.items()}
        return settings_key(msgspec.structs.replace(settings, needs=found))

    one, more, other = (
        {"area_by_hand": {"double"}},
        {"area_by_hand": {"double", "area"}},
        {"double_by_hand": {"double"}},
    )
    assert len({key(needs) for needs in (None, one, more, other)}) == 4
    assert key({**one, **other}) == key({**other, **one})
