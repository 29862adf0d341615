"""What a student reads: a reply from the worker or a failed comparison enters, a status and a message leave."""

from __future__ import annotations

import itertools
import textwrap
from typing import Any

import msgspec

from autograder.checks.bench import Bench
from autograder.checks.show import show
from autograder.checks.stubs import python_text, untouched_stubs
from autograder.records import Exercise, Status
from autograder.sandbox.replies import Died, Probe, Raised, Reply, Timeout, Uncrossable
from autograder.sandbox.worker.wire import PROBE_FILE
from autograder.text import printable

LABEL_WIDTH = 10
MAX_MESSAGE = 4000


class Ended(Exception):
    """The check is over, with this status: raised out of `student(...)` where there is nothing to compare."""

    def __init__(self, status: Status, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class Call(msgspec.Struct, frozen=True):
    """A probe and what it was called with, to be told to the student."""

    probe: Probe
    arguments: tuple[Any, ...]

    def told(self) -> str:
        """The probe's lines and its arguments, labelled."""
        lines = [labelled("called", self.probe.body)]
        pairs = zip(self.probe.parameters, self.arguments, strict=True)
        given = "\n".join(f"{name} = {show(value)}" for name, value in pairs)
        return "\n".join([*lines, labelled("with", given)] if given else lines)


def labelled(label: str, text: str) -> str:
    """`text` behind `label`, its further lines indented to match."""
    body = textwrap.indent(text, " " * LABEL_WIDTH)
    return f"{label:<{LABEL_WIDTH}}{body.lstrip()}" if body else label


def without_value(reply: Reply, call: Call, bench: Bench, exercise: Exercise, seconds: float) -> Ended:
    """The end of a check whose probe did not return plain data."""
    match reply:
        case Raised(type="NotImplementedError") if _stub_frame(reply):
            return _unwritten(reply, bench, exercise)
        case Raised():
            return Ended(Status.ERROR, "\n".join([_raised(reply, call, bench), call.told()]))
        case Uncrossable(what):
            text = f"The result is {what}; expected plain numbers, text, lists or arrays of numbers."
            return Ended(Status.FAILED, "\n".join([text, call.told()]))
        case Timeout():
            if bench.student.import_failed:
                return Ended(
                    Status.TIMEOUT, "Importing your file did not finish. Is there a loop outside of every function?"
                )
            text = f"No answer within {seconds:g} s. Is there a loop that does not end?"
            return Ended(Status.TIMEOUT, "\n".join([text, call.told()]))
        case Died():
            what = "Importing your file" if bench.student.import_failed else "Your code"
            text = f"{what} ended the Python process without an answer (os._exit, a crash, or out of memory)."
            return Ended(Status.ERROR, "\n".join([text, call.told()]))
    return Ended(Status.ERROR, "\n".join(["Your code disturbed the process that it ran in.", call.told()]))


def _stub_frame(reply: Raised) -> tuple[str, int, str] | None:
    return next((frame for frame in reversed(reply.frames) if frame[0] != PROBE_FILE), None)


def _unwritten(reply: Raised, bench: Bench, exercise: Exercise) -> Ended:
    frame = _stub_frame(reply)
    assert frame is not None
    file, line, function = frame
    place = f"{file}, line {line}: `{function}` is not written yet."
    owner = next((e for e in bench.assignment.exercises if _owns(e, function)), None)
    text = "\n".join(python_text(bench.submission.files.get(name, b"")) for name in bench.assignment.files)
    if owner == exercise or untouched_stubs(text, exercise.stubs):
        return Ended(Status.NOT_ATTEMPTED, place)
    needed = f"the exercise {owner.name}" if owner else f"{file}, from an earlier assignment"
    return Ended(Status.BLOCKED, f"{place}\nThis check also needs {needed}; write that first.")


def _owns(exercise: Exercise, function: str) -> bool:
    return any(function == stub or function.startswith(f"{stub}.<locals>") for stub in exercise.stubs)


def _raised(reply: Raised, call: Call, bench: Bench) -> str:
    own = [frame for frame in reply.frames if frame[0] != PROBE_FILE]
    lines = [f"{reply.type}: {reply.text}" if reply.text else reply.type]
    for (file, line, function), same in itertools.groupby(own):
        inside = "" if function == "<module>" else f", in {function}"
        lines.append(f"  {file}, line {line}{inside}:  {bench.source_line(file, line)}")
        if (times := len(list(same))) > 1:
            lines.append(f"  and the same line {times - 1} times more, or oftener")
    source = call.probe.source.splitlines()
    if not own and reply.frames and len(source) > 2 and 0 < reply.frames[-1][1] <= len(source):
        lines.append(f"  where the check runs:  {source[reply.frames[-1][1] - 1].strip()}")
    return "\n".join(lines)


def mistyped(reason: str, value: Any, call: Call) -> Ended:
    """The end of a check that got data of another type than the probe promises."""
    text = f"The result has the wrong type: {reason}."
    return Ended(Status.FAILED, "\n".join([text, call.told(), labelled("returned", show(value))]))


def capped(message: str) -> str:
    """The message without control characters, cut to a length that a person reads."""
    return printable(message[:MAX_MESSAGE], keep="\n\t") + (" …" if len(message) > MAX_MESSAGE else "")
