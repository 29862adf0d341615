"""The wrong line of a program and the cause of a curve come from predictions.toml, and are what they are said to be."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers import REPO

from autograder import numerical_gradient, viz

CLINIC = REPO / "source/05_backprop"
PATIENTS = {
    name: table
    for name, table in tomllib.loads((CLINIC / "predictions.toml").read_text(encoding="utf-8")).items()
    if name.startswith("clinic_")
}
PROGRAM = '''
[halved]
program = """
def half(x):
    y = x / 3
    return y
"""
line = "y = x / 3"
cure = "y = x / 2"
says = "It divides by 3 </script>."
look = "What is half of 6?"
'''
CURVES = """
[[seen]]
name = "first"
cause = "too slow"
says = "It crawls."
look = "How far does it get?"

[[seen]]
name = "second"
cause = "too fast"
says = "It leaps."
look = "Does it settle?"
"""


def written(folder: Path, text: str) -> Path:
    (folder / "predictions.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_program_has_a_button_for_each_line_and_knows_the_wrong_one(tmp_path: Path) -> None:
    asked = viz.find_line("halved", written(tmp_path, PROGRAM))
    assert '"options": ["def half(x):", "    y = x / 3", "    return y"], "right": 1' in asked.page
    assert "It divides by 3 <\\/script>. It should be: y = x / 2" in asked.page
    assert viz.program("halved", tmp_path)(6) == 2


def test_a_page_without_scripts_has_the_program_and_the_answer_to_unfold(tmp_path: Path) -> None:
    still = viz.find_line("halved", written(tmp_path, PROGRAM)).page.partition("<script>")[0]
    assert "<pre>def half(x):\n    y = x / 3\n" in still
    assert "<summary>Compare</summary>Line 2: It divides by 3 &lt;/script&gt;." in still


def test_each_picture_offers_the_causes_of_all(tmp_path: Path) -> None:
    asked = viz.find_causes("seen", {"first": {"": [3, 2, 1]}, "second": {"": [3, 1, 4]}}, written(tmp_path, CURVES))
    assert asked.page.count('"options": ["too fast", "too slow"]') == 2
    assert asked.page.count('"image": "data:image/png;base64,') == 2
    assert "<li>first: too slow</li>" in asked.page.partition("<script>")[0]


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda at: viz.find_line("other", at), "has no other; it has halved, seen"),
        (lambda at: viz.find_line("seen", at), "seen must be a table of the texts program, line, cure, says, look"),
        (lambda at: viz.find_causes("seen", {"first": {"": [1]}}, at), "for each of first"),
        (lambda at: viz.find_causes("halved", {"first": {"": [1]}}, at), "needs name, cause, says, look"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, ask: Callable[[Path], Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        ask(written(tmp_path, PROGRAM + CURVES))


def test_a_line_that_stands_twice_is_refused(tmp_path: Path) -> None:
    twice = PROGRAM.replace("return y", "y = x / 3")
    with pytest.raises(ValueError, match="must have the line 'y = x / 3' once"):
        viz.find_line("halved", written(tmp_path, twice))


def gaps(gradients: Callable[..., Any]) -> dict[str, float]:
    """How far each gradient of a patient is off what is measured."""
    rng = np.random.default_rng(4)
    x, t = rng.normal(size=(7, 3)), rng.normal(size=(7, 1))
    params = {"W": rng.normal(size=(3, 3)), "b": rng.normal(size=3), "V": rng.normal(size=(3, 1))}
    _, said = gradients(x, t, **params)

    def slopes(key: str) -> Any:
        def losses(points: Any) -> list[float]:
            return [gradients(x, t, **params | {key: point.reshape(params[key].shape)})[0] for point in points]

        return numerical_gradient(losses, params[key].ravel()).reshape(params[key].shape)

    return {key: float(np.abs(slopes(key) - said[key]).max()) for key in params}


@pytest.mark.parametrize("name", PATIENTS)
def test_a_patient_has_a_wrong_gradient_and_its_cure_makes_all_right(tmp_path: Path, name: str) -> None:
    assert max(gaps(viz.program(name, CLINIC)).values()) > 0.01
    table = PATIENTS[name]
    cure = "pass" if table["cure"].startswith("no step") else table["cure"]
    text = (CLINIC / "predictions.toml").read_text(encoding="utf-8")
    cured = table["program"].replace(table["line"] + "\n", cure + "\n")
    healthy = viz.program(name, written(tmp_path, text.replace(table["program"], cured)))
    assert max(gaps(healthy).values()) < 1e-6


def test_the_patients_have_planted_mistakes_and_all_of_them_learn_somehow() -> None:
    text = (CLINIC / "predictions.toml").read_text(encoding="utf-8")
    named = [line[2:] for line in text.splitlines() if line.startswith("# 0")]
    assert len(named) == len(PATIENTS) == 5
    assert [each for each in named if not (REPO / "source" / each).is_file()] == []
    for name in PATIENTS:
        rng = np.random.default_rng(4)
        x, t = rng.normal(size=(7, 3)), rng.normal(size=(7, 1))
        params = {"W": rng.normal(size=(3, 3)), "b": rng.normal(size=3), "V": rng.normal(size=(3, 1))}
        gradients, losses = viz.program(name, CLINIC), []
        for _ in range(300):
            loss, found = gradients(x, t, **params)
            losses.append(loss)
            params = {key: params[key] - 0.02 * found[key] for key in params}
        assert losses[-1] < 0.7 * losses[0], name
