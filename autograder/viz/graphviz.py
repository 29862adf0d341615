"""The nodes of a graph enter; the SVG that Graphviz draws of them leaves, where Graphviz is installed."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from collections.abc import Iterator

from autograder.viz.style import INK, PAPER
from autograder.viz.svg import CONSTANT, FACTOR_INK, GRAD_INK, LEAF, LINE_INK, Node, size_on_page

SECONDS = 10
PIXELS = 4 / 3  # in a point, the unit of Graphviz
SIZE = re.compile(r'width="(?P<width>[\d.]+)pt" height="(?P<height>[\d.]+)pt"')


def svg_by_graphviz(nodes: list[Node]) -> str | None:
    """An SVG of `nodes`, which are in topological order; None without Graphviz, or if it fails."""
    dot = shutil.which("dot")
    if dot is None:
        return None
    try:
        done = subprocess.run(
            [dot, "-Tsvg"], input=_source(nodes), capture_output=True, text=True, timeout=SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return SIZE.sub(_fitted, done.stdout[done.stdout.index("<svg") :], count=1)


def _fitted(size: re.Match[str]) -> str:
    """The size that Graphviz gave an SVG, as one that no page cuts off."""
    return size_on_page(PIXELS * float(size["width"]), PIXELS * float(size["height"]))


def _source(nodes: list[Node]) -> str:
    """The graph in Graphviz's own language."""
    drawn = (line for place, node in enumerate(nodes) for line in _lines(place, node))
    return "\n".join(["digraph {", *_settings(any(node.factors for node in nodes)), *drawn, "}"])


def _settings(factors: bool) -> Iterator[str]:
    """What holds for the whole graph; numbers on its lines need room between the columns."""
    yield f'rankdir=LR; bgcolor="{PAPER}"; nodesep=0.25; ranksep={0.35 if factors else 0.18};'
    yield f'node [shape=box, style="rounded,filled", fontname=monospace, fontsize=11, fontcolor="{INK}"];'
    yield f'edge [color="{LINE_INK}", fontname=monospace, fontsize=10, fontcolor="{FACTOR_INK}", arrowsize=0.6];'


def _lines(place: int, node: Node) -> Iterator[str]:
    """A box for the node and, if it was made from others, its operation in front of it."""
    fill = PAPER if node.operands else CONSTANT if node.grad is None else LEAF
    dashed = "" if node.operands or node.grad else ', style="rounded,filled,dashed"'
    yield f'n{place} [label=<{"<br/>".join(_rows(node))}>, fillcolor="{fill}"{dashed}];'
    if node.operands:
        look = f'shape=ellipse, width=0.42, height=0.32, margin="0.04,0.02", fillcolor="{PAPER}"'
        yield f"o{place} [label=<<b>{html.escape(node.op)}</b>>, {look}];"
        yield f"o{place} -> n{place};"
    for k, operand in enumerate(node.operands):
        factor = f" [label=<&times; {html.escape(node.factors[k])}>]" if node.factors else ""
        yield f"n{operand} -> o{place}{factor};"


def _rows(node: Node) -> Iterator[str]:
    """What is written into the box: the name bold, and a gradient in its own colour."""
    for place, row in enumerate(node.rows):
        text = html.escape(row)
        if node.label and place == 0:
            text = f"<b>{text}</b>"
        elif node.grad is not None and place == len(node.rows) - 1:
            text = f'<font color="{GRAD_INK}">{text}</font>'
        yield text
