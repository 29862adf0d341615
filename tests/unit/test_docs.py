"""The pages of docs/ hold together: links lead somewhere, the index has every page, paths and commands exist."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from helpers import REPO
from pages import PAGES, Line, anchors, links, name_of, strangers

from autograder.cli.main import app

INDEX = REPO / "docs" / "index.md"
ARCHITECTURE = REPO / "docs" / "developers" / "architecture.md"
TREE_LINE = re.compile(r"^( *)([\w/]+(?:\.py)?)  +\S")


def require_none(faults: Iterable[str]) -> None:
    """Fails with every fault on a line of its own."""
    found = list(faults)
    assert not found, "\n" + "\n".join(found)


def lines(page: Path, pattern: str) -> Iterator[Line]:
    """Everything in a page that fits the pattern's first group."""
    for number, text in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        yield from (Line(name_of(page), number, found) for found in re.findall(pattern, text))


def dead_links(page: Path) -> Iterator[str]:
    for link in links(page):
        file, _, anchor = link.text.partition("#")
        target = (page.parent / file).resolve() if file else page
        if not target.exists():
            yield f"{link.place}: {link.text} leads nowhere; there is no {target}"
        elif anchor and anchor not in anchors(target):
            yield f"{link.place}: {name_of(target)} has no heading #{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page):
    require_none(dead_links(page))


def test_a_dead_link_and_a_dead_anchor_are_found(tmp_path, monkeypatch):
    monkeypatch.setattr("pages.REPO", tmp_path)
    page = tmp_path / "a.md"
    page.write_text("# A title\n[x](#a-title) [y](b.md)\n\n    [z](in-code.md)\n\n[w](#other)\n")
    assert [fault.partition(":")[2][:11] for fault in dead_links(page)] == ["2: b.md lea", "6: a.md has"]


def test_the_index_has_every_page():
    linked = {(INDEX.parent / link.text.partition("#")[0]).resolve() for link in links(INDEX)}
    pages = set(PAGES) - {INDEX, REPO / "README.md"}
    require_none(f"docs/index.md: no link to {name_of(page)}" for page in sorted(pages - linked))


def test_the_readme_leads_to_the_index():
    assert "docs/index.md" in {link.text for link in links(REPO / "README.md")}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_module_and_folder_that_is_named_exists(page):
    """Paths as they are written in backquotes: of the kit, of tests, of tools."""
    missing = [
        f"{path.place}: there is no {path.text}"
        for path in lines(page, r"`((?:autograder|tests|tools|benchmarks|docs|attacks|examples)/[\w./-]*)`")
        if not (REPO / path.text).exists()
    ]
    require_none(missing)


def test_the_tree_of_the_architecture_is_the_packages_own():
    """Each package of the kit has its line, and nothing else is there."""
    drawn: list[str] = []
    for line in ARCHITECTURE.read_text(encoding="utf-8").partition("```text\n")[2].partition("```")[0].splitlines()[1:]:
        found = TREE_LINE.match(line)
        assert found is not None, f"docs/developers/architecture.md: not read as a line of the tree: {line}"
        parent = drawn_parent(drawn) if len(found[1]) > 2 else ""
        drawn.append(parent + found[2])
    kit = REPO / "autograder"
    packages = {f"{path.parent.name}/" for path in kit.glob("*/__init__.py")}
    modules = {path.name for path in kit.glob("*.py")} - {"__main__.py"}
    unreal = [f"{name_of(ARCHITECTURE)}: there is no autograder/{path}" for path in drawn if not (kit / path).exists()]
    undrawn = [
        f"{name_of(ARCHITECTURE)}: autograder/{path} has no line" for path in sorted((packages | modules) - set(drawn))
    ]
    require_none(unreal + undrawn)


def drawn_parent(drawn: list[str]) -> str:
    """The top folder that the last lines of the tree are in."""
    return next(path for path in reversed(drawn) if path.count("/") == 1 and path.endswith("/"))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_line_of_a_console_block_is_a_command(page):
    """Otherwise `test_docs_commands` would pass over it; output belongs into a block of its own."""
    require_none(f"{line.place}: {line.text}" for line in strangers(page))


def unknown_commands(page: Path) -> Iterator[str]:
    """Commands of ours within a sentence whose name or options are not those of `autograder --help`."""
    for line in lines(page, r"`autograder ((?!-)[^`]+)`"):
        command: Any = typer.main.get_command(app)
        words = line.text.split()
        while words and (commands := getattr(command, "commands", {})):
            if words[0] not in commands:
                yield f"{line.place}: `autograder {line.text}`: there is no command {words[0]}"
                break
            command = commands[words.pop(0)]
        else:
            known = {option for parameter in command.params for option in parameter.opts + parameter.secondary_opts}
            for option in (word.partition("=")[0] for word in words if word.startswith("-")):
                if option not in known | {"--help"}:
                    yield f"{line.place}: `autograder {line.text}`: there is no option {option}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_commands_within_a_sentence_exist(page):
    require_none(unknown_commands(page))
