"""Asks what a student is told at home of what was handed in: `autograder check` has to say what `grade` says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from autograder.files import write_tree
from autograder.records import Assignment, Label, Result
from autograder.release.contents import student_files

if TYPE_CHECKING:
    from attacks.run import Stage

Told = dict[str, tuple[str, str]]


def differences(stage: Stage, assignment: Assignment, files: Mapping[str, bytes], graded: Result) -> list[str]:
    """The public checks of which a student would hear another verdict, or another reason for it, at home."""
    home = stage.root.parent / "home" / assignment.name
    home.parent.mkdir(exist_ok=True)
    write_tree(home, {**student_files(assignment), **files})
    said = stage._replace(root=home).command("check", "--json").out
    here, there = _told(json.loads(said)), _told(msgspec.to_builtins(graded))
    other = [name for name in there if here.get(name) != there[name]]
    return [f"{name} is {here.get(name)} at home, and graded {there[name]}" for name in other]


def _told(result: dict[str, Any]) -> Told:
    """Status of each public check, and the judge's own words."""
    reasons = {
        check["name"]: next((each["text"] for each in check.get("details", ()) if each["label"] == Label.REASON), "")
        for check in result["checks"]
    }
    return {each["name"]: (each["status"], reasons[each["name"]]) for each in result["checks"] if not each["hidden"]}
