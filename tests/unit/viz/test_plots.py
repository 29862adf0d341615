"""Drawings show what they were given, stay legible, and say what is wrong with an argument."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from autograder import viz
from autograder.viz.layout import arrange, layers

SVG = "{http://www.w3.org/2000/svg}"
SQUARE = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]


@pytest.fixture(autouse=True)
def no_windows() -> Iterator[None]:
    """Figures off screen, and none left open."""
    with mpl.rc_context({"backend": "agg"}):
        yield
    plt.close("all")


@dataclass(eq=False)
class Node:
    """What a graph is drawn from: the attributes of an engine's `Value`."""

    data: float
    label: str = ""
    grad: float = 0.0
    requires_grad: bool = True
    _operands: tuple[Any, ...] = ()
    _op: str = ""
    _derivatives: tuple[float, ...] = field(default=())


def made(data: float, op: str, *operands: Node, **rest: Any) -> Node:
    """A node computed from others."""
    return Node(data, _op=op, _operands=operands, **rest)


def texts(drawing: viz.GraphDrawing) -> list[str]:
    """Every text of a drawing, read back as XML."""
    return [text.text or "" for text in ElementTree.fromstring(drawing.svg).iter(f"{SVG}text")]


def rectangles(drawing: viz.GraphDrawing, kind: str) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of each rectangle of a class in a drawing."""
    found = [r for r in ElementTree.fromstring(drawing.svg).iter(f"{SVG}rect") if r.get("class") == kind]
    sides = [[float(r.get(name, "nan")) for name in ("x", "y", "width", "height")] for r in found]
    return [(x, y, x + width, y + height) for x, y, width, height in sides]


def random_graph(seed: int, size: int = 40) -> Node:
    """A graph with long lines across many layers, and nodes used again and again."""
    rng = np.random.default_rng(seed)
    nodes = [Node(float(k), f"leaf {k}" * (k + 1)) for k in range(4)]
    for _ in range(size):
        chosen = [nodes[k] for k in rng.integers(len(nodes), size=2)]
        nodes.append(made(1.0, "tanh" if rng.random() < 0.3 else "*", *chosen))
    return made(0.0, "+", *(node for node in nodes if not any(node in other._operands for other in nodes)))


def test_importing_the_package_leaves_matplotlib_alone(tmp_path: Path) -> None:
    code = "import sys, autograder; autograder.approx; print('matplotlib' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert told.stdout.strip() == "False"


# Graphs.


def test_a_graph_shows_label_data_gradient_and_operation() -> None:
    product = made(-12.0, "*", Node(3.0, "left", grad=-4.0), Node(-4.0, grad=3.0), label="out", grad=1.0)
    shown = texts(viz.draw_graph(product))
    assert sorted(shown) == sorted(["left", "data 3", "grad -4", "data -4", "grad 3", "out", "data -12", "grad 1", "*"])


def test_values_have_four_significant_digits() -> None:
    shown = texts(viz.draw_graph(Node(123456.789, grad=-0.000123456)))
    assert shown == ["data 1.235e+05", "grad -0.0001235"]
    assert texts(viz.draw_graph(Node(-0.0)))[0] == "data 0"


def test_a_node_without_gradient_says_so() -> None:
    assert texts(viz.draw_graph(Node(1.0, requires_grad=False))) == ["data 1", "no grad"]


def test_a_node_used_twice_is_drawn_once() -> None:
    shared = Node(2.0, "shared")
    squared = made(4.0, "*", shared, shared)
    drawing = viz.draw_graph(made(8.0, "+", squared, squared))
    assert texts(drawing).count("shared") == 1
    assert len(rectangles(drawing, "node")) == 3
    assert drawing.text.splitlines()[0] == "computation graph of 3 nodes"


def test_two_lines_between_the_same_nodes_stay_apart() -> None:
    shared = Node(2.0)
    drawing = viz.draw_graph(made(4.0, "*", shared, shared))
    curves = [path for path in re.findall(r'<path d="(M[^"]*)"', drawing.svg) if "C" in path]
    upper, lower = ([float(number) for number in re.findall(r"-?[\d.]+", curve)] for curve in curves)
    assert lower[3] - upper[3] > 10  # the height of the first point that pulls at the curve


def test_derivatives_are_written_on_the_lines_where_gradients_flow() -> None:
    x, constant = Node(2.0), Node(7.0, requires_grad=False)
    product = made(14.0, "*", x, constant, _derivatives=(7.0, 2.0))
    times = "\N{MULTIPLICATION SIGN}"
    assert [text for text in texts(viz.draw_graph(product, derivatives=True)) if times in text] == [f"{times}7"]
    assert not any(times in text for text in texts(viz.draw_graph(product)))


def test_labels_are_escaped() -> None:
    label = "<script>&\"'\x00\n]]>"
    drawing = viz.draw_graph(Node(1.0, label))
    assert "<script" not in drawing.svg
    assert texts(drawing)[0] == "<script>&\"'\N{REPLACEMENT CHARACTER} ]]>"


def test_a_long_label_is_cut() -> None:
    label = texts(viz.draw_graph(Node(1.0, "x" * 500)))[0]
    assert label.endswith("x\N{HORIZONTAL ELLIPSIS}")
    assert len(label) < 30


@pytest.mark.parametrize("seed", range(6))
def test_boxes_do_not_overlap_and_are_inside_the_picture(seed: int) -> None:
    drawing = viz.draw_graph(random_graph(seed))
    boxes = rectangles(drawing, "node") + rectangles(drawing, "op")
    for (a, b, c, d), (e, f, g, h) in combinations(boxes, 2):
        assert c <= e or g <= a or d <= f or h <= b
    left, top, width, height = (float(side) for side in re.findall(r'viewBox="([^"]*)"', drawing.svg)[0].split())
    assert all(left < a and top < b and c < left + width and d < top + height for a, b, c, d in boxes)


@pytest.mark.parametrize("seed", range(3))
def test_no_line_runs_through_a_box(seed: int) -> None:
    rng = np.random.default_rng(seed)
    operands = [sorted(rng.integers(k, size=min(k, 2)).tolist()) if k else [] for k in range(30)]
    sizes = [(float(rng.integers(40, 120)), float(rng.integers(30, 70))) for _ in operands]
    layout = arrange(operands, sizes, gap=50.0)
    boxes = [(x, y - h / 2, x + w, y + h / 2) for (x, y), (w, h) in zip(layout.places, sizes, strict=True)]
    straight = [step for node in layout.routes for route in node for step in list(pairwise(route))[1:-1:2]]
    assert straight  # some line does cross a layer
    for (a, y), (c, _) in straight:
        assert not any(left < c and a < right and top < y < bottom for left, top, right, bottom in boxes)


def test_operands_stand_left_of_results_and_leaves_where_they_are_needed() -> None:
    assert layers([[], [0], [1], [], [2, 3]]) == [0, 1, 2, 2, 3]


def test_text_fits_into_its_box() -> None:
    drawing = viz.draw_graph(made(-1.2345e-101, "sigmoid", Node(1.0, "a label of some length"), grad=-9.8765e-99))
    for left, _, right, _ in rectangles(drawing, "node"):
        inner = [
            t for t in ElementTree.fromstring(drawing.svg).iter(f"{SVG}text") if left < float(t.get("x", 0)) < right
        ]
        assert max(len(t.text or "") for t in inner if t.get("text-anchor") == "start") * 7.83 < right - left


def test_the_background_of_a_graph_is_opaque() -> None:
    assert '<rect x="-16" y="-16" width="100%" height="100%" rx="6" fill="#ffffff"/>' in viz.draw_graph(Node(1.0)).svg


def test_a_graph_shows_itself_in_a_notebook_and_in_a_terminal() -> None:
    drawing = viz.draw_graph(made(3.0, "+", Node(1.0, "a", grad=1.0), Node(2.0, requires_grad=False), grad=1.0))
    assert drawing._repr_svg_() == drawing.svg
    assert repr(drawing).splitlines() == [
        "computation graph of 3 nodes",
        "  a: data 1, grad 1",
        "  #1: data 2, no grad",
        "  #2 = +(a, #1): data 3, grad 1",
    ]


def test_a_graph_is_saved_as_svg_only(tmp_path: Path) -> None:
    drawing = viz.draw_graph(Node(1.0))
    assert drawing.save(tmp_path / "graph.svg").read_text(encoding="utf-8") == drawing.svg
    with pytest.raises(ValueError, match=r"path must end in \.svg.*graph\.png"):
        drawing.save(tmp_path / "graph.png")


def test_drawing_a_graph_leaves_it_alone() -> None:
    root = made(4.0, "*", Node(2.0, grad=5.0), Node(2.0))
    viz.draw_graph(root)
    assert (root.grad, root._operands[0].grad) == (0.0, 5.0)


def chain(length: int) -> Node:
    """A node used by one that is used by one ..."""
    node = Node(0.0)
    for _ in range(length - 1):
        node = made(0.0, "neg", node)
    return node


def test_a_graph_too_large_to_read_is_refused_at_once() -> None:
    assert len(rectangles(viz.draw_graph(chain(viz.MAX_NODES)), "node")) == viz.MAX_NODES
    for length in (viz.MAX_NODES + 1, 100_000):
        with pytest.raises(ValueError, match="root has a graph of more than 200 nodes"):
            viz.draw_graph(chain(length))


def test_a_graph_that_runs_in_a_circle_is_refused() -> None:
    node = Node(1.0)
    node._operands = (made(1.0, "+", node, Node(1.0)),)
    with pytest.raises(ValueError, match="runs in a circle"):
        viz.draw_graph(node)


@pytest.mark.parametrize(
    ("root", "message"),
    [
        (3.5, r"root must be a node .* not 3\.5 \(float\): it has no data, grad, label"),
        (None, r"root must be a node .* not None"),
        (SimpleNamespace(data=1.0, grad=0.0), r"it has no label, requires_grad, _operands, _op"),
        (made(1.0, "+", 2.0), r"an operand below root must be a node .* not 2\.0 \(float\)"),
        (Node([1.0]), r"root must hold one number as its data, not \[1\.0\] \(list\)"),
        (Node(1.0, grad=None), r"root must hold one number as its grad, not None"),
    ],
)
def test_what_is_no_graph_is_refused_with_what_is_wrong(root: object, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        viz.draw_graph(root)


# Style.


def lightness(colour: str) -> float:
    """CIE L* of a colour, 0 (black) to 100 (white): what is left of it in greyscale."""
    rgb = np.array(mpl.colors.to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(116 * np.cbrt(linear @ [0.2126, 0.7152, 0.0722]) - 16)


def test_colours_differ_in_greyscale() -> None:
    first = [lightness(colour) for colour in viz.COLOURS[:3]]
    assert min(abs(a - b) for a, b in combinations(first, 2)) > 10
    assert max(lightness(colour) for colour in viz.COLOURS) < 75  # dark enough for white paper


def test_no_two_curves_share_colour_line_and_marker() -> None:
    lines = viz.plot_curves({str(k): [1.0, 2.0, 3.0] for k in range(len(viz.COLOURS))}).get_lines()
    for looks in ([line.get_color() for line in lines], [line.get_marker() for line in lines]):
        assert len(set(looks)) == len(lines)
    styles = [(str(line._dash_pattern), line.get_marker()) for line in lines]
    assert len(set(styles)) == len(lines)


def test_figures_have_an_opaque_light_background_with_or_without_use_style() -> None:
    with mpl.rc_context({"figure.facecolor": "none", "savefig.transparent": True}):
        ax = viz.plot_curves({"cost": [3.0, 2.0]})
        viz.use_style()
        for figure in (ax.figure, plt.figure()):
            assert figure.get_facecolor() == (1.0, 1.0, 1.0, 1.0)  # what notebooks use
            png = io.BytesIO()
            figure.savefig(png)
            png.seek(0)
            assert plt.imread(png)[0, 0].tolist() == [1.0, 1.0, 1.0, 1.0]


def test_a_plot_leaves_settings_as_they_were_but_for_those_of_the_first_figure_of_a_notebook() -> None:
    with mpl.rc_context({"lines.linewidth": 5.0, "interactive": False}):
        viz.plot_curves({"as a notebook does": [1.0]}, ax=Shower(plt.figure()))
        assert mpl.rcParams["interactive"]
        assert mpl.rcParams["lines.linewidth"] == 5.0


class Shower(mpl.axes.Axes):
    """Axes on which a plot switches interactive mode on, as the first figure of a notebook does."""

    def __init__(self, figure: Any) -> None:
        super().__init__(figure, [0.1, 0.1, 0.8, 0.8])

    def plot(self, *args: Any, **kwargs: Any) -> Any:
        assert mpl.rcParams["lines.linewidth"] == 2.0  # the style is on
        mpl.interactive(True)
        return super().plot(*args, **kwargs)


def test_a_refused_plot_leaves_no_figure_open() -> None:
    with pytest.raises(ValueError, match="models"):
        viz.plot_regions({"wrong": lambda X: np.zeros((len(X), 3, 3))}, SQUARE, [0, 1, 1, 0])
    assert plt.get_fignums() == []


def test_panels_do_not_overlap() -> None:
    surfaces = {"small": lambda a, b: 1e-5 * a * b, "large": lambda a, b: 1e5 * a - b, "third": max}
    functions = {"sine": lambda x: -12345.6 * np.sin(x), "line": lambda x: x}
    for axes in (
        viz.plot_surface(surfaces),
        viz.plot_functions(functions, [1.0, 2.0, 3.0], functions, title="a title of some length"),
        viz.plot_regions(dict.fromkeys("abcde", one), np.multiply(SQUARE, 1000), list("abba"), resolution=20),
    ):
        renderer = FigureCanvasAgg(axes[0].figure).get_renderer()
        boxes = [ax.get_tightbbox(renderer) for ax in axes]
        for a, b in combinations(boxes, 2):
            assert a.x1 <= b.x0 or b.x1 <= a.x0 or a.y1 <= b.y0 or b.y1 <= a.y0


# Plots.


def test_functions_and_their_derivatives_stand_side_by_side_in_the_same_colours() -> None:
    x = np.linspace(-1, 1, 5)
    left, right = viz.plot_functions({"cube": lambda x: x**3, "sine": np.sin}, x, {"sine": np.cos}, title="two")
    assert [line.get_label() for line in left.get_lines()] == ["cube", "sine"]
    (cosine,) = right.get_lines()
    assert cosine.get_ydata() == pytest.approx(np.cos(x))
    assert cosine.get_color() == left.get_lines()[1].get_color() != left.get_lines()[0].get_color()


def test_curves_count_from_zero_or_take_pairs() -> None:
    first, second = viz.plot_curves({"a": [5.0, 4.0], "b": ([10, 20, 30], [3.0, 2.0, 1.0])}).get_lines()
    assert (list(first.get_xdata()), list(first.get_ydata())) == ([0, 1], [5, 4])
    assert (list(second.get_xdata()), list(second.get_ydata())) == ([10, 20, 30], [3, 2, 1])


def test_curves_that_explode_leave_a_gap() -> None:
    ax = viz.plot_curves({"a": [1.0, np.inf, np.nan, 0.0, 2.0]}, log=True)
    assert np.isnan(ax.get_lines()[0].get_ydata()).tolist() == [False, True, True, True, False]
    assert ax.get_yscale() == "log"


def test_curves_are_drawn_on_given_axes() -> None:
    _, ax = plt.subplots()
    assert viz.plot_curves({"a": [1.0]}, ax=ax) is ax
    assert len(plt.get_fignums()) == 1


def test_each_class_of_points_has_its_own_marker() -> None:
    X = np.array([*SQUARE, [0.5, 0.5]])
    groups = viz.plot_points(X, ["yes", "no", "no", "yes", "perhaps"]).collections
    assert [group.get_label() for group in groups] == ["no", "perhaps", "yes"]
    assert [len(group.get_offsets()) for group in groups] == [2, 1, 2]
    assert len({group.get_paths()[0].vertices.tobytes() for group in groups}) == 3


@pytest.mark.parametrize("columns", [None, 1, 2])
def test_regions_take_probabilities_in_every_shape(columns: int | None) -> None:
    def model(X: np.ndarray) -> np.ndarray:
        p = np.where(X[:, 0] > 0.5, 0.9, 0.2)
        return p if columns is None else p[:, None] if columns == 1 else np.column_stack([1 - p, p])

    (ax,) = viz.plot_regions({"right of the middle": model}, SQUARE, ["a", "b", "b", "b"])
    assert ax.get_title() == "right of the middle\naccuracy 0.75"


def test_regions_of_three_classes_take_the_likeliest() -> None:
    def model(X: np.ndarray) -> np.ndarray:
        return np.eye(3)[np.clip(np.rint(X.sum(axis=1)), 0, 2).astype(int)]

    left, right = viz.plot_regions(
        {"sum": model, "first": lambda X: np.tile([0.8, 0.1, 0.1], (len(X), 1))}, SQUARE, [0, 1, 1, 2]
    )
    assert left.get_title() == "sum\naccuracy 1.00"
    assert right.get_title() == "first\naccuracy 0.25"


@pytest.mark.parametrize("k", [2, 3])
def test_regions_have_the_colour_of_their_class(k: int) -> None:
    centres = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, 1.0]])[:k]

    def model(X: np.ndarray) -> np.ndarray:
        near = np.exp(-5 * np.linalg.norm(X[:, None] - centres, axis=2))
        return near / near.sum(axis=1, keepdims=True)

    (ax,) = viz.plot_regions({"nearest": model}, centres, range(k))
    canvas = FigureCanvasAgg(ax.figure)
    canvas.draw()
    picture = np.asarray(canvas.buffer_rgba())[::-1, :, :3] / 255
    for place, (x, y) in enumerate(centres):
        u, v = ax.transData.transform([x, y + 0.07]).astype(int)  # beside the point itself
        unlike = [np.abs(ink(picture[v, u]) - ink(mpl.colors.to_rgb(colour))).sum() for colour in viz.COLOURS[:k]]
        assert np.argmin(unlike) == place


def ink(rgb: Any) -> np.ndarray:
    """How much a colour takes from white in each channel; the same for its tints."""
    taken = 1 - np.asarray(rgb)
    return taken / taken.max()


def test_a_surface_has_the_function_s_heights() -> None:
    (ax,) = viz.plot_surface({"plane": lambda a, b: 2 * a + b}, span=(-1, 1), labels=("u", "v", "w"))
    assert ax.get_zlim()[0] <= -3
    assert ax.get_zlim()[1] >= 3
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_zlabel()) == ("u", "v", "w")


def test_a_matrix_has_its_numbers_written_in() -> None:
    ax = viz.plot_matrix([[12, 0], [3, 45]], rows=["cat", "dog"], columns=["cat", "dog"], title="counts")
    assert [text.get_text() for text in ax.texts] == ["12", "0", "3", "45"]
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["cat", "dog"]
    assert [text.get_text() for text in viz.plot_matrix([[0.25, -0.001, 0.0]]).texts] == ["0.25", "-0.001", "0.00"]


def test_a_network_shows_its_sizes_and_dots_for_what_is_left_out() -> None:
    ax = viz.draw_network([2, 100, 1])
    assert [text.get_text() for text in ax.texts] == ["2 inputs", "⋮", "100 hidden neurons", "1 output"]
    assert len(ax.get_lines()) == 2 + 8 + 1
    assert [len(lines.get_segments()) for lines in ax.collections] == [2 * 8, 8 * 1]


def one(X: np.ndarray) -> np.ndarray:
    """A model of the plane."""
    return np.ones(len(X))


@pytest.mark.parametrize(
    ("plot", "arguments", "message"),
    [
        (viz.plot_functions, ({}, [1.0]), "functions must be a dict"),
        (viz.plot_functions, ({"f": 3}, [1.0]), r"functions\['f'\] must be a function, not 3"),
        (viz.plot_functions, ({"f": np.sin}, [[1.0]]), r"x must be an array \(m,\).*\(1, 1\)"),
        (viz.plot_functions, ({"f": np.sum, "g": lambda x: x[:1]}, [1.0, 2.0]), r"functions\['g'\] must map"),
        (viz.plot_functions, ({"f": np.sin}, [1.0], {"g": np.cos}), "derivatives has 'g'"),
        (viz.plot_curves, ([1.0, 2.0],), "curves must be a dict"),
        (viz.plot_curves, ({"a": ["x"]},), r"curves\['a'\] must be a sequence of numbers"),
        (viz.plot_curves, ({"a": ([1, 2], [1])},), r"curves\['a'\] has 2 xs and 1 ys"),
        (viz.plot_curves, ({"a": [-1.0]}, "", "", "", True), "log must be False"),
        (viz.plot_points, ([[1.0, 2.0, 3.0]], [0]), r"X must be an array \(n, 2\).*\(1, 3\)"),
        (viz.plot_points, ([[1.0, np.nan]], [0]), "some of its entries are nan"),
        (viz.plot_points, (SQUARE, [[0], [1], [1], [0]]), r"y must have the shape \(4,\).*\(4, 1\)"),
        (viz.plot_regions, ({"a": 1}, SQUARE, [0, 1, 1, 0]), r"models\['a'\] must be a function"),
        (viz.plot_regions, ({"a": one}, SQUARE, [0, 1]), r"y must have the shape \(4,\)"),
        (viz.plot_regions, ({"a": one}, SQUARE, [0, 1, 2, 0]), r"models\['a'\] must map points.*y has 3"),
        (
            viz.plot_surface,
            ({"a": lambda a, b: "x"},),
            r"functions\['a'\] must map two numbers to a number, not to 'x'",
        ),
        (viz.plot_surface, ({"a": max}, (1, -1)), "span must be two numbers, low and high"),
        (viz.plot_surface, ({"a": max}, (0, 1), ("x",)), "labels must be three names"),
        (viz.plot_matrix, ([1.0, 2.0],), r"M must be an array \(r, c\)"),
        (viz.plot_matrix, (np.zeros((3, 30)),), r"M must have at most 24 rows and columns.*\(3, 30\)"),
        (viz.plot_matrix, (np.eye(2), ["a"]), "rows must name 2 rows of M, not 1"),
        (viz.draw_network, ([3],), "layer_sizes must be at least two whole numbers above 0"),
        (viz.draw_network, ([2, 0, 1],), "layer_sizes must be"),
        (viz.draw_network, (3,), "layer_sizes must be"),
    ],
)
def test_a_bad_argument_is_named(plot: Any, arguments: tuple[Any, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        plot(*arguments)
    assert plt.get_fignums() == []
