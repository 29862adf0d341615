"""Makes a field to draw a digit in, whose ink a function of the notebook answers as soon as the pen is lifted."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from string import Template
from typing import Any, NamedTuple

import numpy as np

SIDE = 32
PAGE = Path(__file__).with_name("drawing.html")
BAR = 30  # characters of a probability of 1


class DrawingField(NamedTuple):
    """A field to draw in: a notebook shows the `page`, anything else the `text`."""

    page: str
    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.page


class Answer(NamedTuple):
    """What a function said of a drawing, as the page shows it."""

    text: str

    def __repr__(self) -> str:
        return self.text


def draw_digit(function: Callable[[np.ndarray], Any]) -> DrawingField:
    """A field to draw a digit in. `function`, of the notebook, gets a (32, 32) array of 0 and 1, where 1 is ink.

    What it returns, a text or the probabilities of the classes 0, 1, ..., stands beside the field once the pen is
    lifted, in JupyterLab and Notebook 7. A page without a kernel, or with one that it cannot reach, such as one of VS
    Code, shows the line that asks for the same, to be copied. Raises ValueError for a function without a name.
    """
    name = getattr(function, "__name__", "")
    if not name.isidentifier():
        raise ValueError(f"function must be one that the notebook has defined by name, not {function!r}")
    page = Template(PAGE.read_text(encoding="utf-8"))
    html = page.substitute(kernel=escape(_kernel()), function=escape(name))
    return DrawingField(html, "Here a digit can be drawn, where this is opened as a notebook in Jupyter.")


def bitmap(drawn: str) -> np.ndarray:
    """The (32, 32) array of 0 and 1 that a field has written as 256 hexadecimal digits, line by line."""
    if not re.fullmatch(r"[0-9a-f]{256}", drawn):
        raise ValueError(
            f"drawn must be {SIDE * SIDE // 4} digits from 0 to f, as the field writes them, not {drawn!r}"
        )
    bits = np.unpackbits(np.frombuffer(bytes.fromhex(drawn), dtype=np.uint8))
    return bits.reshape(SIDE, SIDE).astype(int)


def answer_to(function: Callable[[np.ndarray], Any], drawn: str) -> Answer:
    """What the function says of a drawing; of probabilities a bar for each class, the likeliest marked."""
    said = function(bitmap(drawn))
    if isinstance(said, str):
        return Answer(said)
    shares = np.asarray(said, dtype=float).ravel()
    best = int(shares.argmax())
    bars = [f"{c}  {'█' * round(BAR * p)} {p:.3f}{'  <-' if c == best else ''}" for c, p in enumerate(shares)]
    return Answer("\n".join([f"This is a {best}, with probability {shares[best]:.3f}.", "", *bars]))


def _kernel() -> str:
    """The id by which a Jupyter server knows this kernel; empty where no server has started it."""
    if "JPY_SESSION_NAME" not in os.environ:
        return ""
    from ipykernel.connect import get_connection_file

    found = re.fullmatch(r"kernel-([0-9a-f-]+)\.json", Path(get_connection_file()).name)
    return found[1] if found else ""
