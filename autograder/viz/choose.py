"""Asks what is at fault, the line of a program or the cause of a curve, and answers each choice at once."""

from __future__ import annotations

import html
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from autograder.viz.moving import Moving, moving
from autograder.viz.play import frame
from autograder.viz.plots import plot_curves
from autograder.viz.predict import QUESTIONS

PROGRAM = ("program", "line", "cure", "says", "look")
CURVE = ("name", "cause", "says", "look")


def find_line(name: str, folder: str | Path = ".") -> Moving:
    """The program [name] of predictions.toml, in which the wrong line is to be found. Practice: it gives no points.

    The table has the `program`, its wrong `line`, the `cure`, what the mistake is (`says`), and where to `look` for
    whoever chooses another line. Raises ValueError that names what is missing or wrong there.
    """
    table = _table(name, folder, PROGRAM)
    lines = table["program"].strip("\n").splitlines()
    found = [k for k, line in enumerate(lines) if line.strip() == table["line"]]
    if len(found) != 1:
        raise ValueError(f"{_where(name, folder)}: the program must have the line {table['line']!r} once")
    says = f"{table['says']} It should be: {table['cure']}"
    item = {"options": lines, "right": found[0], "says": says, "look": table["look"], "image": ""}
    unfold = f"<details><summary>Compare</summary>Line {found[0] + 1}: {html.escape(says)}</details>"
    still = f"<pre>{html.escape(table['program'].strip())}</pre>{unfold}"
    return moving("choose", {"lines": True, "items": [item]}, still, table["program"].strip())


def program(name: str, folder: str | Path = ".") -> Callable[..., Any]:
    """The function that the program [name] of predictions.toml defines, mistake included."""
    import numpy as np

    names: dict[str, Any] = {"np": np}
    exec(compile(_table(name, folder, PROGRAM)["program"], name, "exec"), names)
    found: Callable[..., Any] = next(each for each in reversed(names.values()) if callable(each))
    return found


def find_causes(name: str, curves: Mapping[str, Mapping[str, Any]], folder: str | Path = ".") -> Moving:
    """A picture of each of `curves`, whose cause is to be found among those of [[name]] in predictions.toml.

    `curves` has the curves of each picture by its name, as `plot_curves` takes them, and the table its `cause`, what to
    say of it, and where to `look` for whoever chooses another one. Raises ValueError for a picture without a cause.
    """
    given = _read(name, folder)
    rows = {each["name"]: each for each in given if isinstance(each, dict) and set(each) == set(CURVE)}
    if list(rows) != list(curves) or len(rows) != len(given):
        raise ValueError(f"{_where(name, folder)} needs {', '.join(CURVE)} for each of {', '.join(curves)}")
    causes = sorted({row["cause"] for row in rows.values()})
    items = []
    for title, row in rows.items():
        image = frame(lambda shown: _losses(curves[shown], shown), title)
        right = causes.index(row["cause"])
        items.append({"options": causes, "right": right, "says": row["says"], "look": row["look"], "image": image})
    told = "".join(f"<li>{html.escape(row['name'])}: {html.escape(row['cause'])}</li>" for row in rows.values())
    images = "".join(f'<img src="{item["image"]}" alt="" style="max-width:48%">' for item in items)
    still = f"{images}<details><summary>Compare</summary><ul>{told}</ul></details>"
    return moving("choose", {"lines": False, "items": items}, still, f"{', '.join(curves)}: {', '.join(causes)}?")


def _losses(curves: Mapping[str, Any], title: str) -> None:
    """Loss curves on an axis that begins at 0, so that one that stands still looks as if it did."""
    ax = plot_curves(curves, title, ylabel="loss")
    ax.set_ylim(0, 1.1 * ax.get_ylim()[1])


def _where(name: str, folder: str | Path) -> str:
    return f"{Path(folder) / QUESTIONS}, {name}"


def _read(name: str, folder: str | Path) -> Any:
    path = Path(folder) / QUESTIONS
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"{path} cannot be read: {error}") from None
    if name not in table:
        raise ValueError(f"{path} has no {name}; it has {', '.join(table)}")
    return table[name]


def _table(name: str, folder: str | Path, keys: tuple[str, ...]) -> dict[str, str]:
    table = _read(name, folder)
    if (
        not isinstance(table, dict)
        or set(table) != set(keys)
        or not all(isinstance(each, str) for each in table.values())
    ):
        raise ValueError(f"{_where(name, folder)} must be a table of the texts {', '.join(keys)}")
    return table
