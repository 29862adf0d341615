"""Writes a graph as SVG that any page can show: an opaque background, nothing but text and shapes."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from autograder.text import printable
from autograder.viz.layout import Point, arrange, layers
from autograder.viz.style import COLOURS, INK, PAPER

FONT, ADVANCE, LINE = 13.0, 7.9, 18.0  # size, width and height of a character, which is monospaced so as to fit
GAP, GAP_WITH_FACTORS = 46.0, 80.0  # between columns
PILL, STEM = 28.0, 10.0  # height of an operation; length of the line from it to its result
MARGIN, PAGE = 16.0, 900.0  # around the drawing; the width of a notebook's page
LONGEST = 24  # characters of a label
LINE_INK, GRAD_INK, FACTOR_INK, WRONG_INK = "#555555", "#005A8C", "#A03C00", "#CF222E"
LEAF, CONSTANT = "#DCEBF7", "#F4F4F4"

Spot = tuple[Point, float]  # the middle of a number, and its width


class Node(NamedTuple):
    """A node to draw: `grad` is None where none is required; `operands` are places in the list of nodes.

    `right` is what a wrong gradient should be.
    """

    label: str
    data: str
    grad: str | None
    op: str
    operands: list[int]
    factors: list[str]
    wrong: tuple[int, ...] = ()  # of its operands, those whose slope is not what the operation's is
    right: str = ""

    @property
    def rows(self) -> list[str]:
        """What is written into the box."""
        label = self.label if len(self.label) <= LONGEST else f"{self.label[: LONGEST - 1]}…"
        grad = "no grad" if self.grad is None else f"grad {self.grad}"
        return [
            *([label] if label else []),
            f"data {self.data}",
            grad,
            *([f"should be {self.right}"] if self.right else []),
        ]

    @property
    def pill(self) -> float:
        """The width of the operation in front of the box, with its line; 0 for a leaf."""
        return max(PILL, cells(self.op) * ADVANCE + 14) + STEM if self.operands else 0.0

    @property
    def width(self) -> float:
        """The width that the box needs."""
        return max(cells(row) for row in self.rows) * ADVANCE + 18

    @property
    def height(self) -> float:
        """The height of the box."""
        return len(self.rows) * LINE + 10


def cells(text: str) -> int:
    """How many characters wide `text` is; some scripts have characters of double width."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def drawn(nodes: list[Node], title: str) -> str:
    """An SVG of `nodes`, which are in topological order, for a page or a file of its own."""
    gap = GAP_WITH_FACTORS if any(node.factors for node in nodes) else GAP
    layer = layers([node.operands for node in nodes])
    widths = [max(node.width for node, other in zip(nodes, layer, strict=True) if other == own) for own in layer]
    sizes = [(node.pill + width, node.height) for node, width in zip(nodes, widths, strict=True)]
    layout = arrange([node.operands for node in nodes], sizes, gap)
    lines: list[str] = []
    numbers: list[str] = []
    taken: list[Spot] = []
    for node, routes in zip(nodes, layout.routes, strict=True):
        for k, (route, bow) in enumerate(_parted(node, routes, gap)):
            lines.append(_line(route, 0.36 * bow, k in node.wrong))
            if k < len(node.factors) and nodes[node.operands[k]].grad is not None:
                numbers += _factor(node.factors[k], route[-3], route[-2], 0.27 * bow, taken)
    boxes = [
        part
        for k, box in enumerate(zip(nodes, layout.places, widths, strict=True))
        for part in (f'<g data-node="{k}">', *_box(*box), "</g>")
    ]
    return _page([*lines, *boxes, *numbers], layout.width + 2 * MARGIN, layout.height + 2 * MARGIN, title)


def _parted(node: Node, routes: list[list[Point]], gap: float) -> Iterator[tuple[list[Point], float]]:
    """The lines that reach a node, each at a height of its own, and how far lines from the same box bend apart."""
    entries = _entries(routes)
    for k, route in enumerate(routes):
        twin = node.operands[:k].count(node.operands[k]) - (node.operands.count(node.operands[k]) - 1) / 2
        yield [*route[:-2], *((x, y + entries[k]) for x, y in route[-2:])], gap * twin


def _page(shapes: list[str], width: float, height: float, title: str) -> str:
    """An SVG with an opaque background, however wide the page that shows it."""
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-MARGIN:g} {-MARGIN:g} {width:.0f} {height:.0f}" '
            f'{size_on_page(width, height)} role="img" '
            f'font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="{FONT:g}">',
            f"<title>{_safe(title)}</title>",
            f'<rect x="{-MARGIN:g}" y="{-MARGIN:g}" width="100%" height="100%" rx="6" fill="{PAPER}"/>',
            *shapes,
            "</svg>",
        ]
    )


def size_on_page(width: float, height: float) -> str:
    """The attributes that give an SVG its size in pixels, and let one that is too wide for a page shrink to fit.

    Notebooks show an SVG as an image, and cut off what is too wide, unless it has no width of its own.
    """
    size = f'width="{width:.0f}" height="{height:.0f}"' if width <= PAGE else 'width="100%"'
    return f'{size} style="max-width:100%;height:auto"'


def _entries(routes: list[list[Point]]) -> list[float]:
    """How far from its middle each line reaches an operation: lines that come from above arrive above."""
    span = min(10.0, 5.0 * (len(routes) - 1))
    ranked = sorted(range(len(routes)), key=lambda k: routes[k][-3][1])  # stable: of equals, the first operand is above
    offsets = [0.0] * len(routes)
    for rank, k in enumerate(ranked):
        offsets[k] = 2 * span * rank / (len(routes) - 1) - span if len(routes) > 1 else 0.0
    return offsets


def _box(node: Node, place: Point, width: float) -> Iterator[str]:
    x, y = place
    height = node.height
    if node.operands:
        pill = node.pill - STEM
        yield f'<path d="M{x + pill:.1f} {y:.1f}h{STEM:g}" stroke="{LINE_INK}" stroke-width="1.5"/>'
        yield (
            f'<rect class="op" x="{x:.1f}" y="{y - PILL / 2:.1f}" width="{pill:.1f}" height="{PILL:g}" '
            f'rx="{PILL / 2:g}" fill="{PAPER}" stroke="{INK}" stroke-width="1.3"/>'
        )
        yield _text(node.op, x + pill / 2, y, anchor="middle", extra=' font-weight="bold"')
        x += node.pill
    look = f'fill="{PAPER}" stroke="{INK}" stroke-width="1.3"'
    if not node.operands:
        leaf = f'fill="{LEAF}" stroke="{COLOURS[0]}" stroke-width="2"'
        look = leaf if node.grad is not None else f'fill="{CONSTANT}" stroke="{LINE_INK}" stroke-dasharray="4 3"'
    if node.right:
        look = f'fill="{PAPER}" stroke="{WRONG_INK}" stroke-width="3"'
    yield (
        f'<rect class="node" x="{x:.1f}" y="{y - height / 2:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'rx="5" {look}/>'
    )
    grad = len(node.rows) - (2 if node.right else 1)
    for k, row in enumerate(node.rows):
        bold = ' font-weight="bold"' if node.label and k == 0 else ""
        ink = (WRONG_INK if node.right else GRAD_INK) if k >= grad and node.grad is not None else INK
        kind = "label" if k < grad - 1 else row.partition(" ")[0]
        yield _text(row, x + 9, y + (k - (len(node.rows) - 1) / 2) * LINE, ink, extra=f'{bold} class="{kind}"')


def _line(route: list[Point], bow: float, wrong: bool = False) -> str:
    """From column to column in curves, through a layer straight on; `bow` parts two lines between the same boxes."""
    path = f"M{route[0][0]:.1f} {route[0][1]:.1f}"
    for k in range(1, len(route)):
        (a, b), (c, d) = route[k - 1], route[k]
        if k % 2 == 0:
            path += f"H{c:.1f}"
            continue
        up = bow if k == len(route) - 2 else 0.0
        half = (a + c) / 2
        path += f"C{half:.1f} {b + up:.1f} {half:.1f} {d + up:.1f} {c:.1f} {d:.1f}"
    x, y = route[-1]
    head = f"M{x - 7:.1f} {y - 3.5:.1f}L{x:.1f} {y:.1f}L{x - 7:.1f} {y + 3.5:.1f}"
    ink = f'class="wrong" stroke="{WRONG_INK}" stroke-width="3"' if wrong else f'stroke="{LINE_INK}" stroke-width="1.4"'
    return f'<path d="{path}{head}" fill="none" {ink}/>'


def _factor(text: str, start: Point, end: Point, bow: float, taken: list[Spot]) -> Iterator[str]:
    """A derivative on its line, in the middle or, where another number is, nearer to one of the ends."""
    width = (len(text) + 1) * ADVANCE
    spots = []
    for t in (0.5, 0.38, 0.62, 0.28, 0.72):
        x = start[0] + (end[0] - start[0]) * (1.5 * t - 1.5 * t**2 + t**3)  # the curve of _line
        spots.append((x, start[1] + (end[1] - start[1]) * (3 * t**2 - 2 * t**3) + bow * 4 * t * (1 - t)))
    free = [s for s in spots if all(abs(s[0] - x) > (width + w) / 2 or abs(s[1] - y) > 16 for (x, y), w in taken)]
    spot = (free or spots)[0]
    taken.append((spot, width))
    (x, y), blank = spot, width - 2
    yield f'<rect x="{x - blank / 2:.1f}" y="{y - 8:.1f}" width="{blank:.1f}" height="16" fill="{PAPER}"/>'
    yield _text(f"\N{MULTIPLICATION SIGN}{text}", x, y, FACTOR_INK, "middle")


def _text(text: str, x: float, y: float, ink: str = INK, anchor: str = "start", extra: str = "") -> str:
    return (
        f'<text x="{x:.1f}" y="{y + FONT * 0.35:.1f}" text-anchor="{anchor}" fill="{ink}" xml:space="preserve"{extra}>'
        f"{_safe(text)}</text>"
    )


def _safe(text: str) -> str:
    """`text` as SVG may contain it: escaped, and without the control characters that XML forbids."""
    return html.escape(printable(text))
