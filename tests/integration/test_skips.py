"""A test is skipped where the machine lacks a part, and fails where the kit alone says so, or CI does not allow it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import PATIENCE, REPO
from skips import REQUIRE_ALL, allowed

CONFINED = "tests/sandbox/test_confined.py::test_the_layers_that_hold_are_told"
BROKEN_KIT = """
from autograder.sandbox import confined

confined.bwrap_arguments = lambda *given: ["--no-such-option"]
"""
NO_BWRAP = """
import probes

probes.sandbox = lambda: False
"""


def outcomes(folder: Path, plugin: str, **environment: str) -> tuple[int, str]:
    """How pytest ends on a test that needs a sandbox, with a plugin that changes what it finds."""
    (folder / "changed.py").write_text(plugin)
    path = os.pathsep.join((str(folder), str(REPO / "tests")))
    kept = {name: value for name, value in os.environ.items() if name != REQUIRE_ALL}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "changed", "-p", "no:cacheprovider", CONFINED]
    command.append(f"--basetemp={folder / 'base'}")
    ended = subprocess.run(
        command,
        cwd=REPO,
        env={**kept, "PYTHONPATH": path, **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return ended.returncode, ended.stdout


@pytest.mark.slow
@pytest.mark.usefixtures("sandbox")
def test_where_bubblewrap_works_and_the_kit_does_not_start_it_tests_fail(tmp_path):
    status, said = outcomes(tmp_path, BROKEN_KIT)
    assert status == 1
    assert "the kit's sandbox does not: run `autograder doctor`" in said
    assert "skipped" not in said


@pytest.mark.slow
def test_where_bubblewrap_does_not_work_tests_are_skipped(tmp_path):
    status, said = outcomes(tmp_path, NO_BWRAP)
    assert (status, "1 skipped" in said) == (0, True), said


@pytest.mark.slow
def test_where_all_parts_are_required_a_skip_that_is_not_allowed_is_a_failure(tmp_path):
    status, said = outcomes(tmp_path, NO_BWRAP, **{REQUIRE_ALL: "1"})
    assert status == 1
    assert "tests/allowed_skips.txt does not allow: needs bubblewrap and user namespaces" in said
    assert "1 skipped" not in said


@pytest.mark.parametrize(
    ("reason", "may_be"),
    [
        ("this kernel's Landlock has version 3, and this came with 6", True),
        ("only root can leave its groups", True),
        ("needs bubblewrap and user namespaces", False),
        ("", False),
        ("# Root and an ordinary user each show what the other cannot.", False),
    ],
)
def test_what_may_be_skipped_is_on_the_list(reason, may_be):
    assert allowed(reason) is may_be
