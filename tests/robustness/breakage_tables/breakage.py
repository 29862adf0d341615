"""Defines one breakage."""

from __future__ import annotations

from typing import NamedTuple


class Breakage(NamedTuple):
    """What is broken: in `file`, `old` becomes `new`, and `tests` must notice, or an attack of attacks/ get through."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
