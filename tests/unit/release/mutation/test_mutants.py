"""Mutants change a solution region and nothing else, and each is told from the others."""

from __future__ import annotations

import ast

import pytest
from helpers import REPO

from autograder.course.manifest import assignments_in
from autograder.course.markers import regions_of
from autograder.release.mutation.mutants import Mutant, blocks_in, code_of, mutants_in, mutants_of, with_code

SOURCE = '''"""A module."""


def given(x):
    return x + 1


def double(x):
    """2 x."""
    if x < 0:
        raise ValueError(x)
    ### BEGIN SOLUTION
    y = x  # a comment
    y = y + x
    return (y
            + 0)
    ### END SOLUTION
'''


def test_a_mutant_says_where_it_is_and_what_it_changes():
    found = {each.name: each for each in mutants_in(SOURCE, "a.py")}
    mutant = found["double: y = y + x => y = y - x"]
    assert (mutant.file, mutant.line) == ("a.py", 14)
    assert "y = y - x\n    return y + 0\n    ### END SOLUTION\n" in mutant.text
    assert found["double: return y + 0 => return y - 0"].line == 15


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("y = y + x => y = y - x", "the solution with `-` for `+` in `y = y + x`"),
        ("y = y ** 1e-12 => y = y ** 2e-12", "the solution with `2e-12` for `1e-12` in `y = y ** 1e-12`"),
        ("y += x => y = x", "the solution with `=` for `+=` in `y += x`"),
        ("y = f(x, 1) => y = f(x)", "the solution without `1` in `y = f(x, 1)`"),
        ("if x is y: => if x is not y:", "the solution with `not` in `if x is y:`"),
        ("y = x => pass", "the solution without `y = x`"),
        ("y = x => pass (2)", "the solution without `y = x`"),
        ("for x in y: => for x in y: once", "the solution with only one round of `for x in y:`"),
        ("f(); g() => g(); f()", "the solution with `g(); f` for `f(); g` in `f(); g()`"),
        ("return x, y => return y", "the solution without `x` in `return x, y`"),
        ("return x => raise y", "the solution with `raise y` for `return x`"),
    ],
)
def test_a_mutant_is_told_by_what_it_changes(change, told):
    assert Mutant("a.py", 14, "double", change, "").told == f"{told} (`double`, a.py line 14)"


def test_only_the_region_is_changed():
    start = SOURCE.index("    ### BEGIN")
    assert all(each.text[:start] == SOURCE[:start] for each in mutants_in(SOURCE, "a.py"))


def test_no_mutant_is_the_solution_or_another_one_or_no_python():
    texts = [each.text for each in mutants_in(SOURCE, "a.py")]
    assert len(texts) == len(set(texts)) > 5
    assert not any("y = y + x\n    return y + 0\n" in text for text in texts)
    for text in texts:
        compile(text, "a.py", "exec")


def test_the_same_change_in_two_places_is_told_apart(course):
    path = course / "source/01_tiny/tiny.py"
    twice = "        if self.height: return 0\n        if self.height: return 0\n"
    path.write_text(path.read_text().replace("        surface =", twice + "        surface ="))
    names = [each.name for each in mutants_of(assignments_in(course / "source")[0])]
    assert len(names) == len(set(names))
    assert "Rectangle.area: if self.height: => if False: (2)" in names


@pytest.mark.parametrize("assignment", assignments_in(REPO / "source"), ids=lambda each: each.name)
def test_every_stub_of_the_course_has_mutants(assignment):
    stubs = {stub for exercise in assignment.exercises for stub in exercise.stubs}
    assert stubs == {mutant.function for mutant in mutants_of(assignment)}


MIDDLE = """
def f(a):
    if a == 1:
        x = 2
    ### BEGIN SOLUTION
    elif a == 2:
        x = 3
    else:
        x = 4
    return x
    ### END SOLUTION
"""
COURSE = {
    path.name: path.read_text(encoding="utf-8")
    for assignment in assignments_in(REPO / "source")
    for path in (assignment.folder / name for name in assignment.files)
}


@pytest.mark.parametrize("source", [SOURCE, MIDDLE, *COURSE.values()], ids=["source", "middle", *COURSE])
def test_a_block_that_is_written_anew_unchanged_is_the_same_program(source):
    tree = ast.parse(source)
    blocks = [block for region in regions_of(source, "a.py") for block in blocks_in(tree, region)]
    assert blocks
    for block in blocks:
        assert ast.dump(ast.parse(with_code(source, block, code_of(block)))) == ast.dump(tree)


def test_of_a_region_in_the_middle_of_a_choice_each_part_is_changed():
    found = {each.change: each.text for each in mutants_in(MIDDLE, "a.py")}
    assert "    elif a == 3:\n" in found["if a == 2: => if a == 3:"]
    assert "    return x\n" in found["x = 4 => x = 5"]
    assert "x = 3\n    else:\n        x = 4\n    pass\n" in found["return x => pass"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("f(a, b, a) => f(a, a)", "the solution without `b` in `f(a, b, a)`"),
        ("x[1:] => x[:]", "the solution without `1` in `x[1:]`"),
        ("a => a", "the solution with `a` for `a`"),
        ("y = x once => pass", "the solution without `y = x once`"),
    ],
)
def test_what_two_lines_do_not_share_is_told_in_whole_words(change, told):
    assert Mutant("a.py", 14, "double", change, "").told == f"{told} (`double`, a.py line 14)"


def test_mutants_come_in_the_order_of_their_lines_and_say_nothing_on_the_side(recwarn):
    source = SOURCE.replace("    y = y + x\n", "    if y == [1, 2][int(1)]:\n        y.a()\n    y = y + x\n")
    found = list(mutants_in(source, "a.py"))
    assert [each.line for each in found] == sorted(each.line for each in found)
    assert any("[1, 2][1]" in each.text for each in found)
    assert list(mutants_in(source.replace("int(1)", "int(1.5)"), "a.py"))
    assert [str(each.message) for each in recwarn] == []


def test_a_third_place_of_the_same_change_has_its_number(course):
    path = course / "source/01_tiny/tiny.py"
    again = "        if self.height: return 0\n" * 3
    path.write_text(path.read_text().replace("        surface =", again + "        surface ="))
    names = [each.name for each in mutants_of(assignments_in(course / "source")[0])]
    same = [name for name in names if name.startswith("Rectangle.area: if self.height: => if False:")]
    assert [name.rpartition("False:")[2] for name in same] == ["", " (2)", " (3)"]


def test_only_statements_of_the_region_are_blocks_of_it():
    tree = ast.parse(MIDDLE)
    (region,) = regions_of(MIDDLE, "a.py")
    found = [[ast.unparse(each).splitlines()[0] for each in block] for block in blocks_in(tree, region)]
    assert found == [["if a == 2:"], ["return x"]]


def test_lines_around_a_changed_block_stay_byte_for_byte():
    for text in (SOURCE, MIDDLE):
        begin, end = text.index("### BEGIN"), text.index("    ### END")
        for each in mutants_in(text, "a.py"):
            assert each.text.startswith(text[:begin])
            assert each.text.endswith(text[end:])
