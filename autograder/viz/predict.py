"""Asks for numbers from paper before any code, and says whether they are right or which mistake they look like."""

from __future__ import annotations

import html
import math
import tomllib
from pathlib import Path
from typing import Any

from autograder.viz.moving import Moving, moving

QUESTIONS = "predictions.toml"
CLOSE = 0.01  # what rounding to two or three digits changes


def closer(number: float, answer: float) -> bool:
    """Whether a number that was rounded on paper may be taken for the answer; moving.js asks the same."""
    return math.isclose(number, answer, rel_tol=CLOSE, abs_tol=CLOSE * 0.05)


def predict(name: str, folder: str | Path = ".") -> Moving:
    """The questions of [[name]] in predictions.toml, in a form that answers at once. Practice: it gives no points.

    Each question has a text `asks`, a number `answer`, and a table of `mistakes`, from what to say to the number that
    tells it. Raises ValueError that names what is missing or wrong there.
    """
    path = Path(folder) / QUESTIONS
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"{path} has the questions of predict({name!r}), and cannot be read: {error}") from None
    if name not in table:
        raise ValueError(f"{path} has no questions [[{name}]]; it has {', '.join(table)}")
    questions = [_question(each, f"{path}, [[{name}]]") for each in table[name]]
    asked = "".join(f"<li>{html.escape(each['asks'])}</li>" for each in questions)
    answers = ", ".join(f"{each['answer']:.4g}" for each in questions)
    still = f"<ol>{asked}</ol><details><summary>Compare with your paper</summary>{answers}</details>"
    text = "\n".join(f"{number}. {each['asks']}" for number, each in enumerate(questions, 1))
    return moving("predict", {"questions": questions}, still, text)


def _question(given: Any, where: str) -> dict[str, Any]:
    fits = isinstance(given, dict) and given.keys() <= {"asks", "answer", "mistakes"}
    if not fits or not isinstance(given.get("asks"), str) or not isinstance(given.get("answer"), int | float):
        raise ValueError(f"{where}: a question needs a text `asks` and a number `answer`, not {given}")
    mistakes = given.get("mistakes", {})
    for said, number in mistakes.items():
        if not isinstance(number, int | float) or closer(number, given["answer"]):
            raise ValueError(f"{where}: the mistake {said!r} needs a number that differs from {given['answer']}")
    likely = [[float(number), said] for said, number in mistakes.items()]
    return {"asks": given["asks"], "answer": float(given["answer"]), "likely": likely}
