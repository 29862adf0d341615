"""Defines what the coordinator and the workers of a cluster say to each other: records as JSON, decoded strictly."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Iterable
from typing import Any

import msgspec

from autograder.checks.diagnosis import Diagnoses
from autograder.checks.observations import Observations, Remembered
from autograder.course.manifest import MANIFEST, find_assignment
from autograder.course.packages import provider
from autograder.files import digest, digest_of, files_below, kit_digest
from autograder.grading.judged import Judged
from autograder.grading.pool import JudgeSettings
from autograder.records import Submission

OPERATION = "chainrule"  # what a worker's handler for all of this is called


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """One message, in either direction."""


class Hello(Message, frozen=True):
    """Asks what a worker judges with; nothing of the course is told before the answer is right."""

    packages: tuple[str, ...]


class Environment(Message, frozen=True):
    """What a verdict depends on beside the course: the kit's code, Python, and the versions of packages."""

    kit: str
    python: str
    packages: dict[str, str]


class CourseFiles(Message, frozen=True):
    """The files that judging takes, by their paths below `source`; `key` is the hash of them all."""

    key: str
    files: dict[str, bytes]


class Setup(Message, frozen=True):
    """How to judge: what is in `JudgeSettings`, with the files of the course by their hash."""

    course: str
    assignment: str
    secret: bytes
    layers: frozenset[str]
    trusted: bool
    needs: dict[str, frozenset[str]] | None
    forgive: bool
    diagnoses: Diagnoses
    budget_seconds: float | None = None

    @property
    def key(self) -> str:
        """A hash of it all, which names the run."""
        return digest([msgspec.json.encode(self, order="deterministic")])


class HandIn(Message, frozen=True):
    """A submission to judge in the run with this key, with what is remembered of it, if anything is."""

    run: str
    student: str
    files: dict[str, bytes]
    kept: Observations | None = None

    @property
    def submission(self) -> Submission:
        """The submission."""
        if self.kept is None:
            return Submission(self.student, self.files)
        return Remembered(self.student, self.files, self.kept)


class Leave(Message, frozen=True):
    """Ends the run with this key."""

    run: str


class Done(Message, frozen=True):
    """There is nothing to add."""


class LacksCourse(Message, frozen=True):
    """The worker has not got the files of the course."""


class Refused(Message, frozen=True):
    """The worker cannot judge, and why."""

    reason: str


class Answer(Message, frozen=True):
    """What came of a hand-in."""

    judged: Judged


Request = Hello | CourseFiles | Setup | HandIn | Leave
Reply = Environment | Done | LacksCourse | Refused | Answer
_REQUEST: msgspec.json.Decoder[Request] = msgspec.json.Decoder(Request)
_REPLY: msgspec.json.Decoder[Reply] = msgspec.json.Decoder(Reply)


def encode(message: Message) -> bytes:
    """A message as it travels."""
    return msgspec.json.encode(message)


def read_request(content: bytes) -> Request:
    """What the coordinator asks. Raises `msgspec.DecodeError` for what it cannot have said."""
    return _REQUEST.decode(content)


def read_reply(content: Any) -> Reply:
    """What a worker answers. Raises `msgspec.DecodeError` for what is not just that."""
    if not isinstance(content, bytes):
        raise msgspec.DecodeError(f"the answer is of the type {type(content).__name__}, not bytes")
    try:
        return _REPLY.decode(content)
    except UnicodeDecodeError as error:
        raise msgspec.DecodeError(str(error)) from None


def course_files(settings: JudgeSettings) -> CourseFiles:
    """All that a worker needs on its disk: the assignment with checks and planted mistakes, and what it builds on."""
    assignment = settings.assignment
    source = assignment.folder.parent
    paths = [f"{assignment.name}/{name}" for name in (MANIFEST, *assignment.files)]
    files = {path: (source / path).read_bytes() for path in paths}
    for part in ("checks", "wrong"):  # without the mistakes none could be named that is told by drawn inputs
        below = files_below(assignment.folder / part)
        files |= {f"{assignment.name}/{part}/{name}": content for name, content in below.items()}
    for name in assignment.needs:
        needed = find_assignment(source, name)
        files |= {f"{needed.name}/{each}": (needed.folder / each).read_bytes() for each in (MANIFEST, *needed.files)}
    return CourseFiles(digest_of(files), files)


def setup_of(settings: JudgeSettings, course: str) -> Setup:
    """The settings as a worker is told them, given the hash of the course's files."""
    needs = None if settings.needs is None else dict(settings.needs)
    return Setup(
        course,
        settings.assignment.name,
        settings.secret,
        settings.layers,
        settings.trusted,
        needs,
        settings.forgive,
        settings.diagnoses,
        settings.assignment.limits.budget_seconds,
    )


def environment(packages: Iterable[str]) -> Environment:
    """What this machine judges with; a package that is not installed has no version."""
    return Environment(kit_digest(), platform.python_version(), {each: _version(each) for each in ("numpy", *packages)})


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(provider(package))
    except importlib.metadata.PackageNotFoundError:
        return ""


def differences(ours: Environment, theirs: Environment) -> list[str]:
    """What is not the same, in words."""
    found = [] if ours.kit == theirs.kit else ["its kit has other code"]
    versions = [("Python", ours.python, theirs.python)]
    versions += [(name, version, theirs.packages.get(name, "")) for name, version in ours.packages.items()]
    return found + [
        f"{name} is {there or 'missing'} there and {here or 'missing'} here"
        for name, here, there in versions
        if here != there
    ]
