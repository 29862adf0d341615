"""A plain worker, on any system, refuses what the sandbox refuses, and says which rule it was."""

from __future__ import annotations

import os
import sys

import pytest

from autograder.records import Limits
from autograder.sandbox.plain import PlainLauncher
from autograder.sandbox.replies import Died, Garbled, Probe, Raised, Reply, Returned, Timeout, decode
from autograder.sandbox.session import Session, Work
from autograder.sandbox.worker.absent import refuse
from autograder.sandbox.worker.fresh import TIMEOUT
from autograder.sandbox.worker.importing import Importer
from autograder.sandbox.worker.rules import Rules
from autograder.sandbox.worker.serving import _import_here

BREACHES = {
    "open('log.txt', 'w')": "write",
    "open(__file__, 'r+')": "write",
    "__import__('os').rename('m.py', 'n.py')": "write",
    "open('data.txt')": "read",
    "open(__import__('os').path.expanduser('/data/of/mine.txt'))": "read",
    "__import__('socket').create_connection(('127.0.0.1', 9), 1)": "network",
    "__import__('subprocess').run(['anything'])": "program",
    "__import__('http.client').client.HTTPConnection('localhost').connect()": "network",
    "__import__('socket').socketpair()": "network",
    "__import__('asyncio').new_event_loop()": "network",
    "input()": "input",
    "__import__('getpass').getuser()": "",
    "__import__('locale').setlocale(0, 'de_DE.UTF-8')": "",
    "__import__('zoneinfo').ZoneInfo('Europe/Berlin')": "",
    "__import__('importlib.metadata').metadata.version('numpy')": "",
    "__import__('multiprocessing').Lock()": "",
    "__import__('os').stat('/data/of/mine.txt')": "",
    "1 / 0": "",
    "open('')": "",
}


OF_POSIX = {
    "__import__('os').fork()": "program",
    "__import__('os').forkpty()": "program",
    "__import__('fcntl').flock(1, 2)": "lock",
    "__import__('fcntl').lockf(1, 2)": "lock",
    "__import__('resource').setrlimit(0, (100, 100))": "limit",
    "__import__('resource').setrlimit(0, (-1, -1))": "limit",
    "__import__('resource').setrlimit(__import__('resource').RLIMIT_NOFILE, (5, 65))": "limit",
    "__import__('resource').setrlimit(__import__('resource').RLIMIT_NPROC, (5, 33))": "limit",
    "__import__('resource').setrlimit(0, (101, 100))": "",
    "__import__('resource').setrlimit(99, (1, 1))": "",
    **(
        {
            "__import__('resource').prlimit(0, 0, (100, 100))": "limit",
            "__import__('resource').prlimit(__import__('os').getppid(), 0)": "limit",
            "__import__('resource').prlimit(__import__('os').getpid(), 0)": "limit",
        }
        if sys.platform == "linux"
        else {}
    ),
    "__import__('resource').setrlimit(0, ('', 1))": "",
    "__import__('os').chown(__file__, -1, -1)": "write",
    "__import__('select').epoll()": "",
    "__import__('pwd').getpwuid(0)": "",
    "__import__('os').setuid(__import__('os').getuid())": "",
    "__import__('os').stat('/etc/passwd')": "",
}
if os.name == "posix":
    BREACHES |= OF_POSIX


def answer(body: str, *bodies: str) -> Reply:
    """What a worker whose module runs `body` in a function answers, after it has run `bodies`."""
    text = "".join(f"def f{number}():\n    return {each}\n" for number, each in enumerate([*bodies, body]))
    launcher = PlainLauncher()
    session = Session(launcher, Work({"m.py": text.encode()}, ("m",), (), Limits(), fork=False))
    try:
        for number in range(len(bodies) + 1):
            source = f"def probe(m):\n    return m.f{number}()"
            reply = session.observe(Probe("probe", source, ("m",), (), object, ""), (), 5.0)
        return reply
    finally:
        session.close()
        launcher.stop()


@pytest.mark.parametrize("body", [body for body in BREACHES if body != "open('')"])
def test_a_broken_rule_is_named(body):
    reply = answer(body)
    assert isinstance(reply, Raised), reply
    assert (reply.breach, reply.frames[-1][2]) == (BREACHES[body], "f0")


def test_a_rule_broken_earlier_is_not_held_against_what_comes_later():
    reply = answer("next(iter([]), None) or (_ for _ in ()).throw(OSError('mine'))", "open('log.txt', 'w')")
    assert (reply.text, reply.breach) == ("mine", "")


@pytest.mark.skipif(not sys.platform.startswith(("linux", "darwin")), reason="needs a limit on the length of files")
def test_too_much_output_ends_the_probe_and_leaves_nothing_for_the_next():
    endless = "[print('x' * 1000) for _ in iter(int, 1)]"
    assert answer(endless).breach == "print"
    assert answer("print('next') or 3", endless) == Returned(3, "next\n")


def test_a_module_can_still_read_itself_and_import():
    assert answer("len(open(__file__).read()) > 9 and __import__('json').loads('1')") == Returned(1)


def test_what_is_asked_for_of_files_elsewhere_is_answered_as_in_the_sandbox():
    asked = "m.exists(__file__), m.exists(m.realpath(__file__)), m.exists('/etc'), m.os.access(__file__, 2)"
    assert answer(f"(lambda m: [{asked}])(__import__('os').path)") == Returned([True, True, False, False])


@pytest.mark.skipif(os.name != "posix", reason="a shell")
def test_a_command_of_the_system_fails_without_a_word():
    assert answer("__import__('os').system('true')") == Returned(-1)


@pytest.mark.parametrize("name", ["", "C", "C.UTF-8", "LC_CTYPE=C.UTF-8;LC_NUMERIC=C"])
def test_the_locale_that_is_there_can_be_set_by_all_its_names(name):
    assert answer(f"__import__('locale').setlocale(0, {name!r})") == Returned("C")


def test_standard_input_is_empty():
    assert answer("__import__('sys').stdin.read()") == Returned("")


def test_no_worker_can_make_up_a_rule():
    frame = b'{"kind":"raised","type":"OSError","text":"","frames":[],"breach":"full points"}'
    with pytest.raises(Garbled):
        decode(frame)
    assert not isinstance(answer("1"), Died | Timeout)


OF_OTHERS = ["setpriority(2, 0, 19)", "setpriority(0, os.getppid(), 0)", "sched_setaffinity(os.getppid(), {0})"]
FILES_OF_OTHERS = ["listxattr('/etc')", "pathconf('/etc', 'PC_NAME_MAX')"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks Linux")
@pytest.mark.parametrize("asked", [*OF_OTHERS, *FILES_OF_OTHERS])
def test_what_is_another_s_is_refused_as_in_the_sandbox(asked, monkeypatch):
    """With functions that do nothing, for the rules alone to refuse: what they let through would be done."""
    for name in ("setpriority", "sched_setaffinity", "listxattr", "pathconf"):
        monkeypatch.setattr(os, name, lambda *arguments: "done")
    for name in [each for each in dir(os) if callable(getattr(os, each))]:
        monkeypatch.setattr(os, name, getattr(os, name))
    monkeypatch.setattr("socket.getservbyname", None)
    monkeypatch.setattr("socket.getservbyport", None)
    for name in ("if_nameindex", "if_nametoindex", "if_indextoname"):
        monkeypatch.setattr(f"socket.{name}", None)
    refuse(lambda path: not path.startswith("/etc"))
    with pytest.raises(FileNotFoundError if asked in FILES_OF_OTHERS else PermissionError):
        eval(f"os.{asked}", {"os": os})
    assert os.setpriority(0, 0, 1) == os.sched_setaffinity(0, {0}) == os.listxattr() == "done"


DEEP = """def deep(n=0):
    try:
        return deep(n + 1)
    except RecursionError:
        return n
HERE = deep()
"""


@pytest.mark.skipif(os.name != "posix", reason="needs fork")
def test_recursion_gets_as_far_where_a_question_has_no_process_of_its_own():
    probe = Probe("probe", "def probe(m):\n    return m.HERE, m.deep()", ("m",), (), object, "")
    found = []
    for fork in (True, False):
        launcher = PlainLauncher()
        session = Session(launcher, Work({"m.py": DEEP.encode()}, ("m",), (), Limits(), fork=fork))
        found.append(session.observe(probe, (), 5.0))
        session.close()
        launcher.stop()
    assert isinstance(found[0], Returned)
    assert found[0] == found[1]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere nobody can ask for a process's own time")
def test_an_import_that_sleeps_is_as_late_as_in_the_sandbox(monkeypatch):
    rules, times = Rules("/nowhere", False, 2), iter([0.0, 4.0])
    monkeypatch.setattr(rules, "listen", lambda: None)
    monkeypatch.setattr("autograder.sandbox.worker.serving.import_modules", lambda *given: {"kind": "ready"})
    monkeypatch.setattr("autograder.sandbox.worker.serving.time.monotonic", lambda: next(times))
    monkeypatch.setattr("autograder.sandbox.worker.serving.gc.freeze", lambda: None)
    assert _import_here(Importer((), "/nowhere"), rules, 1.0) == TIMEOUT
