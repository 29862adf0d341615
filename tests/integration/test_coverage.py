"""docs/reference/coverage.md is current and complete: a row of nothing is refused, and what no row covers."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from helpers import PATIENCE, REPO, script

from autograder.course.manifest import assignments_in, hidden_checks, public_checks
from autograder.errors import Problem
from autograder.records import Assignment

pytestmark = pytest.mark.slow
PUBLISHED = json.loads((REPO / "tests" / "reference_values.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    """tools/make_coverage.py."""
    return script("tools/make_coverage.py")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The course with a map of its own, to change at will."""
    for part in ("source", "tests"):
        (tmp_path / part).symlink_to(REPO / part)
    (tmp_path / "docs" / "reference").mkdir(parents=True)
    for name in ("coverage.toml", "coverage.items.toml", "coverage.md"):
        (tmp_path / "docs" / "reference" / name).write_bytes((REPO / "docs" / "reference" / name).read_bytes())
    return tmp_path


def change(root: Path, old: str, new: str, name: str = "coverage.toml") -> None:
    """Replaces a text in the map, wherever it stands."""
    path = root / "docs" / "reference" / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_the_committed_page_is_what_the_map_says():
    command = [sys.executable, REPO / "tools" / "make_coverage.py", "--check"]
    said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert (said.returncode, said.stderr) == (0, "")


def test_every_row_names_only_what_there_is(maker):
    table = maker.read_map(REPO / "docs" / "reference" / "coverage.toml")
    sources = {assignment.name: maker.source_of(assignment) for assignment in assignments_in(REPO / "source")}
    rows = [row for kind in (table.reference, table.topic) for rows in kind.values() for row in rows]
    assert len(rows) > 150
    assert [fault for row in rows for fault in maker.faults_of(row, sources, REPO)] == []


def test_every_assignment_has_topics_of_its_own(maker):
    topics = maker.read_map(REPO / "docs" / "reference" / "coverage.toml").topic
    assert {assignment.name for assignment in assignments_in(REPO / "source")} <= set(topics)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"train_xor"', '"train_xorr"', "the check 'train_xorr' is not in source/04_layers"),
        ('says = "squared_error(', 'exercises = ["losses"]\nsays = "squared_error(', "the exercise 'losses' is not in"),
        ('"A new point"', '"A newer point"', "the heading 'A newer point' is not in source/06_softmax"),
        ('"Two moons"', '"BEGIN SOLUTION"', "the heading 'BEGIN SOLUTION' is not in source/03_classifier"),
        ('questions = ["churn"]', 'questions = ["turn"]', "the question 'turn' is not in source/02_neurons"),
        ('code = ["Value.zero_"]', 'code = ["Value.one_"]', "the definition 'Value.one_' is not in source/01_autograd"),
        ("::test_a_stub_raises_when", "::test_a_stub_rises_when", "is not in tests/"),
        ("[[topic.07_pytorch]]", "[[topic.08_jax]]", "the assignment '08_jax' is not in source/"),
        ("[[topic.07_pytorch]]", "[[topic.05_backprop]]", "no topic is of the assignment 07_pytorch"),
        ('"dJ_dV", "dJ_dh"', '"dJ_dV"', "no row covers two_layer_by_hand.dJ_dh of the reference file"),
        ('"dJ_dV", "dJ_dh"', '"dJ_dV", "dJ_dh", "dJ_dx"', "two_layer_by_hand.dJ_dx is not in the reference file"),
        ('  "toy_graph.source",', '  "toy_graph.e",', "toy_graph.e holds numbers, so it is not descriptive"),
        ('checks = ["relu_at_zero"]\nsections = ["Exercise: `relu`"]', "", "it names nothing that would carry it"),
        ('says = "float64"', 'topic = "float64"', "unknown field `topic`"),
        ("descriptive = [", "descriptive = ", "coverage.toml: "),
    ],
)
def test_a_map_that_does_not_fit_is_refused_with_what_does_not(maker, root, old, new, told):
    change(root, old, new)
    with pytest.raises(Problem) as caught:
        maker.coverage(root)
    assert told in str(caught.value)


def test_all_items_of_the_documents_are_carried_and_nearly_all_wholly(maker):
    items = [item for of in maker.read_items(REPO / "docs/reference/coverage.items.toml").values() for item in of]
    assert sorted(item.n for item in items) == [number for number in range(1, 193) if number != 51]
    assert [item.n for item in items if item.status == "not"] == []
    assert len([item for item in items if item.status == "partly"]) < 10


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"02: churn"', '"02: turn"', "item 18: '02: turn' is nothing in source/"),
        ('"01: Exercise: `sigmoid`"', '"01: Exercise: `logit`"', "item 9: '01: Exercise: `logit`' is nothing"),
        ('"03: fit_moons"', '"10: fit_moons"', "item 38: '10: fit_moons' is nothing"),
        ("n = 192,", "n = 191,", "item 191 comes twice"),
        ('at = ["04: Without looking"]', "at = []", "item 192: what carries it (at) belongs to every item but"),
        ('"04: Without looking"]', '"04: Without looking"], status = "partly"', "item 192: a reason (why) belongs"),
        ('"04: Without looking"]', '"04: Without looking"], status = "nearly"', "coverage.items.toml: "),
    ],
)
def test_items_that_do_not_fit_are_refused_with_what_does_not(maker, root, old, new, told):
    change(root, old, new, "coverage.items.toml")
    with pytest.raises(Problem) as caught:
        maker.coverage(root)
    assert told in str(caught.value)


def test_a_number_that_no_test_claims_is_refused(maker):
    claims = maker.claims_in(REPO / maker.CLAIMS)
    table = maker.read_map(REPO / "docs" / "reference" / "coverage.toml")
    published = json.loads((REPO / "tests" / "reference_values.json").read_text())
    assert list(maker.gaps(table, published, claims)) == []
    left = {claim: tests for claim, tests in claims.items() if claim != "toy_graph.de_da"}
    assert list(maker.gaps(table, published, left)) == ["no test of the solutions claims toy_graph.de_da"]


def test_a_refused_map_writes_nothing_and_ends_with_status_1(maker, root):
    before = (root / "docs" / "reference" / "coverage.md").read_bytes()
    change(root, '"train_xor"', '"train_xorr"')
    with pytest.raises(SystemExit) as caught:
        maker.main(root, check=False)
    assert "'train_xorr'" in str(caught.value.code)  # a text as code is printed, and the status is 1
    assert (root / "docs" / "reference" / "coverage.md").read_bytes() == before


def test_a_stale_page_fails_the_check_until_it_is_written(maker, root):
    change(root, 'says = "cross_entropy"', 'says = "cross entropy"')
    with pytest.raises(SystemExit, match=r"Run: python tools/make_coverage\.py"):
        maker.main(root, check=True)
    maker.main(root, check=False)
    maker.main(root, check=True)


def test_comments_in_code_and_markers_are_no_headings():
    lesson = "# Title\n\n```python\n# a comment\n```\n\n## Next\n\n### BEGIN SOLUTION\nAn answer.\n### END SOLUTION\n"
    assert script("tools/coverage_map.py").headings_of(lesson) == {"Title": [], "Next": []}


def numbers_in(node: Any, path: str) -> Iterator[tuple[str, float]]:
    """The numbers in a part of the reference file, each with its path."""
    if isinstance(node, int | float):
        yield path, node
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield from numbers_in(child, f"{path}.{key}")


def numbers_of(assignment: Assignment, checks: Iterable[str]) -> list[float]:
    """The numbers written in these checks, and in what their files share with all checks; without signs."""
    wanted, found = {f"test_{check}" for check in checks}, []
    for path in (*public_checks(assignment), *hidden_checks(assignment)):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        names = {node.name for node in body if isinstance(node, ast.FunctionDef)}
        if wanted & names:
            others = {name for name in names - wanted if name.startswith("test_")}
            nodes = [node for node in body if getattr(node, "name", "") not in others]
            found += [each.value for node in nodes for each in ast.walk(node) if isinstance(each, ast.Constant)]
    return [number for number in found if type(number) in (int, float)]


def is_published(number: float, published: float) -> bool:
    """Whether a number, rounded to the digits of the published one, is that one."""
    unit = 10.0 ** Decimal(repr(published)).as_tuple().exponent
    return abs(abs(number) - abs(published)) <= 0.5001 * unit


def missing_numbers(maker: ModuleType, rows: Iterable[Any], part: str) -> list[str]:
    """The paths of the numbers of a part of the reference file that no check holds which a row of theirs names."""
    sources = {assignment.name: assignment for assignment in assignments_in(REPO / "source")}
    held: dict[str, list[float]] = {}
    for row in rows:
        for key in row.keys:
            held.setdefault(key, []).extend(numbers_of(sources[row.assignment], row.checks) if row.checks else [])
    return [
        path
        for key, have in held.items()
        for path, published in numbers_in(PUBLISHED[part][key], f"{part}.{key}")
        if not any(is_published(number, published) for number in have)
    ]


@pytest.mark.parametrize("part", [part for part in PUBLISHED if part != "_about"])
def test_the_checks_that_a_row_names_hold_its_published_numbers_to_their_digits(maker, part):
    rows = maker.read_map(REPO / "docs" / "reference" / "coverage.toml").reference[part]
    assert missing_numbers(maker, rows, part) == []


def test_a_row_without_section_is_met_where_its_exercises_are_checked():
    lesson = (
        '# Title\n\n```python\ncheck("tanh")  # again\n```\n\n## Next\n\n```python\ncheck("relu")\ncheck("mul")\n```\n'
    )
    assert script("tools/coverage_map.py").headings_of(lesson) == {"Title": ["tanh"], "Next": ["relu", "mul"]}
    assert "| `sigmoid_exact`, `tanh_agrees` (hidden) | Exercise: `tanh`; Exercise: `sigmoid` |" in (
        (REPO / "docs" / "reference" / "coverage.md").read_text(encoding="utf-8")
    )
