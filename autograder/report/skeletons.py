"""Makes a planted mistake's skeleton of a cluster of wrong answers that nothing explains."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from autograder.course.markers import functions_in
from autograder.course.mutants import UNWRITTEN
from autograder.course.stubs import UNREADABLE, python_text, syntax_tree
from autograder.errors import Problem
from autograder.records import Assignment, CheckResult, Exercise, Result, Status
from autograder.report.records import Cluster


def skeleton(
    assignment: Assignment, cluster: Cluster, results: Iterable[Result], files: Mapping[str, Mapping[str, bytes]]
) -> tuple[str, str]:
    """The name of a file for `wrong/`, and its text, given the files of the cluster's students.

    The code is the shortest that one of them wrote for the exercise, without comments and docstring. Raises `Problem`
    if none of it can be read.
    """
    exercise = assignment.exercise_of(cluster.exercise)
    assert exercise is not None  # as of every check
    own = [_caught(result, exercise.name) for result in results if result.student in cluster.students]
    caught = [name for name in own[0] if all(name in each for each in own)]
    codes = [code for each in cluster.students if (code := _code(exercise, files.get(each, {})))]
    if not codes:
        raise Problem(
            f"None of {', '.join(cluster.students)} wrote {', '.join(exercise.stubs)} so that it can be read."
        )
    text = (
        f'"""{UNWRITTEN} in one sentence what it does, beginning with a verb: students are told it.\n\n'
        f"{len(cluster.students)} students gave {cluster.check} the same wrong values. Below is what one of them\n"
        "wrote: write it anew, plainly and in your own words.\n\n"
        f'Caught by: {", ".join(caught)}\n"""\n\n\n'
    )
    return f"{exercise.name}_{cluster.short}.py", text + min(codes, key=len) + "\n"


def _caught(result: Result, exercise: str) -> list[str]:
    """The checks that fail by this exercise: its own, and those that are carried from it alone."""
    return [check.name for check in result.checks if _is_caught(check, exercise)]


def _is_caught(check: CheckResult, exercise: str) -> bool:
    if check.status is Status.PASSED:
        return False
    return check.carried == (exercise,) or (check.exercise == exercise and not check.carried)


def _code(exercise: Exercise, files: Mapping[str, bytes]) -> str:
    """The exercise's functions, each in its class; '' if any is missing, or cannot be written out."""
    found: dict[str, ast.FunctionDef] = {}
    for content in files.values():
        try:
            found |= dict(functions_in(syntax_tree(python_text(content))))
        except UNREADABLE:
            continue
    if not all(stub in found for stub in exercise.stubs):
        return ""
    classes: dict[str, list[ast.stmt]] = {}
    for stub in exercise.stubs:
        classes.setdefault(stub.rpartition(".")[0], []).append(_bare(found[stub]))
    module: list[ast.stmt] = [*classes.pop("", [])]
    module += [
        ast.ClassDef(name=name, bases=[], keywords=[], body=body, decorator_list=[]) for name, body in classes.items()
    ]
    try:
        return "\n\n\n".join(ast.unparse(ast.fix_missing_locations(each)) for each in module)
    except (RecursionError, ValueError):
        return ""


def _bare(function: ast.FunctionDef) -> ast.FunctionDef:
    """The function without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    function.body = body or [ast.Pass()]
    return function
