"""Packs what a student hands in, as one zip that `collect` takes."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.course.released import defines, unanswered, unbegun
from autograder.course.stubs import syntax_tree
from autograder.errors import Problem
from autograder.intake.limits import MAX_MODULE_BYTES, MAX_NOTEBOOK_BYTES
from autograder.intake.misplaced import in_the_notebook
from autograder.records import Assignment
from autograder.text import in_utf8, not_utf8, size_text

# Where students write answers instead, and what else is called so.
WRITTEN = (".ipynb", ".pdf", ".doc", ".docx", ".odt", ".rtf", ".md", ".txt", ".pages", ".tex", ".rst")
BESIDE = ("readme", "license", "licence", "requirements", "changelog")


def make_submission(assignment: Assignment, folder: Path) -> Path:
    """Writes <assignment>.zip in `folder`: its modules, and the notebook if there is one.

    Raises `Problem` if a module is missing, too large or not Python, if what is not written yet in one of these seems
    to be in another file, which would not be handed in, or if the zip cannot be written.
    """
    files = {name: _module(folder / name) for name in assignment.files}
    notebook = folder / assignment.notebook
    if notebook.is_file():
        files[notebook.name] = _notebook(notebook)
    elif others := sorted(path.name for path in folder.glob("*.ipynb")):
        raise Problem(
            f"{folder} has no {notebook.name}, but {', '.join(others[:3])}: your written answers would not be found. "
            f"Rename your lesson to {notebook.name}, or move what is none of it elsewhere, then submit again."
        )
    _require_no_work_elsewhere(assignment, folder, files)
    place = folder / f"{assignment.name}.zip"
    unfinished = place.with_suffix(".zip.part")
    try:
        unfinished.write_bytes(pack(files))
        os.replace(unfinished, place)
    except OSError as error:
        raise Problem(f"Cannot write {place}: {error}. Make room, or close the program that has it open.") from None
    return place


def _require_no_work_elsewhere(assignment: Assignment, folder: Path, files: Mapping[str, bytes]) -> None:
    """Raises `Problem` if a file beside `files` seems to hold what is not written yet in one of them."""
    others = sorted(path for path in folder.iterdir() if path.name not in files and path.is_file())
    for name in assignment.files:
        left = unbegun(assignment, files[name])
        for other in others if left else ():
            if other.suffix.lower() == ".py" and _may_be(assignment, name, left, other):
                raise Problem(
                    f"{name} has nothing yet in {', '.join(left[:3])}, and {other.name} beside it would not be handed "
                    f"in. If your work is in {other.name}, rename it to {name}; if not, move it elsewhere. Then "
                    "submit again."
                )
    if found := in_the_notebook(assignment, files):
        raise Problem(
            f"{assignment.notebook} defines {', '.join(found[:3])}, of which {' and '.join(assignment.files)} has "
            "nothing yet. Only what is in the module is judged: move your code there, then submit again."
        )
    empty = _empty(assignment, files.get(assignment.notebook, b""))
    for other in others if empty else ():
        if other.suffix.lower() in WRITTEN and not other.stem.lower().startswith(BESIDE):
            raise Problem(
                f"{assignment.notebook} has no answer to {', '.join(empty)}, and {other.name} beside it would not be "
                f"handed in. If your answers are in {other.name}, write them into {assignment.notebook}, in the cells "
                "below the questions; if not, move it elsewhere. Then submit again."
            )


def empty_answers(assignment: Assignment, folder: Path) -> list[str]:
    """The titles of the questions that are not answered in the student's notebook in `folder`; none without one."""
    notebook = folder / assignment.notebook
    return _empty(assignment, _notebook(notebook)) if notebook.is_file() else []


def _empty(assignment: Assignment, notebook: bytes) -> list[str]:
    left = unanswered(assignment, notebook)
    return [question.title for question in assignment.questions if question.name in left]


def _may_be(assignment: Assignment, name: str, left: Sequence[str], other: Path) -> bool:
    """Whether the module `other` has what is `left` to write in `name`, or is called like it and no test."""
    try:
        module = other.read_bytes()[: MAX_MODULE_BYTES + 1]
    except OSError:
        return False
    here = set(unbegun(assignment, module))
    called = Path(name).stem.lower() in other.stem.lower() and "test" not in other.stem.lower()
    return defines(module, set(left) - here) or (called and not here)


def pack(files: dict[str, bytes]) -> bytes:
    """A zip of `files` whose bytes depend on nothing else.

    Stored, not deflated: compressors differ between systems. A fixed time and fixed permissions, for the same reason.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(files.items()):
            info = zipfile.ZipInfo(name)  # dated 1980-01-01
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return packed.getvalue()


def _read(path: Path, cap: int, advice: str) -> bytes:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise Problem(
            f"{path.name} is missing from {path.parent}. Submit from the assignment's folder; if you have "
            "renamed the file, rename it back."
        ) from None
    except OSError as error:
        raise Problem(f"{path} cannot be read: {error}.") from None
    if len(data) > cap:
        raise Problem(f"{path} has {size_text(len(data))}; at most {size_text(cap)} are taken. {advice}")
    return data


def _notebook(path: Path) -> bytes:
    data = _read(path, MAX_NOTEBOOK_BYTES, "Clear its outputs and save it, then submit again.")
    try:
        if isinstance(json.loads(data)["cells"], list):
            return data
    except (ValueError, RecursionError, KeyError, TypeError):
        pass
    raise Problem(
        f"{path} is damaged, so your written answers could not be read. Open it in Jupyter and save it, or take an "
        "earlier copy, then submit again."
    )


def _module(path: Path) -> bytes:
    data = _read(path, MAX_MODULE_BYTES, "Keep data out of the module, then submit again.")
    try:
        data = in_utf8(data)
    except UnicodeError:
        raise Problem(f"{path} is damaged UTF-16. Save it in your editor as UTF-8, then submit again.") from None
    if why := not_utf8(str(path), data):
        raise Problem(f"{why} Then submit again.")
    try:
        syntax_tree(data, path.name)
    except SyntaxError as error:
        raise Problem(
            f"{path}, line {error.lineno or 1}: {error.msg}. Nothing in a file that Python cannot read earns "
            "points: mend that line, run your checks, then submit again."
        ) from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise Problem(
            f"{path} is not a Python file: {error}. Copy your code into a new file, then submit again."
        ) from None
    return data
