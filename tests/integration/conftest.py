"""Which tests are slow, and the order of the longest."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None, None, None]:
    """Marks the tests here as slow, the longest file first: else it would be left at the end, on one processor."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("slow")
    yield
    items.sort(key=lambda item: item.path.name != "test_notebooks.py")
