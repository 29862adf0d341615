"""Writes coverage.md, tables of what carries each item, topic and number, from coverage.toml and coverage.items.toml.

With --check it writes nothing, and fails if coverage.md is not what it would write. A row that names what is not in
source/ or tests/ is refused, and so is a published number, or an assignment, that no row covers.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from coverage_map import Item, Map, Row, Source, carriers, claims_in, read_items, read_map, source_of

from autograder.course.course import Course
from autograder.errors import Problem

REPO = Path(__file__).resolve().parents[1]
CLAIMS = "tests/integration/test_reference_values.py"

OPENING = """# What the course teaches, and where

Written by `python tools/make_coverage.py` from `coverage.toml` and `coverage.items.toml`, which may name only what
exists. Checks that only the instructor has are marked as hidden. After "code" stand functions that carry a topic by
what students find written there: all of it, or the docstring and the first lines. A row that names no section of the
notebook is met where its exercises are checked. What only a section carries runs, with the solutions, in
`tests/integration/test_notebooks.py`.
"""


def tests_of(key: str, claims: Mapping[str, list[str]]) -> list[str]:
    """The tests that claim a key of the reference file, or something in it."""
    return [test for claim, tests in claims.items() if f"{claim}.".startswith(f"{key}.") for test in tests]


def holds_numbers(node: Any) -> bool:
    """Whether there is a number anywhere below a node of the reference file."""
    below = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return isinstance(node, int | float) or any(map(holds_numbers, below))


def faults_of(row: Row, sources: Mapping[str, Source], root: Path) -> Iterator[str]:
    """What the row names and is not there."""
    if row.assignment not in sources:
        yield f"the assignment {row.assignment!r} is not in source/"
        return
    source, name = sources[row.assignment], row.assignment
    have = {
        "check": (row.checks, {c for c in source.public | source.hidden if source.assignment.exercise_of(c)}),
        "exercise": (row.exercises, {exercise.name for exercise in source.assignment.exercises}),
        "heading": (row.sections, source.headings),
        "question": (row.questions, {question.name for question in source.assignment.questions}),
        "definition": (row.code, source.definitions),
    }
    for kind, (named, there) in have.items():
        yield from (f"the {kind} {each!r} is not in source/{name}" for each in named if each not in there)
    for test in row.tests:
        file, _, function = test.partition("::")
        path = root / "tests" / file
        if not path.is_file() or f"\ndef {function}(" not in path.read_text(encoding="utf-8"):
            yield f"the test {test!r} is not in tests/"
    if not any((*(named for named, _ in have.values()), row.tests)):
        yield "it names nothing that would carry it"


def gaps(table: Map, published: Mapping[str, Any], claims: Mapping[str, list[str]]) -> Iterator[str]:
    """Keys of the reference file that rows or tests leave out, and keys in the map that the file does not have."""
    keys = {f"{part}.{key}": value for part in published if part != "_about" for key, value in published[part].items()}
    mapped = {f"{part}.{key}" for part, rows in table.reference.items() for row in rows for key in row.keys}
    yield from (f"{key} is not in the reference file" for key in sorted({*mapped, *table.descriptive} - set(keys)))
    for key, value in keys.items():
        if key not in mapped and key not in table.descriptive:
            yield f"no row covers {key} of the reference file"
        if key in table.descriptive and holds_numbers(value):
            yield f"{key} holds numbers, so it is not descriptive"
        if holds_numbers(value) and not tests_of(key, claims):
            yield f"no test of the solutions claims {key}"


def names(items: Iterable[str]) -> str:
    """Names as code, with a comma between them."""
    return ", ".join(f"`{item}`" for item in dict.fromkeys(items))


def cells_of(row: Row, source: Source) -> list[str]:
    """The columns that all rows share: assignment, exercises, checks, where in the notebook."""
    owners = [source.assignment.exercise_of(check) for check in row.checks]
    exercises = [*row.exercises, *(owner.name for owner in owners if owner)]
    checks = [f"`{check}`{' (hidden)' if check in source.hidden else ''}" for check in row.checks]
    checks += [f"`tests/{test}`" for test in row.tests]
    cells = [heading for heading, checked in source.headings.items() if set(checked) & set(exercises)]
    places = [*(row.sections or cells), *(f"written question `{question}`" for question in row.questions)]
    code = f"code: {names(row.code)}" if row.code else ""
    return [row.assignment, "; ".join(filter(None, [names(exercises), code])), ", ".join(checks), "; ".join(places)]


def table_of(columns: list[str], rows: Iterable[list[str]]) -> str:
    """A table in Markdown."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") or "-" for cell in line) + " |" for line in lines)


def item_faults(items: Mapping[str, tuple[Item, ...]], sources: Mapping[str, Source]) -> Iterator[str]:
    """What items name and is not there, statuses that say too little, and numbers that come twice."""
    seen: set[int] = set()
    for item in (item for of in items.values() for item in of):
        unknown = [name for kind, name in carriers(item, sources) if not kind]
        yield from (f"item {item.n}: {name!r} is nothing in source/" for name in unknown)
        if (item.status == "wholly") == bool(item.why):
            yield f"item {item.n}: a reason (why) belongs to what is not carried wholly, and only to that"
        if (item.status == "not") == bool(item.at):
            yield f"item {item.n}: what carries it (at) belongs to every item but those that are not carried"
        if item.n in seen:
            yield f"item {item.n} comes twice"
        seen.add(item.n)


def items_of(items: Mapping[str, tuple[Item, ...]], sources: Mapping[str, Source]) -> Iterator[str]:
    """The part of the page about the documents' items."""
    every = [item for of in items.values() for item in of]
    counts = {status: sum(item.status == status for item in every) for status in ("wholly", "partly", "not")}
    told = f"{counts['wholly']} are carried wholly, {counts['partly']} partly, and {counts['not']} not"
    yield f"## What the documents teach\n\nOf {len(every)} items {told}."
    for document, of in items.items():
        rows = [
            [
                str(item.n),
                item.says,
                "; ".join(kind for kind, _ in carriers(item, sources)),
                f"{item.status}. {item.why}" if item.why else item.status,
            ]
            for item in of
        ]
        yield f"\n### Document {document}\n"
        yield table_of(["No.", "Item", "Where", "Carried"], rows)
    yield ""


def page_of(
    table: Map,
    items: Mapping[str, tuple[Item, ...]],
    sources: Mapping[str, Source],
    claims: Mapping[str, list[str]],
) -> str:
    """coverage.md."""
    shared = ["Assignment", "Exercise", "Checks", "In the notebook"]
    numbers = []
    for part, row in ((part, row) for part, rows in table.reference.items() for row in rows):
        tests = [test for key in row.keys for test in tests_of(f"{part}.{key}", claims)]
        numbers.append([f"{part}: {names(row.keys)}", *cells_of(row, sources[row.assignment]), names(tests)])
    parts = [OPENING, *items_of(items, sources), "## Published numbers\n", f"The tests are those of `{CLAIMS}`.\n"]
    parts += [table_of(["Part and keys of `tests/reference_values.json`", *shared, "Tests of the solutions"], numbers)]
    parts += [f"\nKeys that only describe: {names(table.descriptive)}.\n\n## Topics"]
    for part, rows in table.topic.items():
        title = f"`{part}`: {sources[part].assignment.title}" if part in sources else part
        topics = [[row.says, *cells_of(row, sources[row.assignment])] for row in rows]
        parts += [f"\n### {title}\n", table_of(["Topic", *shared], topics)]
    return "\n".join(parts) + "\n"


def coverage(root: Path) -> str:
    """The text of coverage.md for the course in `root`; raises Problem that tells everything that does not fit."""
    table = read_map(root / "docs" / "reference" / "coverage.toml")
    items = read_items(root / "docs" / "reference" / "coverage.items.toml")
    published = json.loads((root / "tests" / "reference_values.json").read_text(encoding="utf-8"))
    claims = claims_in(root / CLAIMS)
    sources = {assignment.name: source_of(assignment) for assignment in Course(root).all_assignments()}
    named: list[tuple[str, Row]] = []
    named += [(f"{part}: {', '.join(row.keys)}", row) for part, rows in table.reference.items() for row in rows]
    named += [(topic.says, topic) for topics in table.topic.values() for topic in topics]
    faults = [f"{what!r}: {fault}" for what, row in named for fault in faults_of(row, sources, root)]
    faults += gaps(table, published, claims)
    faults += item_faults(items, sources)
    faults += [f"no topic is of the assignment {name}" for name in sources if not table.topic.get(name)]
    if faults:
        told = "\n".join(f"- {fault}" for fault in faults)
        raise Problem(f"coverage.toml or coverage.items.toml does not fit the course:\n{told}")
    return page_of(table, items, sources, claims)


def main(root: Path, check: bool) -> None:
    """Writes coverage.md, or compares it; exits with status 1 and a message if something does not fit."""
    path = root / "docs" / "reference" / "coverage.md"
    try:
        page = coverage(root)
    except Problem as problem:
        sys.exit(str(problem))
    if not check:
        path.write_text(page, encoding="utf-8")
    elif not path.is_file() or path.read_text(encoding="utf-8") != page:
        sys.exit("coverage.md is not what the tables beside it say. Run: python tools/make_coverage.py")


if __name__ == "__main__":
    main(REPO, "--check" in sys.argv[1:])
