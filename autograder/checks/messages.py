"""Says to a student what a check found, as details: from a reply without a value, or of the wrong type."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from autograder.checks.bench import Bench
from autograder.checks.show import show
from autograder.checks.stubs import python_text, untouched_stubs
from autograder.records import Detail, Exercise, Label, Status
from autograder.sandbox.replies import Died, Probe, Raised, Reply, Timeout, Uncrossable
from autograder.sandbox.worker.wire import PROBE_FILE
from autograder.text import not_utf8, printable

LABEL_WIDTH = 10
MAX_MESSAGE = 4000
# By the rule of the sandbox that a module ran into.
BROKEN_RULES = {
    "write": "The grader's sandbox does not let a module write, change or delete files. Use variables.",
    "read": (
        "The grader's sandbox has no file of this name: the modules that you hand in are all that is there. "
        "Keep data in the module itself."
    ),
    "network": "The grader's sandbox has no network.",
    "program": "The grader's sandbox does not let a module start other programs.",
    "input": "In the grader's sandbox nobody is there to answer input(). Take values as arguments of your functions.",
    "print": "Your code printed too much. Is there a print in a loop that does not end?",
}


class Ended(Exception):
    """The check is over, with this status: raised out of `student(...)` where there is nothing to compare."""

    def __init__(self, status: Status, *details: Detail) -> None:
        super().__init__(plain_text(details))
        self.status = status
        self.details = details


class Call(msgspec.Struct, frozen=True):
    """A probe and what it was called with, to be told to the student."""

    probe: Probe
    arguments: tuple[Any, ...]

    def details(self) -> Iterator[Detail]:
        """The probe's lines, and its arguments if there are any."""
        yield Detail(Label.CALLED, self.probe.body)
        pairs = list(zip(self.probe.parameters, self.arguments, strict=True))
        if pairs:
            yield Detail(Label.WITH, "\n".join(_hanging(f"{name} = ", show(value)) for name, value in pairs))


def plain_text(details: Iterable[Detail]) -> str:
    """The details with their labels in a column of their own, which no other text can get into."""
    return "\n".join(_hanging(f"{each.label:<{LABEL_WIDTH}}", each.text) for each in details)


def _hanging(start: str, text: str) -> str:
    """`text` behind `start`, its further lines indented to match, so that the rows of a matrix line up."""
    return start + text.replace("\n", "\n" + " " * len(start))


def reason(text: str) -> Detail:
    """What the judge says in its own words."""
    return Detail(Label.REASON, text)


def without_value(reply: Reply, call: Call, bench: Bench, exercise: Exercise, seconds: float) -> Ended:
    """The end of a check whose probe did not return plain data."""
    match reply:
        case Raised(type="NotImplementedError") if _stub_frame(reply):
            return _unwritten(reply, bench, exercise)
        case Raised():
            return Ended(Status.ERROR, *_raised(reply, call, bench), *call.details())
        case Uncrossable(what):
            text = f"The result is {what}; expected plain numbers, text, lists or arrays of numbers."
            return Ended(Status.FAILED, reason(text), *call.details())
        case Timeout():
            if bench.import_failed:
                text = (
                    "Importing your file did not finish in time. Is there a loop outside of every function? "
                    'What trains or plots goes under `if __name__ == "__main__":`.'
                )
                return Ended(Status.TIMEOUT, reason(text))
            text = f"No answer within {seconds:g} s. Is there a loop that does not end?"
            return Ended(Status.TIMEOUT, reason(text), *call.details())
        case Died():
            what = "Importing your file" if bench.import_failed else "Your code"
            text = f"{what} ended the Python process without an answer (os._exit, a crash, or out of memory)."
            return Ended(Status.ERROR, reason(text), *call.details())
    return Ended(Status.ERROR, reason("Your code disturbed the process that it ran in."), *call.details())


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
        return Ended(Status.NOT_ATTEMPTED, reason(place))
    needed = f"the exercise {owner.name}" if owner else f"{file}, from an earlier assignment"
    return Ended(Status.BLOCKED, reason(f"{place}\nThis check also needs {needed}; write that first."))


def _owns(exercise: Exercise, function: str) -> bool:
    return any(function == stub or function.startswith(f"{stub}.<locals>") for stub in exercise.stubs)


def _raised(reply: Raised, call: Call, bench: Bench) -> Iterator[Detail]:
    if reply.breach:
        yield reason(BROKEN_RULES[reply.breach])
    elif reply.type == "SyntaxError" and (why := _unreadable(bench)):
        yield reason(why)
    yield Detail(Label.RAISED, f"{reply.type}: {reply.text}" if reply.text else reply.type)
    own = [frame for frame in reply.frames if frame[0] != PROBE_FILE]
    lines = []
    for (file, line, function), same in itertools.groupby(own):
        inside = "" if function == "<module>" else f", in {function}"
        lines.append(f"{file}, line {line}{inside}:  {bench.source_line(file, line)}")
        if (times := len(list(same))) > 1:
            lines.append(f"and the same line {times - 1} times more, or oftener")
    source = call.probe.source.splitlines()
    if not own and reply.frames and len(source) > 2 and 0 < reply.frames[-1][1] <= len(source):
        lines.append(f"where the check runs:  {source[reply.frames[-1][1] - 1].strip()}")
    if lines:
        yield Detail(Label.AT, "\n".join(lines))


def _unreadable(bench: Bench) -> str:
    """Why Python cannot read one of the files; '' if it is not for its encoding."""
    return next((why for name, content in bench.submission.files.items() if (why := not_utf8(name, content))), "")


def mistyped(error: str, value: Any, call: Call) -> Ended:
    """The end of a check that got data of another type than the probe promises."""
    text = f"The result has the wrong type: {error}."
    return Ended(Status.FAILED, reason(text), *call.details(), Detail(Label.RETURNED, show(value)))


def capped(details: Iterable[Detail]) -> tuple[Detail, ...]:
    """The details without control characters, cut to a length that a person reads."""
    return tuple(_capped(details))


def _capped(details: Iterable[Detail]) -> Iterator[Detail]:
    left = MAX_MESSAGE
    for each in details:
        cut = " …" if len(each.text) > left else ""
        yield Detail(each.label, printable(each.text[:left], keep="\n\t") + cut)
        left -= len(each.text)
        if left <= 0:
            return
