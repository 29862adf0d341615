"""What a platform's module reads, without a file on a disk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC

import pytest

from autograder.intake.archives import Entry
from autograder.intake.exports.export import Export

Pile = Callable[..., Export]


@pytest.fixture
def pile() -> Pile:
    """Makes an export of files by their paths, with what is in them; a path that ends with / is a folder."""

    def made(*paths: str | Entry, around: str = "", zone=UTC, **contents: bytes) -> Export:
        entries = [each if isinstance(each, Entry) else entry(each) for each in paths]
        entries += [entry(name, content) for name, content in contents.items()]
        return Export(entries, ("engine.py", "01_autograd.ipynb"), zone, around)

    return made


def entry(path: str, content: bytes = b"x") -> Entry:
    """A file, or a folder where the path ends with /."""
    return Entry(path, tuple(path.rstrip("/").split("/")), path.endswith("/"), (1.0,), "", lambda cap: content)
