"""Keeps figures off screen, and none open."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest


@pytest.fixture(autouse=True)
def no_windows() -> Iterator[None]:
    """Figures off screen, and none left open."""
    with mpl.rc_context({"backend": "agg"}):
        yield
    plt.close("all")
