"""What no exercise asks for is noted with its line, and honest source raises nothing."""

from __future__ import annotations

import time

import pytest
from helpers import REPO

from attacks import recipes
from autograder.course.manifest import assignments_in
from autograder.course.solutions import solution_of
from autograder.course.stubs import MAX_PARSED
from autograder.grading.flags import MOST, flags_of

ASSIGNMENTS = assignments_in(REPO / "source")
STYLES = sorted((REPO / "tests/styles").glob("*/*.py"))
# Attacks of the kind that points alone do not tell, with what a person has to see of them.
NOTED = {
    "01_autograd/complex_step": "complex numbers",
    "01_autograd/decimal_differences": "numbers of many digits",
    "02_neurons/network_by_hand": "complex numbers",
    "02_neurons/answers_from_the_caller": "frames",
    "03_classifier/truth_from_the_caller": "the garbage collector",
    "01_tiny/hostile_traceback": "modules of the grader",
    "03_classifier/earlier_solutions_mailed_home": "files",
    "04_layers/children_pay": "processes",
    "05_backprop/imports_other_assignments": "code made at run time",
    "06_softmax/complex_step": "complex numbers",
    "06_softmax/sleeps_everywhere": "waiting",
    "07_pytorch/threads_of_torch": "threads",
    "07_pytorch/memory_through_torch": "memory of the process",
}


def uses(text: str) -> list[tuple[int, str]]:
    return [(flag.line, flag.use) for flag in flags_of({"engine.py": text.encode()})]


@pytest.mark.parametrize(
    ("line", "use"),
    [
        ("z = 1j", "complex numbers (complex)"),
        ("t = np.dtype(b'c16')", "complex numbers (complex)"),
        ("i = float.__pow__(-1.0, .5)", "complex numbers (__pow__)"),
        ("i = operator.pow(-1.0, .5)", "complex numbers (pow)"),
        ("z = torch.polar(r, phi)", "complex numbers (polar)"),
        ("z = x.chalf()", "complex numbers (chalf)"),
        ("i = np.poly1d([1, 0, 1]).r", "what may come to be complex (poly1d)"),
        ("i = ast.literal_eval('1j')", "code made at run time (literal_eval)"),
        ("import _ctypes", "memory of the process (_ctypes)"),
        ("import _decimal", "numbers of many digits (_decimal)"),
        ("import __main__", "what all code shares (__main__)"),
        ("from __main__ import serve", "what all code shares (__main__)"),
        ("s = vars(sys)['modules']", "what all code shares (modules)"),
        ("s = getattr(sys, 'modules')", "what all code shares (modules)"),
        ("m = dict(s.modules)\nimport sys as s", "what all code shares (modules)"),
        ("from sys import modules", "what all code shares (modules)"),
        ("g = '{0.__globals__}'.format(f)", "what all code shares (__globals__)"),
        ("sys.addaudithook(f)", "frames (addaudithook)"),
        ("breakpoint()", "frames (breakpoint)"),
        ("import pickle", "code made at run time (pickle)"),
        ("text = io.open('engine.py').read()", "files (open)"),
        ("d = o.open('engine.py', 0)\nimport os as o", "files (open)"),
        ("from io import open", "files (open)"),
        ("import linecache", "files (linecache)"),
        ("text = pkgutil.get_data('engine', 'engine.py')", "files (get_data)"),
        ("text = engine.__loader__.get_source('engine')", "files (__loader__)"),
        ("text = __loader__.get_source('engine')", "files (__loader__)"),
        ("z = complex(0, 1)", "complex numbers (complex)"),
        ("z = np.zeros(3, dtype=complex)", "complex numbers (complex)"),
        ("z = np.zeros(3, dtype='complex128')", "complex numbers (complex)"),
        ("z = x.astype('c16')", "complex numbers (complex)"),
        ("z = y.imag", "complex numbers (imag)"),
        ("i = (-1) ** 0.5", "complex numbers (**)"),
        ("i = (-1.0) ** (1 / 2)", "complex numbers (**)"),
        ("i = pow(-1, .5)", "complex numbers (pow)"),
        ("i = (0 - 1) ** 0.5", "complex numbers (**)"),
        ("i = (2 * -1 + 0.5) ** (1 - 0.5)", "complex numbers (**)"),
        ("i = (-math.pi) ** 0.5", "complex numbers (**)"),
        ("i = (-1).__pow__(0.5)", "complex numbers (__pow__)"),
        ("z = np.zeros(3, 'complex')", "complex numbers (complex)"),
        ("z = np.array([1.], 'D')", "complex numbers (complex)"),
        ("z = array([1.], 'F')", "complex numbers (complex)"),
        ("z = numpy.full(3, 1.0, '<c16')", "complex numbers (complex)"),
        ("z = np.arange(0, 9, 1, 'D')", "complex numbers (complex)"),
        ("z = np.eye(3, 3, 0, 'complex')", "complex numbers (complex)"),
        ("z = np.result_type('D')", "complex numbers (complex)"),
        ("z = np.zeros(3, dtype='>D')", "complex numbers (complex)"),
        ("t = getattr(np, 'complex128')", "complex numbers (complex128)"),
        ("t = np.__dict__['complex128']", "complex numbers (complex128)"),
        ("t = vars(np)['complex128']", "complex numbers (complex128)"),
        ("t = operator.attrgetter('lib.scimath.sqrt')(np)", "complex numbers (scimath)"),
        ("i = np.lib.scimath.sqrt(-1)", "complex numbers (scimath)"),
        ("from numpy.lib.scimath import sqrt", "complex numbers (scimath)"),
        ("i = np.roots([1, 0, 1])[0]", "what may come to be complex (roots)"),
        ("i = np.linalg.eigvals(A)", "what may come to be complex (eigvals)"),
        ("t = getattr(np, 'comp' + 'lex128')", "what is named at run time (getattr)"),
        ("from decimal import Decimal as D", "numbers of many digits (Decimal)"),
        ("import fractions as f", "numbers of many digits (fractions)"),
        ("f = sys._getframe(1)", "frames (_getframe)"),
        ("f = getattr(sys, '_getframe')(1)", "frames (_getframe)"),
        ("isinstance(0, [T := complex, int][1])", "complex numbers (complex)"),
        ("isinstance(0, (F := sys._getframe(1), int))", "frames (_getframe)"),
        ("isinstance(0, int | (T := complex))", "complex numbers (complex)"),
        ("isinstance(0, (T := complex) | int)", "complex numbers (complex)"),
        ("isinstance(0, complex)\ndef isinstance(x, kind): return kind", "complex numbers (complex)"),
        ("f = coroutine.cr_frame", "frames (cr_frame)"),
        ("f = f.__wrapped__", "looking at code (__wrapped__)"),
        ("f = types.FunctionType(code, {})", "looking at code (FunctionType)"),
        ("y, dy = torch.func.jvp(f, x, v)", "derivatives of a library (jvp)"),
        ("g = torch.func.grad(f)", "derivatives of a library (torch.func)"),
        ("from torch.func import grad", "derivatives of a library (torch.func)"),
        ("import torch.autograd.forward_ad as ad", "derivatives of a library (forward_ad)"),
        ("import torch.func as tf", "derivatives of a library (torch.func)"),
        ("from torch import nn, func as f", "derivatives of a library (torch.func)"),
        ("g = t.func.grad(f)\nimport torch as t", "derivatives of a library (torch.func)"),
        ("_, dx = torch.autograd.functional.vjp(f, x)", "derivatives of a library (autograd.functional)"),
        ("J = autograd.functional.jacobian(f, x)", "derivatives of a library (autograd.functional)"),
        ("from torch.autograd.functional import jacobian", "derivatives of a library (autograd.functional)"),
        ("from torch.autograd import functional as F", "derivatives of a library (autograd.functional)"),
        ("import torch.autograd.functional", "derivatives of a library (autograd.functional)"),
        ("i = operator.pow(-1, 0.5)", "complex numbers (pow)"),
        ("i = p(-1, 0.5)\nfrom operator import pow as p", "complex numbers (pow)"),
        ("i = operator.ipow(-1, 0.5)", "complex numbers (ipow)"),
        ("c = complex\nz = c(0, 1)", "complex numbers (complex)"),
        ("from sys import _getframe as f", "frames (_getframe)"),
        ("t = g(np, 'comp' + 'lex128')\ng = getattr", "what is named at run time (getattr)"),
        ("t = g(n, 'comp' + 'lex128')\ng = getattr\nimport numpy as n", "what is named at run time (getattr)"),
        ("t = n.result_type('D')\nimport numpy as n", "complex numbers (complex)"),
        ("t = f('lib.scimath.sqrt')(np)\nfrom operator import attrgetter as f", "complex numbers (scimath)"),
        ("s(np, 'exp', f)\ns = setattr", "a changed library (np)"),
        ("n.exp = f\nn = np", "a changed library (np)"),
        ("type(x).__mul__ = f", "a changed class (type)"),
        ("x.__class__.__mul__ = f", "a changed class (type)"),
        ("setattr(type(x), '__mul__', f)", "a changed class (type)"),
        ("t(x).__mul__ = f\nt = type", "a changed class (type)"),
        ("import inspect", "looking at code (inspect)"),
        ("c = f.__closure__[0].cell_contents", "looking at code (__closure__)"),
        ("import gc", "the garbage collector (gc)"),
        ("import ctypes.util", "memory of the process (ctypes)"),
        ("os.fork()", "processes (fork)"),
        ("from os import fork as f", "processes (fork)"),
        ("import subprocess", "processes (subprocess)"),
        ("import threading", "threads (threading)"),
        ("from concurrent.futures import ThreadPoolExecutor", "threads (ThreadPoolExecutor)"),
        ("s = sys.modules['worker.serving']", "modules of the grader (worker)"),
        ("m = _s.modules.values()", "what all code shares (modules)"),
        ("import worker.serving", "modules of the grader (worker)"),
        ("np.tanh = f", "a changed library (np)"),
        ("np.linalg.norm = f", "a changed library (np)"),
        ("setattr(np, 'exp', f)", "a changed library (np)"),
        ("setattr(np.linalg, name, f)", "a changed library (np)"),
        ("np.__setattr__('exp', f)", "a changed library (np)"),
        ("vars(np)['exp'] = f", "a changed library (np)"),
        ("np.__dict__['exp'] = f", "a changed library (np)"),
        ("vars(np).update(exp=f)", "a changed library (np)"),
        ("for np.exp in [f]: pass", "a changed library (np)"),
        ("Value.__mul__ = f\nfrom engine import Value", "a changed library (Value)"),
        ("engine.Value.__mul__ = f\nimport engine", "a changed library (engine)"),
        ("type.__setattr__(V, '__mul__', f)\nfrom engine import Value as V", "a changed library (V)"),
        ("self.complex128(3)\nimport numpy as self", "complex numbers (complex128)"),
        ("def f(self): return self.complex128(3)", "complex numbers (complex128)"),
        ("getattr(self, 'complex128')", "complex numbers (complex128)"),
        ("text = open('engine.py').read()", "files (open)"),
        ("exec(text)", "code made at run time (exec)"),
        ("import importlib", "code made at run time (importlib)"),
        ("time.sleep(9)", "waiting (sleep)"),
    ],
)
def test_each_use_is_noted_with_its_line(line, use):
    assert (3, use) in uses(f"import x\n\n{line}\n")


@pytest.mark.parametrize(
    "text",
    [
        "# complex numbers, Decimal, sys._getframe, inspect, gc and threads are not used\n",
        '"""It says complex, fork, open, eval and worker in a text."""\n',
        "labels = ['simple', 'complex', 'worker', 'open']\n",
        "print('complex', 'D')\nx = np.array(['F', 'M', 'D'])\n",
        "x = np.reshape(x, (2, 3), 'F')\ny = np.zeros(3, float, 'F')\nz = np.ravel(x, order='F')\n",
        "signs = (-1) ** k\ny = x ** 0.5 + (-2 * np.log(u)) ** 0.5 - 2 ** 0.5 + (-3) ** 2 + (-1) ** (4 / 2)\n",
        "f = getattr(self, name)\ng = getattr(model, 'predict')\nt = getattr(np, 'tanh')\n",
        "class A:\n def f(self):\n  h = getattr(self, 'load')\n  return [self.kill for i in h]\n",
        "table = {'imag': 1}\nx = table['imag']\nroots = [1]\n",
        "ok = isinstance(x, (int, float, complex))\n",
        "if __name__ == '__main__':\n    print('{0.__name__}'.format(f), '{__x}')\nhow = door.open()\n",
        "x = float.__pow__(2.0, 0.5)\nt = np.dtype(b'f8')\ntheta = (r, angle)\nmodules = layers.modules\n",
        "model.eval()\nfor m in model.modules():\n    pass\n",
        "class A:\n def f(self):\n  self.load(1)\n  self.kill = True\n  def g(): return self.roots\n",
        "ok = isinstance(x, complex) or isinstance(x, np.complex128 | int)\n",
        "torch.backends.cudnn.deterministic = True\nfrom engine import Value\nout = Value(1)\nout._backward = f\n",
        "class Value: pass\nValue.__mul__ = f\nself.data = np.zeros(3)\nx = vars(np)['exp']\nsetattr(out, 'data', 1)\n",
        "open_ = system = gc = imag = fork = 0\nprint(gc + fork)\n",
        "def threading(worker): return worker\n",
        "np.random.seed(0)\nx = np.exp(1.0).real\n",
        "compiled = re.compile('a')\n",
        "class A:\n def f(self):\n  type(self).count = self.__class__.count + 1\n",
        "t = type\nt = x\nt.count = 1\ng = len\nkind = type(x).__name__\n",
        "import torch.nn.functional as F\ny = F.relu(x) + torch.nn.functional.relu(x)\n",
        "from torch.nn import functional as F\ny = F.relu(x)\n",
        "import torch\nfrom torch import autograd\n(g,) = autograd.grad(y, x)\ny = np.power(x, 0.5) + pow(x, 2)\n",
        "import functools as func\nfunc.reduce(f, x)\nf = self.functional\n",
        "this is no Python: 1j\n",
        f"x = (-1{'0' * 400}) ** 0.5\ny = (-2.0) ** 1{'0' * 400}\nt = np.dtype(b'\\xff')\n",
        "",
    ],
)
def test_an_honest_use_raises_none(text):
    assert uses(text) == []


@pytest.mark.parametrize("assignment", ASSIGNMENTS, ids=lambda each: each.name)
def test_no_solution_of_the_course_raises_any(assignment):
    assert flags_of(solution_of(assignment).files) == ()


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.stem)
def test_no_honest_style_raises_any(path):
    assert flags_of({path.name: path.read_bytes()}) == ()


@pytest.mark.parametrize("name", NOTED)
def test_an_attack_that_points_do_not_tell_is_noted(name):
    content = (recipes.HERE / name / recipes.CODE).read_bytes()
    assert NOTED[name] in {flag.use.rpartition(" (")[0] for flag in flags_of({"attack.py": content})}


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe1j",
        b"x = '" + b"a" * 2 * MAX_PARSED + b"'",
        b"x = " + b"-" * 50_000 + b"1",
        b"x = " + b"(" * 5_000 + b")" * 5_000,
        b"x = " + b"1+" * 40_000 + b"1",
        b"x = " + b"a." * 40_000 + b"a",
        b"x = [" * 300,
        b"# coding: rot13\nx = 1w",
        b"# coding: nothing\nx = 1j",
        b"x = \0",
        b"1j;" * 30_000,
    ],
    ids=range(11),
)
def test_whatever_is_handed_in_is_looked_at_or_said_not_to_be(content):
    found = flags_of({"engine.py": content})
    assert len(found) <= MOST
    assert {flag.file for flag in found} <= {"engine.py"}


def test_what_is_too_long_or_too_deep_to_be_looked_at_says_so():
    assert "not looked at" in uses("x = 1\n" * MAX_PARSED)[0][1]
    assert "too deep" in uses(f"x = {'1+' * 40_000}1")[0][1]


def test_a_self_that_a_method_gives_another_meaning_is_looked_at():
    others = ["self = np", "import numpy as self", "f = lambda self: self", "(self := np)", "del self"]
    others += ["def self(): pass", "async def self(): pass", "class self: pass"]
    others += ["try: f()\n  except E as self: pass"]
    others += [f"match x:\n   case {case}: pass" for case in ("self", "[*self]", "{**self}", "[int() as self]")]
    for other in others:
        assert "complex128" in str(uses(f"class A:\n def f(self):\n  {other}\n  return self.complex128(3)\n"))


def test_a_self_that_is_another_one_outside_of_the_method_is_looked_at():
    inner = "class A:\n def f(self):\n  def g():\n   global self\n   return self.complex128(3)\n"
    assert uses(f"self = np\n{inner}") == [(6, "complex numbers (complex128)")]


@pytest.mark.parametrize("given", ["x, self", "*, self", "*self", "x, *self", "**self", "x, /, self"])
def test_a_self_that_is_not_the_first_argument_is_looked_at(given):
    assert "complex128" in str(uses(f"class A:\n def f({given}):\n  return self.complex128(3)\n"))


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"{' ' * 2 * n}class A:\n{' ' * (2 * n + 1)}def f(self):\n" for n in range(45))
        + " " * 90
        + "a;" * 4000,
        f"x = [{'a, ' * 4000}]{'.torch.func' * 60}\n",
    ],
    ids=["nested classes", "a long expression in each of its own parts"],
)
def test_looking_takes_time_by_the_length_of_a_text_and_not_by_its_square(text):
    def seconds(text: str) -> float:
        started = time.process_time()
        flags_of({"engine.py": text.encode()})
        return time.process_time() - started

    assert seconds(text) < 5 * max(seconds("a;" * 4000), 0.02)


def test_a_self_is_the_student_s_own_in_an_inner_class_and_not_around_it():
    inner = "class A:\n  def f(self):\n    class B:\n      def g(self):\n        self.sleep = 1\n"
    assert uses(inner) == []
    assert uses(inner + "    self.sleep = 1\n") == [(6, "waiting (sleep)")]


def test_a_number_that_is_too_long_to_be_followed_is_told():
    assert uses(f"x = ({'1+' * 1500}1) ** 0.5") == [(1, "nested too deep to be looked at")]


def test_every_line_of_a_use_is_noted_once():
    assert uses("a = 1j + 2j\nb = 3j\n") == [(1, "complex numbers (complex)"), (2, "complex numbers (complex)")]


def test_a_file_is_looked_at_up_to_the_most_that_is_parsed_and_told_beyond():
    begin = "z = 1j\n#"
    most = begin + "x" * (MAX_PARSED - len(begin))
    assert uses(most) == [(1, "complex numbers (complex)")]
    assert uses(most + "x") == [(1, f"over {MAX_PARSED:,} bytes, so not looked at")]


def test_what_is_nested_too_deep_is_told_at_its_beginning():
    assert uses("\n\nx = " + "(" * 90 + "-" * 90_000 + "1" + ")" * 90) == [(1, "nested too deep to be looked at")]


def test_looking_warns_of_nothing(recwarn):
    assert uses("y = 1 is 1\nz = '\\d'\nfrom . import gc\n") == [(3, "the garbage collector (gc)")]
    assert not recwarn
