"""Draws pictures for lessons, in one legible style: graphs, networks, curves, points and surfaces."""

from autograder.errors import Missing

try:
    from autograder.viz.choose import find_causes, find_line, program
    from autograder.viz.decision_regions import plot_regions, plot_surface
    from autograder.viz.descent import drag_rate
    from autograder.viz.drag import drag_neuron
    from autograder.viz.drawing import answer_to, bitmap, draw_digit
    from autograder.viz.graph import MAX_NODES, GraphDrawing, draw_graph
    from autograder.viz.images import plot_images
    from autograder.viz.moving import Moving
    from autograder.viz.networks import draw_network
    from autograder.viz.play import play
    from autograder.viz.plots import plot_curves, plot_functions, plot_matrix, plot_points
    from autograder.viz.predict import predict
    from autograder.viz.steps import step_graph
    from autograder.viz.style import COLOURS, LINES, MARKERS, use_style
except ModuleNotFoundError as error:
    if error.name != "matplotlib":
        raise
    raise Missing("matplotlib", "notebook") from None

__all__ = [
    "COLOURS",
    "LINES",
    "MARKERS",
    "MAX_NODES",
    "GraphDrawing",
    "Moving",
    "answer_to",
    "bitmap",
    "drag_neuron",
    "drag_rate",
    "draw_digit",
    "draw_graph",
    "draw_network",
    "find_causes",
    "find_line",
    "play",
    "plot_curves",
    "plot_functions",
    "plot_images",
    "plot_matrix",
    "plot_points",
    "plot_regions",
    "plot_surface",
    "predict",
    "program",
    "step_graph",
    "use_style",
]
