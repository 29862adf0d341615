"""Holds every path and setting of a course."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from autograder.course.manifest import MANIFEST, assignment_names, assignments_in, find_assignment
from autograder.course.policy import Policy, read_policy
from autograder.course.secret import read_secret
from autograder.errors import Problem
from autograder.records import Assignment

PROOF = "proof.json"  # in an assignment's folder in `solutions`: what its release was proved of


@dataclass(frozen=True)
class Course:
    """The course in the folder `root`. Each path is called as its folder there; what is read is read once."""

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> Course:
        """The nearest course at or above `start`, or the current folder.

        Raises `Problem` if there is none.
        """
        here = (start or Path.cwd()).resolve()
        for folder in (here, *here.parents):
            if assignment_names(cls(folder).source):
                return cls(folder)
        raise Problem(
            f"No course here: neither {here} nor a folder above it holds source/*/{MANIFEST}. "
            "Change into your course, or pass --course FOLDER."
        )

    @property
    def source(self) -> Path:
        """What instructors write."""
        return self.root / "source"

    @property
    def assignments(self) -> Path:
        """What students get."""
        return self.root / "assignments"

    @property
    def solutions(self) -> Path:
        """What teachers get."""
        return self.root / "solutions"

    @property
    def submitted(self) -> Path:
        """What students handed in: submitted/<student>/<assignment>/, as nbgrader has it."""
        return self.root / "submitted"

    @property
    def results(self) -> Path:
        """What the judge said: results/<assignment>/<student>.json."""
        return self.root / "results"

    @property
    def autograded(self) -> Path:
        """Notebooks with the judge's points, which nbgrader writes."""
        return self.root / "autograded"

    @property
    def feedback(self) -> Path:
        """What students get back: feedback/<student>/<assignment>/."""
        return self.root / "feedback"

    @property
    def gradebook_source(self) -> Path:
        """What nbgrader takes for its source: the release, without any solution or hidden check."""
        return self._private / "gradebook"

    @property
    def secret_file(self) -> Path:
        """Where the secret is kept, which git does not track."""
        return self._private / "secret"

    @property
    def needs(self) -> Path:
        """Which other exercises each check needs, as found for the source that there is."""
        return self._private / "needs"

    @property
    def pictures(self) -> Path:
        """What solutions answer where feedback draws what a student's code made."""
        return self._private / "pictures"

    @property
    def _private(self) -> Path:
        return self.root / ".autograder"

    @property
    def policy_file(self) -> Path:
        """The course's rules, if it has any."""
        return self.root / "course.toml"

    @cached_property
    def policy(self) -> Policy:
        """The course's rules. Raises `Problem` if course.toml cannot be understood."""
        return read_policy(self.policy_file, assignment_names(self.source))

    def withholds(self, assignment: Assignment, now: datetime) -> bool:
        """Whether students may not read what code of theirs said beside the solutions of earlier assignments.

        They are still worth something to somebody as long as one of these is open. Raises `Problem` as `policy` does.
        """
        return not self.policy.closed(assignment.needs, now)

    @cached_property
    def secret(self) -> bytes:
        """The secret that hidden inputs are drawn from, made when it is first asked for. Raises `Problem`."""
        return read_secret(self.secret_file)

    def all_assignments(self) -> list[Assignment]:
        """Every assignment, in the order of their names."""
        return assignments_in(self.source)

    def assignment(self, name: str) -> Assignment:
        """The assignment called `name`, or the only one that begins so. Raises `Problem` that lists what there is."""
        return find_assignment(self.source, name)
