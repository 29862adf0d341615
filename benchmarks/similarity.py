"""Prints what `autograder similarity` finds in classes that are made for it, where everybody's story is known.

    python benchmarks/similarity.py                          five assignments, ten classes each
    python benchmarks/similarity.py 01_autograd --classes 2

Each of the independent students writes every function in one of the course's ways (the solution, another style of
tests/styles, a planted mistake) and with habits of their own. Then there are those who copied, as it was, with other
names, or in another order, and rewrote some functions themselves; and two whom one tutor helped with two functions.
What is counted as alike was chosen on classes 0 to 2 of 01, 02 and 04; here are other classes.
"""

from __future__ import annotations

import argparse
import ast
import copy
import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from autograder.course.course import Course
from autograder.course.markers import functions_in, solution_text
from autograder.records import Assignment, Submission
from autograder.similarity.compare import pairs_of, worth_a_look
from autograder.similarity.handins import Common, handins_of

ROOT = Path(__file__).parents[1]
ASSIGNMENTS = ("01_autograd", "02_neurons", "03_classifier", "04_layers", "06_softmax")
FIRST_CLASS = 100
INDEPENDENT, COPIES, OWN = 48, 3, 0.2  # students; copies of each kind; share of functions that who copies writes anew
WORDS = (
    "a",
    "b",
    "out",
    "res",
    "tmp",
    "val",
    "item",
    "node",
    "cur",
    "acc",
    "total",
    "left",
    "right",
    "idx",
    "elem",
    "z",
)
Ways = dict[str, list[ast.FunctionDef]]


class Student(NamedTuple):
    """One of a class: a name, the functions as written, and in which order."""

    name: str
    functions: dict[str, ast.FunctionDef]
    shuffled: bool = False


class Habits(ast.NodeTransformer):
    """Writes the same another way here and there: what people do differently without thinking of it."""

    def __init__(self, rng: random.Random, rate: float) -> None:
        self.rng, self.rate = rng, rate

    def now(self) -> bool:
        """Whether to do so here."""
        return self.rng.random() < self.rate

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """Turns sums and products round."""
        self.generic_visit(node)
        if isinstance(node.op, ast.Mult | ast.Add) and self.now():
            node.left, node.right = node.right, node.left
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        """Turns comparisons round."""
        self.generic_visit(node)
        turned = {ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE}
        if len(node.ops) == 1 and type(node.ops[0]) in turned and self.now():
            return ast.Compare(node.comparators[0], [turned[type(node.ops[0])]()], [node.left])
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        """Writes `x += y` out."""
        self.generic_visit(node)
        if self.now():
            read = copy.deepcopy(node.target)
            read.ctx = ast.Load()
            return ast.Assign([node.target], ast.BinOp(read, node.op, node.value))
        return node

    def visit_If(self, node: ast.If) -> ast.AST:
        """Turns conditions round."""
        self.generic_visit(node)
        if node.orelse and self.now():
            return ast.If(ast.UnaryOp(ast.Not(), node.test), node.orelse, node.body)
        return node

    def visit_Return(self, node: ast.Return) -> object:
        """Gives what is returned, or handed on, a name first."""
        self.generic_visit(node)
        if node.value is None or isinstance(node.value, ast.Name):
            return node
        before: list[ast.stmt] = []
        if isinstance(node.value, ast.Call):
            for at, each in enumerate(node.value.args):
                if isinstance(each, ast.BinOp | ast.Tuple | ast.Call) and self.now():
                    name = f"{self.rng.choice(WORDS)}{at}"
                    before.append(ast.Assign([ast.Name(name, ast.Store())], each))
                    node.value.args[at] = ast.Name(name, ast.Load())
        if self.now():
            name = self.rng.choice(WORDS)
            before.append(ast.Assign([ast.Name(name, ast.Store())], node.value))
            node.value = ast.Name(name, ast.Load())
        return [*before, node]

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """Writes 1 for 1.0."""
        if type(node.value) is float and node.value.is_integer() and self.now():
            return ast.Constant(int(node.value))
        return node


class Renamed(ast.NodeTransformer):
    """Gives other names to whatever a function assigns to."""

    def __init__(self, function: ast.FunctionDef, rng: random.Random) -> None:
        stored = {
            node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        self.names = {name: f"{rng.choice(WORDS)}_{rng.randrange(100)}" for name in sorted(stored)}

    def visit_arg(self, node: ast.arg) -> ast.AST:
        """A parameter that is assigned to, with its new spelling."""
        node.arg = self.names.get(node.arg, node.arg)
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """The name with its new spelling."""
        node.id = self.names.get(node.id, node.id)
        return node


def ways_of(assignment: Assignment, solution: ast.Module) -> Ways:
    """The ways in which the course knows each stub to be written."""
    stubs = {stub for exercise in assignment.exercises for stub in exercise.stubs}
    own = {name: node for name, node in functions_in(solution) if name in stubs}
    ways: Ways = {name: [node, node] for name, node in own.items()}  # half as likely again as another
    for path in sorted((assignment.folder / "wrong").glob("*.py")):
        for name, node in functions_in(ast.parse(path.read_text(encoding="utf-8"))):
            if name in ways:
                ways[name].append(node)
    for path in sorted((ROOT / "tests/styles" / assignment.name).glob("*.py")):
        for name, node in styles_in(ast.parse(path.read_text(encoding="utf-8"))):
            ways.get(name, []).extend([node] * 3)
    return ways


def styles_in(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions that a style puts in the place of others: `Value.exp, Value.log = exp, log`."""
    written = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    yield from ((name, node) for name, node in written.items())
    for node in tree.body:
        if isinstance(node, ast.Assign):
            targets = node.targets[0].elts if isinstance(node.targets[0], ast.Tuple) else node.targets
            values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            for target, value in zip(targets, values, strict=True):
                if isinstance(value, ast.Name) and value.id in written:
                    yield ast.unparse(target), written[value.id]


def independent(name: str, ways: Ways, rng: random.Random) -> Student:
    """Somebody who writes every function in a way that the course knows, with habits of their own."""
    rate = rng.uniform(0.15, 0.6)
    return Student(name, {stub: habitual(rng.choice(known), rng, rate) for stub, known in ways.items()})


def habitual(node: ast.FunctionDef, rng: random.Random, rate: float) -> ast.FunctionDef:
    """A function as somebody of such habits writes it, with names of their own."""
    changed = Habits(rng, rate).visit(copy.deepcopy(node))
    return ast.fix_missing_locations(Renamed(changed, rng).visit(changed))


def copied(
    name: str,
    source: Student,
    ways: Ways,
    rng: random.Random,
    change: Callable[[ast.FunctionDef], ast.FunctionDef],
    shuffled: bool = False,
) -> Student:
    """Somebody who took over most of what another wrote."""
    alone = independent(name, ways, rng).functions
    taken = {
        stub: alone[stub] if rng.random() < OWN else change(copy.deepcopy(node))
        for stub, node in source.functions.items()
    }
    return Student(name, taken, shuffled)


def text_of(student: Student, solution: ast.Module, rng: random.Random) -> bytes:
    """The module that a student hands in."""
    module = copy.deepcopy(solution)
    for owner in [module, *(node for node in module.body if isinstance(node, ast.ClassDef))]:
        prefix = f"{owner.name}." if isinstance(owner, ast.ClassDef) else ""
        for at, node in enumerate(owner.body):
            if isinstance(node, ast.FunctionDef) and (own := student.functions.get(prefix + node.name)):
                written = copy.deepcopy(own)
                written.name = node.name
                owner.body[at] = written
        if student.shuffled and isinstance(owner, ast.ClassDef):
            rng.shuffle(owner.body)
    return ast.unparse(ast.fix_missing_locations(module)).encode()


def planted(assignment: Assignment, seed: int) -> tuple[list[Submission], dict[frozenset[str], str]]:
    """A class, and what there is between two of them."""
    rng = random.Random(f"{assignment.name} {seed}")
    name = assignment.files[0]
    solution = ast.parse(solution_text((assignment.folder / name).read_text(encoding="utf-8"), name))
    ways = ways_of(assignment, solution)
    students = [independent(f"independent{number:02}", ways, rng) for number in range(INDEPENDENT)]
    sources = rng.sample(students, 3 * COPIES)
    changes: dict[str, Callable[[ast.FunctionDef], ast.FunctionDef]] = {
        "copied": lambda node: node,
        "renamed": lambda node: Renamed(node, rng).visit(node),
        "reordered": lambda node: habitual(node, rng, 0.15),
    }
    between = {}
    for (kind, change), number in ((pair, number) for pair in changes.items() for number in range(COPIES)):
        source = sources.pop()
        students.append(copied(f"{kind}{number}", source, ways, rng, change, kind == "reordered"))
        between[frozenset({source.name, f"{kind}{number}"})] = kind
    tutored = [independent(f"tutored{number}", ways, rng) for number in range(2)]
    for stub in rng.sample(sorted(ways), min(2, len(ways))):
        tutored[1].functions[stub] = tutored[0].functions[stub]
    between[frozenset(each.name for each in tutored)] = "same tutor"
    files = [Submission(each.name, {name: text_of(each, solution, rng)}) for each in (*students, *tutored)]
    return files, between


def measure(assignment: Assignment, classes: int) -> None:
    """Prints precision and recall over some classes of an assignment."""
    common = Common(assignment)
    shown, there = Counter[str](), Counter[str]()
    for seed in range(FIRST_CLASS, FIRST_CLASS + classes):
        files, between = planted(assignment, seed)
        handins = handins_of(common, files, {}, {})
        there.update(between.values())
        for pair in worth_a_look(pairs_of(handins, common.mistakes)):
            both = frozenset((*handins[pair.one].students, *handins[pair.other].students))
            shown[between.get(both, "independent")] += 1
    right = sum(shown[kind] for kind in ("copied", "renamed", "reordered"))
    found = sum(shown.values())
    kinds = ", ".join(
        f"{kind} {shown[kind]}/{there[kind]}" for kind in ("copied", "renamed", "reordered", "same tutor")
    )
    recall = right / (sum(there.values()) - there["same tutor"])
    precision = f"{right / found:.0%}" if found else "-"
    told = f"{kinds}; independent {shown['independent']}"
    print(f"{assignment.name:14} precision {precision:>4}  recall {recall:>4.0%}   shown: {told}")


def main() -> None:
    """Measures what the command line says."""
    parser = argparse.ArgumentParser(description="What autograder similarity finds in classes made for it.")
    parser.add_argument("assignments", nargs="*", default=ASSIGNMENTS)
    parser.add_argument("--classes", type=int, default=10)
    wanted = parser.parse_args()
    for name in wanted.assignments:
        measure(Course(ROOT).assignment(name), wanted.classes)


if __name__ == "__main__":
    main()
