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
