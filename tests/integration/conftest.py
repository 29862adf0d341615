"""The order of the longest tests."""

from __future__ import annotations

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest file first, or it would be all that is left at the end, on one processor."""
    items.sort(key=lambda item: item.path.name != "test_notebooks.py")
