"""The code on a page is the student's own, line by line; hostile files give little of it, and no error."""

from __future__ import annotations

from made_feedback import ASSIGNMENT, CODE, SUBMISSION

from autograder.feedback.page.code import LONGEST, MOST_LINES, NOT_WRITTEN, around, snippets

RIGHT, WRONG, LATER = ASSIGNMENT.exercises


def text_of(line) -> str:
    return "".join(text for _, text in line.pieces)


def test_a_function_is_shown_with_its_line_numbers_and_its_docstring_folded():
    (snippet,) = snippets(RIGHT, SUBMISSION.files, {})
    assert [(line.number, text_of(line)) for line in snippet.lines] == [
        (4, "def right(x):"),
        (5, '    """x.'),
        (0, ""),
        (9, "    return x"),
    ]


def test_words_of_python_texts_and_comments_are_told_apart():
    (snippet,) = snippets(WRONG, SUBMISSION.files, {})
    kinds = {text.strip(): kind for line in snippet.lines for kind, text in line.pieces}
    assert (kinds["def"], kinds["wrong"], kinds["# what is given back is too much"]) == ("k", "f", "c")
    assert (kinds['"two"'], kinds["2"]) == ("s", "n")


def test_what_is_not_written_yet_says_so():
    (snippet,) = snippets(LATER, SUBMISSION.files, {})
    assert [(line.number, line.notes) for line in snippet.lines if line.notes] == [(19, (NOT_WRITTEN,))]


def test_lines_outside_of_functions_are_shown_with_what_is_around_them():
    (snippet,) = around(SUBMISSION.files, {("tiny.py", 1): ["here"], ("tiny.py", 14): ["in a function"]})
    assert [line.number for line in snippet.lines] == [1, 2, 3, 4, 5]
    assert snippet.lines[0].notes == ("here",)


def test_a_long_function_and_long_lines_are_cut():
    long = "def right(x):\n" + f"    y = {'1 + ' * 120}1\n" * 100
    (snippet,) = snippets(RIGHT, {"tiny.py": long.encode()}, {})
    assert len(snippet.lines) == MOST_LINES + 1
    assert snippet.lines[-1].number == 0
    assert max(len(text_of(line)) for line in snippet.lines) == LONGEST
    just = "def right(x):\n" + "    y = 1\n" * (MOST_LINES - 1)
    (snippet,) = snippets(RIGHT, {"tiny.py": just.encode()}, {})
    assert [line.number for line in snippet.lines] == list(range(1, MOST_LINES + 1)), "nothing is left out"


def test_a_method_is_moved_to_the_left():
    method = "class A:\n    def right(self):\n        return 1\n"
    exercise = type(RIGHT)("right", "", ("A.right",), ())
    (snippet,) = snippets(exercise, {"tiny.py": method.encode()}, {})
    assert [text_of(line) for line in snippet.lines] == ["def right(self):", "    return 1"]


def test_control_characters_do_not_get_through():
    (snippet,) = snippets(RIGHT, {"tiny.py": CODE.replace("return x", "return '\x1b[2J\u202e'").encode()}, {})
    assert not any(char in text_of(line) for line in snippet.lines for char in "\x1b\u202e")


def test_files_that_are_no_python_give_nothing():
    for content in (b"def (", b"\xff\xfe\x00", b"x = 1\n" * 50_000):
        assert snippets(RIGHT, {"tiny.py": content}, {}) == ()


def test_the_first_statement_is_shown_if_it_is_no_docstring():
    code = "def right(x):\n    y = [\n        x,\n        x,\n    ]\n    return y\n"
    (snippet,) = snippets(RIGHT, {"tiny.py": code.encode()}, {})
    assert [text_of(line) for line in snippet.lines] == code.splitlines()


def test_a_note_within_a_docstring_shows_its_line():
    (snippet,) = snippets(RIGHT, SUBMISSION.files, {("tiny.py", 7): ["here"]})
    assert [(line.number, line.notes) for line in snippet.lines] == [
        (4, ()),
        (5, ()),
        (0, ()),
        (7, ("here",)),
        (0, ()),
        (9, ()),
    ]


def test_a_snippet_names_its_function_and_its_file():
    (snippet,) = snippets(RIGHT, {"other.py": b"", **SUBMISSION.files}, {})
    assert (snippet.name, snippet.file) == ("right", "tiny.py")
    (lines,) = around({"tiny.py": b"x = (\n"}, {("tiny.py", 1): ["here"]})
    assert (lines.name, lines.file) == ("", "tiny.py")


def test_decorators_belong_to_a_function():
    (snippet,) = snippets(RIGHT, {"tiny.py": b"@a\n@b\ndef right(x):\n    return x\n"}, {})
    assert [(line.number, text_of(line)) for line in snippet.lines][:2] == [(1, "@a"), (2, "@b")]


def test_tabs_and_blank_lines_stay_as_they_are():
    code = "\n\n\nif x:\n\ty = 1\n\n\n"
    (snippet,) = around({"tiny.py": code.encode()}, {("tiny.py", 5): ["here"]})
    assert [(line.number, text_of(line)) for line in snippet.lines] == list(enumerate(code.splitlines(), 1))


def test_pieces_of_one_kind_are_one_piece_and_none_is_empty():
    (snippet,) = snippets(RIGHT, {"tiny.py": b"def right(x):\n    x = 2\n    return x + 1\n"}, {})
    assert [line.pieces for line in snippet.lines] == [
        (("k", "def"), ("", " "), ("f", "right"), ("", "(x):")),
        (("", "    x = "), ("n", "2")),
        (("", "    "), ("k", "return"), ("", " x + "), ("n", "1")),
    ]


def test_lines_that_there_are_not_have_nothing_around_them():
    for number in (0, -1, 4):
        assert around({"tiny.py": b"x = 1\ny = 2\nz = (\n"}, {("tiny.py", number): ["here"]}) == ()
    (snippet,) = around({"tiny.py": b"x = 1\n" * 20}, {("tiny.py", 10): ["here"]})
    assert [line.number for line in snippet.lines] == list(range(6, 15))
    (last,) = around({"tiny.py": b"x = 1\n" * 20}, {("tiny.py", 20): ["here"]})
    assert [line.number for line in last.lines] == list(range(16, 21))
    assert around({}, {("tiny.py", 1): ["here"]}) == ()
