"""The nodes of a graph enter; the SVG that Graphviz draws of them leaves, where Graphviz is installed."""

from __future__ import annotations

import html
import shutil
import subprocess
from collections.abc import Iterator

from autograder.viz.style import INK, PAPER
from autograder.viz.svg import CONSTANT, FACTOR_INK, LEAF, LINE_INK, Node

SECONDS = 10


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
    return done.stdout[done.stdout.index("<svg") :]


def _source(nodes: list[Node]) -> str:
    """The graph in Graphviz's own language."""
    drawn = (line for place, node in enumerate(nodes) for line in _lines(place, node))
    return "\n".join(["digraph {", *_settings(), *drawn, "}"])


def _settings() -> Iterator[str]:
    yield f'rankdir=LR; bgcolor="{PAPER}"; nodesep=0.25; ranksep=0.35;'
    yield f'node [shape=box, style="rounded,filled", fontname=monospace, fontsize=11, fontcolor="{INK}"];'
    yield f'edge [color="{LINE_INK}", fontname=monospace, fontsize=10, fontcolor="{FACTOR_INK}", arrowsize=0.6];'


def _lines(place: int, node: Node) -> Iterator[str]:
    """A box for the node and, if it was made from others, its operation in front of it."""
    rows = "<br/>".join(html.escape(row) for row in node.rows)
    fill = PAPER if node.operands else CONSTANT if node.grad is None else LEAF
    yield f'n{place} [label=<{rows}>, fillcolor="{fill}"];'
    if node.operands:
        yield f'o{place} [label=<{html.escape(node.op)}>, shape=ellipse, fillcolor="{PAPER}"];'
        yield f"o{place} -> n{place};"
    for k, operand in enumerate(node.operands):
        factor = f" [label=<&times; {html.escape(node.factors[k])}>]" if node.factors else ""
        yield f"n{operand} -> o{place}{factor};"
