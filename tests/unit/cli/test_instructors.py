"""The command that collects knows what the course gave to everybody, and whom the instructor names."""

from __future__ import annotations

from pathlib import Path

from class_exports import zipped
from helpers import release

from autograder.cli.instructors import collect
from autograder.files import files_below
from autograder.intake.attempts import receipt_of


def test_what_was_handed_out_is_told_as_such_and_what_is_a_named_students_goes_to_them(course: Path):
    release(course)
    given = files_below(course / "assignments")
    class_, mail = course / "class.zip", course / "mail.zip"
    class_.write_bytes(zipped({f"{who}/{name}": content for who in ("ada", "bob") for name, content in given.items()}))
    mail.write_bytes(zipped({"tiny.py": b"x = 1\n"}))
    collect("01", class_, course=course)
    place = course / "submitted" / "ada" / "01_tiny"
    assert [each.reason for each in receipt_of(place).refused] == ["as handed out"]
    collect("01", mail, student="ada", course=course)
    assert (place / "tiny.py").read_bytes() == b"x = 1\n"
