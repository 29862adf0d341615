"""What a module does is judged alike by `autograder check` on the student's machine and by `grade` in the sandbox."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import msgspec
import pytest
from helpers import REPO, RIGHT, TINY_COURSE, autograder

from autograder.feedback.check import run_checks
from autograder.records import Label
from autograder.release.build import build_release

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("sandbox")]

NO_WRITING = "does not let a module write, change or delete files"
NO_FILE = "has no file of this name"
NO_NETWORK = "has no network"
NO_PROGRAM = "does not let a module start other programs"
NO_LOCK = "does not let a module lock files"
NO_LIMIT = "does not let a module raise its limits"
NOBODY = "nobody is there to answer input()"
TOO_MUCH = "printed too much"
ENCODED = "is saved as UTF-16, which Python does not read"
BESIDE = "beside.txt"
# What stands below the right answer, as a module is imported, and the sentence that names the cause; '' for none.
AT_IMPORT = {
    "writes": ("open('log.txt', 'w').write('hi')", NO_WRITING),
    "appends": ("import os\nos.open('log.txt', os.O_APPEND | os.O_WRONLY | os.O_CREAT)", NO_WRITING),
    "writes at home": ("import pathlib\n(pathlib.Path.home() / 'log.txt').write_text('hi')", NO_WRITING),
    "writes elsewhere": ("open('/tmp/log.txt', 'w')", NO_WRITING),
    "writes to nothing": ("import os\nopen(os.devnull, 'w')", NO_WRITING),
    "takes a temporary file": ("import tempfile\ntempfile.TemporaryFile()", NO_WRITING),
    "saves an array": ("import numpy as np\nnp.save('w.npy', np.zeros(3))", NO_WRITING),
    "logs": ("import logging\nlogging.basicConfig(filename='log.txt')", NO_WRITING),
    "removes": ("import os\nos.remove('tiny.py')", NO_WRITING),
    "makes a folder": ("import os\nos.mkdir('data')", NO_WRITING),
    "reads beside": (f"open({BESIDE!r}).read()", NO_FILE),
    "reads beside itself": (f"import pathlib\n(pathlib.Path(__file__).parent / {BESIDE!r}).read_text()", NO_FILE),
    "reads by its full name": ("open('FOLDER/beside.txt').read()", NO_FILE),
    "lists by its full name": ("import os\nos.listdir('FOLDER')", NO_FILE),
    "goes elsewhere": ("import os\nos.chdir('FOLDER')", NO_FILE),
    "reads the machine's": ("open('/etc/passwd').read()", NO_FILE),
    "connects": ("import socket\nsocket.create_connection(('127.0.0.1', 9), 1)", NO_NETWORK),
    "makes a socket": ("import socket\nsocket.socket()", NO_NETWORK),
    "downloads": ("import urllib.request\nurllib.request.urlopen('http://localhost:9/', timeout=1)", NO_NETWORK),
    "starts a program": ("import subprocess, sys\nsubprocess.run([sys.executable, '-V'])", NO_PROGRAM),
    "starts a shell": ("import subprocess\nsubprocess.run('true', shell=True, check=True)", NO_PROGRAM),
    "asks": ("name = input('your name? ')", NOBODY),
    "reads its input": ("import sys\nassert sys.stdin.read() == ''", ""),
    "imports what is beside": ("import helper", ""),
    "imports what is installed": ("import rich", ""),
    "reads itself": ("assert 'double' in open(__file__).read()", ""),
    "goes where it is": ("import os\nos.chdir(os.getcwd())\nassert os.listdir() == ['tiny.py']", ""),
    "goes up and fails": ("import os\nos.chdir('/')\n1 / 0", ""),
    "minds no refusal": ("try:\n    open('log.txt', 'w')\nexcept OSError:\n    pass", ""),
    "forks": ("import os\nif os.fork() == 0:\n    os._exit(0)", NO_PROGRAM),
    "forks a terminal": ("import os\nos.forkpty()", NO_PROGRAM),
    "starts a process": ("import multiprocessing as m\nm.Process(target=print).start()", NO_PROGRAM),
    "starts a shell by the system": ("import os\nassert os.system('true') == 0", ""),
    "shares a lock": ("import multiprocessing as m\nm.Lock()", ""),
    "shares memory": ("import multiprocessing as m\nm.Array('d', 3)", ""),
    "locks a file": ("import fcntl\nfcntl.flock(open(__file__), fcntl.LOCK_EX)", NO_LOCK),
    "locks a range": ("import fcntl\nfcntl.lockf(open(__file__), fcntl.LOCK_SH)", NO_LOCK),
    "takes a lease": ("import fcntl\nfcntl.fcntl(open(__file__), fcntl.F_SETLEASE, fcntl.F_RDLCK)", NO_LOCK),
    "raises its limit": ("import resource\nresource.setrlimit(resource.RLIMIT_CPU, (100, 100))", NO_LIMIT),
    "asks for another's limits": ("import os, resource\nresource.prlimit(os.getppid(), resource.RLIMIT_CPU)", NO_LIMIT),
    "waits by epoll": ("import select\nselect.epoll()", ""),
    "runs a loop of events": ("import asyncio\nasyncio.new_event_loop()", NO_NETWORK),
    "looks up a host": ("import http.client\nhttp.client.HTTPConnection('localhost').connect()", NO_NETWORK),
    "speaks German": ("import locale\nlocale.setlocale(locale.LC_ALL, 'de_DE.UTF-8')", ""),
    "speaks as the system does": ("import locale\nlocale.setlocale(locale.LC_ALL, '')", ""),
    "asks who it is": ("import getpass\ngetpass.getuser()", ""),
    "asks whose group": ("import grp, os\ngrp.getgrgid(os.getgid())", ""),
    "asks for a version": ("import importlib.metadata\nimportlib.metadata.version('numpy')", ""),
    "asks for the time in Berlin": ("import zoneinfo\nzoneinfo.ZoneInfo('Europe/Berlin')", ""),
    "sets its clock to Berlin": (
        "import os, time\nos.environ['TZ'] = 'Europe/Berlin'\ntime.tzset()\nassert time.timezone",
        "",
    ),
    "finds a program": ("import shutil\nassert shutil.which('python3')", ""),
    "finds what is elsewhere": ("import os\nassert os.path.exists('/etc/passwd')", ""),
    "reads the system's": ("open('/usr/lib/os-release').read()", NO_FILE),
    "asks what the system is": ("import platform\nplatform.freedesktop_os_release()", NO_FILE),
    "finds a library": (
        "import ctypes.util, mimetypes\nctypes.util.find_library('m'), mimetypes.guess_type('x.html')",
        "",
    ),
    "changes its schedule": ("import os\nos.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))", ""),
    "stays who it is": ("import os\nos.setuid(os.getuid())", ""),
    "dates itself": ("import os\nos.utime(__file__)", NO_WRITING),
    "dates nothing": ("import os\nos.utime('no such file')", NO_WRITING),
    "keeps its owner": ("import os\nos.chown(__file__, -1, -1)", NO_WRITING),
    "makes a file in memory": ("import os\nos.memfd_create('x')", ""),
    "prints much": ("print('x' * 10_000_000)", ""),
    "prints too much": ("print('x' * 20_000_000)", TOO_MUCH),
    "plots": ("import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()", ""),
    "uses a pool of threads": ("from concurrent.futures import ThreadPoolExecutor as P\nlist(P(2).map(abs, [1]))", ""),
    "uses a pool of processes": ("from concurrent.futures import ProcessPoolExecutor as P\nP(2)", ""),
    "pickles": ("import pickle\npickle.loads(pickle.dumps([1]))", ""),
    "seeds": ("import random, numpy as np\nrandom.seed(1)\nnp.random.seed(1)", ""),
    "warns": ("import warnings\nwarnings.warn('hm')\nwarnings.simplefilter('error')", ""),
    "sets an alarm": ("import signal\nsignal.signal(signal.SIGALRM, print)\nsignal.alarm(1)", ""),
    "leaves a thread": (
        "import threading, time\nthreading.Thread(target=time.sleep, args=(9,), daemon=True).start()",
        "",
    ),
    "edits its path": ("import sys\nsys.path.insert(0, '..')", ""),
    "imports another assignment's": ("import engine", ""),
    "imports the kit": ("import autograder", ""),
    "asks for a variable": ("import os\nos.environ['USER']", ""),
    "goes up": ("import os\nos.chdir('..')", ""),
    "lists what is above": ("import os\nos.listdir('..')", NO_FILE),
    "leaves": ("import sys\nsys.exit()", ""),
    "crashes": ("import os\nos.abort()", ""),
    "opens a window": ("import tkinter\ntkinter.Tk()", ""),
    "keeps a database": ("import sqlite3\nsqlite3.connect(':memory:').execute('select 1')", ""),
    "loops": ("while True: pass", ""),
    "has no end of memory": ("x = bytearray(2 * 2**30)", ""),
}
# What `double` does before it gives the right answer.
WHEN_CALLED = {
    "prints without end": ("while True: print('x' * 1000)", TOO_MUCH),
    "prints": ("print('hello')", ""),
    "asks when called": ("input()", NOBODY),
    "writes when called": ("open('log.txt', 'w')", NO_WRITING),
    "uses threads": ("import threading as t; w = t.Thread(target=int); w.start(); w.join()", ""),
    "ends Python": ("import os; os._exit(0)", ""),
    "exits": ("raise SystemExit", ""),
}
BYTES = {
    "utf-16": (RIGHT.encode("utf-16"), ""),
    "utf-16 cut off": (RIGHT.encode("utf-16")[:-1], ENCODED),
    "utf-16 without a mark": (RIGHT.encode("utf-16-le"), ENCODED),
    "utf-8 with a mark": (RIGHT.encode("utf-8-sig"), ""),
    "latin-1": (f"# Größe\n{RIGHT}".encode("latin-1"), ""),
}
CAUSES = {name: cause for group in (AT_IMPORT, WHEN_CALLED, BYTES) for name, (_, cause) in group.items()}
PASS_ALL = ["reads its input", "reads itself", "goes where it is", "minds no refusal", "prints", "uses threads"]
PASS_ALL += ["utf-8 with a mark", "utf-16", "speaks as the system does", "finds a library", "prints much", "pickles"]
PASS_ALL += [
    "uses a pool of threads",
    "seeds",
    "warns",
    "sets an alarm",
    "leaves a thread",
    "edits its path",
    "goes up",
]
PASS_ALL += ["keeps a database"]


def modules(folder: Path) -> dict[str, bytes]:
    """Every case's module by its name; FOLDER is that of the student."""
    texts = {name: f"{RIGHT}\n\n{code}\n" for name, (code, _) in AT_IMPORT.items()}
    body = "    return x + x"
    texts |= {name: RIGHT.replace(body, f"    {code}\n{body}", 1) for name, (code, _) in WHEN_CALLED.items()}
    written = {name: text.replace("FOLDER", str(folder)).encode() for name, text in texts.items()}
    return written | {name: content for name, (content, _) in BYTES.items()}


Verdicts = dict[str, tuple[str, str, str]]


def told(result: dict) -> Verdicts:
    """Status, what the judge says in its own words, and the exception of each public check."""
    said = {}
    for check in result["checks"]:
        if not check.get("hidden"):
            texts = {each["label"]: each["text"] for each in check.get("details", ())}
            raised = texts.get(Label.RAISED, "").partition(":")[0]
            said[check["name"]] = (check["status"], texts.get(Label.REASON, ""), raised)
    return said


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Verdicts, Verdicts]]:
    """What `check` and `grade` say of each case."""
    course = tmp_path_factory.mktemp("course")
    shutil.copytree(TINY_COURSE, course, dirs_exist_ok=True)
    from autograder.course.course import Course

    opened = Course(course)
    for where, files in build_release(opened, opened.assignment("01")).items():
        for name, content in files.items():
            path = course / where / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    folder = course / "assignments/01_tiny"
    (folder / BESIDE).write_text("data")
    (folder / "helper.py").write_text("x = 1\n")
    cases = modules(folder)
    here = {}
    for number, (name, content) in enumerate(cases.items()):
        (folder / "tiny.py").write_bytes(content)
        here[name] = told(msgspec.to_builtins(run_checks(folder).result))
        handed_in = course / f"submitted/s{number:02}/01_tiny/tiny.py"
        handed_in.parent.mkdir(parents=True)
        handed_in.write_bytes(content)
    graded = autograder("grade", "01", cwd=course)
    results = course / "results/01_tiny"
    assert graded.returncode in (0, 1), graded.stderr
    there = {name: told(json.loads((results / f"s{n:02}.json").read_text())) for n, name in enumerate(cases)}
    assert not (folder / "log.txt").exists()
    return {name: (here[name], there[name]) for name in cases}


@pytest.mark.parametrize("name", CAUSES)
def test_both_say_the_same(both, name):
    here, there = both[name]
    assert here == there


@pytest.mark.parametrize("name", [name for name, cause in CAUSES.items() if cause])
def test_the_cause_is_named(both, name):
    here, there = both[name]
    for check in (here["double_by_hand"], there["double_by_hand"]):
        assert (check[0], CAUSES[name] in check[1]) == ("error", True), check


@pytest.mark.parametrize("name", PASS_ALL)
def test_what_is_allowed_passes_on_both_sides(both, name):
    assert {verdict[0] for side in both[name] for verdict in side.values()} == {"passed"}


@pytest.mark.parametrize("case", ["writes_log", "utf16", "asks_input", "infinite_print"])
def test_a_large_module_too(case, tmp_path):
    """The first assignment's solution, changed at one place in the same ways."""
    name = {
        "writes_log": "writes",
        "utf16": "utf-16 cut off",
        "asks_input": "asks",
        "infinite_print": "prints without end",
    }
    solution = (REPO / "solutions/01_autograd/engine.py").read_text(encoding="utf-8")
    changed = {
        "writes_log": f"{solution}\nopen('log.txt','w').write('hi')\n".encode(),
        "utf16": solution.encode("utf-16")[:-1],
        "asks_input": f"{solution}\nname = input('your name? ')\n".encode(),
        "infinite_print": solution.replace("order = self.nodes()", "while True: print('x' * 1000)").encode(),
    }
    folder = tmp_path / "01_autograd"
    shutil.copytree(REPO / "assignments/01_autograd", folder)
    (folder / "engine.py").write_bytes(changed[case])
    verdicts = told(json.loads(autograder("check", "backward", "--json", cwd=folder).stdout))
    assert all(CAUSES[name[case]] in said for _, said, _ in verdicts.values()), verdicts


def test_check_says_that_python_does_not_read_what_is_judged_all_the_same(tmp_path):
    folder = tmp_path / "01_autograd"
    shutil.copytree(REPO / "assignments/01_autograd", folder)
    solution = (REPO / "solutions/01_autograd/engine.py").read_text(encoding="utf-8")
    for encoding, told in (("utf-16", True), ("utf-8", False)):
        (folder / "engine.py").write_bytes(solution.encode(encoding))
        said = autograder("check", "backward", cwd=folder)
        assert (said.returncode, ENCODED in said.stderr) == (0, told)
