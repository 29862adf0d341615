"""Says why a test was skipped, and whether CI, which has all that tests need, allows that."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

ALLOWED = Path(__file__).with_name("allowed_skips.txt")
REQUIRE_ALL = "CHAINRULE_REQUIRE_ALL"


def require(works: object, part: str) -> None:
    """Skips without a system part; ask `probes`, never the kit, whether it works."""
    if not works:
        pytest.skip(f"needs {part}")


def reason_of(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Why a test, or a file of tests, was skipped."""
    told = report.longrepr
    return str(told[2] if isinstance(told, tuple) else told).removeprefix("Skipped: ")


def allowed(reason: str) -> bool:
    """Whether CI may skip a test for this reason."""
    lines = ALLOWED.read_text(encoding="utf-8").splitlines()
    return any(fnmatchcase(reason, line) for line in lines if line and not line.startswith("#"))


def judge_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Makes a skip that is not allowed a failure, where all parts are required."""
    if not os.environ.get(REQUIRE_ALL) or not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = reason_of(report)
    if not allowed(reason):
        report.outcome = "failed"
        report.longrepr = f"Skipped, which tests/{ALLOWED.name} does not allow: {reason}"
