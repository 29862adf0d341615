"""Whatever a worker says, the judge gets a valid reply or `Garbled`."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from autograder.checks.approx import approx
from autograder.checks.show import show
from autograder.sandbox.replies import ANSWERED, IMPORTED, OPENED, Garbled, Raised, Ready, Reply, decode
from autograder.sandbox.worker.wire import MAX_ARRAY_ENTRIES, MAX_FRAME, Uncrossable, freeze

patient = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
atoms = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5)
)
lengths = st.integers(0, 3) | st.sampled_from([-1, 2**31, 2**32, 2**63, 2**70, True, 1.0, "1", None])
bodies = st.builds(lambda count: base64.b64encode(bytes(count)).decode(), st.integers(0, 6).map(lambda n: 4 * n))
almost_arrays = st.tuples(
    st.sampled_from(["<f8", "<i8", "|b1", "<f8", "<u8", "O", ">f8", "V8", "", 8]),
    st.lists(lengths, max_size=3) | st.lists(st.just(1), min_size=7, max_size=10),
    bodies | st.text(max_size=8),
).map(lambda parts: {"a": parts})
hostile = st.recursive(
    atoms | almost_arrays | almost_arrays | almost_arrays,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(st.tuples(st.text(max_size=2) | st.integers(), inner), max_size=3).map(lambda items: {"d": items})
        | st.lists(st.tuples(inner, inner), max_size=3).map(lambda items: {"d": items})
        | st.sampled_from(["nan", "inf", "-inf", "1", "Infinity"]).map(lambda text: {"f": text})
        | st.dictionaries(st.sampled_from(["a", "d", "f", "x"]), inner, max_size=3)
    ),
    max_leaves=5,
)
frames = st.lists(st.tuples(st.text(max_size=3), st.integers() | atoms, st.text(max_size=3)), max_size=3)
replies = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(
            ["confined", "unconfined", "ready", "returned", "raised", "uncrossable", "timeout", "died", "spent", 1]
        )
    },
    optional={
        "value": hostile,
        "output": st.text(max_size=3) | atoms,
        "type": st.text(max_size=3) | atoms,
        "text": st.text(max_size=3) | atoms,
        "frames": frames | hostile,
        "layers": st.lists(st.text(max_size=3), max_size=2) | hostile,
        "what": st.text(max_size=3) | atoms,
    },
)


def outcome(body: bytes, may_say=ANSWERED) -> object:
    try:
        return decode(body, may_say)
    except Garbled as refusal:
        return refusal


def is_plain(value: Any) -> bool:
    """Whether a value holds nothing but exact plain types, integers of 64 bits, and real numeric arrays."""
    if type(value) is list:
        return all(map(is_plain, value))
    if type(value) is dict:
        return all(type(key) in (str, int) and is_plain(key) and is_plain(item) for key, item in value.items())
    if type(value) is np.ndarray:
        return value.dtype.kind in "biuf"
    return value is None or type(value) in (bool, float, str) or (type(value) is int and -(2**63) <= value < 2**63)


def returned(value: Any) -> bytes:
    return json.dumps({"kind": "returned", "value": value}).encode()


@given(st.binary(max_size=200))
@patient
@example(b"")
@example(b"[" * 200_000)
@example(b'{"kind":"returned","value":' + b"[" * 200_000)
@example(b'{"kind":"returned","value":' + b'{"d":[[1,' * 50_000)
@example(b'{"kind":"returned","value":' + b"9" * 5000 + b"}")
@example(b'{"kind":"returned","value":1e999}')
@example(b'{"kind":"returned","value":"\\ud800"}')
@example(b'{"kind":"returned","value":"\xed\xa0\x80"}')
@example(b'{"kind":"returned","value":NaN}')
@example(b'{"kind":"ready"}{"kind":"ready"}')
def test_any_bytes_are_a_reply_or_garbled(body):
    assert isinstance(outcome(body), Reply | Garbled)


@given(replies)
@patient
def test_any_json_shaped_like_a_reply_is_a_reply_or_garbled(message):
    assert isinstance(outcome(json.dumps(message).encode()), Reply | Garbled)


@given(hostile)
@patient
def test_any_json_returned_is_plain_data_or_garbled(value):
    result = outcome(returned(value))
    assert isinstance(result, Garbled) or is_plain(result.value)


def test_a_truthful_reply_is_read():
    body = b'{"kind":"raised","type":"ValueError","text":"no","frames":[["engine.py",3,"f"]],"output":"hi"}'
    assert decode(body) == Raised("ValueError", "no", (("engine.py", 3, "f"),), "hi")


@pytest.mark.parametrize(("count", "read"), [(12, True), (13, False)])
def test_a_traceback_has_so_many_frames(count, read):
    frames = [["engine.py", line, "f"] for line in range(count)]
    body = json.dumps({"kind": "raised", "type": "E", "text": "t", "frames": frames}).encode()
    assert isinstance(outcome(body), Raised if read else Garbled)
    assert isinstance(outcome(body, IMPORTED), Raised if read else Garbled)


def test_fields_of_no_meaning_are_dropped():
    assert decode(b'{"kind":"ready","status":"passed","points":100}', IMPORTED) == Ready()


KINDS = {
    "confined": {"layers": []},
    "unconfined": {"text": ""},
    "ready": {},
    "returned": {"value": 1},
    "raised": {"type": "E", "text": "t", "frames": []},
    "uncrossable": {"what": "x"},
    "timeout": {},
    "died": {},
    "spent": {"budget": 7.25},
}


@pytest.mark.parametrize(
    ("at", "kinds"),
    [
        (OPENED, {"confined", "unconfined"}),
        (IMPORTED, {"ready", "raised", "timeout", "died"}),
        (ANSWERED, {"returned", "raised", "uncrossable", "timeout", "died"}),
    ],
    ids=["opened", "imported", "answered"],
)
def test_a_worker_says_what_belongs_to_the_moment_and_never_what_only_the_judge_says(at, kinds):
    for kind, fields in KINDS.items():
        result = outcome(json.dumps({"kind": kind, **fields}).encode(), at)
        assert isinstance(result, Garbled) == (kind not in kinds), kind


@pytest.mark.parametrize(
    "body",
    [
        b'{"kind":"passed"}',
        b'{"value":1}',
        b'{"kind":"returned"}',
        b'{"kind":"returned","value":1,"output":2}',
        b'{"kind":"raised","type":"E","text":"t","frames":[["engine.py","3","f"]]}',
        b'{"kind":"raised","type":"E","text":"t","frames":[["engine.py",3]]}',
        b'{"kind":"confined","layers":"all"}',
    ],
)
def test_a_reply_with_the_wrong_fields_is_garbled(body):
    with pytest.raises(Garbled):
        decode(body)


def array(dtype: Any, shape: Any, data: bytes | str) -> dict[str, Any]:
    return {"a": [dtype, shape, base64.b64encode(data).decode() if isinstance(data, bytes) else data]}


def test_an_honest_array_is_read():
    value = decode(returned(array("<i8", [2, 1], np.array([3, -4]).tobytes()))).value
    assert value.tolist() == [[3], [-4]]


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(array("<f8", [3], bytes(16)), id="more entries announced than sent"),
        pytest.param(array("<f8", [1], bytes(16)), id="fewer entries announced than sent"),
        pytest.param(array("<f8", [2], bytes(15)), id="a broken entry"),
        pytest.param(array("<f8", [], b""), id="no data for one number"),
        pytest.param(array("<f8", [-1], bytes(16)), id="a length for reshape to guess"),
        pytest.param(array("<f8", [2, -1], bytes(16)), id="a negative length"),
        pytest.param(array("<f8", [2**32], b""), id="a length too large"),
        pytest.param(array("<f8", [2**70, 0], b""), id="a length of more than 64 bits"),
        pytest.param(array("<f8", [2**31, 2**31, 2**31], b""), id="a product too large"),
        pytest.param(array("<f8", [0, 2**32 - 1, 2**32 - 1, 2**32 - 1], b""), id="an empty array too large"),
        pytest.param(array("<f8", [True], bytes(8)), id="a bool for a length"),
        pytest.param(array("<f8", [1.0], bytes(8)), id="a float for a length"),
        pytest.param(array("<f8", ["1"], bytes(8)), id="text for a length"),
        pytest.param(array("<f8", [1] * 9, bytes(8)), id="too many axes"),
        pytest.param(array("<f8", 1, bytes(8)), id="a shape that is no list"),
        pytest.param(array("O", [1], bytes(8)), id="objects"),
        pytest.param(array("<c16", [1], bytes(16)), id="complex numbers"),
        pytest.param(array("V8", [1], bytes(8)), id="raw memory"),
        pytest.param(array("<f8,<f8", [1], bytes(16)), id="records"),
        pytest.param(array("float64", [1], bytes(8)), id="another name of a good dtype"),
        pytest.param(array(None, [1], bytes(8)), id="no dtype"),
        pytest.param(array("<f8", [0], "!!!!"), id="no base64"),
        pytest.param(array("<f8", [0], "AAAA\nAAAA"), id="base64 with junk"),
        pytest.param(array("<f8", [1], "AAAAAAAAAAA"), id="base64 without padding"),
        pytest.param(array("|b1", [3], "AAAA="), id="base64 with more padding than it needs"),
        pytest.param(array("<f8", [1], "\u00e9"), id="no ASCII"),
        pytest.param(array("<f8", [0], b"") | {"b": 1}, id="an extra key"),
        pytest.param({"a": ["<f8", [0]]}, id="a part missing"),
        pytest.param({"a": ["<f8", [0], "", 1]}, id="a part too many"),
    ],
)
def test_an_array_that_is_not_what_it_says_is_garbled(value):
    with pytest.raises(Garbled):
        decode(returned(value))


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"x": 1}, id="a bare object"),
        pytest.param({"d": [], "f": "nan"}, id="two tags"),
        pytest.param({"f": "1.0"}, id="a finite float as text"),
        pytest.param({"f": "infinity"}, id="another name of inf"),
        pytest.param({"f": 1.0}, id="a float as itself"),
        pytest.param({"d": {"a": 1}}, id="a dict as an object"),
        pytest.param({"d": [["a", 1, 2]]}, id="an item of three"),
        pytest.param({"d": [[None, 1]]}, id="None for a key"),
        pytest.param({"d": [[True, 1]]}, id="a bool for a key"),
        pytest.param({"d": [[1.5, 1]]}, id="a float for a key"),
        pytest.param({"d": [[["a"], 1]]}, id="a list for a key"),
        pytest.param({"d": [[2**64, 1]]}, id="a huge key"),
        pytest.param([[{"x": 1}]], id="deep inside"),
    ],
)
def test_an_object_that_no_plain_data_makes_is_garbled(value):
    with pytest.raises(Garbled):
        decode(returned(value))


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, 10**400])
def test_an_integer_that_the_worker_would_refuse_is_garbled(value):
    with pytest.raises(Garbled, match="64 bits"):
        decode(returned(value))


def test_nesting_deeper_than_the_worker_sends_is_garbled():
    value: Any = 1
    for _ in range(33):
        value = [value]
    with pytest.raises(Garbled, match="too deep"):
        decode(returned(value))


def test_truth_values_are_true_or_false():
    """NumPy would add up a byte of 255 as 255 times True."""
    assert decode(returned(array("|b1", [2], b"\0\1"))).value.tolist() == [False, True]
    assert isinstance(outcome(returned(array("|b1", [2], b"\0\xff"))), Garbled)


def filled(unit: bytes) -> bytes:
    """A reply as long as one can be, of as many of these as fit."""
    return b'{"kind":"returned","value":[' + b",".join([unit] * ((MAX_FRAME - 40) // (len(unit) + 1))) + b"]}"


def branching(unit: bytes) -> bytes:
    """The same in lists of eight, none of them long enough to be cut by `show`."""
    units = [unit] * (int(MAX_FRAME * 0.95) // (len(unit) + 2))
    while len(units) > 1:
        units = [b"[" + b",".join(units[start : start + 8]) + b"]" for start in range(0, len(units), 8)]
    return b'{"kind":"returned","value":' + units[0] + b"}"


costly = [b"[]", b"{}", b"1", b"1.5e-300", b'""', b'{"f":"nan"}', b'{"d":[]}', b'{"a":["<f8",[0],""]}']


@pytest.mark.parametrize("unit", costly)
def test_a_reply_of_more_items_than_any_check_asks_for_is_refused_unread(unit):
    with pytest.raises(Garbled, match="over 65,536 items"):
        decode(filled(unit), None)


@pytest.mark.parametrize("size", [10, 999])
@pytest.mark.parametrize("dtype", ["|b1", "<f8"])
def test_what_may_be_read_is_shown_and_compared_in_bounded_time(dtype, size):
    count = size * np.dtype(dtype).itemsize
    body = branching(json.dumps(array(dtype, [size], bytes(range(2)) * (count // 2) + bytes(count % 2))).encode())
    started = time.process_time()
    try:
        value = decode(body).value
    except Garbled:
        pass
    else:
        assert len(show(value)) < 5000
        assert value != approx([1.0, 2.0])
    assert time.process_time() - started < 1.0


def test_an_array_that_could_stretch_to_gigabytes_is_refused_on_both_sides():
    with pytest.raises(Uncrossable, match="262,144"):
        freeze(np.zeros((MAX_ARRAY_ENTRIES + 1, 1), dtype=bool))
    with pytest.raises(Uncrossable, match="262,144"):
        freeze(np.zeros((2**31, 0)))
    assert freeze(np.zeros(MAX_ARRAY_ENTRIES, dtype=bool))
    entries, even = (base64.b64encode(bytes(MAX_ARRAY_ENTRIES + more)).decode() for more in (1, 2))
    halves = [2, MAX_ARRAY_ENTRIES // 2 + 1]  # of which neither is too long by itself
    for shape, data in (
        ([MAX_ARRAY_ENTRIES + 1], entries),
        ([2**31, 0], ""),
        ([1, MAX_ARRAY_ENTRIES + 1], entries),
        (halves, even),
    ):
        with pytest.raises(Garbled):
            decode(json.dumps({"kind": "returned", "value": {"a": ["|b1", shape, data]}}).encode())
