"""Descent at a rate to drag takes the steps that gradient descent takes, and refuses what it cannot show."""

from __future__ import annotations

import json
import re

import pytest

from autograder import viz


def parabola(**how) -> viz.Moving:
    return viz.drag_rate(lambda w: (w - 1) ** 2, lambda w: 2 * (w - 1), start=3, **how)


def test_each_rate_has_the_steps_that_it_takes_and_where_they_end() -> None:
    page = parabola(rates=(0.25, 0.5, 1.0), rate=0.5, steps=2, span=(-1, 3), top=10).page
    data = json.loads(re.search(r'"rate", (\{.*\})\);', page)[1].replace("<\\/", "</"))
    assert data["says"] == [
        f"After 2 steps: w = {w}, loss {loss}" for w, loss in (("1.5", "0.25"), ("1", "0"), ("3", "4"))
    ]
    quarter, half, _ = (re.findall(r'cx="([\d.-]+)" cy="([\d.-]+)"', path) for path in data["paths"])
    assert quarter == [("400.0", "180.0"), ("300.0", "270.0"), ("250.0", "292.5")]  # w = 3, 2, 1.5; 100 pixels for 1
    assert half == [("400.0", "180.0"), ("200.0", "300.0"), ("200.0", "300.0")]


def test_a_page_without_scripts_has_the_picture_and_a_terminal_what_it_shows() -> None:
    shown = parabola(rate=0.1, steps=2)
    assert shown.page.index('<img src="data:image/svg+xml;base64,') < shown.page.index("<script>")
    assert repr(shown) == "gradient descent from w = 3 at a rate of 0.1. After 2 steps: w = 2.28, loss 1.6"


@pytest.mark.parametrize(("how", "told"), [({"rate": 0.123}, "rate"), ({"span": (1, 1)}, "span"), ({"top": 0}, "top")])
def test_what_cannot_be_shown_is_refused(how, told) -> None:
    with pytest.raises(ValueError, match=told):
        parabola(**how)
