"""A plain worker, on any system, refuses what the sandbox refuses, and says which rule it was."""

from __future__ import annotations

import sys

import pytest

from autograder.records import Limits
from autograder.sandbox.plain import PlainLauncher
from autograder.sandbox.replies import Died, Garbled, Probe, Raised, Reply, Returned, Timeout, decode
from autograder.sandbox.session import Session, Work

BREACHES = {
    "open('log.txt', 'w')": "write",
    "open(__file__, 'r+')": "write",
    "__import__('os').rename('m.py', 'n.py')": "write",
    "open('data.txt')": "read",
    "open(__import__('os').path.expanduser('/data/of/mine.txt'))": "read",
    "__import__('socket').create_connection(('127.0.0.1', 9), 1)": "network",
    "__import__('subprocess').run(['anything'])": "program",
    "input()": "input",
    "1 / 0": "",
    "open('')": "",
}


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


def test_standard_input_is_empty():
    assert answer("__import__('sys').stdin.read()") == Returned("")


def test_no_worker_can_make_up_a_rule():
    frame = b'{"kind":"raised","type":"OSError","text":"","frames":[],"breach":"full points"}'
    with pytest.raises(Garbled):
        decode(frame)
    assert not isinstance(answer("1"), Died | Timeout)
