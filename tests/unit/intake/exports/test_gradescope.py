"""Gradescope's export: who, in a group too, and when, as its metadata says."""

from __future__ import annotations

import textwrap
import time
from datetime import UTC, datetime

import pytest
from class_exports import CODE, modules_of, take, why
from class_exports import GRADESCOPE as EXPORT
from class_exports import GRADESCOPE_METADATA as METADATA
from class_exports import GRADESCOPE_TOP as TOP

from autograder.errors import Problem
from autograder.intake.exports import gradescope
from autograder.intake.identity import Person
from autograder.intake.received import received_at


def test_each_submitter_is_a_student_with_the_time_of_the_metadata(tmp_path):
    receipts = take(tmp_path, EXPORT)
    assert set(receipts) == {"Ada_Lovelace", "Alan_Turing", "Grace_Hopper"}
    assert modules_of(tmp_path)["Ada_Lovelace/01_autograd/engine.py"] == b"hers"
    received = received_at(tmp_path / "submitted/Alan_Turing/01_autograd")
    assert received == datetime(2026, 10, 21, 5, 15, tzinfo=UTC)


def test_a_receipt_keeps_all_that_gradescope_says_of_who_it_is(tmp_path):
    signs = (("sid", "102"), ("email", "at2@uni.edu"), ("name", "Alan Turing"))
    assert take(tmp_path, EXPORT)["Alan_Turing"].signs == signs


def test_a_group_has_one_hand_in_and_each_receipt_names_the_others(tmp_path):
    receipts = take(tmp_path, EXPORT)
    for student in ("Alan_Turing", "Grace_Hopper"):
        assert modules_of(tmp_path)[f"{student}/01_autograd/engine.py"] == b"theirs"
    assert receipts["Alan_Turing"].group == ("Grace_Hopper",)
    assert receipts["Grace_Hopper"].group == ("Alan_Turing",)
    assert receipts["Ada_Lovelace"].group == ()


def test_the_folder_without_the_one_around_it_is_read_too(tmp_path):
    export = {path.partition("/")[2]: data for path, data in EXPORT.items()}
    assert len(take(tmp_path, export)) == 3


def test_what_the_metadata_does_not_name_or_the_export_does_not_hold_is_reported(tmp_path):
    export = {**EXPORT, f"{TOP}/submission_9/engine.py": CODE}
    del export[f"{TOP}/submission_7001/engine.py"]
    reasons = why(take(tmp_path, export)[""])
    assert "belongs to no student" in reasons
    assert "submission_7001: named in submission_metadata.yml, but not in the export" in reasons


@pytest.mark.parametrize("metadata", [b"", b"- 1", b"a: [", b"\xff\xfe\x00", b"a: !!python/object/apply:os.getcwd []"])
def test_metadata_that_cannot_be_understood_is_a_problem(tmp_path, metadata):
    with pytest.raises(Problem, match=r"submission_metadata\.yml .*[Ee]xport"):
        take(tmp_path, {**EXPORT, f"{TOP}/submission_metadata.yml": metadata})
    assert not (tmp_path / "submitted").exists()


def test_a_students_own_metadata_changes_nothing(tmp_path):
    forged = METADATA.replace("Ada Lovelace", "Eve").encode()
    take(tmp_path, {**EXPORT, f"{TOP}/submission_7001/submission_metadata.yml": forged})
    assert "Ada_Lovelace/01_autograd/engine.py" in modules_of(tmp_path)


def test_of_a_submission_without_a_time_the_line_says_that(tmp_path):
    untimed = METADATA.replace("2026-10-19 05:15:00.000000000 Z", "yesterday", 1).encode()
    receipts = take(tmp_path, {**EXPORT, f"{TOP}/submission_metadata.yml": untimed})
    assert set(receipts) == {"", "Alan_Turing", "Grace_Hopper"}
    assert "submission_metadata.yml says whose it is, but no time that can be read" in why(receipts[""])
    assert "belongs to no student" not in why(receipts[""])


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["submission_metadata.yml", "submission_1/"], True),
        (["submission_metadata.yml", "submission_1/", "submission_22/", "x/"], True),
        (["submission_metadata.yml", "submission_1/", "x/"], False),
        (["submission_metadata.yml", "submission_1"], False),
        (["submission_metadata.yml", "submission_x/"], False),
        (["submission_metadata.yml"], False),
        (["submission_1/", "submission_2/"], False),
    ],
)
def test_an_export_is_known_by_its_metadata_and_half_of_its_names(names, found):
    assert bool(gradescope.recognised(names, "")) is found


def reading_of(pile, about: str, *more: str):
    """What the metadata on submission 1 says, beside a second one that is Bob's."""
    bobs = "submission_2:\n  :submitters:\n  - :name: Bob\n  :created_at: 2026-10-19 05:15:00 Z\n"
    text = f"submission_1:\n{textwrap.indent(textwrap.dedent(about), '  ')}\n{bobs}"
    return gradescope.read(
        pile(*more, "submission_1/engine.py", "submission_2/engine.py", **{"submission_metadata.yml": text.encode()})
    )


NOON = ":created_at: 2026-10-19 12:00:00 Z\n"


def people_of(pile, submitters: str) -> list[Person]:
    handins = reading_of(pile, f"{NOON}{submitters}").handins
    return [each.person for each in handins if each.label == "submission_1/"]


@pytest.mark.parametrize(
    ("who", "key", "name", "number", "signs"),
    [
        ("':name': Ada, ':sid': '7', ':email': A@uni.edu", "a@uni.edu", "Ada", "7", ("sid", "email")),
        ("':name': Ada, ':sid': '', ':email': A@uni.edu", "a@uni.edu", "Ada", "", ("email",)),
        ("':name': Ada, ':sid': 7", "7", "Ada", "7", ("sid",)),
        ("':name': ' Ada '", "Ada", "Ada", "", ()),
        ("name: Ada, email: a@uni.edu", "a@uni.edu", "Ada", "", ("email",)),
        ("':email': a@uni.edu", "a@uni.edu", "a@uni.edu", "", ("email",)),
        ("':sid': '7'", "7", "7", "7", ("sid",)),
    ],
)
def test_a_person_is_known_by_mail_else_by_number_else_by_name(pile, who, key, name, number, signs):
    (person,) = people_of(pile, f":submitters: [{{{who}}}]")
    assert (person.key, person.name, person.number) == (key, name, number)
    assert tuple(kind for kind, _ in person.signs) == signs
    assert dict(person.signs).get("email", "").casefold() in ("", key)


@pytest.mark.parametrize("submitters", ["", ":submitters:", ":submitters: []", ":submitters: [{}, x, {':name': ' '}]"])
def test_a_submission_of_nobody_is_nobodys(pile, submitters):
    reading = reading_of(pile, f"{NOON}{submitters}")
    assert [each.person.name for each in reading.handins] == ["Bob"]
    assert [each.path for each in reading.strays] == ["submission_1/engine.py"]
    assert reading.unclear == ()


def test_who_is_named_twice_is_one_and_others_are_together(pile):
    ada, cyd = "{':name': Ada, ':email': a@uni.edu}", "{':name': Cyd, ':email': c@uni.edu}"
    assert [each.key for each in people_of(pile, f":submitters: [{ada}, {ada}]")] == ["a@uni.edu"]
    handins = reading_of(pile, f"{NOON}:submitters: [{ada}, {cyd}]").handins
    assert [[each.key for each in handin.group] for handin in handins] == [["c@uni.edu"], ["a@uni.edu"], []]


@pytest.fixture
def far_away(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("far_away")
@pytest.mark.parametrize(
    "written",
    [
        "2026-10-19 12:00:00 Z",
        "2026-10-19 12:00:00",
        "2026-10-19 14:00:00 +02:00",
        "'2026-10-19 12:00:00'",
        "'2026-10-19T14:00:00+02:00'",
        "{utc: '2026-10-19 12:00:00'}",
        "!ruby/object:ActiveSupport::TimeWithZone {utc: 2026-10-19 12:00:00 Z, zone: !ruby/object:X {name: Etc/UTC}}",
    ],
)
def test_the_time_is_in_utc_unless_it_says_otherwise(pile, written):
    (ada, _) = reading_of(pile, f":submitters: [{{':name': Ada}}]\n:created_at: {written}").handins
    assert ada.received == datetime(2026, 10, 19, 12, tzinfo=UTC)
    assert ada.order == (ada.received.timestamp(),)


@pytest.mark.parametrize("written", ["", "5", "yesterday", "2026-10-19", "{}", "{utc: 5}", "[2026-10-19 12:00:00]"])
def test_of_a_time_that_is_none_a_person_looks(pile, written):
    reading = reading_of(pile, f":submitters: [{{':name': Ada}}]\n:created_at: {written}", "README")
    assert [each.person.name for each in reading.handins] == ["Bob"]
    assert [[person.name for person in each.people] for each in reading.unclear] == [["Ada"]]
    told = {each.path: each.reason for each in reading.strays}
    assert "no time" in told["submission_1/engine.py"]
    assert "no student" in told["README"]


def test_what_ruby_writes_of_its_own_kinds_is_read_as_what_it_holds(pile):
    (person,) = people_of(
        pile, "!ruby/sym submitters: !ruby/array:List\n- !ruby/object:User {':name': !ruby/string Ada}"
    )
    assert person.name == "Ada"


def test_what_is_named_but_not_there_is_told_if_it_is_somebodys(pile):
    text = "submission_1:\n  :submitters: [{':name': Ada}]\nsubmission_2:\n  :submitters: []\nversion: 2\n"
    reading = gradescope.read(pile("x/engine.py", **{"submission_metadata.yml": text.encode()}))
    assert [each.path for each in reading.strays] == ["x/engine.py", "submission_1"]


def test_a_folder_that_is_none_of_gradescopes_is_nobodys_though_the_metadata_has_its_name(pile):
    text = "notes:\n  :submitters: [{':name': Ada}]\n  :created_at: 2026-10-19 12:00:00 Z\n"
    reading = gradescope.read(pile("notes/engine.py", **{"submission_metadata.yml": text.encode()}))
    assert reading.handins == ()
    assert [each.path for each in reading.strays] == ["notes/engine.py", "notes"]


def test_without_metadata_it_is_a_problem(pile):
    with pytest.raises(Problem, match=r"no submission_metadata\.yml beside"):
        gradescope.read(pile("submission_1/engine.py"))


@pytest.mark.parametrize("text", [b"a: [", b"\xff\xfe\x00", b"a: 'b\nc: d"])
def test_why_metadata_cannot_be_read_is_told_in_one_line(pile, text):
    with pytest.raises(Problem, match=r"cannot be read: \w.*\. Export") as problem:
        gradescope.read(pile("submission_1/x", **{"submission_metadata.yml": text}))
    assert "\n" not in str(problem.value)
