"""Which of the files that a student handed in are taken, and why the others are not."""

from __future__ import annotations

import os
import zipfile

import pytest
from class_exports import CODE, assignment_of, member, modules_of, take, tarred, why, zipped

from autograder.intake import archives, selection
from autograder.intake.collect import collect


@pytest.mark.parametrize(
    "name", ["alice.zip", "leewei_4711_900_engine.zip", "Ana_1_assignsubmission_file_/my work.zip"]
)
def test_student_zip_inside_the_class_zip_is_opened(tmp_path, name):
    take(tmp_path, {name: zipped({"work/engine.py": CODE})})
    assert list(modules_of(tmp_path).values()) == [CODE]


def test_only_the_files_of_the_assignment_are_taken(tmp_path):
    files = ("engine.py", "01_autograd.ipynb", "conftest.py", "receipt.json", "pytest.ini", "numpy.py")
    receipts = take(tmp_path, {f"alice/{name}": b"x" for name in files})
    assert set(modules_of(tmp_path)) == {"alice/01_autograd/engine.py", "alice/01_autograd/01_autograd.ipynb"}
    for name in files[2:]:
        assert f"{name}: not one of the files of this assignment" in why(receipts["alice"])


def test_notebook_may_be_absent_but_a_module_is_missing(tmp_path):
    receipts = take(
        tmp_path, {"alice/engine.py": CODE, "bob/01_autograd.ipynb": b"{}", "carol/README.md": b""}, "engine", "neurons"
    )
    assert receipts["alice"].missing == ("neurons.py",)
    assert receipts["bob"].taken == ("01_autograd.ipynb",)
    assert receipts["bob"].missing == receipts["carol"].missing == ("engine.py", "neurons.py")


@pytest.mark.parametrize("name", ["engine (1).py", "engine(12).py", "engine-1.py", "Engine.py"])
def test_renamed_copy_is_taken_when_it_is_the_only_one(tmp_path, name):
    take(tmp_path, {f"alice/{name}": CODE})
    assert modules_of(tmp_path) == {"alice/01_autograd/engine.py": CODE}


def test_exact_name_counts_before_a_renamed_copy(tmp_path):
    receipts = take(tmp_path, {"alice/engine (1).py": b"copy", "alice/engine.py": CODE})
    assert modules_of(tmp_path) == {"alice/01_autograd/engine.py": CODE}
    assert "engine (1).py: engine.py counts as engine.py" in why(receipts["alice"])


@pytest.mark.parametrize(
    "name", ["engine.txt", "engine.py.txt", "engin.py", "my_engine.py", "engine (1) (2).py", "engine.py "]
)
def test_wrong_name_is_refused(tmp_path, name):
    receipt = take(tmp_path, {f"alice/{name}": CODE})["alice"]
    assert receipt.missing == ("engine.py",)
    assert f"{name}: not one of the files" in why(receipt)


def test_file_at_a_wrong_level_is_found_nearest_to_the_top(tmp_path):
    receipts = take(tmp_path, {"alice/a/b/c/engine.py": b"deep", "alice/a/engine.py": CODE})
    assert modules_of(tmp_path) == {"alice/01_autograd/engine.py": CODE}
    assert "a/b/c/engine.py: a/engine.py counts" in why(receipts["alice"])


@pytest.mark.parametrize(
    "names", [("a/engine.py", "b/engine.py"), ("engine (1).py", "engine (2).py"), ("one.zip", "two.zip")]
)
def test_ambiguous_file_is_refused(tmp_path, names):
    own = {f"alice/{name}": zipped({"engine.py": CODE}) if name.endswith("zip") else CODE for name in names}
    receipt = take(tmp_path, {**own, "bob/engine.py": CODE})["alice"]
    assert receipt.missing == ("engine.py",)
    assert why(receipt).count("2 files are equally near to the top") == 2


def test_junk_inside_a_students_zip_is_counted_and_no_more(tmp_path):
    mac = {"work/engine.py": CODE, "__MACOSX/work/._engine.py": b"", "work/.DS_Store": b"", "__MACOSX/engine.py": b""}
    receipt = take(tmp_path, {"alice.zip": zipped(mac)})["alice"]
    assert (receipt.taken, receipt.refused, receipt.left_out) == (("engine.py",), (), 3)


def test_junk_of_operating_systems_is_counted_and_told_once_for_the_class(tmp_path):
    junk = (
        "__MACOSX/alice/._engine.py",
        "alice/.DS_Store",
        "alice/Thumbs.db",
        "alice/._engine.py",
        "alice/desktop.ini",
        "alice/.ipynb_checkpoints/engine.py",
        "alice/__pycache__/engine.cpython-311.pyc",
        "__MACOSX/engine.py",
    )
    told = []
    own = {
        **dict.fromkeys(junk, b"junk"),
        "alice/engine.py": CODE,
        "bob.zip": zipped({"engine.py": CODE, ".git/x": b""}),
    }
    receipts = take(tmp_path, {**own, "cyd/engine.py": CODE}, told=told.append)
    assert {student: (each.refused, each.left_out) for student, each in receipts.items()} == {
        "alice": ((), 6),
        "bob": ((), 1),
        "cyd": ((), 0),
    }
    said = (
        "Left out, as programs keep such files for themselves (.git, __pycache__ and the like): 7, in 2 of 3 hand-ins."
    )
    assert told.count(said) == 1
    assert sum("Left out" in each for each in told) == 1


def test_last_canvas_resubmission_wins_and_the_receipt_says_so(tmp_path):
    receipts = take(
        tmp_path,
        {"lee_7_903_engine-2.py": b"third", "lee_7_901_engine.py": b"first", "lee_7_902_engine-1.py": b"second"},
    )
    assert list(modules_of(tmp_path).values()) == [b"third"]
    assert why(receipts["lee_7"]).count("replaced by the later lee_7_903_engine-2.py") == 2


def test_newer_of_a_folder_and_a_zip_wins(tmp_path):
    for name, data, moment in (
        ("alice.zip", zipped({"engine.py": b"zip"}), 2_000_000),
        ("alice/engine.py", b"folder", 0),
    ):
        path = tmp_path / "export" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        os.utime(path, (moment, moment))
    for moment, winner in ((1_000_000, b"zip"), (3_000_000, b"folder")):
        os.utime(tmp_path / "export/alice/engine.py", (moment, moment))
        collect(assignment_of(), tmp_path / "export", tmp_path / "submitted", one=True)
        assert list(modules_of(tmp_path).values()) == [winner]


def test_files_of_one_canvas_hand_in_are_kept_together(tmp_path):
    take(tmp_path, {"lee_7_1_engine.py": b"e", "lee_7_2_neurons.py": b"n", "lee_7_text.html": b""}, "engine", "neurons")
    assert modules_of(tmp_path) == {"lee_7/01_autograd/engine.py": b"e", "lee_7/01_autograd/neurons.py": b"n"}


@pytest.mark.parametrize("inside", [{"alice/engine.py/": b""}, {"alice/engine.py/__init__.py": CODE}])
def test_folder_where_a_file_belongs_is_refused(tmp_path, inside):
    receipt = take(tmp_path, inside)["alice"]
    assert receipt.missing == ("engine.py",)
    assert "a folder, where a file belongs" in why(receipt)


@pytest.mark.parametrize(
    "pack",
    [
        lambda data: zipped({"engine.py": data}, zipfile.ZIP_STORED),
        lambda data: tarred((member("engine.py"), data), mode="w:gz"),
    ],
)
def test_module_over_one_megabyte_is_refused(tmp_path, pack):
    receipts = take(tmp_path, {"alice.zip": pack(b"#" * (archives.MB + 1)), "bob.zip": pack(b"#" * archives.MB)})
    assert "engine.py: 1.0 MB, larger than 1.0 MB" in why(receipts["alice"])
    assert receipts["bob"].taken == ("engine.py",)


def test_notebook_may_be_larger_than_a_module_but_has_a_cap(tmp_path):
    fine, large = os.urandom(3 * archives.MB), b"\0" * (20 * archives.MB + 1)
    receipts = take(tmp_path, {"alice/01_autograd.ipynb": fine, "bob/01_autograd.ipynb": large})
    assert receipts["alice"].taken == ("01_autograd.ipynb",)
    assert "larger than 20.0 MB" in why(receipts["bob"])


def test_students_archive_is_capped_as_packed(tmp_path, monkeypatch):
    monkeypatch.setattr(selection, "MAX_ARCHIVE_BYTES", 1000)
    receipt = take(tmp_path, {"alice/data.zip": zipped({"x": os.urandom(2000)}), "alice/engine.py": CODE})["alice"]
    assert receipt.taken == ("engine.py",)
    assert "data.zip: 2.1 KB, larger than 1.0 KB" in why(receipt)


def test_more_than_two_thousand_files_in_a_folder_are_refused(tmp_path):
    many = dict.fromkeys((f"alice/{n}.txt" for n in range(2000)), b"")
    receipt = take(tmp_path, {"alice/engine.py": CODE, **many})["alice"]
    assert receipt.taken == ()
    assert [refusal.reason for refusal in receipt.refused] == ["more than 2000 entries"]


def test_receipt_lists_no_more_refusals_than_a_person_reads(tmp_path):
    many = dict.fromkeys((f"alice/{n}.txt" for n in range(500)), b"")
    receipt = take(tmp_path, {**many, "alice/engine.py": CODE})["alice"]
    assert len(receipt.refused) == 101
    assert receipt.refused[-1].reason == "and 400 more"


def test_archive_inside_a_students_archive_is_refused(tmp_path):
    deep = zipped({"more.zip": zipped({"engine.py": b"deep"}), "x.tar.gz": b"", "work/engine.py": CODE})
    receipt = take(tmp_path, {"alice.zip": deep})["alice"]
    assert list(modules_of(tmp_path).values()) == [CODE]
    assert why(receipt).count("an archive inside an archive") == 2


def test_only_a_few_archives_of_one_student_are_opened(tmp_path):
    receipt = take(tmp_path, {"bob/engine.py": CODE, **{f"alice/{n}.zip": zipped({f"{n}/x": b""}) for n in range(8)}})[
        "alice"
    ]
    assert why(receipt).count("more than 5 archives") == 3


@pytest.mark.parametrize("name", ["work.rar", "work.7z", "engine.py.gz"])
def test_archive_of_another_kind_is_explained(tmp_path, name):
    assert "hand in a zip" in why(take(tmp_path, {f"alice/{name}": b"Rar!"})["alice"])
