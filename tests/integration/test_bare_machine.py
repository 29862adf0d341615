"""The run on a bare machine hides what it says that it hides, and nothing else."""

from __future__ import annotations

import os
import shutil

import pytest
from helpers import script


@pytest.mark.skipif(os.name == "nt", reason="programs are hidden by links")
def test_programs_that_nobody_prepared_are_hidden_and_all_others_stay(tmp_path, monkeypatch):
    bare = script("tests/robustness/bare.py")
    for name in (*bare.HIDDEN, "make"):
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("CHAINRULE_REQUIRE_ALL", "1")
    environment = bare.environment(bare.visible_programs(tmp_path / "programs"), {"LANG": "C"})
    assert [name for name in (*bare.HIDDEN, "make") if shutil.which(name, path=environment["PATH"])] == ["make"]
    assert environment["LANG"] == "C"
    assert "CHAINRULE_REQUIRE_ALL" not in environment
