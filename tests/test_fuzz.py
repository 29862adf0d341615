"""A short run of benchmarks/fuzz.py finds nothing wrong, and finds out each guard that is taken away."""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
from types import ModuleType

import pytest
from helpers import script

REPLIES = [
    ("observation", "too_many_items(body)", "False"),
    ("observation", "len(reply.frames) > MAX_FRAMES", "False"),
    ("observation", "depth > MAX_DEPTH", "False"),
    ("observation", "not -(2**63) <= frozen < 2**63", "False"),
    ("observation", "type(key) in (str, int)", "True"),
    ("observation", "dtype not in ARRAY_DTYPES.values()", "False"),
    ("observation", "len(shape) > MAX_AXES", "False"),
    ("observation", "type(length) is int", "True"),
    ("observation", "0 <= length", "True"),
    ("observation", "length <= MAX_ENTRIES", "True"),
    ("observation", "flat.size > MAX_ENTRIES", "False"),
    ("observation", "flat.view(np.uint8).max(initial=0) > 1", "False"),
    ("observation", "validate=True", "validate=False"),
    ("observation", '"nan" | "inf" | "-inf" as text, **rest} if not rest', "str(text)}"),
    ("observation", '{"d": list(items), **rest} if not rest', '{"d": list(items)}'),
    ("observation", "str(data)], **rest} if not rest", "str(data)]}"),
    ("observation", "binascii.Error, ValueError", "KeyError"),
    ("observation", "msgspec.DecodeError, UnicodeDecodeError, RecursionError", "KeyError"),
]
HANDINS = [
    ("archives", "info.file_size > max(RATIO_FROM, MAX_RATIO * info.compress_size)", "False"),
    ("archives", "total > MAX_UNPACKED", "False"),
    ("archives", "into.tell() + len(chunk) > cap", "False"),
    ("archives", 'data.count(b"PK\\x01\\x02") > MAX_ENTRIES', "False"),
    ("archives", "len(entries) >= limit", "False"),
    ("archives", "header.size < 0", "False"),
    ("archives", "member.size < 0", "False"),
    ("archives", "header.size > MAX_HEADER or cls.cost_left < 0", "False"),
    ("archives", "stat.S_IFLNK", "-1"),
    ("archives", "kind not in (0, stat.S_IFREG, stat.S_IFDIR)", "False"),
    ("archives", "info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)", "False"),
    ("archives", 'return ("", *parts), "an absolute path"', 'return ("", *parts), ""'),
    ("archives", '".." in parts', "False"),
    ("archives", "name or len(name) > 1024 or len(parts) > 32", "()"),
    ("archives", "char.isprintable()", "True"),
    ("archives", "except BROKEN", "except KeyError"),
    ("pick", "archive.read(MAX_ARCHIVE)", "archive.read(1 << 40)"),
    ("pick", "MODULE_BYTES if", "NOTEBOOK_BYTES if"),
]


@pytest.fixture(scope="module")
def fuzzing() -> ModuleType:
    return script("benchmarks/fuzz.py")


def without(monkeypatch: pytest.MonkeyPatch, module: ModuleType, guard: str, instead: str) -> None:
    """Replaces `guard` in the one function or class of `module` that holds it, wherever that is used."""
    source = inspect.getsource(module)
    assert source.count(guard) == 1, f"{module.__name__} holds {guard} {source.count(guard)} times"
    segments = {
        node.name: ast.get_source_segment(source, node) for node in ast.parse(source).body if hasattr(node, "name")
    }
    ((name, segment),) = ((name, segment) for name, segment in segments.items() if guard in segment)
    guarded = vars(module)[name]
    monkeypatch.setattr(module, name, guarded)
    exec("from __future__ import annotations\n" + segment.replace(guard, instead), vars(module))
    for user in [each for key, each in sys.modules.items() if key.startswith("autograder.")]:
        if vars(user).get(name) is guarded:
            monkeypatch.setattr(user, name, vars(module)[name])


@pytest.mark.parametrize(
    ("target", "module", "guard", "instead"),
    [("replies", *each) for each in REPLIES] + [("handins", *each) for each in HANDINS],
    ids=lambda part: part,
)
def test_a_guard_that_is_missing_is_found_out(fuzzing, monkeypatch, target, module, guard, instead):
    without(monkeypatch, importlib.import_module(f"autograder.{module}"), guard, instead)
    for seed in range(20):
        tally = fuzzing.batch(target, 200, seed, shrink=False)
        if tally.wrong:
            return
    pytest.fail(f"{guard} is missed by nobody in {200 * 20} inputs")
