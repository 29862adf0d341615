"""Of what is others' too, only what is one student's goes."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from autograder.intake.doubts import DOUBT
from autograder.platforms.forget.mentions import SOMEBODY, log_lines, receipts, table_rows
from autograder.platforms.forget.person import Known
from autograder.platforms.roster.table import Member
from autograder.records import Receipt, Refusal

MOODLE = "{}_5_assignsubmission_file_x_9_assignsubmission_file_y.py"


def put(submitted: Path, student: str, at: str = "", **receipt) -> Path:
    path = submitted / at / student / "01_tiny/receipt.json"
    path.parent.mkdir(parents=True)
    given = {"source": "pile", "taken": (), "missing": (), "refused": (), **receipt}
    path.write_bytes(msgspec.json.encode(Receipt(student, "01_tiny", **given)))
    return path


def forget(submitted: Path, student: str = "ada_o") -> list[str]:
    changes = list(receipts(submitted, student))
    for _, change in changes:
        change()
    return [what.partition(":")[0] for what, _ in changes]


def read(path: Path) -> Receipt:
    return msgspec.json.decode(path.read_bytes(), type=Receipt)


def test_who_was_only_a_member_goes_out_of_the_group_and_nothing_else_changes(tmp_path):
    more = {"source": "ben/", "refused": (Refusal("ben/", "handed in by ben, for all of Team 1"),)}
    path = put(tmp_path / "submitted", "ben", group=("ada_o", "cleo"), by="ben", **more)
    before = read(path)
    assert forget(tmp_path / "submitted") == ["submitted/ben/01_tiny/receipt.json"]
    assert read(path) == msgspec.structs.replace(before, group=("cleo",))


def test_receipts_before_and_behind_are_found_among_those_of_others(tmp_path):
    submitted = tmp_path / "submitted"
    put(submitted, "ada_o", group=("ben",), by="ada_o")
    put(submitted, "aaron")
    (submitted / "abe/01_tiny").mkdir(parents=True)
    (submitted / "abe/01_tiny/receipt.json").write_text("not JSON")
    named = [put(submitted, "zoe", at, group=("ada_o",)) for at in ("", ".attempts/001", ".attempts/002")]
    assert forget(submitted) == [path.relative_to(tmp_path).as_posix() for path in named]
    assert [read(path).group for path in named] == [(), (), ()]
    assert read(submitted / "ada_o/01_tiny/receipt.json").by == "ada_o"


@pytest.mark.parametrize(
    "refusal",
    [
        Refusal(MOODLE.format("ben"), f"{DOUBT}, or of cleo", person=True),
        Refusal(MOODLE.format("ada_o"), "not one of the files"),
    ],
)
def test_a_line_on_somebody_else_or_without_a_doubt_stays(tmp_path, refusal):
    path = put(tmp_path / "submitted", "ben", refused=(refusal,))
    before = path.read_bytes()
    assert forget(tmp_path / "submitted") == []
    assert path.read_bytes() == before
    path = put(tmp_path / "submitted", "cleo", group=("ada_o",), by="cleo", refused=(refusal,))
    forget(tmp_path / "submitted")
    assert read(path).refused == (refusal,)


def test_what_the_platform_called_it_goes_where_they_handed_in_for_all(tmp_path):
    told = (Refusal("ada_o/", "handed in by ada_o", person=True), Refusal("b.txt", "not one of the files"))
    path = put(tmp_path / "submitted", "ben", group=("ada_o",), by="ada_o", source="ada_o/", refused=told)
    forget(tmp_path / "submitted")
    kept = read(path)
    assert (kept.by, kept.source, kept.group) == ("", "hand-in", ())
    assert kept.refused == (Refusal("hand-in", f"handed in by {SOMEBODY}", person=True), told[1])


@pytest.mark.parametrize(("count", "words"), [(1, "1 line"), (2, "2 lines")])
def test_their_lines_of_a_log_and_of_a_table_go_and_are_counted(tmp_path, count, words):
    log, table = tmp_path / "log", tmp_path / "roster.csv"
    log.write_text("ada\n" * count + "ben\r\nno end")
    table.write_text("name,Own Column,email\n" + "Ada,x,\n" * count + 'Ben,"=1",b@x\n')
    of_log = list(log_lines(log, lambda line: line == b"ada\n"))
    of_table = list(table_rows(table, Known("ada", (Member(name="Ada"),))))
    assert [what for what, _ in (*of_log, *of_table)] == [words, f"roster.csv: {words}"]
    for _, change in (*of_log, *of_table):
        change()
    assert log.read_bytes() == b"ben\r\nno end"
    assert table.read_text().splitlines() == ["name,Own Column,email", "Ben,=1,b@x"]


def test_where_nothing_is_theirs_or_nothing_is_there_nothing_changes(tmp_path):
    log, table = tmp_path / "log", tmp_path / "roster.csv"
    for _ in range(2):
        assert list(log_lines(log, lambda line: line == b"ada\n")) == []
        assert list(table_rows(table, Known("ada", (Member(name="Ada"),)))) == []
        log.write_text("ben\n")
        table.write_text("name\nBen\n")
