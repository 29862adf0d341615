"""`autograder similarity` on a planted class: it shows who copied, nobody who worked alone, and keeps hashes."""

from __future__ import annotations

import json
import shutil

import msgspec
import pytest
from helpers import REPO, commands_in, script
from made_class import made_check, made_result

from autograder.course.manifest import find_assignment

pytestmark = pytest.mark.slow

NAME = "01_autograd"


def test_a_planted_class_is_compared(tmp_path):
    shutil.copytree(REPO / "source" / NAME, tmp_path / "source" / NAME, ignore=shutil.ignore_patterns("__pycache__"))
    assignment = find_assignment(tmp_path / "source", NAME)
    files, between = script("benchmarks/similarity.py").planted(assignment, 100)
    for each in files:
        place = tmp_path / "submitted" / each.student / NAME
        place.mkdir(parents=True)
        for name, code in each.files.items():
            (place / name).write_bytes(code)
    said = commands_in(tmp_path)

    shown = json.loads(said("similarity", "01", "--json", "--keep", "hashes").stdout)
    pairs = [frozenset((*pair["one"], *pair["other"])) for pair in shown["pairs"]]
    kinds = [between.get(pair, "independent") for pair in pairs]
    assert kinds.count("independent") == kinds.count("same tutor") == 0
    assert len(kinds) >= 7
    assert {"copied", "renamed", "reordered"} == set(kinds)

    # Two who share a wrong value too; and what an earlier year wrote is no longer rare.
    first = sorted(pairs[0])
    for student in first:
        result = made_result(student, [made_check("exp_value", "exp", False, "v1")])
        place = tmp_path / "results" / NAME / f"{student}.json"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(msgspec.json.encode(result))
    ended = said("similarity", "01", "--earlier", "hashes")
    assert "is of this very class" in ended.stderr
    page = (tmp_path / f"report/{NAME}-similarity.html").read_text(encoding="utf-8")
    assert all(student in page for student in first)
    assert "the same rare wrong values in 1 check" in page
    shutil.rmtree(tmp_path / "submitted" / files[0].student)
    again = json.loads(said("similarity", "01", "--json", "--earlier", "hashes").stdout)
    assert again["earlier"] == len(files)
    assert again["pairs"][0]["shared"] < shown["pairs"][0]["shared"]
    assert "has no hashes of 01_autograd" in said("similarity", "01", "--earlier", "nowhere", status=2).stderr
