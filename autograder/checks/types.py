"""Converts an observation to the type that its probe announces, or says which part does not fit."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import numpy as np

SAID = re.compile(
    r"Expected (?:an )?`?(?P<wanted>\w+)`?(?: of length (?P<length>\d+))?, "
    r"got `?(?P<got>[\w.]+)`?(?: - at (?P<place>.+))?"
)
NO_RETURN = ". Is a `return` missing?"
WORDS = {
    "float": "a number",
    "int": "a whole number",
    "str": "text",
    "bool": "True or False",
    "array": "a list",
    "list": "a list",
    "object": "a dict",
    "null": "None",
    "NoneType": "None",
    "ndarray": "an array",
}


class Mistyped(TypeError):
    """An observation is not of the type that its probe announces."""


def of_type(value: Any, wanted: Any) -> Any:
    """`value` as the type that a probe's return annotation names: int becomes float where a float is wanted.

    Raises `Mistyped`, with a text that says which part does not fit.
    """
    if wanted is np.ndarray and isinstance(value, np.ndarray):
        return value
    try:
        return msgspec.convert(value, wanted, dec_hook=_keep_array)
    except (msgspec.ValidationError, TypeError) as error:
        raise Mistyped(_in_words(str(error), value)) from None


def _in_words(said: str, value: Any) -> str:
    """What msgspec says of a type, in the words of a student, who knows no `$[0]`."""
    found = SAID.match(said)
    if not found:
        return said
    path = re.findall(r"\[(\d+)\]", found["place"] or "")
    # An entry of a dict, which it does not name, is looked for by nobody.
    inside = "the entry " + "".join(f"[{step}]" for step in path) if path else "an entry" if found["place"] else "it"
    if found["length"]:
        return f"{inside} should have {found['length']} items, and has {found['got']}"
    wanted = "an array" if said.startswith("Expected an array") else WORDS.get(found["wanted"], found["wanted"])
    got = found["got"].rpartition(".")[2]
    what = WORDS.get(got, f"a {got}")
    if got == "ndarray" and (part := _part(value, path, found["place"] or "")) is not None:
        what = f"an array of shape {part.shape}"
    return f"{inside} should be {wanted}, and is {what}" + (NO_RETURN if what == "None" else "")


def _part(value: Any, path: list[str], place: str) -> np.ndarray | None:
    """The array that a path of indices leads to; None where the path goes through a dict."""
    if "..." in place or "key" in place:
        return None
    for step in path:
        value = value[int(step)]
    return value if isinstance(value, np.ndarray) else None


def _keep_array(wanted: type, value: Any) -> Any:
    if isinstance(value, wanted):
        return value
    raise TypeError(f"Expected an array, got `{type(value).__name__}`")
