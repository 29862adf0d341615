"""Digests that tell whether something has to be done again: contents enter, a short text leaves that only they give."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path


def digest(parts: Iterable[bytes | str]) -> str:
    """A hash of the parts in their order, in hexadecimal; where one ends and the next begins matters."""
    hashed = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        hashed.update(len(content).to_bytes(8, "big") + content)
    return hashed.hexdigest()


def digest_of(files: Mapping[str, bytes]) -> str:
    """A hash of files by name; the order they come in does not matter."""
    return digest(part for name in sorted(files) for part in (name, files[name]))


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file below `folder` by its relative path, without caches and hidden files."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and not any(part == "__pycache__" or part.startswith(".") for part in name.parts):
            found[name.as_posix()] = path.read_bytes()
    return found


@cache
def kit_digest() -> str:
    """A hash of the kit's own code."""
    return digest_of({name: content for name, content in files_below(Path(__file__).parent).items() if ".py" in name})
