"""Keeps what was answered for pictures beside results, so that each student's code is asked but once, and draws it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from autograder.checks.bench import Bench
from autograder.course.pictures import PICTURES, Wanted, pictures_of
from autograder.course.solutions import solution_of, solutions_needed
from autograder.errors import Problem
from autograder.feedback.page.pictures.answers import SEEDS, Answer, Training, asked, band, grid_of
from autograder.feedback.page.records import Picture
from autograder.files import digest, digest_of, write_atomically
from autograder.grading.pool import JudgeSettings
from autograder.records import Assignment, Submission
from autograder.sandbox.plain import PlainLauncher

FOLDER = "pictures"
Answers = Mapping[str, tuple[Answer, ...]]  # by picture: of a student one, of the solution one for each seed


class _Kept(msgspec.Struct, frozen=True):
    """What was answered to the question with this `key`."""

    key: str
    answers: dict[str, tuple[Answer, ...]]


class Gallery:
    """The pictures of one assignment, of submissions and of the solution; to use in a `with`.

    Code of submissions runs in the sandbox of `settings`, and only where no answer of just these files is kept in
    `results`; what the solution answers is kept in the file `reference`.
    """

    def __init__(self, settings: JudgeSettings, results: Path, reference: Path) -> None:
        self._assignment = settings.assignment
        self._settings = settings
        self._folder = results / settings.assignment.name / FOLDER
        self._reference = reference
        self.wanted = pictures_of(settings.assignment)
        self._bench: Bench | None = None
        self._key = _key(settings.assignment) if self.wanted else ""

    def __enter__(self) -> Gallery:
        return self

    def __exit__(self, *error: object) -> None:
        if self._bench is not None:
            self._bench.close()

    def of(self, submission: Submission) -> tuple[Picture, ...]:
        """The pictures of a submission, without those for which its code gives nothing to draw.

        Raises `Problem` if its code cannot be confined.
        """
        if not self.wanted:
            return ()
        path = self._folder / f"{submission.student}.json"
        key = digest([self._key, digest_of(submission.files), *sorted(self._settings.layers)])
        own = _read(path, key)
        if own is None:
            own = self._asked(submission)
            _write(path, key, own)
        return tuple(drawn(self.wanted, own, self._solution()))

    def _asked(self, submission: Submission) -> dict[str, tuple[Answer, ...]]:
        bench = self._opened()
        bench.put(submission)
        try:
            return {each.name: _answered(asked(bench, each)) for each in self.wanted}
        except Problem as problem:
            raise Problem(f"{problem}\nPictures are all that runs students' code here: --no-pictures") from None
        finally:
            bench.clear()

    def _solution(self) -> Answers:
        found = _read(self._reference, self._key)
        if found is None:
            bench = self._opened()
            found = {each.name: tuple(_of_solution(bench, each)) for each in self.wanted}
            _write(self._reference, self._key, found)
        return found

    def _opened(self) -> Bench:
        if self._bench is None:
            needed, settings = solutions_needed(self._assignment), self._settings
            self._bench = Bench(self._assignment, settings.launcher(), needed, PlainLauncher(), settings.secret)
        return self._bench


def _key(assignment: Assignment) -> str:
    own = (assignment.folder / PICTURES).read_bytes()
    return digest([own, digest_of(solution_of(assignment).files), digest_of(solutions_needed(assignment))])


def _answered(answer: Answer | None) -> tuple[Answer, ...]:
    return () if answer is None else (answer,)


def _of_solution(bench: Bench, wanted: Wanted) -> Iterator[Answer]:
    for seed in range(SEEDS if wanted.kind == "training" else 1):
        yield from _answered(asked(bench, wanted, seed, solution=True))


def _read(path: Path, key: str) -> dict[str, tuple[Answer, ...]] | None:
    try:
        kept = msgspec.json.decode(path.read_bytes(), type=_Kept)
    except (OSError, msgspec.DecodeError):
        return None
    return kept.answers if kept.key == key else None


def _write(path: Path, key: str, answers: dict[str, tuple[Answer, ...]]) -> None:
    write_atomically(path, msgspec.json.encode(_Kept(key, answers)))


def drawn(wanted: Sequence[Wanted], own: Answers, solution: Answers) -> Iterator[Picture]:
    """A picture for each that both the student's code and the solution answered."""
    for each in wanted:
        mine, right = own.get(each.name, ()), solution.get(each.name, ())
        if not mine or not right:
            continue
        if mine[0].graph:
            yield _graph(each, mine[0], right[0])
        elif trainings := [answer.training for answer in right if answer.training]:
            assert mine[0].training is not None
            yield _training(each, mine[0].training, trainings)


def _graph(wanted: Wanted, own: Answer, right: Answer) -> Picture:
    from autograder.feedback.page.pictures.graph import graph_svg

    svg, told = graph_svg(own.graph, f"your computation graph of {len(own.graph)} nodes")
    mine, reference = own.graph[-1].data, right.graph[-1].data
    if abs(mine - reference) > 1e-6 * max(1.0, abs(reference)):
        told = f"Its result is {mine:.4g}; a right one is {reference:.4g}. {told}"
    return Picture(wanted.caption, told, (("", svg),))


def _training(wanted: Wanted, own: Training, trainings: Sequence[Training]) -> Picture:
    from autograder.feedback.page.pictures.plots import loss_svg, regions_svg

    assert wanted.data is not None
    X, y = wanted.data
    u, v, _ = grid_of(X)
    low, high = band(trainings)
    inside = low[-1] - 1e-6 <= own.losses[-1] <= high[-1] + 1e-6 and len(own.losses) == len(low)
    told = f"Your loss ends {'within' if inside else 'outside'} the band of {len(trainings)} correct runs, "
    told += "which differ in their first weights; beside it, where which class is likelier, and the line between them."
    sides = {"your regions": own, "those of a correct one": trainings[0]}
    regions = [(name, regions_svg(each.chances, (u, v), X, y, name)) for name, each in sides.items()]
    return Picture(wanted.caption, told, (("", loss_svg(own.losses, low, high)), *regions), "training")
