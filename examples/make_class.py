"""Packs examples/class/ into class.zip, as Moodle would export the hand-ins of a small class, and one into first.zip.

    python examples/make_class.py            writes both
    python examples/make_class.py --check    fails if one of them is not what it would write

A student's folder holds what was handed in, or, to stay short, how it differs: over_stub.py and over_solution.py hold
definitions that replace those of the stub and of the solution, append.txt what comes after them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from autograder.course.course import Course
from autograder.course.markers import solution_text, stub_text
from autograder.course.mutants import splice
from autograder.intake.packing import pack

HERE = Path(__file__).resolve().parent
SOURCE = Course(HERE.parent).source
MODULE = SOURCE / "03_classifier" / "classifier.py"
FIRST_MODULE = SOURCE / "01_autograd" / "engine.py"
JUNK = {"__MACOSX/._classifier.py": b"\0\5\x16\7", ".DS_Store": b"\0\0\0\1Bud1"}


class Student(NamedTuple):
    """One hand-in: whose, the number that Moodle gives it, its folder here, how it is packed and under which path."""

    name: str
    number: int
    folder: str
    zipped: str = ""  # the name of the student's own zip, if there is one
    place: str = ""  # the folder that the files lie in
    module: str = "classifier.py"
    windows: bool = False
    junk: bool = False


CLASS = (
    Student("Ada Okafor", 730151, "ada_okafor", zipped="03_classifier.zip"),
    Student("Ben Schulz", 730152, "ben_schulz"),
    Student("Chiara Rossi", 730153, "chiara_rossi", zipped="03_classifier.zip"),
    Student("Dmitri Volkov", 730154, "dmitri_volkov"),
    Student("Elif Yılmaz", 730155, "elif_yilmaz"),
    Student(
        "Fatima Zahra Benali",
        730156,
        "fatima_zahra_benali",
        zipped="homework.zip",
        place="Users/fatima/Desktop/ml/homework 3/",
        junk=True,
    ),
    Student("Gustav Lindqvist", 730157, "gustav_lindqvist"),
    Student("Hana Sato", 730158, "hana_sato", zipped="03_classifier.zip"),
    Student("Ibrahim Diallo", 730159, "ibrahim_diallo"),
    Student("Jonas Weber", 730160, "jonas_weber"),
    Student("Katarzyna Nowak", 730161, "katarzyna_nowak"),
    Student("Liam O Connor", 730162, "liam_o_connor", zipped="03_classifier.zip"),
    Student("María José Fernández", 730163, "maria_jose_fernandez"),
    Student("Nikhil Sharma", 730164, "nikhil_sharma"),
    Student("王小明", 730165, "wang_xiaoming", zipped="作业三.zip"),
    Student("Olga Petrova", 730166, "olga_petrova"),
    Student("Pierre Dubois", 730167, "pierre_dubois", windows=True),
    Student("Quỳnh Trần", 730168, "quynh_tran", module="classifier (1).py"),
    Student("Li Na", 730169, "li_na_first", zipped="03_classifier.zip"),
    Student("Li Na", 730170, "li_na_second", zipped="03_classifier.zip"),
)
FIRST = Student("Mia Berg", 730171, "mia_berg", module="engine.py")  # of 01_autograd


def module_of(folder: Path, source: str) -> str | None:
    """The module of the student in `folder`, or None if there is none; `source` is the assignment's own."""
    bases = {"over_stub.py": stub_text, "over_solution.py": solution_text}
    for name, strip in bases.items():
        path = folder / name
        if path.exists():
            text = splice(strip(source, str(MODULE)), path.read_text(encoding="utf-8"), str(path))
            break
    else:
        return None
    after = folder / "append.txt"
    return text + after.read_text(encoding="utf-8") if after.exists() else text


def files_of(student: Student, source: str) -> dict[str, bytes]:
    """What `student` handed in: contents by path."""
    folder = HERE / "class" / student.folder
    pieces = ("over_stub.py", "over_solution.py", "append.txt")
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.name not in pieces}
    text = module_of(folder, source)
    if text is not None:
        data = text.encode()
        files[student.module] = b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n") if student.windows else data
    files = {student.place + name: data for name, data in files.items()} | (JUNK if student.junk else {})
    return {student.zipped: pack(files)} if student.zipped else files


def export(students: Iterable[Student], module: Path) -> bytes:
    """The export: a folder for each student. The same sources give the same bytes on every system."""
    source = module.read_text(encoding="utf-8")
    return pack(
        {
            f"{student.name}_{student.number}_assignsubmission_file_/{path}": data
            for student in students
            for path, data in files_of(student, source).items()
        }
    )


def main(arguments: list[str]) -> int:
    """Writes the zips, or compares them if `arguments` hold --check; returns the exit status."""
    zips = {HERE / "class.zip": export(CLASS, MODULE), HERE / "first.zip": export([FIRST], FIRST_MODULE)}
    if arguments not in ([], ["--check"]):
        print("usage: python examples/make_class.py [--check]", file=sys.stderr)
        return 2
    for target, data in zips.items():
        if not arguments:
            target.write_bytes(data)
            print(f"{target}: {len(data):,} bytes")
        elif not target.exists() or target.read_bytes() != data:
            print(f"{target} is stale. Run: python examples/make_class.py", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
