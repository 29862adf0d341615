"""What is said of an answer is kept by what was observed, whatever is said, and taken back without a trace."""

from __future__ import annotations

import pytest

from autograder.course.comments import COMMENTS, read_comments, write_comment
from autograder.errors import Problem

SEEN = ("double", "4f09c1aabbcc")


@pytest.mark.parametrize(
    "text", ["Look at `x`.", 'a "quote"\nand \\ more\n[tables] = 1', "größer → 二", "'" * 3 + '"' * 3]
)
def test_what_is_said_comes_back(tmp_path, text):
    write_comment(tmp_path, "01_tiny", SEEN, text)
    write_comment(tmp_path, "02_more", SEEN, "of another assignment")
    write_comment(tmp_path, "01_tiny", ("other", "1"), "of another check")
    assert read_comments(tmp_path, "01_tiny") == {SEEN: text, ("other", "1"): "of another check"}


def test_what_cannot_be_printed_is_not_kept(tmp_path):
    write_comment(tmp_path, "01_tiny", SEEN, " a\x1b[31m\x00\udc80 \n")
    assert read_comments(tmp_path, "01_tiny") == {SEEN: "a\ufffd[31m\ufffd\ufffd"}


def test_an_empty_text_takes_it_back_and_the_others_stay(tmp_path):
    assert read_comments(tmp_path, "01_tiny") == {}
    write_comment(tmp_path, "01_tiny", SEEN, "one")
    write_comment(tmp_path, "02_more", SEEN, "two")
    write_comment(tmp_path, "01_tiny", SEEN, " ")
    assert (read_comments(tmp_path, "01_tiny"), read_comments(tmp_path, "02_more")) == ({}, {SEEN: "two"})
    assert "01_tiny" not in (tmp_path / COMMENTS).read_text()


@pytest.mark.parametrize("content", [b"[01_tiny\n", b"[01_tiny]\ndouble = 'text'\n", b"\xff"])
def test_a_file_that_cannot_be_understood_is_named_and_left(tmp_path, content):
    (tmp_path / COMMENTS).write_bytes(content)
    with pytest.raises(Problem, match=r"comments\.toml cannot be understood: .*mend it"):
        write_comment(tmp_path, "01_tiny", SEEN, "text")
    assert (tmp_path / COMMENTS).read_bytes() == content
