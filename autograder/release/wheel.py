"""Packs the kit that runs here as a wheel, without a network or build tools."""

from __future__ import annotations

import importlib.metadata
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from autograder.errors import DISTRIBUTION, Problem, install_command
from autograder.files import files_below
from autograder.intake.packing import pack

PACKAGE = Path(__file__).parents[1]


def kit_wheel() -> tuple[str, bytes]:
    """The wheel's file name and its bytes, which depend on nothing but the kit.

    It is the whole kit: none of it is secret, and docs/security/promises.md says that knowing it gains nobody points.
    Raises `Problem` if pyproject.toml has changed since the kit was installed.
    """
    from wheel.wheelfile import WheelFile

    installed = importlib.metadata.distribution(DISTRIBUTION)
    require_current(installed, PACKAGE.parent / "pyproject.toml")
    stem = f"{DISTRIBUTION}-{installed.version}"
    files = {f"{PACKAGE.name}/{name}": content for name, content in files_below(PACKAGE).items()}
    files |= {f"{stem}.dist-info/{name}": text.encode() for name, text in _metadata(installed).items()}
    name = f"{stem}-py3-none-any.whl"
    with tempfile.TemporaryDirectory() as scratch:
        with WheelFile(Path(scratch) / name, "w") as wheel:
            for path, content in sorted(files.items()):
                wheel.writestr(path, content)
        with WheelFile(Path(scratch) / name) as wheel:
            return name, pack({path: wheel.read(path) for path in wheel.namelist()})  # without dates


def _metadata(installed: importlib.metadata.Distribution) -> dict[str, str]:
    """What the kit's installation says of it: all but who installed it, from where, and what the README then said."""
    names = ["METADATA", "WHEEL", "entry_points.txt"]
    names += [f"licenses/{name}" for name in installed.metadata.get_all("License-File", [])]
    texts = {name: text for name in names if (text := installed.read_text(name)) is not None}
    headers = texts["METADATA"].partition("\n\n")[0].rstrip("\n")
    return {**texts, "METADATA": f"{headers}\n"}


def require_current(installed: importlib.metadata.Distribution, pyproject: Path) -> None:
    """Raises `Problem` if the kit is installed from its source, whose pyproject.toml has since come to say more."""
    if not pyproject.is_file():
        return
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    told = {
        "version": (project["version"], installed.version),
        "requires-python": (
            SpecifierSet(project["requires-python"]),
            SpecifierSet(installed.metadata["Requires-Python"]),
        ),
        "dependencies": (set(_requirements(project)), {str(Requirement(text)) for text in installed.requires or ()}),
        "entry points": (set(_entry_points(project)), {(e.group, e.name, e.value) for e in installed.entry_points}),
    }
    if changed := [field for field, (now, then) in told.items() if now != then]:
        raise Problem(
            f"{pyproject} has changed ({', '.join(changed)}) since the kit was installed, so a wheel would say what no "
            f"longer holds. Install the kit again: {install_command('course')}"
        )


def _requirements(project: dict[str, Any]) -> Iterator[str]:
    """The requirements as a wheel lists them: those of an extra carry its name, and name no other extra of the kit."""
    yield from (str(Requirement(text)) for text in project["dependencies"])
    extras: dict[str, list[str]] = project["optional-dependencies"]
    for extra in extras:
        for requirement in _of_extra(extra, extras):
            condition = f"({requirement.marker}) and " if requirement.marker else ""
            requirement.marker = None
            yield str(Requirement(f"{requirement} ; {condition}extra == '{extra}'"))


def _of_extra(extra: str, extras: dict[str, list[str]]) -> Iterator[Requirement]:
    for requirement in map(Requirement, extras[extra]):
        if canonicalize_name(requirement.name) == DISTRIBUTION:
            for other in requirement.extras:
                yield from _of_extra(other, extras)
        else:
            yield requirement


def _entry_points(project: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    groups = {"console_scripts": project["scripts"], **project["entry-points"]}
    yield from ((group, name, value) for group, entries in groups.items() for name, value in entries.items())
