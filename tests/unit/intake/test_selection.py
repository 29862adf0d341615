"""Which of the files that a student handed in are taken, and why the others are not."""

from __future__ import annotations

import io
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from class_exports import CODE, assignment_of, member, modules_of, take, tarred, why, zipped

from autograder.intake import archives, selection
from autograder.intake.archives import Entry
from autograder.intake.collect import collect
from autograder.intake.identity import Person
from autograder.intake.limits import MAX_MODULE_BYTES
from autograder.intake.selection import HandIn, limited, pick
from autograder.records import Refusal


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


ASKED = assignment_of("engine", "layers")
BOTH = {"engine.py": b"e = 1\n", "layers.py": b"l = 1\n"}


def entry(path: str, content: bytes = CODE, **more) -> Entry:
    def read(cap: int) -> bytes:
        return archives.read_capped(io.BytesIO(content), cap)

    return replace(Entry(path, tuple(path.rstrip("/").split("/")), path.endswith("/"), (), "", read), **more)


def handin(*entries: Entry, label: str = "ada", name: str = "Ada", at: float = 1.0, **more) -> HandIn:
    return HandIn(label, Person("plain", name, name), (at,), entries, **more)


def of(files: dict[str, bytes], **more) -> HandIn:
    return handin(*(entry(name, content) for name, content in files.items()), **more)


def told(picked) -> list[tuple[str, bool]]:
    return [(each.path, each.person) for each in picked.refusals]


def test_all_that_was_asked_for_is_taken_and_nothing_is_told():
    picked = pick(ASKED, [of({**BOTH, "01_autograd.ipynb": b'{"cells": []}'})])
    assert (list(picked.files), picked.refusals, picked.left_out) == ([*BOTH, "01_autograd.ipynb"], [], 0)


@pytest.mark.parametrize("content", ["x = 1".encode("utf-16")[:-1], b"#" * (MAX_MODULE_BYTES + 1)])
def test_a_person_looks_at_what_has_the_right_name_and_cannot_be_read(content):
    assert told(pick(ASKED, [of({**BOTH, "engine.py": content})])) == [("engine.py", True)]


def test_a_missing_file_costs_no_other():
    assert list(pick(ASKED, [of({"layers.py": CODE})]).files) == ["layers.py"]


def test_of_each_file_the_last_one_counts_and_every_earlier_one_is_told():
    files = [of({"engine.py": b"%d" % n, "a/engine.py": b"x"}, label=f"{n}") for n in range(3)]
    labelled = [
        replace(each, entries=tuple(replace(e, path=f"{each.label}/{e.path}") for e in each.entries)) for each in files
    ]
    picked = pick(ASKED, [*labelled, of({"layers.py": CODE})])
    assert picked.files == {"engine.py": b"2", "layers.py": CODE}
    reasons = {each.path: each.reason for each in picked.refusals}
    assert reasons["2/a/engine.py"] == "2/engine.py counts as engine.py"
    assert {path for path, reason in reasons.items() if reason == "replaced by the later 2/engine.py"} == {
        "0/engine.py",
        "0/a/engine.py",
        "1/engine.py",
        "1/a/engine.py",
    }


def test_of_two_equally_near_to_the_top_none_counts_and_the_earlier_ones_are_told():
    picked = pick(
        ASKED, [of({"engine.py": b"1"}), of({"a/engine.py": b"2", "b/engine.py": b"3", "c/d/engine.py": b"4"})]
    )
    assert picked.files == {}
    assert {path for path, person in told(picked) if person} >= {"a/engine.py", "b/engine.py"}
    assert "engine.py" in [path for path, _ in told(picked)]


@pytest.mark.parametrize(("count", "listed"), [(100, 100), (101, 101), (250, 101)])
def test_as_many_refusals_are_told_as_a_person_reads(count, listed):
    several = [Refusal(f"{n}", "why") for n in range(count)]
    found = limited([*several, *several])
    assert len(found) == listed
    assert (found[-1].reason == f"and {count - 100} more") is (count > 100)


@pytest.mark.parametrize("archives_in_it", [4, 5, 6])
def test_five_archives_of_one_hand_in_are_opened(archives_in_it):
    packed = {f"{n}.zip": zipped({f"x{n}.py": CODE}) for n in range(archives_in_it)}
    found = [path for path, _ in told(pick(ASKED, [of({**packed, "readme.txt": b"x"})]))]
    opened = [path for path in found if "/" in path]
    assert (len(opened), len(found)) == (min(5, archives_in_it), archives_in_it + 1)


def test_an_archive_keeps_its_name_before_those_of_what_is_in_it():
    inner = zipped({"x.zip": zipped({"engine.py": CODE}), "work/engine.py": b"own"})
    picked = pick(ASKED, [of({"hw.zip": inner})])
    assert picked.files == {"engine.py": b"own"}
    (refused,) = (each for each in picked.refusals if each.path == "hw.zip/x.zip")
    assert refused.reason == "an archive inside an archive"


def test_two_thousand_entries_of_one_hand_in_are_looked_at_junk_apart(monkeypatch):
    monkeypatch.setattr(selection, "MAX_ARCHIVE_ENTRIES", 3)
    junk = [entry(f"__pycache__/{n}", junk=5) for n in range(4)]
    three = handin(entry("engine.py"), entry("a.md"), entry("b.md"), *junk)
    picked = pick(ASKED, [three])
    assert (list(picked.files), picked.left_out) == (["engine.py"], 20)
    more = pick(ASKED, [replace(three, entries=(*three.entries, entry("c.md")))])
    assert (more.files, told(more)) == ({}, [("ada", True)])


def test_what_stands_for_all_of_somebodys_needs_a_person_and_one_refused_file_beside_all_does_not():
    crowd = entry("x", refusal="more than 5 entries", all=True)
    link = entry("y", refusal="a symbolic link")
    assert dict(told(pick(ASKED, [handin(entry("engine.py"), crowd, link)])))["x"]
    whole = [entry(*each) for each in {**BOTH, "01_autograd.ipynb": b'{"cells": []}'}.items()]
    assert told(pick(ASKED, [handin(*whole, link)])) == [("y", False)]


def test_junk_is_counted_and_none_of_the_refused():
    junk = [entry(name, refusal="junk", junk=n) for n, name in ((2, "__pycache__"), (3, ".git"))]
    picked = pick(ASKED, [of({**BOTH, "01_autograd.ipynb": b'{"cells": []}'}), handin(*junk)])
    assert (picked.left_out, picked.refusals) == (5, [])


@pytest.mark.parametrize("entries", [(), (entry("src/"),)])
def test_of_nothing_at_all_the_last_hand_in_is_told_and_needs_a_person(entries):
    picked = pick(ASKED, [handin(*entries, label="one"), handin(*entries, label="two")])
    assert told(picked) == [("two", True)]


@pytest.mark.parametrize("kind", ["notes", "comments"])
def test_where_only_something_was_typed_that_is_told_instead(kind):
    note = Refusal("ada.txt", "typed", person=True)
    assert told(pick(ASKED, [handin(**{kind: (note,)})])) == [("ada.txt", True)]


@pytest.mark.parametrize("kind", ["notes", "comments"])
def test_beside_an_untouched_module_what_was_typed_needs_a_person(kind):
    note = Refusal("ada.txt", "typed")
    whole = of({**BOTH, "01_autograd.ipynb": b'{"cells": []}'}, **{kind: (note,)})
    assert told(pick(ASKED, [whole])) == [("ada.txt", False)]
    assert told(pick(ASKED, [whole], lambda name, content: name == "engine.py")) == [("ada.txt", True)]


def test_a_note_that_asks_for_a_person_and_every_later_archive_may_be_anything():
    whole = of({**BOTH, "01_autograd.ipynb": b'{"cells": []}'})
    asking = replace(whole, notes=(Refusal("ada.txt", "typed", person=True), Refusal("b.txt", "typed")))
    assert told(pick(ASKED, [asking])) == [("ada.txt", True), ("b.txt", False)]
    late = of({"hw.rar": b"x"})
    assert told(pick(ASKED, [whole, late])) == [("hw.rar", True)]
    assert told(pick(ASKED, [late, whole])) == [("hw.rar", False)]
    assert told(pick(ASKED, [late])) == [("hw.rar", True)]


def test_a_module_over_its_cap_and_one_that_is_damaged_need_a_person_and_cost_no_other():
    large = pick(ASKED, [of({"engine.py": b"#" * (2**20 + 1), "layers.py": CODE})])
    assert (list(large.files), told(large)) == (["layers.py"], [("engine.py", True)])
    damaged = pick(ASKED, [of({"engine.py": b"\xff\xfea", "layers.py": CODE})])
    assert (list(damaged.files), told(damaged)) == (["layers.py"], [("engine.py", True)])
    assert "engine.py" in pick(ASKED, [of({"engine.py": b"#" * 2**20})]).files


@pytest.mark.parametrize(
    ("name", "file", "taken"),
    [
        ("Ada Love", "engine_ada.py", True),
        ("Ada Love", "Ada_engine.py", True),
        ("Ada Love", "ENGINE-love-ada.PY", True),
        ("Ada Love", "ada_engine_love.py", True),
        ("Ada Love", "engine_bob.py", False),
        ("Ada Love", "engine_ada_old.py", False),
        ("Ada Love", "engine_7.py", False),
        ("Ada Love", "engine_ada.txt", False),
        ("Ada Love", "engineada.py", False),
        ("Ada Love", "ada.py", False),
        ("ada_7", "engine_ada_7.py", True),
        ("7", "engine_7.py", False),
    ],
)
def test_a_file_with_nothing_but_its_students_name_in_its_own_is_taken(name, file, taken):
    picked = pick(ASKED, [of({file: b"named", "layers.py": CODE}, name=name)])
    assert (picked.files.get("engine.py") == b"named") is taken
    assert picked.files["layers.py"] == CODE
    deep = pick(ASKED, [of({f"a/{file}": b"named", "layers_ada.py": CODE}, name=name)])
    assert (deep.files.get("engine.py") == b"named") is taken


def test_the_students_name_does_not_count_beside_a_file_of_the_right_name_or_for_what_is_refused():
    beside = pick(ASKED, [of({"a/b/engine.py": b"right", "engine_ada.py": b"named"})])
    assert beside.files == {"engine.py": b"right"}
    folder = handin(entry("engine.py/"), entry("engine_ada.py", b"named"), entry("layers_ada.py/"))
    assert pick(ASKED, [folder]).files == {"engine.py": b"named"}
    assert pick(ASKED, [handin(entry("engine_ada.py", refusal="a link"))]).files == {}


@pytest.mark.parametrize(
    ("path", "told_of"),
    [
        ("engine.py/x.md", "a folder, where a file belongs"),
        ("a/engine.py/x.md", "a folder, where a file belongs"),
        ("engine.py/", "a folder, where a file belongs"),
        ("src/", ""),
        ("hw.rar", "an archive of another kind"),
        ("a/HW.7Z", "an archive of another kind"),
        ("engine.py.txt", "rename it to engine.py"),
        ("a/LAYERS.PY.TXT", "rename it to layers.py"),
        ("notes.md", "not one of the files"),
    ],
)
def test_of_what_is_no_file_of_the_assignment_it_is_told_why(path, told_of):
    whole = {**BOTH, "01_autograd.ipynb": b'{"cells": []}'}
    picked = pick(ASKED, [handin(*(entry(*each) for each in whole.items()), entry(path))])
    assert list(picked.files) == list(whole)
    reasons = [each.reason for each in picked.refusals]
    assert len(reasons) == bool(told_of)
    assert all(told_of in reason for reason in reasons)
    assert ("rename" in told_of) is any("rename" in reason for reason in reasons)


def test_work_under_another_name_is_told_once(tiny):
    right = (Path(__file__).parents[2] / "course/source/01_tiny/tiny.py").read_bytes()
    picked = pick(tiny, [of({"solution.txt": right})])
    assert [path for path, _ in told(picked)] == ["solution.txt"]
    assert told(pick(tiny, [handin(entry("solution.txt/", right))])) != [("solution.txt", True)]


def test_what_was_not_looked_through_after_all_is_there_needs_a_person_and_one_file_does_not(monkeypatch):
    monkeypatch.setattr(selection, "MAX_ARCHIVE_ENTRIES", 3)
    whole = of({**BOTH, "01_autograd.ipynb": b'{"cells": []}'})
    crowd = handin(entry("x", refusal="more than 5 entries", all=True))
    link = handin(entry("y", refusal="a symbolic link"))
    many = handin(*(entry(f"{n}.md") for n in range(4)), label="many")
    assert told(pick(ASKED, [whole, crowd])) == [("x", True)]
    assert told(pick(ASKED, [whole, link])) == [("y", False)]
    assert told(pick(ASKED, [whole, many])) == [("many", True)]


@pytest.mark.parametrize(("files", "person"), [({}, True), ({"engine.py": CODE}, True), (BOTH, False)])
def test_a_comment_may_be_the_work_unless_all_modules_are_there(files, person):
    picked = pick(ASKED, [of({"engine.md": b"x", **files}, comments=(Refusal("ada.txt", "typed"),))])
    assert dict(told(picked))["ada.txt"] is person


def test_a_file_with_its_students_name_is_taken_beside_another_of_the_right_name():
    assert pick(ASKED, [of({"engine.py": b"e", "layers_ada.py": b"l"})]).files == {"engine.py": b"e", "layers.py": b"l"}
