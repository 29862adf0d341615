"""The list of what may be commented says of each cluster what its students' code did."""

from __future__ import annotations

import pytest

from autograder.checks.details import plain_text
from autograder.cli import comment
from autograder.records import Detail, Label
from autograder.report.records import Cluster

EXAMPLE = plain_text([Detail(Label.CALLED, "import tiny\ntiny.double(3)"), Detail(Label.RETURNED, "6.125")])


@pytest.mark.parametrize(
    ("likely", "mutant", "said"),
    [("", "", "returned  6.125"), ("", "x / 2", "like x / 2"), ("`double` squares", "x / 2", "`double` squares")],
)
def test_each_cluster_is_told_by_what_is_known_of_it(monkeypatch, capsys, likely, mutant, said):
    monkeypatch.setattr(comment.out, "width", 160)
    comment._list([Cluster("double", "double_by_hand", "8eb037", ("ada", "bob"), likely, EXAMPLE, "", mutant)], "01")
    printed = capsys.readouterr().out
    assert said in printed
    assert "import tiny" not in printed
