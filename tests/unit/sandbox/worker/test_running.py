"""Imports a student's modules and runs probes on them, in this process."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import threading
from pathlib import Path
from types import FrameType

import pytest
from helpers import REPO
from worker_requests import MODULE, request

from autograder.sandbox.worker.importing import Importer
from autograder.sandbox.worker.rules import Rules
from autograder.sandbox.worker.running import (
    DEPTH,
    AllowedImports,
    Reply,
    answer_of,
    describe,
    import_modules,
    offer_modules,
    reset_generators,
    run_probe,
)


def rules(tmp_path: Path) -> Rules:
    return Rules(str(tmp_path), enforced=False, cpu_seconds=5)


def imported(tmp_path: Path) -> Reply:
    importer = Importer([MODULE], str(tmp_path))
    offer_modules([MODULE], ["numpy"], str(tmp_path))
    return import_modules(importer, rules(tmp_path))


def write(tmp_path: Path, text: str) -> None:
    (tmp_path / f"{MODULE}.py").write_text(text)


def test_modules_are_imported_from_the_folder(tmp_path):
    write(tmp_path, "def four():\n    return 4\n")
    assert imported(tmp_path) == {"kind": "ready"}
    assert run_probe(request("return quartet.four() + x", x=1), rules(tmp_path)) == {"kind": "returned", "value": 5}


def test_a_file_that_cannot_be_imported_is_told_with_its_line(tmp_path):
    write(tmp_path, "x = 1\ny = = 2\n")
    reply = imported(tmp_path)
    assert (reply["kind"], reply["type"]) == ("raised", "SyntaxError")
    assert (reply["text"], reply["frames"][-1]) == ("invalid syntax", [f"{MODULE}.py", 2, "<module>"])


def test_an_exception_is_told_with_the_students_frames_only(tmp_path):
    write(tmp_path, "def four():\n    return 4 / 0\n")
    imported(tmp_path)
    reply = run_probe(request("return quartet.four()"), rules(tmp_path))
    assert (reply["type"], reply["text"]) == ("ZeroDivisionError", "division by zero")
    assert reply["frames"] == [["<probe>", 2, "probe"], [f"{MODULE}.py", 2, "four"]]


def test_what_is_no_plain_data_or_too_much_does_not_cross(tmp_path):
    write(tmp_path, "")
    imported(tmp_path)
    assert run_probe(request("return object()"), rules(tmp_path))["kind"] == "uncrossable"
    assert b"too much data" in answer(tmp_path, "return 'x' * 9_000_000")
    assert b"over 65,536 items" in answer(tmp_path, "return [0] * 70_000")
    assert answer(tmp_path, "return np.zeros(70_000)").startswith(b'{"kind":"returned"')


def answer(tmp_path: Path, body: str) -> bytes:
    return answer_of(run_probe(request(body), rules(tmp_path)), "")


def test_only_offered_packages_are_found(tmp_path):
    write(tmp_path, "")
    finder = AllowedImports(["numpy"], [MODULE])
    assert all(finder.offers(name) for name in ("numpy.linalg", "json", MODULE))
    assert finder.find_spec("numpy") is not None
    assert finder.find_spec("sklearn") is None


def test_an_import_that_is_not_on_offer_is_told_with_what_is(tmp_path):
    write(tmp_path, "import nowhere.deep\n")
    reply = imported(tmp_path)
    assert (reply["kind"], reply["type"]) == ("raised", "ModuleNotFoundError")
    assert reply["text"] == "No module named 'nowhere' here: this assignment offers the standard library and numpy"


def test_a_library_may_ask_whether_an_optional_package_is_there(tmp_path):
    (tmp_path / "installed").mkdir()
    (tmp_path / "installed/optional.py").touch()
    sys.path.append(str(tmp_path / "installed"))
    write(tmp_path, "import importlib.util\n\ndef asks():\n    return importlib.util.find_spec('optional') is None\n")
    imported(tmp_path)
    assert run_probe(request("return quartet.asks()"), rules(tmp_path)) == {"kind": "returned", "value": True}


@pytest.mark.parametrize("calls", [0, 1, 2, 10, 11, 12, 13])
def test_of_a_traceback_the_first_two_lines_and_the_last_ten_are_told(tmp_path, calls):
    write(tmp_path, "def down(n):\n    if n:\n        return down(n - 1)\n    return 1 / 0\n")
    imported(tmp_path)
    whole = [["<probe>", 2, "probe"], *[[f"{MODULE}.py", 3, "down"]] * calls, [f"{MODULE}.py", 4, "down"]]
    told = run_probe(request(f"return quartet.down({calls})"), rules(tmp_path))["frames"]
    assert told == (whole if len(whole) <= 12 else whole[:2] + whole[-10:])


def test_arrays_that_do_not_fit_are_told_with_their_operation_on_a_line_of_the_student_s_alone(tmp_path):
    write(
        tmp_path,
        "import numpy as np\n\ndef add(a, b):\n    return a + b\n\ndef log():\n    raise ValueError\n",
    )
    imported(tmp_path)
    body = "return quartet.add(np.ones(2), np.ones(3))"
    assert run_probe(request(body), rules(tmp_path))["operation"] == "+"
    for body in ("return quartet.log()", "return np.ones(2) + np.ones(3)"):
        reply = run_probe(request(body), rules(tmp_path))
        assert (reply["type"], "operation" in reply) == ("ValueError", False)


def test_an_exception_whose_text_fails_is_told_anyway(tmp_path):
    class Silent(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    assert describe(Silent(), rules(tmp_path))["text"] == "(its text cannot be shown)"


def test_generators_start_the_same_in_every_probe():
    import random

    reset_generators()
    first = random.random()
    reset_generators()
    assert random.random() == first


def top_imports(path: Path) -> set[str]:
    """What a module imports at its top."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    plain = {alias.name for node in body if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module or "" for node in body if isinstance(node, ast.ImportFrom)}


def test_what_lessons_import_is_loaded_before_a_process_is_forked_for_each_answer():
    modules = [path for path in REPO.glob("source/*/*.py") if path.name != "pictures.py"]
    of_packages = {"torch"}  # an assignment's packages, which the zygote loads
    wanted = {name for path in modules for name in top_imports(path)} - {path.stem for path in modules}
    wanted = {name for name in wanted if name.partition(".")[0] not in of_packages}
    assert {"numbers", "numpy.typing"} < wanted
    code = "import sys, worker.entry; print(*sys.modules)"
    folder = REPO / "autograder/sandbox"
    ended = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    assert wanted - {"__future__"} <= set(ended.stdout.split())


def test_what_was_printed_is_told_beside_the_answer_and_nothing_where_nothing_was():
    reply = {"kind": "returned", "value": 1}
    assert json.loads(answer_of(reply, "a line\n")) == {**reply, "output": "a line\n"}
    assert json.loads(answer_of(reply, "")) == reply


def test_a_rule_that_was_broken_before_a_question_is_none_that_it_broke(tmp_path):
    told = rules(tmp_path)
    told._broken = "write"
    asked = {"source": "def probe():\n    raise OSError\n", "name": "probe", "modules": [], "arguments": {}}
    reply = run_probe(asked, told)
    assert (reply["type"], reply["breach"]) == ("OSError", "")


@pytest.fixture(scope="module")
def depths(tmp_path_factory) -> dict[int, int]:
    """How deep a probe runs, by how deep whoever asks for it is, in a thread, which begins at the bottom."""
    told = rules(tmp_path_factory.mktemp("depths"))
    body = "import sys\nframe, depth = sys._getframe(), 0\nwhile frame:\n    frame, depth = frame.f_back, depth + 1"
    source = "".join(f"    {line}\n" for line in [*body.splitlines(), "return depth"])
    asked = {"source": f"def probe():\n{source}", "name": "probe", "modules": [], "arguments": {}}
    found: dict[int, int] = {}

    def ask(calls: int) -> None:
        if calls:
            ask(calls - 1)
            return
        found[depth(sys._getframe())] = run_probe(asked, told)["value"]

    for calls in range(2 * DEPTH):
        thread = threading.Thread(target=ask, args=(calls,))
        thread.start()
        thread.join()
    return found


def depth(frame: FrameType | None) -> int:
    return 1 + depth(frame.f_back) if frame else 0


def test_a_probe_runs_as_deep_whoever_asks_and_deeper_only_where_that_cannot_be(depths):
    usual = depths[min(depths)]
    # The probe, what calls it, and what catches its errors are three calls more.
    deepest = usual - DEPTH
    for asker, probe in depths.items():
        assert probe == max(usual, asker + deepest + 1), (asker, probe)
