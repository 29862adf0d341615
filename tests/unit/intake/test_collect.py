"""A class export becomes a folder and a receipt for each student, whatever is in it."""

from __future__ import annotations

import contextlib
import io
import tarfile
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from class_exports import CODE, GOOD_ZIP, assignment_of, member, modules_of, take, tarred, why, written, zipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.errors import Problem
from autograder.intake.collect import collect
from autograder.intake.course_files import CourseFiles
from autograder.intake.groups import Groups, NoGroups
from autograder.intake.received import NoDate
from autograder.records import Receipt


def test_receipt_on_disk_is_the_one_returned(tmp_path):
    receipts = take(tmp_path, {"alice/engine.py": CODE, "alice/notes.txt": b""})
    stored = msgspec.json.decode(written(tmp_path)["alice/01_autograd/receipt.json"], type=Receipt)
    assert stored == receipts["alice"]
    assert stored.source == "alice/"


def test_bytes_are_taken_as_they_are(tmp_path):
    data = b"\xef\xbb\xbfx = 1\r\n\xff\x00\n"
    take(tmp_path, {"alice/engine.py": data})
    assert list(modules_of(tmp_path).values()) == [data]


def test_the_same_files_at_a_later_time_keep_the_earlier_and_it_is_told(tmp_path):
    told, files = [], {"ada/engine.py": CODE, "bob/engine.py": CODE}
    monday, tuesday = datetime(2026, 10, 19, 12, tzinfo=UTC), datetime(2026, 10, 20, 12, tzinfo=UTC)
    take(tmp_path, files, clock=lambda student, modified: monday)
    for each in (monday, monday - timedelta(days=1)):
        take(tmp_path, {"bob/engine.py": CODE}, clock=lambda student, modified, each=each: each, told=told.append)
    assert told == []
    take(tmp_path, {**files, "bob/engine.py": b"new"}, clock=lambda student, modified: tuesday, told=told.append)
    assert len(told) == 1
    assert "came again with a later one: ada (2026-10-19 12:00 UTC). Edit timestamp.txt" in told[0]


def test_student_with_an_empty_folder_gets_a_receipt(tmp_path):
    assert take(tmp_path, {"alice/": b"", "bob/engine.py": CODE})["alice"].missing == ("engine.py",)


@pytest.mark.parametrize(
    "name",
    [
        "/etc/engine.py",
        "../engine.py",
        "C:/engine.py",
        "c:\\x\\engine.py",
        "\\\\host\\x\\engine.py",
        "../alice/engine.py",
        "..\\alice\\engine.py",
        "/alice/engine.py",
    ],
)
def test_path_from_outside_belongs_to_nobody_and_is_reported(tmp_path, name):
    receipts = take(tmp_path, {name: b"evil", "bob/engine.py": CODE})
    assert modules_of(tmp_path) == {"bob/01_autograd/engine.py": CODE}
    assert set(receipts) == {"", "bob"}
    assert "path" in why(receipts[""])


@pytest.mark.parametrize("export", [{}, {"engine.py": CODE}, {"README.md": b""}, {"__MACOSX/a/engine.py": b""}])
def test_class_export_without_a_student_is_a_problem(tmp_path, export):
    with pytest.raises(Problem, match="No hand-in found"):
        take(tmp_path, export)


def test_submitted_that_cannot_be_written_is_a_problem(tmp_path):
    (tmp_path / "submitted").write_bytes(b"a file")
    with pytest.raises(Problem, match="Cannot write to"):
        take(tmp_path, {"alice/engine.py": CODE})


def snapshot(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*")}


def check_containment(root: Path, data: bytes) -> None:
    """Collecting `data` raises nothing but Problem and writes only the assignment's files, below submitted/."""
    source = root / "in" / "class.zip"
    source.parent.mkdir(exist_ok=True)
    source.write_bytes(data)
    receipts: list[Receipt] = []
    before = snapshot(root)
    with contextlib.suppress(Problem):
        receipts = collect(assignment_of(), source, root / "out" / "submitted", one=True)
    allowed = {"out", "out/submitted"}
    for receipt in receipts:
        home = f"out/submitted/{receipt.student}"
        allowed |= {home, f"{home}/01_autograd"} | {
            f"{home}/01_autograd/{name}" for name in (*receipt.taken, "receipt.json")
        }
    assert snapshot(root) - before <= allowed


names = st.one_of(
    st.text(max_size=20),
    st.lists(
        st.sampled_from(
            [
                "..",
                ".",
                "",
                "alice",
                "engine.py",
                "C:",
                "\\",
                "~",
                "engine (1).py",
                "a.zip",
                "\x00",
                "CON",
                "x_1_2_engine.py",
                "N N_3_assignsubmission_file_",
                "\u202e",
                "-",
            ]
        ),
        max_size=5,
    ).map("/".join),
)
many = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@many
@given(st.lists(st.tuples(names, st.binary(max_size=20)), max_size=6), st.booleans())
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_no_entry_name_writes_outside_submitted(tmp_path_factory, entries, wrap):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in entries:
            try:
                archive.writestr(name, content)
            except (UnicodeEncodeError, IndexError):  # zipfile cannot write an empty name or half a character
                continue
    check_containment(
        tmp_path_factory.mktemp("export"), zipped({"eve.zip": data.getvalue()}) if wrap else data.getvalue()
    )


@many
@given(
    st.lists(
        st.tuples(names, st.sampled_from([b"0", b"1", b"2", b"3", b"5", b"6", b"7", b"S", b"Z"]), names), max_size=6
    ),
    st.booleans(),
)
def test_no_tar_member_writes_outside_submitted(tmp_path_factory, members, wrap):
    data = tarred(
        *(
            (member(name.replace("\0", ""), kind, link.replace("\0", "")), b"x" if kind in b"07" else b"")
            for name, kind, link in members
            if not {"\ud800"} & set(name + link)
        )
    )
    check_containment(tmp_path_factory.mktemp("export"), zipped({"eve.tar": data}) if wrap else data)


SEEDS = (
    GOOD_ZIP,
    zipped({"a/engine.py": CODE, "b.zip": GOOD_ZIP}),
    tarred((member("a/engine.py"), CODE), mode="w:gz"),
    tarred((member("a/engine.py"), CODE), (member("l" * 200, tarfile.SYMTYPE, "x" * 200), b"")),
)


@many
@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), min_size=1, max_size=8),
    st.booleans(),
)
def test_no_damage_raises_anything_but_problem(tmp_path_factory, seed, flips, wrap):
    data = bytearray(seed)
    for at, value in flips:
        data[at % len(data)] = value
    check_containment(tmp_path_factory.mktemp("export"), zipped({"eve.zip": bytes(data)}) if wrap else bytes(data))


def test_a_pile_of_one_new_student_is_a_problem_unless_it_is_said_to_be_one(tmp_path):
    source = tmp_path / "class.zip"
    source.write_bytes(zipped({"ada/engine.py": CODE}))
    with pytest.raises(Problem, match="say --one"):
        collect(assignment_of(), source, tmp_path / "submitted")
    collect(assignment_of(), source, tmp_path / "submitted", one=True)
    collect(assignment_of(), source, tmp_path / "submitted")


@pytest.mark.parametrize(("count", "more"), [(20, ""), (21, " and 1 more")])
def test_of_a_whole_class_as_many_are_named_as_anybody_reads(tmp_path, count, more):
    told: list[str] = []
    late = {f"s{n}_LATE_{n}_{n}_engine.py": CODE for n in range(1, count + 1)}
    for day in (1, 2):
        moment = datetime(2026, 10, day, tzinfo=UTC)
        take(tmp_path, late, clock=lambda student, modified, moment=moment: moment, told=told.append)
    late_sentence = next(each for each in told if "marks as late" in each)
    stayed = next(each for each in told if "came again" in each)
    assert (f"{more}. Lateness" in late_sentence, " more" in late_sentence) == (True, bool(more))
    assert (f"{more}. Edit" in stayed, " more. " in stayed) == (True, bool(more))


def test_nobodys_files_are_in_a_receipt_of_nobody_if_there_are_any(tmp_path):
    assert list(take(tmp_path, {"ada/engine.py": CODE, "README": b"", "bob/engine.py": CODE})) == ["", "ada", "bob"]
    assert list(take(tmp_path, {"ada/engine.py": CODE, "bob/engine.py": CODE})) == ["ada", "bob"]


def test_of_a_date_that_is_none_it_is_told_first(tmp_path):
    def no_date(student, modified):
        raise NoDate("long ago")

    receipts = take(tmp_path, {"Ada/engine.py": CODE, "Ada/x.md": b"", "ada/engine.py": CODE}, clock=no_date)
    for each in receipts.values():
        reasons = [refusal.reason for refusal in each.refused]
        assert "kept apart" in reasons[0]
        assert "no date" in reasons[1]


def test_an_older_attempt_that_comes_later_has_a_receipt_of_its_own(tmp_path):
    def at(day):
        return lambda student, modified: datetime(2026, 10, day, tzinfo=UTC)

    take(tmp_path, {"ada.zip": zipped({"engine.py": b"2"})}, clock=at(2))
    older = take(tmp_path, {"ada/engine.py": b"1"}, clock=at(1))["ada"]
    assert (older.source, older.along) == ("ada/", ())
    again = take(tmp_path, {"ada.zip": zipped({"engine.py": b"2"})}, clock=at(2))["ada"]
    assert again.source == "ada.zip"


def test_what_is_taken_along_is_in_the_receipt_and_that_it_counts_now_is_told(tmp_path):
    changed = []
    take(tmp_path, {"ada/engine.py": b"1"}, "engine", "layers")
    receipt = take(
        tmp_path, {"ada/layers.py": b"2"}, "engine", "layers", changed=lambda *each: changed.append(each[0])
    )["ada"]
    assert ([name for name, _ in receipt.along], receipt.missing, changed) == (["engine.py"], (), ["ada"])
    stored = msgspec.json.decode(written(tmp_path)["ada/01_autograd/receipt.json"], type=Receipt)
    assert stored == receipt


def test_hand_ins_of_one_are_in_the_order_of_their_numbers_whatever_they_are_called(tmp_path):
    take(tmp_path, {"zoe_5_1_engine.py": b"first", "ada_5_2_engine.py": b"last", "bob_6_3_engine.py": CODE})
    assert b"last" in modules_of(tmp_path).values()
    assert b"first" not in modules_of(tmp_path).values()


def test_members_of_a_group_who_differ_only_in_what_the_course_gave_differ_in_nothing(tmp_path):
    class Pair(NoGroups):
        def __call__(self, students):
            return Groups({"Pair": ("ada", "ben")})

    course = CourseFiles(lambda name, read: read(100) == b"stub")
    told: list[str] = []
    files = {"ada/work/engine.py": CODE, "ben/engine.py": b"stub", "ben/work/engine.py": CODE}
    take(tmp_path, files, grouping=Pair(), course=course, told=told.append)
    assert told == []
    take(tmp_path / "other", files, grouping=Pair(), told=told.append)
    assert "each handed in" in told[0]
