"""What the kernel refuses is told."""

from __future__ import annotations

import sys

import pytest

from autograder.sandbox.worker.kernel import prctl


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has this call")
def test_a_refused_system_call_says_which():
    with pytest.raises(OSError, match=r"prctl\(-1\)"):
        prctl(-1)
