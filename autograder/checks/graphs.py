"""Names the first edge of a computation graph, built again by a failing call, whose slope is wrong."""

from __future__ import annotations

import math
import textwrap

from autograder.checks.bench import Bench
from autograder.checks.fingerprints import Asked
from autograder.errors import Problem
from autograder.sandbox.replies import Probe, Returned
from autograder.slopes import wrong_slopes

RECORDING = b"def _record(data"
GRAPH = ", its graph"  # behind a check's name, where what it observed is kept
MOST = 500
TRACED = """
def traced({parameters}):
    recorded, record = [], {module}._record
    def recording(data, op, operands, derivatives):
        if len(recorded) < {most}:
            recorded.append([str(op), [float(x.data) for x in operands], [float(d) for d in derivatives]])
        return record(data, op, operands, derivatives)
    {module}._record = recording
    try:
        {name}({parameters})
    except Exception:
        pass
    finally:
        {module}._record = record
    return recorded
"""


def first_wrong_edge(bench: Bench, check: str, call: Asked, seconds: float) -> str:
    """What is wrong first in the graph of a call of a check, in words; '' if it records none, or nothing is."""
    files = bench.submission.files
    module = next((name for name in call.probe.modules if RECORDING in files.get(f"{name}.py", b"")), "")
    if not module or bench.for_class:
        return ""
    try:
        reply = bench.observe(f"{check}{GRAPH}", _traced(call.probe, module), call.arguments, seconds)
    except Problem:  # of a submission that is judged by what it answered before, and not asked for it then
        return ""
    steps = reply.value if isinstance(reply, Returned) and isinstance(reply.value, list) else []
    return next(filter(None, map(_told, steps)), "")


def _traced(probe: Probe, module: str) -> Probe:
    parameters = probe.source.partition("(")[2].partition(")")[0]
    inner = TRACED.format(parameters=parameters, module=module, name=probe.name, most=MOST)
    source = inner.replace("    recorded, record", textwrap.indent(probe.source, "    ") + "\n    recorded, record", 1)
    return probe._replace(name="traced", source=source.strip())


def _told(step: object) -> str:
    match step:
        case [str(op), list(numbers), list(recorded)] if _finite(numbers) and _finite(recorded):
            for place, measured in wrong_slopes(op, numbers, recorded).items():
                at = ", ".join(f"{number:g}" for number in numbers)
                which = f", for operand {place + 1}" if len(numbers) > 1 else ""
                return (
                    f"the first wrong slope in the graph is that of `{op[:12]}` at {at}{which}: "
                    f"{recorded[place]:.6g} is recorded, {measured:.6g} is what a small step measures"
                )
    return ""


def _finite(numbers: list[object]) -> bool:
    return all(isinstance(number, float) and math.isfinite(number) for number in numbers)
