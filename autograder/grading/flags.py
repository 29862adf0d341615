"""Notes where a submission's source uses what no exercise asks for, for a person to look at; it never costs points.

It looks at the syntax tree alone, so comments and texts raise nothing. What is made up at run time is not seen, but for
that a library was asked for it.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TypeGuard

from autograder.course.stubs import MAX_PARSED, python_text, syntax_tree
from autograder.records import Flag

MOST = 50  # of one submission
# Names that are imported or stand behind a dot.
USES = {
    "complex numbers": "complex cmath emath scimath imag csingle cdouble clongdouble complex64 complex128 complex256 "
    "cfloat complexfloating iscomplex iscomplexobj sort_complex sctypeDict typecodes polar chalf",
    "what may come to be complex": "roots polyroots poly1d eig eigvals sqrtm",
    "transforms through complex numbers": "fft view_as_complex real_if_close",
    "numbers of many digits": "decimal _decimal Decimal fractions Fraction mpmath sympy longdouble float128",
    "derivatives of a library": "jvp jacfwd jacrev functorch forward_ad make_dual",
    "frames": "_getframe _current_frames f_back f_locals f_globals f_code tb_frame tb_next gi_frame cr_frame ag_frame "
    "settrace setprofile call_tracing monitoring addaudithook",
    "looking at code": "inspect traceback dis marshal __closure__ cell_contents __code__ gi_code cr_code ag_code "
    "CodeType FunctionType LambdaType CellType co_consts __wrapped__",
    "what all code shares": "__globals__ __builtins__ builtins __main__ __subclasses__ unittest atexit",
    "code made at run time": "importlib runpy __import__ pickle _pickle shelve zipimport code codeop literal_eval",
    "the garbage collector": "gc get_objects get_referrers get_referents",
    "memory of the process": "ctypes _ctypes ctypeslib cffi mmap",
    "processes": "fork forkpty subprocess multiprocessing system popen posix_spawn execv execve _exit kill signal "
    "posix _posixsubprocess",
    "threads": "threading _thread asyncio ThreadPoolExecutor ProcessPoolExecutor",
    "waiting": "sleep",
    "files": "pathlib glob listdir scandir fromfile loadtxt genfromtxt memmap load FileIO linecache fileinput "
    "get_source __loader__ __spec__",
    "the network": "socket _socket urllib",
    "modules of the grader": "worker autograder pytest",
}
USE_OF = {name: use for use, names in USES.items() for name in names.split()}
# Names that mean it by themselves; behind a dot, `eval` is a method of PyTorch's models.
BUILT_IN = {
    "complex": "complex numbers",
    "open": "files",
    **dict.fromkeys(("__file__", "__loader__", "__spec__"), "files"),
    "__builtins__": "what all code shares",
    "breakpoint": "frames",
    **dict.fromkeys(("eval", "exec", "compile", "__import__"), "code made at run time"),
}
OPENING = frozenset(("io", "_io", "os", "posix", "codecs", "tokenize", "gzip", "bz2", "lzma"))  # files, by `open`
FIELD = re.compile(r"\{[^{}]{1,200}\}")  # of a format, which reads attributes
ATTRIBUTE = re.compile(r"[.\[](_\w+)")
LIBRARIES = frozenset(("np", "numpy", "math", "random", "torch", "sys", "os", "builtins"))
COMPLEX_TYPE = re.compile(r"[<>=|]?(c(8|16|32)|[FDG])|complex(64|128|256)?")  # as NumPy takes it
FORTRAN = "F"  # as a type; as an order, an honest word
# NumPy's functions by the place of the type among their arguments.
TYPE_AT = {
    **dict.fromkeys(("astype", "dtype", "view"), 0),
    **dict.fromkeys(("array", "asarray", "asanyarray", "ascontiguousarray", "fromiter", "frombuffer", "identity"), 1),
    **dict.fromkeys(("zeros", "ones", "empty", "zeros_like", "ones_like", "empty_like"), 1),
    **dict.fromkeys(("full", "full_like", "sum", "mean", "prod"), 2),
    **dict.fromkeys(("arange", "eye"), 3),
}
MOST_WRITTEN = 1e9  # of a base or an exponent
CONSTANTS = {"pi": math.pi, "tau": math.tau, "e": math.e}
OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
CHANGING = frozenset(("__setitem__", "__delitem__", "update", "setdefault", "pop", "popitem", "clear"))  # of a table
SETTINGS = "torch.backends."
DERIVATIVES = re.compile(r"(.+\.)?(torch\.func|autograd\.functional)")
POWERS = frozenset(("pow", "ipow"))
# What is followed to where another name of it is given.
FOLLOWED = LIBRARIES | {"getattr", "setattr", "delattr", "vars", "type", "attrgetter", *POWERS}
OWN = "self, the object"  # no name in Python
GRADER = re.compile(r"worker\.\w+")


def flags_of(files: Mapping[str, bytes]) -> tuple[Flag, ...]:
    """What to look at in a submission's modules, by file and line; each use once for a line."""
    found = {flag for name, content in files.items() for flag in _flags_in(name, content)}
    return tuple(sorted(found, key=lambda flag: (flag.file, flag.line, flag.use))[:MOST])


def _flags_in(name: str, content: bytes) -> Iterator[Flag]:
    if len(content) > MAX_PARSED:
        yield Flag(name, 1, f"over {MAX_PARSED:,} bytes, so not looked at")
        return
    try:
        tree = syntax_tree(python_text(content))
    except (SyntaxError, ValueError):  # it does not run either
        return
    except (RecursionError, MemoryError):
        yield Flag(name, 1, "nested too deep to be looked at")
        return
    try:
        yield from list(_flags_of_tree(name, tree))
    except RecursionError:
        yield Flag(name, 1, "nested too deep to be looked at")


def _flags_of_tree(name: str, tree: ast.AST) -> Iterator[Flag]:
    _mark_own(tree)
    nodes = list(ast.walk(tree))
    _follow_names(nodes)
    harmless = set(_asked_by_isinstance(nodes))
    libraries = LIBRARIES | set(_imported(nodes))
    for node in nodes:
        uses = () if node in harmless else (*_uses(node), *_changes(node, libraries))
        for use in uses:
            yield Flag(name, getattr(node, "lineno", 1), use)


def _mark_own(tree: ast.AST) -> None:
    """Renames `self` to OWN where it is what a method was called on, and nothing else inside is named so."""
    inside: dict[ast.AST, list[ast.AST]] = {}
    waiting: list[tuple[ast.AST, ast.AST | None]] = [(tree, None)]
    while waiting:  # each node once, for classes may be nested as deep as the text is long
        node, method = waiting.pop()
        if method:
            inside[method].append(node)
        for child in ast.iter_child_nodes(node):
            if isinstance(node, ast.ClassDef) and _has_self(child):
                inside[child] = []
                if method:
                    inside[method].append(child.args.args[0])
                waiting.append((child, child))
            else:
                waiting.append((child, method))
    for nodes in inside.values():
        if sum("self" in _bound(node) for node in nodes) == 1:
            for node in nodes:
                if isinstance(node, ast.Name) and node.id == "self":
                    node.id = OWN


def _has_self(node: ast.AST) -> TypeGuard[ast.FunctionDef]:
    match node:
        case ast.FunctionDef(args=ast.arguments(posonlyargs=[], args=[ast.arg(arg="self"), *_])):
            return True
    return False


def _follow_names(nodes: Iterable[ast.AST]) -> None:
    """Renames what is another name of something that is followed, as in `import numpy as n` or `g = getattr`."""
    bound = Counter(name for node in nodes for name in _bound(node))
    others: dict[str, str] = {}
    for node in nodes:
        for other, name in _other_names(node):
            name = others.get(name, name)
            if name in FOLLOWED and other not in FOLLOWED and bound[other] == 1:
                others[other] = name
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            node.id = others.get(node.id, node.id)


def _other_names(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Each name that a node gives to what has another, and that one."""
    match node:
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            yield from ((each.asname, each.name) for each in names if each.asname)
        case ast.Assign(targets=[ast.Name(id=other)], value=ast.Name(id=name)):
            yield other, name


def _bound(node: ast.AST) -> Collection[str | None]:
    """The names that a node gives a meaning to."""
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
            return (name,)
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return (name,)
        case ast.ExceptHandler(name=name) | ast.MatchAs(name=name) | ast.MatchStar(name=name):
            return (name,)
        case ast.MatchMapping(rest=name):
            return (name,)
        case ast.alias(name=name, asname=other):
            return (other or name.split(".")[0],)
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            return names
    return ()


def _imported(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.alias):
            yield node.asname or node.name.split(".")[0]


def _asked_by_isinstance(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """The types that something is compared with, which uses none of them."""
    if any("isinstance" in _bound(node) for node in nodes):
        return
    for node in nodes:
        match node:
            case ast.Call(func=ast.Name(id="isinstance"), args=[_, kinds]) if _is_named(kinds):
                yield from ast.walk(kinds)


def _is_named(kinds: ast.AST) -> bool:
    """Whether types are names, or several of them, so that none can be kept."""
    match kinds:
        case ast.Tuple(elts=each):
            return all(map(_is_named, each))
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _is_named(left) and _is_named(right)
    return bool(_root(kinds))


def _root(node: ast.AST | None) -> str:
    """The `a` of `a.b.c`; '' for anything else."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _changes(node: ast.AST, libraries: Collection[str]) -> Iterator[str]:
    """What gives a library, or what was imported, another meaning for all code."""
    owner = _changed(node)
    name = _root(owner)
    if owner and name in libraries and not ast.unparse(owner).startswith(SETTINGS):
        yield f"a changed library ({name})"
    match owner:
        case ast.Call(func=ast.Name(id="type"), args=[of]) | ast.Attribute(value=of, attr="__class__"):
            if not (isinstance(of, ast.Name) and of.id == OWN):
                yield "a changed class (type)"


def _changed(node: ast.AST) -> ast.AST | None:
    """What a node gives an attribute to, or takes one from."""
    match node:
        case ast.Attribute(value=owner, ctx=ast.Store() | ast.Del()):
            return owner
        case ast.Subscript(value=table, ctx=ast.Store() | ast.Del()):
            return _owner(table)
        case ast.Attribute(value=table, attr=name) if name in CHANGING:
            return _owner(table)
        case ast.Call(func=ast.Name(id="setattr" | "delattr"), args=[owner, *_]):
            return owner
        case ast.Call(func=ast.Attribute(value=owner, attr="__setattr__" | "__delattr__"), args=[first, *_]):
            return owner if isinstance(first, ast.Constant) else first
    return None


def _uses(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (_named(part) for alias in names for part in alias.name.split(".") if part in USE_OF)
            yield from (use for alias in names for use in _derivatives(alias.name))
        case ast.ImportFrom(module=module, names=names):
            parts = [*(module or "").split("."), *(alias.name for alias in names)]
            yield from (_named(part) for part in parts if part in USE_OF)
            yield from _derivatives(module or "")
            library = ast.Name(module or "", ast.Load())
            of_it = (ast.Attribute(library, alias.name, ast.Load()) for alias in names)
            yield from (use for attribute in of_it for use in _uses_of_a_library(attribute))
            yield from (use for alias in names for use in _derivatives(f"{module}.{alias.name}"))
        case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name == OWN and not attribute.startswith("_"):
            pass  # the student's own
        case ast.Attribute(
            value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr="func" | "functional" as name
        ) if DERIVATIVES.fullmatch(f"{owner}.{name}"):
            yield from _derivatives(f"{owner}.{name}")
        case ast.Attribute(attr=name) if name in USE_OF:
            yield _named(name)
        case ast.Attribute(value=ast.Name(), attr="open" | "modules"):
            yield from _uses_of_a_library(node)
        case ast.Subscript(value=ast.Attribute(attr="modules")) | ast.Attribute(value=ast.Attribute(attr="modules")):
            yield "what all code shares (modules)"
        case ast.Name(id=name, ctx=ast.Load()) if name in BUILT_IN:
            yield f"{BUILT_IN[name]} ({name})"
        case ast.Constant(value=complex()):
            yield _named("complex")
        case ast.Constant(value=str(text)):
            yield from _uses_by_name(text)
        case ast.Call():
            yield from _uses_in_call(node)
        case ast.Subscript(slice=ast.Constant(value=str(name)), value=table) if holder := _owner(table):
            yield from _uses(ast.Attribute(holder, name, ast.Load()))
        case ast.BinOp(left=base, op=ast.Pow(), right=exponent) if _is_complex_power(base, exponent):
            yield "complex numbers (**)"
        case ast.keyword(arg="dtype", value=kind) if _is_complex(kind):
            yield _named("complex")


def _uses_of_a_library(attribute: ast.Attribute) -> Iterator[str]:
    """What is used where a library's `open` or `modules` is meant: anything else may have an honest one."""
    match attribute:
        case ast.Attribute(value=ast.Name(id=name), attr="open") if name in OPENING:
            yield "files (open)"
        case ast.Attribute(value=ast.Name(id="sys"), attr="modules"):
            yield "what all code shares (modules)"


def _derivatives(path: str) -> Iterator[str]:
    """What a module of PyTorch's is for that finds derivatives of any function."""
    if found := DERIVATIVES.fullmatch(path):
        yield f"derivatives of a library ({found[2]})"


def _uses_by_name(text: str) -> Iterator[str]:
    """As in `getattr(sys, "_getframe")`; words that may stand in any text are none, nor is what `__name__` may be."""
    if text.startswith("_") and text in USE_OF and text != "__main__":
        yield _named(text)
    read = (name for field in FIELD.findall(text) for name in ATTRIBUTE.findall(field))
    yield from (_named(name) for name in read if name in USE_OF)
    if GRADER.fullmatch(text):
        yield _named("worker")


def _uses_in_call(call: ast.Call) -> Iterator[str]:
    match call:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[base, exponent]) if name in POWERS:
            if _is_complex_power(base, exponent):
                yield f"complex numbers ({name})"
        case ast.Call(func=ast.Attribute(attr="__pow__"), args=[base, power]) if _is_complex_power(base, power):
            yield "complex numbers (__pow__)"
        case ast.Call(func=ast.Attribute(value=base, attr="__pow__"), args=[power]) if _is_complex_power(base, power):
            yield "complex numbers (__pow__)"
        case ast.Call(func=ast.Attribute(attr="get_data"), args=[*_, ast.Constant(value=str(path))]) if path.endswith(
            ".py"
        ):
            yield "files (get_data)"
        case ast.Call(func=ast.Name(id="getattr"), args=[owner, ast.Constant(value=str(name)), *_]):
            yield from _uses(ast.Attribute(owner, name, ast.Load()))
        case ast.Call(func=ast.Name(id="getattr"), args=[ast.Name(id=owner), *_]) if owner in LIBRARIES:
            yield "what is named at run time (getattr)"
        case ast.Call(
            func=ast.Attribute(attr="attrgetter") | ast.Name(id="attrgetter"), args=[ast.Constant(value=str(path)), *_]
        ):
            yield from (_named(name) for name in path.split(".") if name in USE_OF)
    if _has_complex_type(call):
        yield _named("complex")


def _has_complex_type(call: ast.Call) -> bool:
    """Whether a function that takes a type for its result is given a complex one, by its place."""
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name) if name in TYPE_AT:
            given = call.args[TYPE_AT[name] : TYPE_AT[name] + 1]
            return any(map(_is_complex, given))
        case ast.Attribute(value=ast.Name(id=owner)) if owner in LIBRARIES:
            return any(_is_complex(each) for each in call.args if getattr(each, "value", None) != FORTRAN)
    return False


def _owner(table: ast.AST) -> ast.expr | None:
    """What a table of names belongs to."""
    match table:
        case ast.Attribute(value=owner, attr="__dict__") | ast.Call(func=ast.Name(id="vars"), args=[owner]):
            return owner
    return None


def _is_complex_power(base: ast.AST, exponent: ast.AST) -> bool:
    """Whether a negative number is raised to a fraction, as far as both are written out."""
    below_zero, fraction = _number(base), _number(exponent)
    return below_zero is not None and below_zero < 0 and fraction is not None and fraction % 1 != 0


def _number(node: ast.AST) -> float | None:
    """The number that is written out; None for anything else."""
    match node:
        case ast.Constant(value=int() | float() as value):
            return float(value) if abs(value) < MOST_WRITTEN else None
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            positive = _number(operand)
            return None if positive is None else -positive
        case ast.Attribute(value=ast.Name(id="math" | "np" | "numpy"), attr=name) if name in CONSTANTS:
            return CONSTANTS[name]
        case ast.BinOp(left=left, op=kind, right=right) if type(kind) in OPERATORS:
            first, second = _number(left), _number(right)
            if first is not None and second is not None and (second or not isinstance(kind, ast.Div)):
                return float(OPERATORS[type(kind)](first, second))
    return None


def _named(name: str) -> str:
    return f"{USE_OF[name]} ({name})"


def _is_complex(node: ast.AST) -> bool:
    match node:
        case ast.Constant(value=str(kind)):
            return bool(COMPLEX_TYPE.fullmatch(kind))
        case ast.Constant(value=bytes(kind)):
            return bool(COMPLEX_TYPE.fullmatch(kind.decode(errors="replace")))
    return False
