"""For Gradescope there is a file for everybody, and a score for those alone of whom there is one."""

from __future__ import annotations

import json

import msgspec
import pytest
import typer
from made_grades import check

from autograder.cli.export import _write_gradescope
from autograder.grading.cache import write_result
from autograder.records import Receipt, Refusal, Result


def test_who_needs_a_person_gets_no_score_and_is_named(tiny, tmp_path, capsys):
    submitted, results, output = (tmp_path / name for name in ("submitted", "results", "gradescope"))
    for student in ("ada", "bob"):
        write_result(results, Result(student, tiny.name, 0.0, 5.0, (), (check("double", "double", 0.0),)))
        place = submitted / student / tiny.name
        place.mkdir(parents=True)
        refused = (Refusal("tiny.py.txt", "could be of Ben", person=student == "bob"),)
        (place / "receipt.json").write_bytes(
            msgspec.json.encode(Receipt(student, tiny.name, student, (), ("tiny.py",), refused))
        )
    with pytest.raises(typer.Exit) as ended:
        _write_gradescope(tiny, results / tiny.name, submitted, output, withhold=False, unfit=False)
    assert ended.value.exit_code == 1
    written = {name: json.loads((output / name / "results.json").read_text()) for name in ("ada", "bob")}
    assert {name: content.get("score") for name, content in written.items()} == {"ada": 0.0, "bob": None}
    assert "A person has to look" in written["bob"]["output"]
    assert "Ben" not in written["bob"]["output"]
    said = capsys.readouterr().err
    assert said.startswith("bob is in need of a person")
    assert "ada" not in said
