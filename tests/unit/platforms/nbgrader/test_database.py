"""Connections to one gradebook share what has been compiled for it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

pytest.importorskip("nbgrader")

from nbgrader import api
from sqlalchemy import text

from autograder.platforms.nbgrader.database import share_engines


def test_gradebooks_of_one_database_share_an_engine_and_others_do_not(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")  # alembic's
    monkeypatch.setattr(api, "create_engine", api.create_engine)  # put back what the next line changes
    share_engines()
    share_engines()
    one, other = (f"sqlite:///{tmp_path / name}" for name in ("one.db", "other.db"))
    with api.Gradebook(one) as first:
        first.update_or_create_student("ada")
        with api.Gradebook(one) as second, api.Gradebook(other) as third:
            assert second.engine is first.engine is not third.engine
            assert [each.id for each in second.students] == ["ada"]
            assert third.students == []
        assert first.db.execute(text("SELECT id FROM student")).scalars().all() == ["ada"]  # open still
