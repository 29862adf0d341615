"""Says to a student what a check found, as details: from a reply without a value, or of the wrong type."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import msgspec

from autograder.checks.bench import Bench
from autograder.checks.details import IMPORTING, NO_CHECK, NOT_IMPORTED, hanging, plain_text, reason, words
from autograder.checks.guarded import brief, own_line, own_place, raised
from autograder.checks.paste import inputs_of, pasted, too_long
from autograder.checks.show import show
from autograder.course.stubs import UNREADABLE, hides_code, left_over, python_text, syntax_tree, untouched_stubs
from autograder.records import Detail, Exercise, Label, Status
from autograder.sandbox.replies import Died, Probe, Raised, Reply, Spent, Timeout, Uncrossable
from autograder.sandbox.worker.wire import PROBE_FILE
from autograder.text import not_utf8

# By the rule of the sandbox that a module ran into.
BROKEN_RULES = {
    "write": "The grader's sandbox does not let a module write, change or delete files. Use variables.",
    "read": (
        "The grader's sandbox has no file of this name: the modules that you hand in are all that is there. "
        "Keep data in the module itself."
    ),
    "network": "The grader's sandbox has no network.",
    "program": "The grader's sandbox does not let a module start other programs or processes.",
    "lock": "The grader's sandbox does not let a module lock files, or hold up others who open them.",
    "limit": (
        "The grader's sandbox does not let a module raise its limits of time, memory, files or processes, "
        "or ask for those of a process by its number."
    ),
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
    """A probe and what it was called with, to be told to the student.

    Arguments of the check's `first` call are its own; later ones may be made of what came back before.
    """

    probe: Probe
    arguments: tuple[Any, ...]
    first: bool = False

    def details(self) -> Iterator[Detail]:
        """The lines that were run, to be pasted; and where the inputs are too long for that, what they are in short."""
        lines = pasted(self.probe, self.arguments)
        yield Detail(Label.CALLED, lines, lines if self.first else self.probe.body)
        if too_long(inputs_of(self.probe, self.arguments)):
            pairs = zip(self.probe.parameters, self.arguments, strict=True)
            text = "\n".join(hanging(f"{name} = ", show(value)) for name, value in pairs)
            yield Detail(Label.WITH, text, text if self.first else "")


def without_value(reply: Reply, call: Call, bench: Bench, exercise: Exercise, seconds: float) -> Ended:
    """The end of a check whose probe did not return plain data."""
    if bench.import_failed:
        return _not_imported(reply, call, bench)
    match reply:
        case Raised(type="NotImplementedError") if _stub_frame(reply):
            return _unwritten(reply, bench, exercise)
        case Raised():
            return Ended(Status.ERROR, *_raised(reply, call, bench), *call.details())
        case Uncrossable(what):
            told = "The result is {}; expected plain numbers, text, lists or arrays of numbers."
            return Ended(Status.FAILED, reason(told.format(what), told.format("no plain data")), *call.details())
        case Timeout():
            text = f"No answer within {seconds:g} s. Is there a loop that does not end?"
            return Ended(Status.TIMEOUT, words(text), *call.details())
        case Spent():
            return Ended(Status.TIMEOUT, words(_spent(reply)))
        case Died():
            text = "Your code ended the Python process without an answer (os._exit, a crash, or out of memory)."
            return Ended(Status.ERROR, words(text), *call.details())
    return Ended(Status.ERROR, words("Your code disturbed the process that it ran in."), *call.details())


def _spent(reply: Spent) -> str:
    """Why nothing is asked any more."""
    text = (
        f"Not run to its end: all checks together may compute for {reply.budget:g} s, or sleep twice as long, "
        "and those before this one used that up."
    )
    if reply.of_imports:
        return (
            f"{text} Most of it went into importing your file, which is done anew for each call of a check. "
            'What trains or plots goes under `if __name__ == "__main__":`.'
        )
    return f"{text} Is there a loop that does not end?"


def _not_imported(reply: Reply, call: Call, bench: Bench) -> Ended:
    """The end of every check of a file that cannot be imported: the same for all of them, and nothing was called."""
    match reply:
        case Raised():
            frame = _stub_frame(reply)
            why = _which_not_imported(reply, bench)
            if reply.type == "NotImplementedError" and frame:
                first = next(each for each in reply.frames if each[0] != PROBE_FILE)
                why = (
                    f"{why} {bench.place(first[0])}, line {first[1]} runs `{frame[2]}`, which is not written yet. "
                    'Put what tries your code below `if __name__ == "__main__":`.'
                )
            return Ended(Status.ERROR, reason(why, NOT_IMPORTED), *_raised(reply, call, bench))
        case Timeout():
            why = (
                f"{IMPORTING} did not finish in time. Is there a loop outside of every function? "
                'What trains or plots goes under `if __name__ == "__main__":`.'
            )
            return Ended(Status.TIMEOUT, words(why))
    why = f"{IMPORTING} ended the Python process without an answer (os._exit, a crash, or out of memory)."
    return Ended(Status.ERROR, words(why))


def _which_not_imported(reply: Raised, bench: Bench) -> str:
    earlier = [(file, bench.earlier(file)) for file, *_ in reply.frames if bench.earlier(file)]
    if not earlier:
        return NOT_IMPORTED
    file, assignment = earlier[-1]
    return f"{file} of {assignment} cannot be imported because of this error, {NO_CHECK}"


def _stub_frame(reply: Raised) -> tuple[str, int, str] | None:
    return next((frame for frame in reversed(reply.frames) if frame[0] != PROBE_FILE), None)


def _unwritten(reply: Raised, bench: Bench, exercise: Exercise) -> Ended:
    frame = _stub_frame(reply)
    assert frame is not None
    file, line, function = frame
    written = python_text(bench.content(file))
    place = f"{bench.place(file)}, line {line}: `{function}` is not written yet."
    if hides_code(written, line):
        place += " Nothing below that line runs: delete it once your code stands there."
    left = left_over(written, line)
    if left:
        rest = "`raise NotImplementedError` is left below what you wrote. Delete that line."
        place = f"{bench.place(file)}, line {line}: in `{function}`, {rest}"
    owner = next((e for e in bench.assignment.exercises if _owns(e, function)), None)
    text = "\n".join(python_text(bench.submission.files.get(name, b"")) for name in bench.assignment.files)
    if owner == exercise or untouched_stubs(text, exercise.stubs):
        status = Status.ERROR if left else Status.NOT_ATTEMPTED
        return Ended(status, reason(place, "This is not written yet."))
    needed = f"the exercise {owner.name}" if owner else f"{file} of {bench.earlier(file) or 'an earlier assignment'}"
    guarded = f"This check also needs the exercise {owner.name}; write that first." if owner else ""
    return Ended(Status.BLOCKED, reason(f"{place}\nThis check also needs {needed}; write that first.", guarded))


def _owns(exercise: Exercise, function: str) -> bool:
    return any(function == stub or function.startswith(f"{stub}.<locals>") for stub in exercise.stubs)


def _raised(reply: Raised, call: Call, bench: Bench) -> Iterator[Detail]:
    if reply.breach:
        yield words(BROKEN_RULES[reply.breach])
    elif reply.type == "SyntaxError" and (why := _unreadable(bench)):
        yield words(why)
    said = mismatch(reply) or reply.text
    yield Detail(Label.RAISED, f"{reply.type}: {said}" if said else reply.type, raised(reply.type))
    own = [frame for frame in reply.frames if frame[0] != PROBE_FILE]
    lines = []
    for (file, line, function), same in itertools.groupby(own):
        inside = "" if function == "<module>" else f", in {function}"
        code = bench.source_line(file, line)
        caret = _caret(bench, file, line) if reply.type == "SyntaxError" else 0
        at = f"{bench.place(file)}, line {line}"
        lines.append(f"{at}{inside}:  {code}" if not caret else f"{at}:\n    {code}")
        lines += [f"   {' ' * caret}^"] if caret else []
        if (times := len(list(same))) > 1:
            lines.append(f"and the same line {times - 1} times more, or oftener")
    source = call.probe.source.splitlines()
    if not own and reply.frames and len(source) > 2 and 0 < reply.frames[-1][1] <= len(source):
        lines.append(f"where the check runs:  {source[reply.frames[-1][1] - 1].strip()}")
    if lines:
        files = bench.submission.files
        yield Detail(Label.AT, "\n".join(lines), own_line(own, files), own_place(own, files))


def _caret(bench: Bench, file: str, line: int) -> int:
    """The column of a line, counted from 1 behind its indentation, that Python cannot read; 0 if that is not known."""
    text = python_text(bench.content(file))
    try:
        syntax_tree(text)
    except UNREADABLE as error:
        if isinstance(error, SyntaxError) and error.lineno == line and error.text and error.offset:
            return max(error.offset - (len(error.text) - len(error.text.lstrip())), 1)
    return 0


def mismatch(reply: Raised) -> str:
    """Why two arrays do not fit, in words; '' if it is not that, or not known which."""
    if len(reply.operands) != 2 or not any(word in reply.text for word in ("mismatch", "broadcast", "aligned")):
        return ""
    (left, one), (right, other) = reply.operands
    both = f"`{left}` is {one}, `{right}` is {other}: for `{left} {reply.operation} {right}`"
    if reply.operation == "@" and one and other:
        return f"{both} the inner sizes {one[-1]} and {other[-2:][0]} must agree"
    return f"{both} the sizes must agree, from the last one on, or be 1"


def _unreadable(bench: Bench) -> str:
    """Why Python cannot read one of the files; '' if it is not for its encoding."""
    return next((why for name, content in bench.submission.files.items() if (why := not_utf8(name, content))), "")


def mistyped(error: str, value: Any, call: Call) -> Ended:
    """The end of a check that got data of another type than the probe promises."""
    text = f"The result has the wrong type: {error}{'' if error.endswith('?') else '.'}"
    back = Detail(Label.RETURNED, show(value), brief(value))
    return Ended(Status.FAILED, reason(text, "The result has the wrong type."), *call.details(), back)
