"""What students handed in, read from their folders: all of it, and nothing that a link leads to."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from autograder.course.manifest import read_assignment
from autograder.errors import Problem
from autograder.intake.limits import MAX_MODULE_BYTES
from autograder.intake.submitted import other_encodings, read_submission, read_submissions, siblings_needed


@pytest.mark.parametrize("name", [b"a\nb", "\u202eyp".encode(), b"x" * 251, "\u0301".encode() * 101, b"\xff\xfe"])
def test_a_folder_whose_name_no_result_can_have_is_told_before_anything_is_judged(tiny, tmp_path, name):
    os.makedirs(os.path.join(os.fsencode(tmp_path), name, b"01_tiny"))
    with pytest.raises(Problem, match="Rename them; nothing was graded") as caught:
        read_submissions(tiny, tmp_path)
    assert str(caught.value).isprintable()


def test_folders_that_were_made_by_hand_are_graded(tiny, tmp_path):
    names = ["..doe", "<b>Doe, Jane", "=1+1", "Zoë", "con", "x" * 200]
    for name in names:
        (tmp_path / name / "01_tiny").mkdir(parents=True)
    assert sorted(each.student for each in read_submissions(tiny, tmp_path)) == sorted(names)


def test_nothing_collected_is_a_problem_that_says_what_to_run(tiny, tmp_path):
    with pytest.raises(Problem, match="autograder collect 01_tiny"):
        read_submissions(tiny, tmp_path)


def test_links_in_a_submission_are_not_followed(tiny, tmp_path):
    folder = tmp_path / "mallory" / "01_tiny"
    folder.mkdir(parents=True)
    (folder / "tiny.py").symlink_to("/etc/passwd")
    assert read_submissions(tiny, tmp_path)[0].files == {}


def test_a_module_over_the_cap_is_left_out(tiny, tmp_path):
    (tmp_path / "tiny.py").write_bytes(b"#" * MAX_MODULE_BYTES)
    assert read_submission("ada", tmp_path, tiny).files.keys() == {"tiny.py"}
    (tmp_path / "tiny.py").write_bytes(b"#" * (MAX_MODULE_BYTES + 1))
    assert read_submission("ada", tmp_path, tiny).files == {}


def test_of_utf_16_that_is_judged_as_if_it_were_utf_8_a_student_is_told_what_python_does(tiny, tmp_path):
    mine = msgspec.structs.replace(tiny, folder=tmp_path)
    for content, is_told in (("x = 1", True), (b"x = 1", False), ("x = 1".encode("utf-16-le"), False)):
        (tmp_path / "tiny.py").write_bytes(content.encode("utf-16") if isinstance(content, str) else content)
        said = other_encodings(mine)
        assert [each.startswith("tiny.py is saved as UTF-16") for each in said] == [True] * is_told
        assert all(each.endswith("UTF-8. It is judged as if you had.") for each in said)


def test_a_link_that_takes_the_modules_place_while_it_is_read_is_not_followed(tiny, tmp_path, monkeypatch):
    """The swap comes after any check of the name that could be made, right before the file is opened."""
    (tmp_path / "secret").write_text("of the teacher's")
    module = tmp_path / "tiny.py"
    module.write_text("own")
    really_open = os.open

    def swapping(path, flags, *rest, **options):
        if os.path.basename(path) == "tiny.py":
            module.unlink()
            module.symlink_to(tmp_path / "secret")
        return really_open(path, flags, *rest, **options)

    monkeypatch.setattr("autograder.files.os.open", swapping)
    assert read_submission("mallory", tmp_path, tiny).files == {}
    assert module.is_symlink()


@pytest.fixture
def chain(tmp_path: Path) -> Path:
    """An assignment that builds on another, as a student has them."""
    for name, needs in (("01_first", []), ("02_second", ["01_first"])):
        module = name[3:]
        folder = tmp_path / "work" / name
        folder.mkdir(parents=True)
        exercise = '[exercises.f]\ntitle = "f"\nstubs = ["f"]\nhints = []\n'
        (folder / "assignment.toml").write_text(f'title = "T"\nmodules = ["{module}"]\nneeds = {needs}\n{exercise}')
        (folder / f"{module}.py").write_text(f"# {module}\n")
    return tmp_path / "work" / "02_second"


def test_earlier_modules_come_from_the_folders_beside(chain):
    assert siblings_needed(read_assignment(chain)) == {"first.py": b"# first\n"}


def test_a_link_to_an_earlier_folder_will_do_on_ones_own_machine(chain, tmp_path):
    (chain.parent / "01_first").rename(tmp_path / "elsewhere")
    (chain.parent / "01_first").symlink_to(tmp_path / "elsewhere")
    assert siblings_needed(read_assignment(chain)) == {"first.py": b"# first\n"}


def test_an_earlier_folder_or_module_that_is_missing_is_named(chain):
    module = chain.parent / "01_first" / "first.py"
    module.unlink()
    with pytest.raises(Problem, match=r"02_second builds on .*first\.py"):
        siblings_needed(read_assignment(chain))
    module.parent.rename(chain.parent / "gone")
    with pytest.raises(Problem, match="keep your folder 01_first beside"):
        siblings_needed(read_assignment(chain))


def test_a_package_that_is_missing_is_named_with_how_to_get_it(chain):
    assignment = msgspec.structs.replace(read_assignment(chain), packages=("not_there",))
    with pytest.raises(Problem, match="pip install not_there"):
        siblings_needed(assignment)


def test_the_modules_of_all_earlier_assignments_are_needed_together(chain):
    third = chain.parent / "03_third"
    third.mkdir()
    (third / "assignment.toml").write_text(
        (chain / "assignment.toml")
        .read_text()
        .replace('"second"', '"third"')
        .replace("['01_first']", "['01_first', '02_second']")
    )
    (third / "third.py").write_text("# third\n")
    assert siblings_needed(read_assignment(third)) == {"first.py": b"# first\n", "second.py": b"# second\n"}
