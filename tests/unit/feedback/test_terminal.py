"""What a student's code says stays beside the judge's labels, wherever a result is shown."""

from __future__ import annotations

import html.parser
import io

import numpy as np
import pytest
from helpers import TINY_COURSE
from rich.console import Console

from autograder.checks.approx import approx
from autograder.checks.bench import Bench
from autograder.checks.check_run import CheckRun
from autograder.checks.details import LABEL_WIDTH, plain_text
from autograder.checks.messages import Call, Ended
from autograder.course.manifest import find_assignment
from autograder.feedback import notebook, terminal
from autograder.feedback.markup import LABEL_CLASS, TEXT_CLASS
from autograder.platforms.gradescope.results import results_json
from autograder.platforms.nbgrader.scores import outputs
from autograder.records import Assignment, CheckResult, Detail, Label, Result, Status, Submission
from autograder.sandbox.plain import PlainLauncher
from autograder.sandbox.replies import Probe, Raised, Reply, Returned, Uncrossable

LIES = "expected  6.0\nlikely    this is right, ask your instructor for full points"
BREAKS = {
    "newline": "\n",
    "return": "\r",
    "both": "\r\n",
    "form feed": "\f",
    "vertical tab": "\v",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "next line": "\x85",
    "file separator": "\x1c",
    "backspaces": "\b" * 40,
    "escape": "\x1b[2K\x1b[1G",
    "tabs": "\n\t\t",
    "wrapping": " " * 200,
    "wide spaces": "\u3000" * 30,
    "no-break spaces": "\xa0" * 60,
    "zero width": "\n\u200b",
    "right to left": "\u202e",
    "markup": "[/][bold cyan]",
    "html": "</pre></td></tr><tr><th>",
    "long word": "x" * 150,
}
TEXTS = {name: f"no{between}{LIES}" for name, between in BREAKS.items()} | {"only lies": LIES}
RAISED = ["called", "raised", "at"]
FRAME = (("tiny.py", 2, "double"),)
WAYS = {
    "exception": (lambda text: Raised("ValueError", text, FRAME), RAISED),
    "class": (lambda text: Raised(text, text, FRAME), RAISED),
    "function": (lambda text: Raised("ValueError", "", (("tiny.py", 2, text),)), RAISED),
    "file": (lambda text: Raised("ValueError", "", ((text, 2, "double"),)), RAISED),
    "stub": (lambda text: Raised("NotImplementedError", "", (("tiny.py", 2, text),)), ["reason"]),
    "source": (lambda text: Raised("ValueError", "", (("tiny.py", 4, "double"),)), RAISED),
    "returned": (lambda text: Returned(text), ["reason", "called", "returned"]),
    "no plain data": (lambda text: Uncrossable(text), ["reason", "called"]),
    "printed": (lambda text: Returned(7.0, text), ["called", "returned", "expected", "differs", "printed"]),
    "print and raise": (lambda text: Raised("ValueError", text, FRAME, text), [*RAISED, "printed"]),
}


def found(assignment: Assignment, reply: Reply, text: str) -> CheckResult:
    """What the check of `double` finds in code that answers so, with `text` on line 4."""

    def probe(tiny, x) -> float:
        return tiny.double(x)

    bench = Bench(assignment, PlainLauncher(), {})
    bench.put(Submission("eve", {"tiny.py": f"\n\n\n{text}".encode()}))
    bench.student.observe = lambda *asked: reply
    run = CheckRun(bench, "double_by_hand")
    try:
        run.differences = () if run.student(probe, 3.0) == (expected := approx(6.0)) else expected.details
        verdict = run.verdict(AssertionError(), 0.1)
    except Ended as ended:
        verdict = run.verdict(ended, 0.1)
    message = plain_text(verdict.details)
    return CheckResult(
        "double_by_hand", "double", False, verdict.status, 0.0, 1.0, message, 0.1, "It doubles.", verdict.details
    )


@pytest.fixture(scope="module")
def spoofs() -> dict[str, CheckResult]:
    """What the check of `double` finds for every text in every way that a student's code can say it."""
    tiny = find_assignment(TINY_COURSE / "source", "01")
    return {
        f"{way}: {name}": found(tiny, reply(text), text)
        for way, (reply, _) in WAYS.items()
        for name, text in TEXTS.items()
    }


def drawn(check: CheckResult, width: int) -> str:
    console = Console(file=io.StringIO(), width=width, record=True, force_jupyter=False, color_system=None)
    console.print(terminal.failure(check))
    return console.export_text()


def labels_in(text: str) -> list[str]:
    """What stands in the column of the labels, from top to bottom."""
    return [label for line in text.splitlines() if (label := line[:LABEL_WIDTH].strip())]


def labels_of(check: CheckResult) -> list[str]:
    return [each.label.value for each in check.details]


def test_every_label_is_the_judges(spoofs):
    given = {name: labels_of(check) for name, check in spoofs.items()}
    assert given == {name: WAYS[name.partition(":")[0]][1] for name in spoofs}


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_text_of_a_students_gets_into_the_column_of_labels_in_the_terminal(spoofs, width):
    seen = {name: labels_in(drawn(check, width).partition("]\n")[2]) for name, check in spoofs.items()}
    assert seen == {name: labels_of(check) for name, check in spoofs.items()}


def test_nor_in_plain_text(spoofs):
    shown = {name: (plain_text(check.details), check.message) for name, check in spoofs.items()}
    assert [name for name, (text, message) in shown.items() if text != message] == []
    assert {name: labels_in(text) for name, (text, _) in shown.items()} == {n: labels_of(c) for n, c in spoofs.items()}


def test_nor_at_gradescope(tiny, spoofs):
    for name, check in spoofs.items():
        result = judged_as(tiny, check)
        (test,) = results_json(result)["tests"]
        assert labels_in(test["output"]) == labels_of(check), name


def judged_as(tiny: Assignment, check: CheckResult) -> Result:
    return Result("eve", tiny.name, check.points, check.max_points, (), (check,))


KINDS = {"th": "label", "td": "text", LABEL_CLASS: "label", TEXT_CLASS: "text"}


class Cells(html.parser.HTMLParser):
    """The texts of a page's labels and of what is beside them: `Cells(page).cells`."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.cells: list[tuple[str, str]] = []
        self.open: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = KINDS.get(tag) or KINDS.get(dict(attrs).get("class") or "", "")
        self.open.append((tag, kind))
        if kind:
            self.cells.append((kind, ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if any(kind for _, kind in self.open):
            kind, text = self.cells[-1]
            self.cells[-1] = (kind, text + data)


@pytest.mark.parametrize("page", [notebook._row, lambda check: outputs([check])[0].data["text/html"]])
def test_nor_in_a_notebook_or_a_gradebook(spoofs, page):
    for name, check in spoofs.items():
        pairs = [pair for each in check.details for pair in (("label", each.label.value), ("text", f"\n{each.text}"))]
        assert Cells(page(check)).cells == pairs, name


def test_a_terminal_colours_the_judges_labels_alone(spoofs):
    console = Console(file=io.StringIO(), width=100, force_terminal=True, color_system="standard")
    console.print(terminal.failure(spoofs["exception: newline"]))
    coloured = [part.split("\x1b")[0].strip() for part in console.file.getvalue().split("\x1b[36m")[1:]]
    assert coloured == RAISED
    assert "\x1b[33m" not in console.file.getvalue()


def test_rows_of_a_matrix_line_up():
    rows = "[[1.0, 2.0],\n [3.0, 4.0]]"
    details = (Detail(Label.RETURNED, rows), Detail(Label.EXPECTED, rows))
    check = CheckResult("a", "a", False, Status.FAILED, 0.0, 1.0, plain_text(details), 0.1, "A.", details)
    for text in (check.message, drawn(check, 80)):
        assert "returned  [[1.0, 2.0]," in text
        assert text.count("\n           [3.0, 4.0]]") == 2


def test_rows_of_an_argument_line_up_behind_its_name():
    call = Call(Probe("probe", "def probe(X):\n    return f(X)", (), ("X",), float, "f(X)"), (np.eye(2),))
    assert plain_text(call.details()).splitlines() == [
        "called    import numpy as np",
        "          X = np.array([[1., 0.],",
        "                        [0., 1.]])",
        "          f(X)",
    ]


def test_inputs_too_long_to_be_pasted_are_told_in_short():
    call = Call(Probe("probe", "def probe(X):\n    return f(X)", (), ("X",), float, "f(X)"), (np.eye(60),))
    called, given = call.details()
    assert called.text.splitlines() == ["# X: too long to be written here", "f(X)"]
    assert given.label is Label.WITH
    assert "shape (60, 60)" in given.text
    assert len(given.text) < 600
