"""Frozen records that pass between the stages: what an assignment is, what a check said, what a submission earned."""

from __future__ import annotations

import enum
import math
from collections.abc import Mapping
from pathlib import Path

import msgspec


class Status(enum.StrEnum):
    """The verdict on one check of one submission."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_ATTEMPTED = "not_attempted"
    ERROR = "error"  # the student's code raised, or could not be imported
    TIMEOUT = "timeout"
    BLOCKED = "blocked"  # another exercise that this check needs is still a stub
    UNGRADED = "ungraded"  # our fault: never scored as the student's


# By check, the other exercises without which it fails for the solution itself.
Needs = Mapping[str, frozenset[str]]

# A budget, where assignment.toml gives none: so many times what the solution takes, and so many limits of a check, of
# which three are lost to one stub that never ends, in two checks of its exercise and one of another.
TIMES_THE_SOLUTION = 10
LIMITS = 4


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one check may use: `seconds` of processor time, twice that asleep, and `memory_mb` of address space.

    Where checks share one process, as on the student's own machine, `seconds` are by the clock, and at least 2.
    `budget_seconds` is the processor time that all checks of one submission may use together, and twice that is what
    they may take asleep. Grading derives it from the solution's own time unless it is given; None is without end.
    """

    seconds: float = 5.0
    memory_mb: int = 1024
    budget_seconds: float | None = None


class CheckOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one check has of its own in assignment.toml; None means the exercise's or assignment's value."""

    points: float | None = None
    seconds: float | None = None


class Exercise(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stub that a student fills in.

    `stubs` are the qualified names of the functions to write (`Value.__mul__`); `points` are per check;
    extra-credit points (`extra`) raise the score, not the maximum.
    """

    name: str
    title: str
    stubs: tuple[str, ...]
    hints: tuple[str, ...]
    points: float = 1.0
    extra: bool = False
    checks: dict[str, CheckOptions] = {}


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A written question, which a person grades; the lesson holds its text and the model answer."""

    name: str
    title: str
    points: float = 1.0


class Assignment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One assignment.toml, and the folder it was read from.

    `modules` are what a student hands in, without `.py`; `needs` are earlier assignments whose modules these
    import; `packages` can be imported by a submission beside the standard library and NumPy. `warm_up` is Python that
    runs once in the zygote of sandboxed sessions: it loads what a package would load on first use in each of them.
    `hidden_points` are those of the checks that only the instructor has, as a release tells them.
    """

    title: str
    modules: tuple[str, ...]
    exercises: tuple[Exercise, ...]
    questions: tuple[Question, ...] = ()
    needs: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    warm_up: str = ""
    limits: Limits = Limits()
    hidden_points: float = 0.0
    folder: Path = Path()

    @property
    def name(self) -> str:
        """The folder's name: `01_autograd`."""
        return self.folder.name

    @property
    def files(self) -> tuple[str, ...]:
        """The file names that a student hands in: `engine.py`."""
        return tuple(f"{module}.py" for module in self.modules)

    @property
    def notebook(self) -> str:
        """The file name of the lesson as students get it: `01_autograd.ipynb`."""
        return f"{self.name}.ipynb"

    def exercise_of(self, check: str) -> Exercise | None:
        """The exercise that the check `sigmoid_is_finite` belongs to: the longest exercise name it starts with."""
        owners = [e for e in self.exercises if check == e.name or check.startswith(f"{e.name}_")]
        return max(owners, key=lambda e: len(e.name), default=None)

    def points_of(self, check: str) -> float:
        """The points of a check: its own if assignment.toml gives it some, otherwise its exercise's."""
        exercise = self.exercise_of(check)
        if exercise is None:
            return 0.0
        own = exercise.checks.get(check, CheckOptions()).points
        return exercise.points if own is None else own

    @property
    def longest(self) -> float:
        """The longest limit of any check in seconds."""
        own = (options.seconds or 0.0 for exercise in self.exercises for options in exercise.checks.values())
        return max(self.limits.seconds, *own, 0.0)

    @property
    def budget(self) -> float:
        """The processor time that all checks of a submission may use together, in seconds."""
        own = self.limits.budget_seconds
        return math.inf if own is None else own

    def with_budget(self, solution_seconds: float) -> Assignment:
        """The assignment with the budget that it gives, or else one that leaves wide what the solution takes."""
        if self.limits.budget_seconds is not None:
            return self
        budget = max(math.ceil(TIMES_THE_SOLUTION * solution_seconds), LIMITS * self.limits.seconds)
        limits = msgspec.structs.replace(self.limits, budget_seconds=float(budget))
        return msgspec.structs.replace(self, limits=limits)

    def seconds_of(self, check: str) -> float:
        """The limit of a check in seconds."""
        exercise = self.exercise_of(check)
        own = exercise.checks.get(check, CheckOptions()).seconds if exercise else None
        return self.limits.seconds if own is None else own


class Fault(msgspec.Struct, frozen=True):
    """An exception that a check itself raised: where in the assignment's folder, and what it says."""

    file: str
    line: int
    text: str


class Label(enum.StrEnum):
    """What a detail tells. Only the judge gives labels, and these are all there are."""

    REASON = "reason"  # in the judge's own words
    RAISED = "raised"
    AT = "at"
    CALLED = "called"
    WITH = "with"
    RETURNED = "returned"
    EXPECTED = "expected"
    DIFFERS = "differs"
    LIKELY = "likely"
    PRINTED = "printed"
    MESSAGE = "message"  # all that was found, in a result from before there were details


class Detail(msgspec.Struct, frozen=True, omit_defaults=True):
    """One part of what a check found. What a student's code can choose is only ever in `text`, never the label.

    `guarded` is what may be told of it where that code had earlier solutions at hand; '' for nothing. `place` is the
    file and the line of the submission's own that it tells of, if it is one.
    """

    label: Label
    text: str
    guarded: str = ""
    place: tuple[str, int] | None = None


class Verdict(msgspec.Struct, frozen=True):
    """What one run of a check found: its status, the details, how long it took by the clock, and its own fault.

    `seen` is a hash of what was observed, if the check did not pass.
    """

    status: Status
    details: tuple[Detail, ...] = ()
    seconds: float = 0.0
    fault: Fault | None = None
    seen: str = ""


class CheckResult(msgspec.Struct, frozen=True, omit_defaults=True):
    """The verdict on one check of one submission; `seconds` is wall clock.

    `sentence` says what is checked, and `details` what was found; `message` is the same as plain text, for scripts.
    `fault` is there if the check itself raised. A check that failed is `carried` from other exercises if it passes
    beside right ones; whether it gives its points then is a rule of the course. `seen` is a hash of what a check
    observed that did not pass, and `alike` of what it observed of inputs that the whole class got, beside right
    exercises: `PASSED`, if it passed there. `key` is a hash of the check itself.
    """

    name: str
    exercise: str
    hidden: bool
    status: Status
    points: float
    max_points: float
    message: str
    seconds: float
    sentence: str = ""
    details: tuple[Detail, ...] = ()
    fault: Fault | None = None
    carried: tuple[str, ...] = ()
    seen: str = ""
    key: str = ""
    alike: str = ""

    def __post_init__(self) -> None:
        """Makes the message its only detail in a result from before there were details."""
        if self.message and not self.details:
            msgspec.structs.force_setattr(self, "details", (Detail(Label.MESSAGE, self.message),))

    @property
    def reason(self) -> str:
        """What the judge says in its own words, without what was called and what came back."""
        return "\n".join(each.text for each in self.details if each.label in (Label.REASON, Label.MESSAGE))


class Flag(msgspec.Struct, frozen=True):
    """Something in a submission's source that a person may want to look at; it costs nothing."""

    file: str
    line: int
    use: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.use}"


class Result(msgspec.Struct, frozen=True):
    """The record of one graded submission, as written to results/<assignment>/<student>.json.

    `flags` are for instructors alone. `files` is the hash of the files that were judged, `key` that of all the result
    depends on, and `run` that of what its code ran with. `held` says why it stays although checks have changed since:
    a regrade that lowers nobody.
    """

    student: str
    assignment: str
    score: float
    max_score: float
    isolation: tuple[str, ...]
    checks: tuple[CheckResult, ...]
    key: str = ""
    flags: tuple[Flag, ...] = ()
    files: str = ""
    run: str = ""
    held: str = ""

    @property
    def ungraded(self) -> bool:
        """Whether any check has no verdict, by no fault of the student's."""
        return any(check.status is Status.UNGRADED for check in self.checks)


class Submission(msgspec.Struct, frozen=True):
    """What one student handed in: the content of each file by name, without those that are missing."""

    student: str
    files: Mapping[str, bytes]


class Refusal(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file that `collect` did not take, and why.

    `person` says that it may be what is missing, so that a person has to look before a grade is final.
    """

    path: str
    reason: str
    person: bool = False


class Receipt(msgspec.Struct, frozen=True):
    """What `collect` did with one student's hand-in; kept as receipt.json beside the files it took.

    `person` is who the platform says it is of, as the platform's name and its key of them; `group` are the students who
    handed in together with them, `by` is who did for all of them, '' where each of them did. It is `late` if the
    platform marks it so, which is information: the course's own dates decide what it costs. `signs` are what else the
    platform says of who it is, each with its kind, such as sid, email or name. `left_out` is how many files and folders
    were not looked at, as programs keep them for themselves. `along` are files of earlier attempts that this one does
    not hold, each with when that was received, in words.
    """

    student: str
    assignment: str
    source: str
    taken: tuple[str, ...]
    missing: tuple[str, ...]
    refused: tuple[Refusal, ...]
    person: tuple[str, str] = ("", "")
    group: tuple[str, ...] = ()
    by: str = ""
    late: bool = False
    signs: tuple[tuple[str, str], ...] = ()
    left_out: int = 0
    along: tuple[tuple[str, str], ...] = ()
