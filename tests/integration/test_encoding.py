"""Output in an encoding that lacks a symbol is plain, and never an error."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from helpers import REPO

from autograder.cli.encoding import plainly
from autograder.feedback.marks import MARKS

pytestmark = pytest.mark.slow

CHECK = [str(Path(sys.executable).with_name("autograder")), "check", "mul"]


def run(folder: Path, encoding: str, *options: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "NO_COLOR": "1", "PYTHONUTF8": "0"}
    return subprocess.run([*CHECK, *options], cwd=folder, env=environment, capture_output=True, check=False)


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(REPO / "assignments/01_autograd", tmp_path / "01_autograd")
    shutil.copy(REPO / "solutions/01_autograd/engine.py", tmp_path / "01_autograd")
    return tmp_path / "01_autograd"


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "ascii", "latin-1"])
def test_a_check_is_shown_in_a_legacy_code_page(folder, encoding):
    said = run(folder, encoding)
    assert (said.returncode, b" + mul" in said.stdout or b" \xfb mul" in said.stdout) == (0, True), said


def test_json_is_utf8_all_the_same(folder):
    (folder / "engine.py").write_text("def é(: pass\n", encoding="utf-8")
    said = run(folder, "ascii", "--json")
    assert "é" in msgspec.json.decode(said.stdout)["checks"][0]["message"]


def test_every_mark_has_a_fallback_of_its_own():
    marks = [mark for mark, _ in MARKS.values()]
    plain = [
        "".join(plainly(UnicodeEncodeError("ascii", m, 0, 1, ""))[0] for m in mark if ord(m) > 127) for mark in marks
    ]
    shown = [fallback or mark for fallback, mark in zip(plain, marks, strict=True)]
    assert all(each.isascii() for each in shown)
    assert len(set(shown)) == len(MARKS)
