"""Packs what a student hands in, as one zip that `collect` takes."""

from __future__ import annotations

import ast
import io
import json
import os
import warnings
import zipfile
from pathlib import Path

from autograder.errors import Problem
from autograder.intake.limits import MAX_MODULE_BYTES, MAX_NOTEBOOK_BYTES
from autograder.records import Assignment
from autograder.text import in_utf8, not_utf8, size_text


def make_submission(assignment: Assignment, folder: Path) -> Path:
    """Writes <assignment>.zip in `folder`: its modules, and the notebook if there is one.

    Raises `Problem` if a module is missing, too large or not Python, or the zip cannot be written.
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
    place = folder / f"{assignment.name}.zip"
    unfinished = place.with_suffix(".zip.part")
    try:
        unfinished.write_bytes(pack(files))
        os.replace(unfinished, place)
    except OSError as error:
        raise Problem(f"Cannot write {place}: {error}. Make room, or close the program that has it open.") from None
    return place


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
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a "\d" is the student's style, not an obstacle
            ast.parse(data, path.name)
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
