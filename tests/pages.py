"""Reads the Markdown of the documentation: its pages, their commands, links and anchors, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from helpers import REPO

PAGES = [REPO / "README.md", REPO / "CONTRIBUTING.md", *sorted((REPO / "docs").rglob("*.md"))]
# A line of a code block is a command if it begins with one of these.
OURS = frozenset(["autograder", "nbgrader", "make", "pytest"])
SHELL = frozenset(["cd", "createdb", "docker", "git", "jupyter", "source", "sudo", "systemd-run"])
PYTHON = frozenset(["pip", "py", "python", "python3"])
PROGRAMS = OURS | SHELL | PYTHON
HEADING = re.compile(r"^#+ +(.*?)\s*$")
LINK = re.compile(r"\]\(([^)\s]+)\)")


class Line(NamedTuple):
    """A piece of a page: a command, a link or another text, with the file and line that it starts on."""

    page: str
    number: int
    text: str
    heading: str = ""

    @property
    def place(self) -> str:
        """Where to look."""
        return f"{self.page}:{self.number}"


def name_of(page: Path) -> str:
    """A page's path in the repository."""
    return page.relative_to(REPO).as_posix()


def code_lines(page: Path) -> Iterator[tuple[Line, str]]:
    """Every line of a code block, with the language of the block: `indented`, or what stands behind the fence."""
    fence, heading = None, ""
    for number, text in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        if text.startswith("```"):
            fence = None if fence is not None else text.removeprefix("```").strip()
        elif fence is not None:
            yield Line(name_of(page), number, text, heading), fence
        elif text.startswith("    "):
            yield Line(name_of(page), number, text[4:], heading), "indented"
        elif found := HEADING.match(text):
            heading = found[1]


def commands(page: Path) -> Iterator[Line]:
    """The commands of a page in their order; one that goes on behind a backslash is one."""
    begun: Line | None = None
    for line, language in code_lines(page):
        if begun:
            begun = begun._replace(text=f"{begun.text} {line.text.strip()}")
        elif language in ("indented", "console") and _program(line.text) in PROGRAMS:
            begun = line
        if begun and begun.text.endswith("\\"):
            begun = begun._replace(text=begun.text[:-1].rstrip())
        elif begun:
            yield begun._replace(text=re.sub(r"\s+#.*", "", begun.text))
            begun = None


def _program(text: str) -> str:
    word = text.split(" ")[0]
    return "python" if word.startswith(".venv/bin/") else word


def strangers(page: Path) -> Iterator[Line]:
    """The lines of `console` blocks that are no command, and so would be run by nobody."""
    before = ""
    for line, language in code_lines(page):
        if language == "console" and _program(line.text) not in PROGRAMS and not before.endswith("\\"):
            yield line
        before = line.text


def links(page: Path) -> Iterator[Line]:
    """The links of a page to other pages and files, outside of code blocks."""
    code = {line.number for line, _ in code_lines(page)}
    for number, text in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        for target in [] if number in code else LINK.findall(text):
            if not re.match(r"[a-z]+:", target):
                yield Line(name_of(page), number, target)


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    code = {line.number for line, _ in code_lines(page)}
    texts = enumerate(page.read_text(encoding="utf-8").splitlines(), 1)
    found = (HEADING.match(text) for number, text in texts if number not in code)
    return {re.sub(r"[^\w\- ]", "", each[1].lower()).replace(" ", "-") for each in found if each}
