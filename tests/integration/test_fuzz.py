"""A short run of tests/robustness/fuzz.py finds nothing wrong, and finds out each guard that is taken away."""

from __future__ import annotations

import ast
import base64
import importlib
import inspect
import pickle
import subprocess
import sys
import zlib
from contextlib import suppress
from functools import cache
from itertools import chain
from types import ModuleType, SimpleNamespace

import pytest
from helpers import REPO, script, unmeasured
from hypothesis import strategies as st

pytestmark = pytest.mark.slow
REPLIES = [
    ("sandbox.replies", "too_many_items(body)", "False"),
    ("sandbox.replies", "len(reply.frames) > MAX_FRAMES", "False"),
    ("sandbox.replies", "depth > MAX_DEPTH", "False"),
    ("sandbox.replies", "not -(2**63) <= frozen < 2**63", "False"),
    ("sandbox.replies", "type(key) in (str, int)", "True"),
    ("sandbox.replies", "dtype not in ARRAY_DTYPES.values()", "False"),
    ("sandbox.replies", "len(shape) > MAX_AXES", "False"),
    ("sandbox.replies", "type(length) is int", "True"),
    ("sandbox.replies", "0 <= length", "True"),
    ("sandbox.replies", "length <= MAX_ARRAY_ENTRIES", "True"),
    ("sandbox.replies", "flat.size > MAX_ARRAY_ENTRIES", "False"),
    ("sandbox.replies", "flat.view(np.uint8).max(initial=0) > 1", "False"),
    ("sandbox.replies", "base64.b64encode(raw).decode() != data", "False"),
    ("sandbox.replies", '"nan" | "inf" | "-inf" as text, **rest} if not rest', "str(text)}"),
    ("sandbox.replies", '{"d": list(items), **rest} if not rest', '{"d": list(items)}'),
    ("sandbox.replies", "str(data)], **rest} if not rest", "str(data)]}"),
    ("sandbox.replies", "binascii.Error, ValueError", "KeyError"),
    ("sandbox.replies", "msgspec.DecodeError, UnicodeDecodeError, RecursionError", "KeyError"),
]
HANDINS = [
    ("intake.archives", "info.file_size > max(RATIO_FROM, MAX_RATIO * info.compress_size)", "False"),
    ("intake.archives", "total > MAX_ARCHIVE_UNPACKED", "False"),
    ("intake.tar", "header.size < 0", "False"),
    ("intake.tar", "header.type in _PAX", "False"),
    ("intake.archives", "kind not in (0, stat.S_IFREG, stat.S_IFDIR)", "False"),
    ("intake.archives", "info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)", "False"),
    ("intake.archives", 'return (ROOT, *parts), "an absolute path"', 'return (ROOT, *parts), ""'),
    ("intake.archives", "ABOVE in parts", "False"),
    ("intake.archives", "name or len(name) > MAX_NAME or len(parts) > 32", "()"),
    ("text", "char.isprintable()", "True"),
    ("text", "marks <= MAX_MARKS", "True"),
    ("intake.archives", "except BROKEN", "except KeyError"),
    ("intake.selection", "MAX_MODULE_BYTES if", "MAX_NOTEBOOK_BYTES if"),
]


CROWDS = [
    ("intake.archives", "len(entries) > MAX_ARCHIVE_ENTRIES", "False"),
]
BOMBS = [
    ("intake.archives", "into.tell() + len(chunk) > cap", "False"),
    ("intake.selection", "archive.read(MAX_ARCHIVE_BYTES)", "archive.read(1 << 27)"),
]
MENDED = {  # the releases of Python whose tarfile has no such fault
    "header.size < 0": {(3, 11): 14, (3, 12): 12, (3, 13): 6},
    "header.type in _PAX": {(3, 11): 10, (3, 12): 6},
}
GUARDS = {"replies": REPLIES, "handins": HANDINS, "crowds": CROWDS, "bombs": BOMBS}
COUNTS = {"replies": 700, "conversations": 30, "handins": 350, "piles": 60, "crowds": 12, "bombs": 6}
SEEDS = range(1, 7)  # of which the first suffices for most guards


@pytest.fixture(scope="module")
def fuzzing() -> ModuleType:
    return script("tests/robustness/fuzz.py")


# In a process of their own: Hypothesis draws, among others, numbers that stand in whatever modules are loaded.
MAKE = """import pickle, sys
sys.path.insert(0, "tests/robustness")
import fuzz
target, count, seed = sys.argv[1:]
found = []
fuzz.throw(fuzz.TARGETS[target].inputs(), int(count), int(seed), found.append)
sys.stdout.buffer.write(pickle.dumps(found))"""


@cache
def thrown(target: str, seed: int) -> list[bytes]:
    """Hostile inputs for a target from a seed, made once."""
    command = [sys.executable, "-c", MAKE, target, str(COUNTS[target]), str(seed)]
    made = subprocess.run(command, cwd=REPO, env=unmeasured(), stdout=subprocess.PIPE, check=True)
    return pickle.loads(made.stdout)


def without(monkeypatch: pytest.MonkeyPatch, module: ModuleType, guard: str, instead: str) -> None:
    """Replaces `guard` in the one function or class of `module` that holds it, wherever that is used."""
    source = inspect.getsource(module)
    assert source.count(guard) == 1, f"{module.__name__} holds {guard} {source.count(guard)} times"
    line = source[: source.index(guard)].count("\n") + 1
    (node,) = (each for each in ast.parse(source).body if each.lineno <= line <= each.end_lineno)
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    unguarded = "\n".join(source.splitlines()[first - 1 : node.end_lineno]).replace(guard, instead)
    guarded = vars(module)[node.name]
    monkeypatch.setattr(module, node.name, guarded)
    exec("from __future__ import annotations\n" + unguarded, vars(module))
    for user in [each for name, each in sys.modules.copy().items() if name.startswith("autograder.")]:
        if vars(user).get(node.name) is guarded:
            monkeypatch.setattr(user, node.name, vars(module)[node.name])


@pytest.mark.parametrize("target", COUNTS)
def test_nothing_hostile_is_more_than_refused(fuzzing, target):
    tally = fuzzing.Tally(target)
    for data in thrown(target, SEEDS[0]):
        tally.check(data)
    assert tally.outcomes.total() == COUNTS[target]
    assert len(tally.outcomes) > 1 or target == "bombs"  # of which each may be refused


@pytest.mark.parametrize(
    ("target", "module", "guard", "instead"),
    [(target, *each) for target, guards in GUARDS.items() for each in guards],
    ids=lambda part: part,
)
def test_a_guard_that_is_missing_is_found_out(fuzzing, monkeypatch, target, module, guard, instead):
    if guard in MENDED and sys.version_info[2] >= MENDED[guard].get(sys.version_info[:2], 0):
        pytest.skip("this Python does without")
    without(monkeypatch, importlib.import_module(f"autograder.{module}"), guard, instead)
    monkeypatch.setattr(fuzzing, "MOST_SECONDS", 1.0)
    tally = fuzzing.Tally(target)
    for data in chain.from_iterable(thrown(target, seed) for seed in SEEDS):
        with suppress(fuzzing.oracles.Wrong):
            tally.check(data)
        if tally.wrong:
            return
    pytest.fail(f"nothing is wrong without {guard}")


def test_the_smallest_input_that_fails_is_told_and_can_be_replayed(fuzzing, monkeypatch):
    def fails(data: bytes) -> str:
        if b"7" in data:
            raise KeyError("seven")
        return "read"

    monkeypatch.setattr(
        fuzzing, "TARGETS", {"bad": SimpleNamespace(read=fails, inputs=lambda: st.binary(min_size=2), share=1)}
    )
    (tally,) = fuzzing.fuzz(1000, seed=1)
    assert tally.outcomes["wrong"] >= 1
    assert tally.wrong == (b"\x007", "KeyError: 'seven'")
    assert "--replay bad:" in (told := fuzzing.in_words(tally))
    assert fuzzing.replay(told.rpartition(" ")[2]) == "wrong: KeyError('seven')"


def test_an_input_that_takes_too_long_or_too_much_is_wrong(fuzzing, monkeypatch):
    def endless(data: bytes) -> str:
        while data:
            pass
        return str(len(bytes(10**6)))

    monkeypatch.setattr(fuzzing, "TARGETS", {"bad": SimpleNamespace(read=endless)})
    monkeypatch.setattr(fuzzing, "MOST_SECONDS", 0.1)
    assert fuzzing.replay("bad:" + packed(b"x")) == "wrong: Overdue('took more than 0 s')"
    assert fuzzing.replay("bad:" + packed(b"")) == "1000000"
    monkeypatch.setattr(fuzzing, "MOST_MEMORY", -1)
    assert fuzzing.replay("bad:" + packed(b"")).startswith("wrong: Wrong('took")


def packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(data)).decode()
