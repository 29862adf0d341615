"""Puts a submission, and the solution beside it, where checks can observe them."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from types import CodeType
from typing import Any

import msgspec

from autograder.checks.diagnosis import NONE_KNOWN, Diagnoses
from autograder.checks.observations import Observations
from autograder.checks.probes import probe_from
from autograder.checks.recording import Recorder, question
from autograder.checks.time_outs import TimeOuts
from autograder.course.secret import COMMON_SECRET
from autograder.course.solutions import solution_of
from autograder.errors import ProbeError
from autograder.files import digest_of
from autograder.records import Assignment, Limits, Needs, Submission
from autograder.sandbox.channel import Launcher
from autograder.sandbox.replies import Probe, Reply
from autograder.sandbox.session import CachedSession, Session, Work
from autograder.sandbox.spending import Spending

IN_SHORT = 0.25  # of a budget
FOR_CLASS = ", of what all are asked"  # behind a check's name, where what it observed then is kept


class Bench:
    """One submission on the bench, and the solution beside it if the judge has one.

    `needed` are the earlier assignments' modules. `trusted` is for the course's own stubs,
    solutions and mistakes, and for a student's own machine: hidden inputs are drawn from the secret alone, and checks
    share a process, which is faster. `diagnoses` are the mistakes that are known by what public checks observe. `needs`
    are the other exercises that each check needs, if that was measured.
    """

    def __init__(
        self,
        assignment: Assignment,
        launcher: Launcher,
        needed: Mapping[str, bytes],
        reference: Launcher | None = None,
        secret: bytes = COMMON_SECRET,
        trusted: bool = False,
        diagnoses: Diagnoses = NONE_KNOWN,
        needs: Needs | None = None,
    ) -> None:
        self.assignment = assignment
        self.needs = needs
        self.diagnoses = diagnoses
        self._launcher, self._reference = launcher, reference
        self._needed = dict(needed)
        self._secret = secret
        self._trusted = trusted
        self._probes: dict[CodeType, Probe] = {}
        self._session: Session | None = None
        self._recorder: Recorder | None = None
        self.ran: dict[str, None] = {}  # the checks that the submission's code was run for
        self.submission = Submission("", {})
        self.time_outs = TimeOuts(self.needs)
        self.for_class = False
        self.spending = self._mending = Spending()
        self.solution = CachedSession(reference, self._solution()) if reference else None

    def _solution(self) -> Work:
        # Trusted, so that no question needs a process of its own.
        return msgspec.structs.replace(self.work(solution_of(self.assignment)), fork=False)

    def work(self, submission: Submission) -> Work:
        """What a session with this submission is opened with."""
        modules = tuple(name.removesuffix(".py") for name in self._needed) + self.assignment.modules
        files = {**self._needed, **submission.files}
        limits = Limits(self.assignment.longest, self.assignment.limits.memory_mb)
        fork, warm_up = not self._trusted, self.assignment.warm_up
        return Work(files, modules, self.assignment.packages, limits, fork, warm_up)

    def put(self, submission: Submission) -> None:
        """Takes the last submission off the bench, with all its processes, and puts this one on."""
        self.clear()
        self.submission = submission
        self.for_class = False
        self.time_outs = TimeOuts(self.needs)
        # As much again to find out where failures come from: who has looped in one exercise is told of the others.
        self.spending, self._mending = Spending(self.assignment.budget), Spending(self.assignment.budget)
        work = self.work(submission)
        self._session = Session(self._launcher, work, self.spending)
        self._recorder = None if self._trusted else Recorder(work)
        self.ran = {}

    def mend_in_short(self) -> None:
        """Leaves a part of a budget to find out where failures come from, of a submission that used up its own.

        A mistake may only make all that is built on it slow; and whoever spends on purpose gets little more for it.
        """
        self._mending = Spending(self.assignment.budget * IN_SHORT)

    def put_mended(self, files: Mapping[str, bytes]) -> None:
        """Lets the checks observe other files in place of the submission's. They draw the same inputs as before."""
        self.clear()
        work = self.work(Submission(self.submission.student, files))
        self._session = Session(self._launcher, work, self._mending)
        if self._recorder:
            self._recorder.turn_to(work)
        self.time_outs = TimeOuts(self.needs)

    def put_for_class(self, files: Mapping[str, bytes]) -> None:
        """Lets the checks observe files as `put_mended` does, by inputs that the whole class gets, and proofs too."""
        self.put_mended(files)
        self.for_class = True

    def put_apart(self, elsewhere: bool = False) -> None:
        """Lets the checks observe trusted code as they do a stranger's, each question in a process of its own.

        These are copies of one, or `elsewhere` of another, which has other random numbers if nobody seeds them.
        """
        self.clear()
        launcher = self._reference if elsewhere and self._reference else self._launcher
        self._session = Session(launcher, msgspec.structs.replace(self.work(self.submission), fork=True), self._mending)

    def start_over(self) -> None:
        """Has what is still asked of a stranger's submission answered by another session, where nothing has run yet."""
        if self._session is not None and not self._trusted:
            self._session.close()

    def try_out(self) -> None:
        """Opens a session without any student's code. Raises `Problem` if workers cannot be started and confined."""
        session = Session(self._launcher, Work({}, (), (), self.assignment.limits))
        session.open()
        session.close()

    def clear(self) -> None:
        """Ends the submission's session."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def close(self) -> None:
        """Ends every session and worker."""
        self.clear()
        if self.solution is not None:
            self.solution.close()
        for launcher in (self._launcher, self._reference):
            if launcher is not None:
                launcher.stop()

    @property
    def in_doubt(self) -> bool:
        """Whether the submission has to be judged once more; never on a bench that asks all there is to ask."""
        return False

    @property
    def proves(self) -> bool:
        """Whether what is judged is the course's own, beside its solution."""
        return self._trusted and self._reference is not None

    @property
    def trusted(self) -> bool:
        """Whether what is judged is no stranger's."""
        return self._trusted

    @property
    def student(self) -> Session:
        """The session of the submission on the bench."""
        assert self._session is not None
        return self._session

    def observe(self, check: str, probe: Probe, arguments: tuple[Any, ...], seconds: float) -> Reply:
        """What the submission's code answers to a call of a check; kept, unless the code is trusted."""
        check = f"{check}{FOR_CLASS}" if self.for_class else check
        if self._recorder is None:
            return self.answer(check, probe, arguments, seconds)
        asked = question(probe, arguments, seconds)
        reply = self.answer(check, probe, arguments, seconds)
        self._recorder.add(check, asked, reply, self.import_failed)
        return reply

    def answer(self, check: str, probe: Probe, arguments: tuple[Any, ...], seconds: float) -> Reply:
        """What the submission's code answers when it is run for a call of a check."""
        if not self.for_class:
            self.ran[check] = None
        return self.student.observe(probe, arguments, seconds)

    def observations(self) -> Observations | None:
        """What the current submission's code has answered so far, if it is kept."""
        if self._recorder is None:
            return None
        own, mending = ((round(each.processor, 3), round(each.clock, 3)) for each in (self.spending, self._mending))
        return msgspec.structs.replace(self._recorder.observations(self.layers), cost=own, mending_cost=mending)

    @property
    def import_failed(self) -> bool:
        """Whether the current submission's modules could not be imported."""
        return self.student.import_failed

    @property
    def layers(self) -> tuple[str, ...]:
        """The isolation that the current submission's session reached."""
        return self._session.layers if self._session else ()

    def missing(self) -> list[str]:
        """The files of the assignment that were not handed in."""
        return [name for name in self.assignment.files if name not in self.submission.files]

    def probe(self, function: Callable[..., Any], given: int) -> Probe:
        """The probe that `function` is, to call with that many arguments. Raises `ProbeError`."""
        code = function.__code__
        if code not in self._probes:
            modules = [name.removesuffix(".py") for name in self._needed]
            self._probes[code] = probe_from(function, [*modules, *self.assignment.modules])
        probe = self._probes[code]
        if given != len(probe.parameters):
            wanted = ", ".join(probe.parameters) or "none"
            raise ProbeError(f"The probe {probe.name!r} got {given} arguments; besides modules it takes: {wanted}.")
        return probe

    def seed(self, check: str) -> int:
        """A number that depends on the instructor's secret, the submission's content and the check.

        For what the whole class is asked it is the check's alone, and the one that proofs draw by.
        """
        if self.for_class:
            return int.from_bytes(hmac.new(COMMON_SECRET, check.encode(), hashlib.sha256).digest()[:16], "big")
        message = ("" if self._trusted else digest_of(self.submission.files)) + check
        return int.from_bytes(hmac.new(self._secret, message.encode(), hashlib.sha256).digest()[:16], "big")

    def earlier(self, file: str) -> str:
        """The earlier assignment that a module beside the submission is from; '' if it is none of these."""
        if file in self.submission.files or file not in self._needed:
            return ""
        around = self.assignment.folder.parent
        return next((name for name in self.assignment.needs if (around / name / file).is_file()), "")

    def place(self, file: str) -> str:
        """A file as it is found from the assignment's folder."""
        owner = self.earlier(file)
        return f"../{owner}/{file}" if owner else file

    def content(self, file: str) -> bytes:
        """A file in the worker; empty if there is none of this name."""
        return self.submission.files.get(file) or self._needed.get(file, b"")

    def source_line(self, file: str, line: int) -> str:
        """A line of a file in the worker, without its indentation; empty if there is no such line."""
        lines = self.content(file).decode("utf-8", "replace").splitlines()
        return lines[line - 1].strip() if 0 < line <= len(lines) else ""
