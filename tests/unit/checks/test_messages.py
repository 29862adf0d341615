"""A message is cleaned before it is shown, at a cost that is bounded."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from autograder.checks.bench import Bench
from autograder.checks.details import IMPORTING, MAX_MESSAGE, NOT_IMPORTED, capped, plain_text, tells_of_import
from autograder.checks.messages import (
    BROKEN_RULES,
    Call,
    Ended,
    mismatch,
    mistyped,
    without_value,
)
from autograder.checks.paste import MAX_INPUTS
from autograder.records import Assignment, Detail, Label, Status, Submission
from autograder.sandbox.plain import PlainLauncher
from autograder.sandbox.replies import Died, Probe, Raised, Ready, Reply, Spent, Timeout, Uncrossable
from autograder.sandbox.worker.wire import PROBE_FILE

STUB = "raise NotImplementedError()"
TEXT = f"""def double(x):
    return two * x


class Rectangle:
    def area(self):
        {STUB}
"""
LINES = "def probe(tiny, x):\n    y = tiny.double(x)\n    return y"
PROBE = Probe("probe", LINES, ("tiny",), ("x",), float, "y = tiny.double(x)\nreturn y")
CALL = Call(PROBE, (3.0,), first=True)
ASKED = (PROBE_FILE, 2, "probe")


def ended(
    reply: Reply,
    tiny: Assignment,
    text: str | bytes = TEXT,
    exercise: str = "double",
    importing: bool = False,
    needed: dict[str, bytes] | None = None,
    call: Call = CALL,
) -> Ended:
    """How a check ends whose probe came to this reply."""
    bench = Bench(tiny, PlainLauncher(), needed or {})
    bench.put(Submission("ada", {"tiny.py": text if isinstance(text, bytes) else text.encode()}))
    bench.student._failed_import = reply if importing else None
    (own,) = [each for each in tiny.exercises if each.name == exercise]
    return without_value(reply, call, bench, own, 2.5)


def told(end: Ended, label: Label) -> str:
    """What it tells of one thing."""
    return "\n".join(each.text for each in end.details if each.label is label)


def raising(*frames: tuple[str, int, str], kind: str = "ValueError", text: str = "no", **more: Any) -> Raised:
    return Raised(kind, text, (ASKED, *frames), **more)


def unwritten(line: int, function: str, file: str = "tiny.py") -> Raised:
    return raising((file, line, function), kind="NotImplementedError", text="")


def test_no_more_of_a_message_is_cleaned_than_is_shown():
    class Long(str):
        """Eight million characters, of which no more may be looked at than are kept."""

        __slots__ = ()

        def __iter__(self):
            raise AssertionError("all of it was looked at")

    (cut,) = capped([Detail(Label.RAISED, Long("\u0301" * 8_000_000)), Detail(Label.CALLED, "f(x)")])
    assert cut == Detail(Label.RAISED, "\u0301" * 8 + "\ufffd …")
    assert capped([Detail(Label.RAISED, "\x1b" * 4000)]) == (Detail(Label.RAISED, "\ufffd" * 4000),)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("it should be a list, and is None. Is a `return` missing?", "is None. Is a `return` missing?"),
        ("it should be a list, and is a number", "and is a number."),
    ],
)
def test_a_sentence_ends_once(error, told):
    first, *_ = mistyped(error, None, SimpleNamespace(details=lambda: ())).details
    assert first.text.endswith(told)


def test_what_is_cut_says_so_and_what_follows_is_left_out():
    fits = [Detail(Label.REASON, "a" * (MAX_MESSAGE - 10)), Detail(Label.AT, "b" * 10)]
    assert capped(fits) == tuple(fits)
    assert capped([*fits, Detail(Label.WITH, "c")]) == tuple(fits)
    first, second = capped([fits[0], Detail(Label.AT, "b" * 11)])
    assert (first.text, second.text) == (fits[0].text, "b" * 10 + " …")
    assert [each.text for each in capped([Detail(Label.REASON, "a"), Detail(Label.AT, "b")])] == ["a", "b"]


def test_lines_and_columns_stay_and_what_else_cannot_be_printed_does_not():
    place = ("tiny.py", 3)
    (cleaned,) = capped([Detail(Label.AT, "a\n\tb\x1b", "c\n\td\x1b", place)])
    assert cleaned == Detail(Label.AT, "a\n\tb\ufffd", "c\n\td\ufffd", place)
    assert len(capped([Detail(Label.AT, "a", "g" * 2 * MAX_MESSAGE)])[0].guarded) == MAX_MESSAGE


def test_what_numpy_says_of_its_own_signatures_is_left_out():
    said = "mismatch in its core dimension 0, with gufunc signature (n?,k),(k,m?)->(n?,m?) (size 3 is different from 2)"
    (cleaned,) = capped([Detail(Label.RAISED, said)])
    assert cleaned.text == "mismatch in its core dimension 0 (size 3 is different from 2)"


@pytest.mark.parametrize("first", [True, False])
def test_inputs_are_told_beside_the_lines_only_where_they_are_too_long_for_them(first):
    (short,) = Call(PROBE, (3.0,), first).details()
    assert "x = 3.0" in short.text
    assert short.guarded == (short.text if first else PROBE.body)
    called, given = Call(PROBE, ([[1.0] * MAX_INPUTS] * 2,), first).details()
    assert (called.label, given.label) == (Label.CALLED, Label.WITH)
    assert "1.0" not in called.text
    assert given.text.startswith("x = [")
    assert given.guarded == (given.text if first else "")


def test_arguments_are_a_students_unless_it_is_said():
    (called,) = Call(PROBE, (3.0,)).details()
    assert called.guarded == PROBE.body


@pytest.mark.parametrize(
    ("reply", "status", "called"),
    [
        (raising(("tiny.py", 2, "double")), Status.ERROR, True),
        (Uncrossable("a module"), Status.FAILED, True),
        (Timeout(), Status.TIMEOUT, True),
        (Spent(7.0), Status.TIMEOUT, False),
        (Died(), Status.ERROR, True),
        (Ready(), Status.ERROR, True),
        (Raised("NotImplementedError", "", (ASKED,)), Status.ERROR, True),
    ],
    ids=repr,
)
def test_who_gave_no_value_hears_why_and_what_was_called(tiny, reply, status, called):
    end = ended(reply, tiny)
    assert end.status is status
    assert ("tiny.double(x)" in told(end, Label.CALLED)) is called
    assert bool(told(end, Label.REASON) or told(end, Label.RAISED))
    assert str(end) == plain_text(end.details)


def test_each_way_to_give_no_value_has_words_of_its_own(tiny):
    replies = (Uncrossable("a module"), Timeout(), Spent(7.0), Spent(7.0, of_imports=True), Died(), Ready())
    said = [told(ended(reply, tiny), Label.REASON) for reply in replies]
    assert len(set(said)) == len(said)
    assert "a module" in said[0]
    assert "2.5 s" in said[1]
    assert "7 s" in said[2]
    assert ["__main__" in each for each in said[2:4]] == [False, True]
    assert "a module" not in ended(replies[0], tiny).details[0].guarded


def test_whoever_has_not_written_this_is_told_where_and_has_not_attempted_it(tiny):
    end = ended(unwritten(7, "Rectangle.area"), tiny, exercise="area")
    assert end.status is Status.NOT_ATTEMPTED
    assert told(end, Label.REASON).startswith("tiny.py, line 7: `Rectangle.area`")
    assert told(end, Label.CALLED) == ""
    inner = ended(unwritten(7, "Rectangle.area.<locals>.inner"), tiny, exercise="area")
    assert inner.status is Status.NOT_ATTEMPTED


def test_whoever_calls_what_is_not_written_is_told_which_exercise_is_first(tiny):
    end = ended(unwritten(7, "Rectangle.area"), tiny)
    assert end.status is Status.BLOCKED
    assert "needs the exercise area" in told(end, Label.REASON)
    assert "the exercise area" in end.details[0].guarded
    assert "tiny.py" not in end.details[0].guarded
    for function in ("Rectangle.area_of", "Rectangle"):
        other = ended(unwritten(7, function), tiny)
        assert "an earlier assignment" in told(other, Label.REASON)
        assert other.details[0].guarded == ""


def test_what_an_earlier_assignment_lacks_is_told_with_its_name(tiny, tmp_path):
    later = follows(tiny, tmp_path)
    end = ended(unwritten(2, "one", "base.py"), later, needed={"base.py": f"def one():\n    {STUB}\n".encode()})
    assert end.status is Status.BLOCKED
    assert told(end, Label.REASON).startswith("../01_first/base.py, line 2: `one`")
    assert "needs base.py of 01_first" in told(end, Label.REASON)


def follows(tiny: Assignment, folder: Path) -> Assignment:
    """An assignment that builds on base.py of another."""
    (folder / "01_first").mkdir()
    (folder / "01_first" / "base.py").touch()
    return msgspec.structs.replace(tiny, folder=folder / "02_next", needs=("01_first",))


def test_an_exercise_that_is_not_begun_is_not_attempted_though_it_calls_another_one(tiny):
    text = TEXT.replace("return two * x", STUB)
    assert ended(unwritten(7, "Rectangle.area"), tiny, text).status is Status.NOT_ATTEMPTED


def test_a_stub_left_below_what_was_written_is_an_error_and_told_as_that(tiny):
    text = TEXT.replace("return two * x", f"y = 2 * x\n    {STUB}")
    end = ended(unwritten(3, "double"), tiny, text)
    assert end.status is Status.ERROR
    assert told(end, Label.REASON).startswith("tiny.py, line 3: in `double`")
    untouched = ended(unwritten(2, "double"), tiny, TEXT.replace("return two * x", STUB))
    assert untouched.status is Status.NOT_ATTEMPTED
    assert "tiny.py, line 2: `double` is not" in told(untouched, Label.REASON)


def test_code_below_a_stub_is_told_to_be_hidden(tiny):
    hiding = ended(unwritten(2, "double"), tiny, TEXT.replace("return two * x", f"{STUB}\n    return 2 * x"))
    plain = ended(unwritten(2, "double"), tiny, TEXT.replace("return two * x", STUB))
    more, less = told(hiding, Label.REASON), told(plain, Label.REASON)
    assert more.startswith(less)
    assert more != less


IMPORT = ("tiny.py", 2, "<module>")


@pytest.mark.parametrize(
    ("reply", "status"),
    [(raising(IMPORT), Status.ERROR), (Timeout(), Status.TIMEOUT), (Died(), Status.ERROR)],
    ids=repr,
)
def test_of_a_file_that_cannot_be_imported_nothing_was_called(tiny, reply, status):
    end = ended(reply, tiny, importing=True)
    assert end.status is status
    assert told(end, Label.CALLED) == ""
    assert tells_of_import(end.details)
    assert not tells_of_import(ended(reply, tiny).details)
    assert len({told(ended(each, tiny, importing=True), Label.REASON) for each in (raising(IMPORT), reply, Died())}) > 1


def test_how_an_import_ended_is_told_each_in_its_own_words(tiny):
    replies = (raising(IMPORT), unwritten(2, "double"), Timeout(), Died(), Spent(1.0))
    said = [told(ended(reply, tiny, importing=True), Label.REASON) for reply in replies]
    assert len(set(said)) == 4  # whatever else ends an import, it gave no answer
    assert said[0] == NOT_IMPORTED
    assert all(each.startswith(IMPORTING) for each in said[2:])


def test_only_a_reason_tells_of_an_import():
    assert tells_of_import([Detail(Label.REASON, f"x.py of 01 cannot be imported, {NOT_IMPORTED[-20:]}")])
    assert not tells_of_import([Detail(Label.RAISED, NOT_IMPORTED), Detail(Label.REASON, "It is too slow.")])
    assert tells_of_import([Detail(Label.RAISED, "no"), Detail(Label.REASON, NOT_IMPORTED)])
    assert not tells_of_import([])


def test_a_file_that_runs_what_is_not_written_is_told_which_line_does(tiny):
    reply = raising(("tiny.py", 9, "<module>"), ("tiny.py", 2, "double"), kind="NotImplementedError", text="")
    assert "tiny.py, line 9 runs `double`" in told(ended(reply, tiny, importing=True), Label.REASON)
    other = msgspec.structs.replace(reply, type="ValueError")
    assert told(ended(other, tiny, importing=True), Label.REASON) == NOT_IMPORTED
    nowhere = Raised("NotImplementedError", "", (ASKED,))
    assert told(ended(nowhere, tiny, importing=True), Label.REASON) == NOT_IMPORTED


def test_an_earlier_assignments_file_that_cannot_be_imported_is_told_by_its_name(tiny, tmp_path):
    needed = {"base.py": b"import nowhere\n"}
    reply = raising(IMPORT, ("base.py", 1, "<module>"), kind="ImportError")
    end = ended(reply, follows(tiny, tmp_path), importing=True, needed=needed)
    assert told(end, Label.REASON).startswith("base.py of 01_first cannot be imported")
    assert "../01_first/base.py, line 1:  import nowhere" in told(end, Label.AT)


def test_an_exception_is_told_with_its_text_and_the_lines_that_led_there(tiny):
    end = ended(raising(("tiny.py", 6, "<module>"), ("tiny.py", 2, "double"), text="no such thing"), tiny)
    assert told(end, Label.RAISED) == "ValueError: no such thing"
    assert told(end, Label.AT).splitlines() == [
        "tiny.py, line 6:  def area(self):",
        "tiny.py, line 2, in double:  return two * x",
    ]
    (at,) = [each for each in end.details if each.label is Label.AT]
    assert at.place == ("tiny.py", 2)
    assert told(ended(raising(text=""), tiny), Label.RAISED) == "ValueError"
    assert told(end, Label.REASON) == ""


def test_a_line_that_calls_itself_is_told_once_and_how_often(tiny):
    def lines(times: int) -> list[str]:
        deep = raising(*[("tiny.py", 2, "double")] * times, ("tiny.py", 6, "area"))
        return told(ended(deep, tiny), Label.AT).splitlines()

    assert [len(lines(times)) for times in (1, 2, 3)] == [2, 3, 3]
    assert "1 times" in lines(2)[1]
    assert "2 times" in lines(3)[1]


@pytest.mark.parametrize(
    ("line", "source", "said"),
    [
        (2, LINES, "where the check runs:  y = tiny.double(x)"),
        (3, LINES, "where the check runs:  return y"),
        (4, LINES, ""),
        (0, LINES, ""),
        (2, "def probe(tiny, x):\n    return tiny.double(x)", ""),
    ],
)
def test_where_no_line_is_a_students_the_probes_own_is_told_if_it_has_several(tiny, line, source, said):
    call = Call(PROBE._replace(source=source), (3.0,))
    alone = Raised("ValueError", "no", ((PROBE_FILE, line, "probe"),))
    assert told(ended(alone, tiny, call=call), Label.AT) == said
    beside = Raised("ValueError", "no", (("tiny.py", 2, "double"), (PROBE_FILE, line, "probe")))
    assert told(ended(beside, tiny, call=call), Label.AT) == "tiny.py, line 2, in double:  return two * x"
    assert told(ended(Raised("ValueError", "no", ()), tiny, call=call), Label.AT) == ""


def test_a_rule_of_the_sandbox_that_was_broken_is_told_first(tiny):
    for breach, rule in BROKEN_RULES.items():
        end = ended(raising(("tiny.py", 2, "double"), breach=breach), tiny)
        assert end.details[0] == Detail(Label.REASON, rule, rule)


def test_a_file_in_another_encoding_is_told_as_that_and_no_other_error_is(tiny):
    foreign = "x = 'é'".encode("utf-16")
    broken = raising(("tiny.py", 1, "<module>"), kind="SyntaxError")
    assert "UTF-16" in told(ended(broken, tiny, foreign, importing=True), Label.REASON)
    assert told(ended(broken, tiny, "x = (", importing=True), Label.REASON) == NOT_IMPORTED
    other = raising(("tiny.py", 1, "<module>"))
    assert "UTF-16" not in told(ended(other, tiny, foreign, importing=True), Label.REASON)


@pytest.mark.parametrize(
    ("text", "line", "caret"),
    [
        ("def f(:\n    pass\n", 1, 7),
        ("def f():\n    return 1 +* 2\n", 2, 11),
        ("def f():\n        x = $\n", 2, 5),
        ("x = 1\n  y = 2\n", 2, 1),
        ("def f(:\n    pass\n", 2, 0),
        ("x = 1\n", 1, 0),
    ],
)
def test_the_place_that_python_cannot_read_is_marked_if_it_is_on_the_line_of_the_error(tiny, text, line, caret):
    at = told(ended(raising(("tiny.py", line, "<module>"), kind="SyntaxError"), tiny, text), Label.AT).splitlines()
    code = text.splitlines()[line - 1].strip()
    if caret:
        assert at == [f"tiny.py, line {line}:", f"    {code}", f"   {' ' * caret}^"]
    else:
        assert at == [f"tiny.py, line {line}:  {code}"]
    other = told(ended(raising(("tiny.py", line, "<module>")), tiny, text), Label.AT)
    assert "^" not in other


def fitting(operation: str, *operands: tuple[str, tuple[int, ...]], text: str = "shape mismatch") -> str:
    return mismatch(Raised("ValueError", text, (), operation=operation, operands=operands))


def test_arrays_that_do_not_fit_are_told_with_their_shapes():
    product = fitting("@", ("X", (5, 3)), ("W", (4, 2)))
    assert all(part in product for part in ("`X` is (5, 3)", "`W` is (4, 2)", "`X @ W`", "3 and 4"))
    assert "3 and 4" in fitting("@", ("X", (5, 3)), ("w", (4,)))
    others = [
        fitting("+", ("X", (5, 3)), ("b", (4,))),
        fitting("@", ("X", ()), ("b", (4,))),
        fitting("@", ("X", (4,)), ("b", ())),
    ]
    assert all("from the last one on" in each and "inner" not in each for each in others)
    assert "inner" in product


@pytest.mark.parametrize("word", ["operands could not be broadcast together", "shapes not aligned", "mismatch in 0"])
def test_only_an_error_of_shapes_is_told_in_their_words(tiny, word):
    operands = (("X", (5, 3)), ("W", (4, 2)))
    assert fitting("@", *operands, text=word)
    assert fitting("@", *operands, text="negative dimensions") == fitting("@", operands[0], text=word) == ""
    assert fitting("@", *operands, operands[0], text=word) == fitting("@", text=word) == ""
    end = ended(raising(text=word, operation="@", operands=operands), tiny)
    assert told(end, Label.RAISED) == f"ValueError: {fitting('@', *operands)}"
