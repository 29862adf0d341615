"""Lists the mutants of a module: what mutmut's operators make of it, and it without one of its guards or calls.

mutmut itself cannot run them here. It puts all mutants of a function into the module, behind a dispatcher that it
imports; the worker, in a sandbox that holds nothing but the standard library and NumPy, could not load such a module,
and constants, defaults, class bodies and decorated functions would have no mutants at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import libcst as cst
import libcst.matchers as m
from libcst.metadata import ByteSpanPositionProvider, CodeSpan, MetadataWrapper
from mutmut.mutation import mutators

# Too many that tell nothing: text becomes other text, a value becomes None, and type errors end most of them.
LEFT_OUT = {
    mutators.operator_string,
    mutators.operator_assignment,
    mutators.operator_arg_removal,
    mutators.operator_dict_arguments,
}
# Of these the default is the same thing, or the machine's habit; and text.
SAME_BY_DEFAULT = {"encoding", "check", "frozen", "help", "strict"}
JUMPS = (cst.Raise, cst.Return, cst.Continue, cst.Break)


class Mutant(NamedTuple):
    """One change of one file: from these lines to those; `text` is the file with it."""

    file: str
    line: int
    old: str
    new: str
    text: str

    @property
    def change(self) -> str:
        """The change as the table and the list of equivalents show it."""
        return f"{self.old} => {self.new or 'nothing'}"


def without_call(node: cst.Expr) -> Iterator[cst.CSTNode]:
    """A statement that only calls something does nothing."""
    if isinstance(node.value, cst.Call):
        yield cst.Pass()


def without_guard(node: cst.If) -> Iterator[cst.CSTNode]:
    """A guard, which is an `if` that leaves, never does."""
    last = node.body.body[-1]
    if isinstance(last, cst.SimpleStatementLine):
        last = last.body[-1]
    if isinstance(last, JUMPS) and node.orelse is None:
        yield node.with_changes(test=cst.Name("False"), whitespace_before_test=cst.SimpleWhitespace(" "))


def without_keyword(node: cst.Call) -> Iterator[cst.CSTNode]:
    """An argument that is passed by keyword is left to its default."""
    for i, argument in enumerate(node.args):
        if argument.keyword is not None and argument.keyword.value not in SAME_BY_DEFAULT:
            yield node.with_changes(args=[*node.args[:i], *node.args[i + 1 :]])


OWN: list[tuple[type, Callable[[Any], Iterator[cst.CSTNode]]]] = [
    (cst.Expr, without_call),
    (cst.If, without_guard),
    (cst.Call, without_keyword),
]
OPERATORS = [each for each in mutators.mutation_operators if each[1] not in LEFT_OUT] + OWN


def is_left_out(node: cst.CSTNode) -> bool:
    """Whether this is no behaviour: types, imports, limits, and the wording of texts, which tests need not pin."""
    if isinstance(node, cst.Arg):
        return node.keyword is not None and node.keyword.value in SAME_BY_DEFAULT
    if isinstance(node, cst.Call):
        return isinstance(node.func, cst.Name) and node.func.value in ("Problem", "print")
    if isinstance(node, cst.Assign):
        return is_limit(node)
    return isinstance(
        node, cst.Annotation | cst.Decorator | cst.FormattedString | cst.Import | cst.ImportFrom | cst.Raise
    )


def is_limit(node: cst.Assign) -> bool:
    """Whether this names numbers, in decimals, as no kernel's are: one more is another choice, not a mistake."""
    target = node.targets[0].target
    named = [each.value for each in target.elements] if isinstance(target, cst.Tuple) else [target]
    numbers = m.findall(node.value, m.Integer() | m.Float())
    names = m.findall(node.value, m.Name() | m.BaseString())
    is_number = bool(numbers) and not names and not any(each.value.startswith("0x") for each in numbers)
    return all(isinstance(each, cst.Name) and each.value.isupper() for each in named) and is_number


class Changes(cst.CSTVisitor):
    """Gathers every change as the span it replaces, and what stands there instead."""

    METADATA_DEPENDENCIES = (ByteSpanPositionProvider,)

    def __init__(self, module: cst.Module) -> None:
        super().__init__()
        self.module, self.data = module, module.bytes
        self.texts: dict[str, None] = {}

    def on_visit(self, node: cst.CSTNode) -> bool:
        if is_left_out(node):
            return False
        for kind, operator in OPERATORS:
            if isinstance(node, kind):
                for changed in operator(node):
                    self.note(node, changed)
        return True

    def note(self, node: cst.CSTNode, changed: cst.CSTNode) -> None:
        """Writes the change into the text of the module, which is fast; a whole statement is replaced in the tree.

        Parentheses around a node are outside of its span, so they are not written twice.
        """
        if isinstance(node, cst.BaseCompoundStatement):
            self.texts[self.module.deep_replace(node, changed).code] = None
            return
        span: CodeSpan = self.get_metadata(ByteSpanPositionProvider, node)
        if getattr(changed, "lpar", ()) and changed.lpar == node.lpar:
            changed = changed.with_changes(lpar=(), rpar=())
        code = self.module.code_for_node(changed).encode()
        if self.data[span.start : span.start + 1] != b" ":
            code = code.strip()
        self.texts[(self.data[: span.start] + code + self.data[span.start + span.length :]).decode()] = None


def mutants_of(file: str, source: str) -> list[Mutant]:
    """Every mutant of a file that compiles, in the order of its lines."""
    wrapper = MetadataWrapper(cst.parse_module(source))
    changes = Changes(wrapper.module)
    wrapper.visit(changes)
    found = [shown(file, source, text) for text in changes.texts if text != source and compiles(text)]
    return sorted(found, key=lambda each: (each.line, each.new))


def compiles(text: str) -> bool:
    """Whether Python takes this for a module."""
    try:
        compile(text, "mutant", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


def shown(file: str, source: str, text: str) -> Mutant:
    """A mutant with the lines that differ, each without what surrounds it."""
    old, new = source.splitlines(), text.splitlines()
    before = next(i for i, (a, b) in enumerate(zip([*old, ""], [*new, ""], strict=False)) if a != b)
    after = 0
    while after < min(len(old), len(new)) - before and old[-1 - after] == new[-1 - after]:
        after += 1
    return Mutant(
        file, before + 1, joined(old[before : len(old) - after]), joined(new[before : len(new) - after]), text
    )


def joined(lines: list[str]) -> str:
    """Lines of code as one."""
    return re.sub(r"\s+", " ", " ".join(lines)).strip()
