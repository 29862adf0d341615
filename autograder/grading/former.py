"""Keeps the results that a regrade replaces, and puts them back, byte for byte.

They lie in results/<assignment>/former/<when>/ before the first of them is replaced, and a record beside the folder
says why, and whether the regrade came to its end: one that was interrupted goes on, or is taken back, as any other.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec

from autograder.errors import Problem
from autograder.files import digest, write_atomically
from autograder.grading import observations

FOLDER = "former"


class Regraded(msgspec.Struct, frozen=True):
    """One regrade: when, why, the hashes of the results it writes, and how far it has come."""

    when: str
    reason: str
    written: tuple[str, ...]
    state: Literal["begun", "done", "undoing"] = "begun"


class Former:
    """The former results of one regrade, below the `results` of an assignment."""

    def __init__(self, folder: Path, name: str, record: Regraded) -> None:
        self._results, self._name, self.record = folder, name, record

    @property
    def _kept(self) -> Path:
        return self._results / FOLDER / self._name

    @property
    def _record_file(self) -> Path:
        return self._results / FOLDER / f"{self._name}.json"

    def students(self) -> list[str]:
        """Whose former results are kept."""
        return sorted(path.stem for path in self._kept.glob("*.json"))

    def keep(self, students: Iterable[str]) -> None:
        """Copies results that are to be replaced, unless a copy is kept already, and then the record."""
        for student in sorted(set(students) - set(self.students())):
            for path in (f"{observations.FOLDER}/{student}.json", f"{student}.json"):
                if (self._results / path).is_file():
                    write_atomically(self._kept / path, (self._results / path).read_bytes())
        self._save()

    def _save(self) -> None:
        """Writes the record."""
        write_atomically(self._record_file, msgspec.json.encode(self.record) + b"\n")

    def turn(self, state: Literal["done", "undoing"]) -> None:
        """Notes that all results are written, or that they are about to be put back."""
        self.record = msgspec.structs.replace(self.record, state=state)
        self._save()

    def content(self, student: str) -> bytes:
        """The file of a student's former result."""
        return (self._kept / f"{student}.json").read_bytes()

    def is_written(self, student: str) -> bool:
        """Whether the student's result is still the one that the regrade wrote."""
        return digest([self._now(student)]) in self.record.written

    def is_back(self, student: str) -> bool:
        """Whether the student's result is the former one, perhaps beside other answers."""
        return self._now(student) == self.content(student)

    def _now(self, student: str) -> bytes:
        path = self._results / f"{student}.json"
        return path.read_bytes() if path.is_file() else b""

    def put_back(self, student: str) -> None:
        """Puts a student's former result, and what it was judged by, in the place of what there is."""
        path = f"{observations.FOLDER}/{student}.json"
        if (self._kept / path).is_file():
            write_atomically(self._results / path, (self._kept / path).read_bytes())
        else:
            (self._results / path).unlink(missing_ok=True)
        write_atomically(self._results / f"{student}.json", self.content(student))

    def forget(self) -> None:
        """Deletes what is kept of the regrade."""
        shutil.rmtree(self._kept, ignore_errors=True)
        self._record_file.unlink(missing_ok=True)


def last_regrade(folder: Path) -> Former | None:
    """The last regrade in an assignment's folder of results that was not taken back. Raises `Problem`."""
    return next(_regrades(folder), None)


def new_regrade(folder: Path, reason: str, written: Iterable[bytes]) -> Former:
    """A regrade that is about to write these results: the one that was interrupted, if one was, which goes on.

    Raises `Problem` if it is the taking back of one that was.
    """
    hashes = tuple(sorted(digest([content]) for content in written))
    last = last_regrade(folder)
    if last and last.record.state == "undoing":
        raise Problem("Taking back the last regrade was interrupted. Let it end first: autograder regrade ... --undo")
    if last and last.record.state == "begun":
        last.record = msgspec.structs.replace(
            last.record, reason=reason, written=tuple(sorted({*last.record.written, *hashes}))
        )
        return last
    for path in (folder / FOLDER).glob("*/"):
        if not path.with_name(f"{path.name}.json").exists():  # it ended before anything was replaced
            shutil.rmtree(path)
    moment = datetime.now(UTC)
    while (folder / FOLDER / (name := f"{moment:%Y%m%dT%H%M%S-%fZ}")).exists():
        moment = datetime.now(UTC)
    return Former(folder, name, Regraded(f"{moment:%Y-%m-%d %H:%M:%S} UTC", reason, hashes))


def _regrades(folder: Path) -> Iterator[Former]:
    for path in sorted((folder / FOLDER).glob("*.json"), reverse=True):
        try:
            yield Former(folder, path.stem, msgspec.json.decode(path.read_bytes(), type=Regraded))
        except msgspec.DecodeError as error:
            raise Problem(f"{path} is no record of a regrade: {error}. Move it away, then again.") from None
