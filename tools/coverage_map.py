"""Reads what tools/make_coverage.py puts together: coverage.toml, an assignment, and a file of tests."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from autograder.course.manifest import check_names, hidden_checks, public_checks
from autograder.errors import Problem
from autograder.records import Assignment
from autograder.release.lesson import CHECK_CELL

# A block of code, whose comments are no headings, or a heading, which the markers of model answers are not.
CODE_OR_HEADING = re.compile(r"^```.*?^```$|^#+ (?!BEGIN SOLUTION|END SOLUTION)([^\n]+)$", re.MULTILINE | re.DOTALL)


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What carries something: names from one assignment, or tests as file::name. At least one is needed.

    `code` are names of its modules; what counts is what students find written there.
    """

    assignment: str = ""
    checks: tuple[str, ...] = ()
    exercises: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()


class Published(Row, frozen=True, kw_only=True):
    """What carries some keys of one part of the reference file."""

    keys: tuple[str, ...]


class Topic(Row, frozen=True, kw_only=True):
    """What carries a topic of the course, in a few words."""

    says: str


class Map(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """coverage.toml: keys without any number, rows by part of the reference file, rows by assignment."""

    descriptive: tuple[str, ...]
    reference: dict[str, tuple[Published, ...]]
    topic: dict[str, tuple[Topic, ...]]


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that a document teaches, and the names that carry it, each behind the number of its assignment."""

    n: int
    says: str
    at: tuple[str, ...] = ()
    status: Literal["wholly", "partly", "not"] = "wholly"
    why: str = ""


class Source(msgspec.Struct, frozen=True):
    """What the rows of an assignment may name."""

    assignment: Assignment
    public: set[str]
    hidden: set[str]
    headings: dict[str, list[str]]
    definitions: set[str]


def source_of(assignment: Assignment) -> Source:
    """Reads an assignment's checks, the headings of its lesson and the names that its modules define."""
    lesson = (assignment.folder / "lesson.md").read_text(encoding="utf-8")
    modules = [ast.parse((assignment.folder / file).read_text(encoding="utf-8")) for file in assignment.files]
    return Source(
        assignment,
        check_names(public_checks(assignment)),
        check_names(hidden_checks(assignment)),
        headings_of(lesson),
        {name for module in modules for name in defined(module)},
    )


def headings_of(lesson: str) -> dict[str, list[str]]:
    """The headings in a text, and the exercises whose check cells stand below each."""
    headings, last = {}, ""
    for part in CODE_OR_HEADING.finditer(lesson):
        last = part[1] or last
        headings.setdefault(last, []).extend(CHECK_CELL.findall(part[0]))
    return headings


def defined(node: ast.AST, prefix: str = "") -> Iterator[str]:
    """The qualified names of the functions, classes and constants in a module or class."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            yield f"{prefix}{child.name}"
            yield from defined(child, f"{prefix}{child.name}.")
        elif isinstance(child, ast.Assign):
            yield from (f"{prefix}{target.id}" for target in child.targets if isinstance(target, ast.Name))


def claims_in(path: Path) -> dict[str, list[str]]:
    """The tests by what they claim: @reaches("toy_graph", "a", "b") claims toy_graph.a and toy_graph.b."""
    claims: dict[str, list[str]] = {}
    body = ast.parse(path.read_text(encoding="utf-8")).body
    for test in (node for node in body if isinstance(node, ast.FunctionDef)):
        for call in test.decorator_list:
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "reaches":
                part, *keys = (ast.literal_eval(argument) for argument in call.args)
                for key in keys:
                    claims.setdefault(f"{part}.{key}", []).append(test.name)
    return claims


def read_map(path: Path) -> Map:
    """coverage.toml, in which a topic is of the assignment that its table is named after unless it names another."""
    try:
        table = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Map)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise Problem(f"{path}: {error}.") from None
    of = {
        part: tuple(msgspec.structs.replace(row, assignment=row.assignment or part) for row in rows)
        for part, rows in table.topic.items()
    }
    return msgspec.structs.replace(table, topic=of)


def read_items(path: Path) -> dict[str, tuple[Item, ...]]:
    """coverage.items.toml: the items by the document that teaches them."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), dict[str, tuple[Item, ...]])
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise Problem(f"{path}: {error}.") from None


def carriers(item: Item, sources: Mapping[str, Source]) -> Iterator[tuple[str, str]]:
    """What each name of an item is, as the page tells it, and the name if it is nothing."""
    for reference in item.at:
        number, _, name = reference.partition(": ")
        source = next((each for folder, each in sources.items() if folder.startswith(f"{number}_")), None)
        yield _kind(source, name) if source else "", reference


def _kind(source: Source, name: str) -> str:
    number = source.assignment.name[:2]
    if name in source.headings:
        return f"{number} {name}"
    if name in {each.name for each in source.assignment.exercises}:
        return f"{number} exercise `{name}`"
    if name in {each.name for each in source.assignment.questions}:
        return f"{number} written question `{name}`"
    if name in source.public | source.hidden and source.assignment.exercise_of(name):
        return f"{number} check `{name}`{' (hidden)' if name in source.hidden else ''}"
    return ""
