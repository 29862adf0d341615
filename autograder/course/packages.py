"""Finds the installed packages that an assignment names, with all that they need."""

from __future__ import annotations

import csv
import importlib.metadata
import importlib.util
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from autograder.errors import Problem


def provider(package: str) -> str:
    """The distribution that an import package comes from; nearly always it has the same name."""
    try:
        importlib.metadata.distribution(package)
    except importlib.metadata.PackageNotFoundError:
        return importlib.metadata.packages_distributions().get(package, [package])[0]
    return package


def absent(packages: Iterable[str]) -> list[str]:
    """Those of these import packages that are not installed."""
    return [package for package in packages if importlib.util.find_spec(package) is None]


@cache  # every session asks, and a large package has ten thousand files to look through
def importable(packages: tuple[str, ...]) -> tuple[str, ...]:
    """The top-level names that a submission may import: NumPy, these packages, and what they need."""
    if not packages:
        return ("numpy",)
    return tuple(path.name.partition(".")[0] for path in installed_files(("numpy", *packages)))


def installed_files(packages: Iterable[str]) -> Iterator[Path]:
    """Every file or folder at the top of site-packages that these packages and what they need have installed."""
    found: set[Path] = set()
    for distribution in _with_requirements(packages):
        for top in _tops(distribution):
            if top in ("", "..", "__pycache__") or top.endswith((".dist-info", ".pth")):
                continue
            path = Path(str(distribution.locate_file(top)))
            if path not in found and path.exists():
                found.add(path)
                yield path


def _tops(distribution: importlib.metadata.Distribution) -> Iterable[str]:
    """The first parts of the paths that a distribution has installed, each once."""
    # As `distribution.files` reads it, which makes a path of each of thousands of lines.
    record = distribution.read_text("RECORD")
    files = (row[0] for row in csv.reader(record.splitlines())) if record else map(str, distribution.files or ())
    return dict.fromkeys(file.partition("/")[0] for file in files)


def _with_requirements(packages: Iterable[str]) -> list[importlib.metadata.Distribution]:
    """The distributions that provide these import packages, and those that they need in turn."""
    waiting = [provider(package) for package in packages]
    found: dict[str, importlib.metadata.Distribution] = {}
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            found[name] = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            raise Problem(
                f"The package {name} is not installed, and an assignment needs it: pip install {name}"
            ) from None
        for text in found[name].requires or ():
            from packaging.requirements import Requirement  # NumPy needs nothing, and does without

            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(requirement.name)
    return list(found.values())
