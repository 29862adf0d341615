"""Every cap holds at itself and not at one more, on both sides of the channel; and the kernel is told each limit."""

from __future__ import annotations

import base64
import json
import os
import struct
import sys
from collections.abc import Callable

import numpy as np
import pytest

from autograder.sandbox.interpreter import python_command
from autograder.sandbox.plain import PlainLauncher
from autograder.sandbox.replies import Garbled, decode
from autograder.sandbox.worker import wire
from autograder.sandbox.worker.wire import (
    FrameTooLarge,
    Uncrossable,
    body_of,
    frame,
    freeze,
    priced,
    receive,
    too_many_items,
)

ENTRIES, ITEMS, FRAME, AXES, DEPTH = 262_144, 65_536, 8_388_608, 8, 32
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's limits are Linux's")


def returned(value: object) -> bytes:
    return json.dumps({"kind": "returned", "value": value}).encode()


def array(shape: list[int], entries: int) -> dict[str, object]:
    return {"a": ["|b1", shape, base64.b64encode(bytes(entries)).decode()]}


def test_an_array_crosses_up_to_its_cap():
    assert freeze(np.zeros(ENTRIES, bool))["a"][1] == [ENTRIES]
    with pytest.raises(Uncrossable, match=r"over 262,144 entries"):
        freeze(np.zeros(ENTRIES + 1, bool))
    with pytest.raises(Uncrossable, match=r"over 262,144 entries"):
        freeze(np.zeros((0, ENTRIES + 1)))  # which one with as many rows could be stretched against


@pytest.mark.parametrize("shape", [[ENTRIES + 1], [0, ENTRIES + 1], [-1], [1.0], [True], [ENTRIES, 2]])
def test_the_judge_takes_no_larger_array_from_a_worker_that_lies(shape):
    entries = 0 if 0 in shape else int(np.prod(shape))
    with pytest.raises(Garbled):
        decode(returned(array(shape, max(entries, 0))))
    assert decode(returned(array([ENTRIES], ENTRIES))).value.shape == (ENTRIES,)


@pytest.mark.parametrize("axes", [AXES, AXES + 1])
def test_an_array_has_so_many_axes(axes):
    value = np.zeros((1,) * axes, bool)
    if axes == AXES:
        assert decode(returned(freeze(value))).value.ndim == AXES
        return
    with pytest.raises(Uncrossable, match="9 axes"):
        freeze(value)
    with pytest.raises(Garbled, match="9 axes"):
        decode(returned(array([1] * axes, 1)))


@pytest.mark.parametrize("sign", [b",", b"[", b"{"])
def test_items_are_counted_by_each_of_the_signs_that_they_cost(sign):
    assert not too_many_items(sign * ITEMS)
    assert too_many_items(sign * (ITEMS + 1))
    with pytest.raises(Garbled, match="over 65,536 items"):
        decode(b'{"kind":"returned","value":"' + sign * ITEMS + b'"}')


def test_a_mixture_of_signs_is_one_sum():
    assert not too_many_items(b",[{" * (ITEMS // 3))
    assert too_many_items(b",[{" * (ITEMS // 3 + 1))


def nested(depth: int, wrap: Callable[[object], object]) -> object:
    value: object = []
    for _ in range(depth):
        value = wrap(value)
    return value


@pytest.mark.parametrize(
    ("wrap", "frozen"),
    [
        (lambda value: [value], lambda value: [value]),
        (lambda value: {"a": value}, lambda value: {"d": [["a", value]]}),
    ],
    ids=["lists", "dicts"],
)
def test_data_is_nested_so_deep_and_no_deeper(wrap, frozen):
    assert decode(returned(freeze(nested(DEPTH, wrap)))).value == nested(DEPTH, wrap)
    assert decode(returned(nested(DEPTH, frozen))).value == nested(DEPTH, wrap)
    with pytest.raises(Uncrossable, match="nested deeper"):
        freeze(nested(DEPTH + 1, wrap))
    with pytest.raises(Garbled, match="nested too deep"):
        decode(returned(nested(DEPTH + 1, frozen)))


def test_a_frame_holds_eight_megabytes_and_no_more():
    """Its price included, which every answer has."""
    assert len(priced(1.0, body_of("x" * (FRAME - 10)))) == FRAME + 4
    with pytest.raises(FrameTooLarge):
        frame("x" * (FRAME - 9))


@pytest.mark.parametrize(("size", "refused"), [(100, False), (101, True)])
def test_a_frame_is_refused_by_what_it_announces(monkeypatch, size, refused):
    monkeypatch.setattr(wire, "MAX_FRAME", 100)
    reader, writer = os.pipe()
    os.write(writer, struct.pack(">I", size) + b"x" * size)
    os.close(writer)
    try:
        if refused:
            with pytest.raises(FrameTooLarge):
                receive(reader)
        else:
            assert receive(reader) == b"x" * size
    finally:
        os.close(reader)


@linux
def test_the_kernel_is_told_every_limit_soft_and_hard(monkeypatch):
    from autograder.sandbox.worker import limits

    told = {}
    monkeypatch.setattr(limits.resource, "setrlimit", lambda which, pair: told.update({which: pair}))
    monkeypatch.setattr(limits, "address_space", lambda: 1000)
    limits.limit_resources(memory_mb=256, cpu_seconds=7)
    resource = limits.resource
    assert told == {
        resource.RLIMIT_AS: (1000 + 256 * 2**20,) * 2,
        resource.RLIMIT_CPU: (7, 8),
        resource.RLIMIT_NPROC: (32, 32),
        resource.RLIMIT_FSIZE: (16 * 2**20,) * 2,
        resource.RLIMIT_CORE: (1, 1),
        resource.RLIMIT_NOFILE: (64, 64),
        resource.RLIMIT_SIGPENDING: (64, 64),
        resource.RLIMIT_MEMLOCK: (0, 0),
    }


@linux
def test_landlock_is_asked_to_allow_reading_and_nothing_else(monkeypatch, tmp_path):
    from autograder.sandbox.worker import landlock

    calls = []

    class Kernel:
        def syscall(self, number, *arguments):
            calls.append((number, *arguments))
            return os.open(os.devnull, os.O_RDONLY) if number == landlock.LANDLOCK_CREATE_RULESET else 0

    monkeypatch.setattr(landlock, "libc", Kernel)
    monkeypatch.setattr(landlock, "landlock_abi", lambda: 6)
    assert landlock.restrict([str(tmp_path), str(tmp_path / "nowhere")]) is True
    create, rule, restrict = calls
    assert create[:2] == (landlock.LANDLOCK_CREATE_RULESET, landlock.ruleset_attributes(6))
    assert rule[0] == landlock.LANDLOCK_ADD_RULE
    rights, _ = struct.unpack("=Qi", rule[3])
    assert rights == 0b1101  # EXECUTE, READ_FILE, READ_DIR of linux/landlock.h
    assert (restrict[0], restrict[1]) == (landlock.LANDLOCK_RESTRICT_SELF, rule[1])


def test_a_worker_takes_nothing_of_the_site_the_user_the_folder_or_the_shell(monkeypatch):
    command = python_command("python", "/kit", "/packages", {"folder": "/here"})
    assert {"-S", "-s", "-P", "-B"} <= set(command[: command.index("-c")])
    for name in ("PYTHONPATH", "PYTHONSTARTUP", "LD_PRELOAD", "SECRET"):
        monkeypatch.setenv(name, "mine")
    environment = PlainLauncher()._environment
    assert "mine" not in environment.values()
    assert environment["PYTHONHASHSEED"] == "0"
