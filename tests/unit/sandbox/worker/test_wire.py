"""Plain data crosses between judge and worker unchanged; anything else is refused where it starts."""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.sandbox.replies import Returned, decode
from autograder.sandbox.worker import wire
from autograder.sandbox.worker.wire import Uncrossable, frame, freeze, thaw

HEADER = 4
patient = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])

numbers = st.integers(-(2**63), 2**63 - 1) | st.floats()
texts = st.text(st.characters(exclude_categories=("Cs",)))
arrays = hnp.arrays(
    st.sampled_from([np.bool_, np.int8, np.int64, np.uint64, np.float32, np.float64]),
    hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3),
)
plain = st.recursive(
    st.none() | st.booleans() | numbers | texts | arrays,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(texts | st.integers(-9, 9), inner, max_size=3)
    ),
    max_leaves=8,
)


def same(left: Any, right: Any) -> bool:
    """Whether two values hold the same data of the same type; a tuple and a list of the same items do."""
    if isinstance(left, list | tuple):
        return isinstance(right, list) and len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict):
        return isinstance(right, dict) and list(left) == list(right) and all(same(left[k], right[k]) for k in left)
    if isinstance(left, np.ndarray):
        return (
            isinstance(right, np.ndarray)
            and left.dtype.kind == right.dtype.kind
            and left.shape == right.shape
            and np.array_equal(left, right, equal_nan=left.dtype.kind == "f")
        )
    if isinstance(left, float):
        return type(right) is float and repr(left) == repr(right)
    return type(left) is type(right) and left == right


def at_judge(value: Any) -> Any:
    """What the judge gets of a value that a worker returns."""
    reply = decode(frame({"kind": "returned", "value": freeze(value)})[HEADER:])
    assert isinstance(reply, Returned)
    return reply.value


def at_worker(value: Any) -> Any:
    """What a worker gets of an argument that the judge sends."""
    return thaw(json.loads(frame(freeze(value))[HEADER:]))


@given(plain)
@patient
def test_judge_gets_the_data_that_a_worker_returns(value):
    assert same(value, at_judge(value))


@given(plain)
@patient
def test_worker_gets_the_data_that_the_judge_sends(value):
    assert same(value, at_worker(value))


@pytest.mark.parametrize("cross", [at_judge, at_worker])
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, -0.0, 5e-324, 1.7976931348623157e308])
def test_unusual_floats_cross_with_their_sign(cross, value):
    assert repr(cross(value)) == repr(value)


@pytest.mark.parametrize("cross", [at_judge, at_worker])
@pytest.mark.parametrize("shape", [(), (0,), (0, 3), (3, 0, 2), (1,) * 8])
def test_arrays_without_entries_or_axes_keep_their_shape(cross, shape):
    assert cross(np.ones(shape)).shape == shape


@pytest.mark.parametrize("cross", [at_judge, at_worker])
def test_arrays_cross_in_their_logical_order(cross):
    array = np.arange(12).reshape(3, 4)[::-1, ::2].T
    assert cross(array).tolist() == [[8, 4, 0], [10, 6, 2]]


def test_arrays_of_the_other_byte_order_keep_their_values():
    assert at_judge(np.array([1.5, -2.0], dtype=">f8")).tolist() == [1.5, -2.0]


def test_an_argument_array_can_be_changed_by_the_student():
    assert at_worker(np.zeros(2)).flags.writeable


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        (np.float64(0.5), 0.5),
        (np.float32(0.5), 0.5),
        (np.longdouble(0.5), 0.5),
        (np.int8(-3), -3),
        (np.uint64(7), 7),
        (np.bool_(True), True),
    ],
)
def test_numpy_scalars_become_plain_numbers(scalar, value):
    assert same(value, freeze(scalar))


def test_tuples_become_lists():
    assert at_judge((1, (2.0, "three"))) == [1, [2.0, "three"]]


def test_dict_keys_keep_their_type():
    assert at_judge({1: "a", "1": "b"}) == {1: "a", "1": "b"}


def test_a_dict_shaped_like_an_encoded_float_stays_a_dict():
    assert at_judge({"f": "nan"}) == {"f": "nan"}


@pytest.mark.parametrize("value", ["\ud800", ["a\udfffb"], {"\udc80": 1}])
def test_lone_surrogates_become_text_that_json_can_hold(value):
    assert "?" in str(at_judge(value))


class Cunning(float):
    """Equal to everything: a subclass may answer for itself."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = float.__hash__


class Half(np.float64):
    pass


class Chosen(int):
    pass


class Named(str):
    pass


class Items(list):
    pass


class Keyed(dict):
    pass


@pytest.mark.parametrize("value", [Cunning(1.0), Half(1.0), Chosen(1), Named("a"), Items([1]), Keyed(a=1)], ids=repr)
def test_subclasses_of_plain_types_are_refused(value):
    with pytest.raises(Uncrossable):
        freeze(value)


@pytest.mark.parametrize("value", [np.zeros(2).view(np.recarray), np.ma.array([1.0]), np.zeros(2).view(np.memmap)])
def test_subclasses_of_array_are_refused(value):
    with pytest.raises(Uncrossable):
        freeze(value)


@pytest.mark.parametrize(
    "value",
    [
        np.array([1, "a", None], dtype=object),
        np.array([1j]),
        np.array(["a"]),
        np.array([b"a"]),
        np.array(["2020-01-01"], dtype="datetime64[D]"),
        np.zeros(2, dtype=[("a", float)]),
    ],
    ids=lambda array: str(array.dtype),
)
def test_arrays_of_anything_but_real_numbers_are_refused(value):
    with pytest.raises(Uncrossable, match="an array whose entries are no numbers"):
        freeze(value)


def test_an_array_with_more_axes_than_the_judge_takes_is_refused_in_the_worker():
    with pytest.raises(Uncrossable, match="an array of 9 axes"):
        freeze(np.zeros((1,) * 9))


@pytest.mark.parametrize("value", [{1, 2}, frozenset(), b"a", 1j, object(), int, np.complex128(1), range(3), len])
def test_values_that_are_not_plain_data_are_refused(value):
    with pytest.raises(Uncrossable):
        freeze(value)


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, 10**30])
def test_integers_of_more_than_64_bits_are_refused(value):
    with pytest.raises(Uncrossable, match="more than 64 bits"):
        freeze(value)


@pytest.mark.parametrize("key", [None, 1.5, True, (1, 2)])
def test_dict_keys_other_than_text_and_integers_are_refused(key):
    with pytest.raises(Uncrossable, match="key of type"):
        freeze({key: 1})


def test_a_refusal_says_where_in_the_value_it_is():
    with pytest.raises(Uncrossable, match=r"^a set at \['weights'\]\[2\]$"):
        freeze({"weights": [1.0, 2.0, set()]})


def nested(levels: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(levels):
        value = [value]
    return value


def test_the_deepest_nesting_that_crosses_is_one_that_the_judge_takes():
    assert at_judge(nested(wire.MAX_DEPTH)) == nested(wire.MAX_DEPTH)


def test_nesting_one_level_too_deep_is_refused():
    with pytest.raises(Uncrossable, match="nested deeper"):
        freeze(nested(wire.MAX_DEPTH + 1))


def test_a_list_that_contains_itself_is_refused():
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(Uncrossable, match="nested deeper"):
        freeze(loop)


def test_a_frame_announces_its_length():
    assert frame([1, 2]) == b"\x00\x00\x00\x05[1,2]"


def test_a_message_larger_than_a_frame_is_refused_by_its_sender(monkeypatch):
    monkeypatch.setattr(wire, "MAX_FRAME", 10)
    with pytest.raises(wire.FrameTooLarge):
        frame("x" * 9)


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reader, writer = os.pipe()
    yield reader, writer
    os.close(reader)
    os.close(writer)


def test_what_is_sent_is_received_frame_by_frame(pipe):
    reader, writer = pipe
    wire.send(writer, frame("one") + frame("two"))
    assert [wire.receive(reader), wire.receive(reader)] == [b'"one"', b'"two"']


def test_an_announced_size_beyond_the_limit_is_refused_before_it_is_read(pipe):
    reader, writer = pipe
    wire.send(writer, b"\xff\xff\xff\xff")
    with pytest.raises(wire.FrameTooLarge):
        wire.receive(reader, deadline=time.monotonic() + 5)


def test_a_reader_whose_deadline_has_passed_gets_a_timeout(pipe):
    reader, writer = pipe
    wire.send(writer, b"\x00\x00")
    with pytest.raises(TimeoutError):
        wire.receive(reader, deadline=0.0)


def test_a_sender_that_leaves_within_a_frame_is_noticed():
    reader, writer = os.pipe()
    wire.send(writer, b"\x00\x00\x00\x05[1")
    os.close(writer)
    with pytest.raises(wire.ChannelClosed):
        wire.receive(reader)
    os.close(reader)


def test_sending_to_nobody_is_noticed():
    reader, writer = os.pipe()
    os.close(reader)
    with pytest.raises(wire.ChannelClosed):
        wire.send(writer, b"x")
    os.close(writer)


@pytest.mark.parametrize("seconds", [0.0, 1.5, 1e9])
def test_an_answer_is_taken_with_its_price(seconds):
    assert wire.unpriced(wire.priced(seconds, b"[1]")[HEADER:]) == (seconds, b"[1]")
    assert wire.unpriced(wire.priced(seconds, b"")[HEADER:]) == (seconds, b"")


@pytest.mark.parametrize("seconds", [-1e-9, math.inf, -math.inf, math.nan])
def test_a_price_that_nobody_can_pay_is_none(seconds):
    with pytest.raises(wire.ChannelClosed):
        wire.unpriced(wire.priced(seconds, b"[1]")[HEADER:])


@pytest.mark.parametrize("body", [b"", b"1234567"])
def test_what_is_too_short_for_a_price_is_no_answer(body):
    with pytest.raises(wire.ChannelClosed):
        wire.unpriced(body)
