"""In another project's tests the plugin is not noticed, not even where a file of them cannot be imported."""

from __future__ import annotations

import subprocess
import sys

import pytest
from helpers import PATIENCE

from autograder.checks import plugin

pytestmark = pytest.mark.slow


def test_a_file_that_cannot_be_collected_has_no_status_of_ours():
    report = pytest.CollectReport("test_other.py", "failed", None, [])
    assert plugin.pytest_report_teststatus(report) is None


def test_another_projects_broken_file_is_told_by_pytest_alone(tmp_path):
    (tmp_path / "test_broken.py").write_text("import not_there\n")
    (tmp_path / "test_sound.py").write_text("def test_it():\n    assert True\n")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", f"--rootdir={tmp_path}", str(tmp_path)]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert said.returncode == pytest.ExitCode.INTERRUPTED
    assert "ERROR test_broken.py" in said.stdout
    assert said.stderr == ""
