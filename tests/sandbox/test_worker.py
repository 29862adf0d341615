"""The worker's own code, in this process: what a session answers, and what its jail asks of the kernel."""

from __future__ import annotations

import base64
import gc
import json
import os
import struct
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.records import Limits
from autograder.sandbox.plain import PlainLauncher
from autograder.sandbox.replies import Died, Probe
from autograder.sandbox.session import RETRIES, Session, Work
from autograder.sandbox.worker import zygote
from autograder.sandbox.worker.kernel import prctl
from autograder.sandbox.worker.namespaces import NAMESPACES
from autograder.sandbox.worker.running import AllowedImports, describe, import_modules, reset_generators, run_probe
from autograder.sandbox.worker.seccomp import FIRST_UNKNOWN, filter_instructions, numbers_for
from autograder.sandbox.worker.serving import serve
from autograder.sandbox.worker.wire import frame, receive, send

MODULE = "quartet"


@pytest.fixture(autouse=True)
def own_interpreter_state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """What a worker changes for good in its own process is put back in this one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    yield
    sys.modules.pop(MODULE, None)
    gc.unfreeze()


def write(tmp_path: Path, text: str) -> None:
    (tmp_path / f"{MODULE}.py").write_text(text)


def request(body: str, **arguments: Any) -> dict[str, Any]:
    names = ", ".join([MODULE, *arguments])
    source = f"def probe({names}):\n    {body}"
    return {"source": source, "name": "probe", "modules": [MODULE], "arguments": arguments, "seconds": 5}


def test_modules_are_imported_from_the_folder(tmp_path):
    write(tmp_path, "def four():\n    return 4\n")
    assert import_modules(str(tmp_path), [MODULE], ["numpy"]) == {"kind": "ready"}
    assert run_probe(request("return quartet.four() + x", x=1)) == {"kind": "returned", "value": 5}


def test_a_file_that_cannot_be_imported_is_told_with_its_line(tmp_path):
    write(tmp_path, "x = 1\ny = = 2\n")
    reply = import_modules(str(tmp_path), [MODULE], ["numpy"])
    assert (reply["kind"], reply["type"]) == ("raised", "SyntaxError")
    assert reply["frames"][-1] == [f"{MODULE}.py", 2, "<module>"]


def test_an_exception_is_told_with_the_students_frames_only(tmp_path):
    write(tmp_path, "def four():\n    return 4 / 0\n")
    import_modules(str(tmp_path), [MODULE], ["numpy"])
    reply = run_probe(request("return quartet.four()"))
    assert reply["frames"] == [["<probe>", 2, "probe"], [f"{MODULE}.py", 2, "four"]]


def test_what_is_no_plain_data_or_too_much_does_not_cross(tmp_path):
    write(tmp_path, "")
    import_modules(str(tmp_path), [MODULE], ["numpy"])
    assert run_probe(request("return object()"))["kind"] == "uncrossable"
    assert "too much data" in run_probe(request("return 'x' * 9_000_000"))["what"]
    assert "over 65,536 items" in run_probe(request("return [0] * 70_000"))["what"]
    assert run_probe(request("return np.zeros(70_000)"))["kind"] == "returned"


def test_only_offered_packages_are_found(tmp_path):
    write(tmp_path, "")
    finder = AllowedImports(["numpy"], [MODULE])
    assert all(finder.offers(name) for name in ("numpy.linalg", "json", MODULE))
    assert finder.find_spec("numpy") is not None
    assert finder.find_spec("sklearn") is None


def test_an_import_that_is_not_on_offer_is_told_with_what_is(tmp_path):
    write(tmp_path, "import nowhere.deep\n")
    reply = import_modules(str(tmp_path), [MODULE], ["numpy"])
    assert (reply["kind"], reply["type"]) == ("raised", "ModuleNotFoundError")
    assert reply["text"] == "No module named 'nowhere' here: this assignment offers the standard library and numpy"


def test_a_library_may_ask_whether_an_optional_package_is_there(tmp_path):
    (tmp_path / "installed").mkdir()
    (tmp_path / "installed/optional.py").touch()
    sys.path.append(str(tmp_path / "installed"))
    write(tmp_path, "import importlib.util\n\ndef asks():\n    return importlib.util.find_spec('optional') is None\n")
    import_modules(str(tmp_path), [MODULE], ["numpy"])
    assert run_probe(request("return quartet.asks()")) == {"kind": "returned", "value": True}


def test_deep_tracebacks_are_cut_in_the_middle(tmp_path):
    write(tmp_path, "def down(n):\n    return down(n - 1) if n else 1 / 0\n")
    import_modules(str(tmp_path), [MODULE], ["numpy"])
    assert len(run_probe(request("return quartet.down(50)"))["frames"]) == 12


def test_an_exception_whose_text_fails_is_told_anyway():
    class Silent(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    assert describe(Silent())["text"] == "(its text cannot be shown)"


def test_generators_start_the_same_in_every_probe():
    import random

    reset_generators()
    first = random.random()
    reset_generators()
    assert random.random() == first


class Conversation:
    """A session in a thread of this process, and the judge's side of its channel."""

    def __init__(self, folder: Path, text: str, fork: bool) -> None:
        worker_reader, self.writer = os.pipe()
        self.reader, worker_writer = os.pipe()
        self.ended = 0
        arguments = (worker_reader, worker_writer, str(folder), lambda opening: ["thread"], self._end)
        self.thread = threading.Thread(target=serve, args=arguments, daemon=True)
        self.thread.start()
        content = base64.b64encode(text.encode()).decode()
        opening = {"files": {f"{MODULE}.py": content}, "modules": [MODULE], "packages": ["numpy"]}
        opening |= {"fork": fork, "warm": ["wave", "not_installed"]}
        send(self.writer, frame(opening))

    def _end(self) -> None:
        self.ended += 1

    def answer(self) -> Any:
        return json.loads(receive(self.reader))

    def ask(self, body: str, seconds: float = 5.0, **arguments: Any) -> Any:
        send(self.writer, frame({**request(body, **arguments), "seconds": seconds}))
        return self.answer()


TEXT = "import os, time\ncalls = []\ndef note():\n    calls.append(1)\n    print('noted')\n    return len(calls)\n"


@pytest.mark.parametrize(("fork", "second"), [(True, 1), (False, 2)])
def test_a_session_answers_until_the_judge_hangs_up(tmp_path, fork, second):
    session = Conversation(tmp_path, TEXT, fork)
    assert session.answer() == {"kind": "confined", "layers": ["thread"]}
    assert session.answer() == {"kind": "ready"}
    assert session.ask("return quartet.note()")["value"] == 1
    assert session.ask("return quartet.note()")["value"] == second
    assert session.ask("import sys; return 'wave' in sys.modules")["value"]
    os.close(session.writer)
    session.thread.join(10)
    assert not session.thread.is_alive()


def test_a_fork_that_hangs_or_dies_is_answered_for_and_cleaned_up_after(tmp_path):
    session = Conversation(tmp_path, TEXT, fork=True)
    session.answer()
    session.answer()
    assert session.ask("quartet.time.sleep(60)", seconds=0.2) == {"kind": "timeout"}
    assert session.ask("quartet.os._exit(0)") == {"kind": "died"}
    assert session.ask("return quartet.note()")["value"] == 1
    assert session.ended == 3
    os.close(session.writer)


BUSY = """def busy(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return True
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems do not tell a process's time")
def test_waiting_is_not_computing_and_costs_three_times_the_limit_at_most(tmp_path):
    session = Conversation(tmp_path, TEXT, fork=True)
    session.answer()
    session.answer()
    assert session.ask("return quartet.time.sleep(2.0) is None", seconds=1.0)["value"]
    start = time.monotonic()
    assert session.ask("quartet.time.sleep(60)", seconds=0.3) == {"kind": "timeout"}
    assert time.monotonic() - start > 0.9
    os.close(session.writer)


def test_computing_for_longer_than_the_limit_is_ended(tmp_path):
    session = Conversation(tmp_path, TEXT + BUSY, fork=True)
    session.answer()
    session.answer()
    assert session.ask("return quartet.busy(0.1)", seconds=0.5)["value"]
    assert session.ask("return quartet.busy(1.0)", seconds=0.5) == {"kind": "timeout"}
    os.close(session.writer)


STEP = struct.Struct("HBBI")


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_ends_every_listed_call_and_allows_the_rest(machine):
    """Runs the program as the kernel would."""
    numbers = numbers_for(machine)

    def verdict(call: int, flags: int = 0, architecture: int = numbers.architecture) -> int:
        words, accumulator, at = {0: call, 4: architecture, 16: flags}, 0, 0
        steps = list(STEP.iter_unpack(filter_instructions(numbers)))
        while True:
            code, then, otherwise, value = steps[at]
            if code == 0x06:
                return value
            if code == 0x20:
                accumulator = words[value]
            else:
                holds = {0x15: accumulator == value, 0x35: accumulator >= value, 0x45: bool(accumulator & value)}[code]
                at += then if holds else otherwise
            at += 1

    allow, eperm, enosys, kill = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000
    assert {verdict(number) for number in numbers.denied.values()} == {eperm}
    assert verdict(numbers.clone3) == enosys
    assert verdict(numbers.clone) == allow
    assert verdict(numbers.clone, NAMESPACES["user"]) == eperm
    assert verdict(0x40000000 + numbers.denied["socket"]) == eperm
    assert verdict(FIRST_UNKNOWN) == verdict(1000) == enosys
    assert verdict(0, architecture=0x40000003) == kill
    others = set(range(FIRST_UNKNOWN)) - {*numbers.denied.values(), numbers.clone3}
    assert {verdict(call) for call in others} == {allow}


def test_an_unknown_processor_is_told():
    with pytest.raises(OSError, match="no system call table for pdp11"):
        numbers_for("pdp11")


def test_a_refused_system_call_says_which():
    with pytest.raises(OSError, match=r"prctl\(-1\)"):
        prctl(-1)


def test_a_session_that_cannot_be_confined_says_why():
    ours, theirs = os.pipe()
    zygote._say_unconfined(theirs, OSError(1, "unshare: Operation not permitted"))
    assert "unshare" in json.loads(receive(ours))["text"]


@pytest.mark.parametrize(("lasts", "asked"), [(0.0, 1 + RETRIES), (0.2, 2)])
def test_who_takes_long_to_die_is_asked_less_often(monkeypatch, lasts, asked):
    """Dying at the last moment, again and again, would cost the judge four times what an endless loop does."""
    session = Session(PlainLauncher(), Work({}, (), (), Limits()))
    answers = []

    def dies(request: bytes, seconds: float) -> Died:
        answers.append(request)
        time.sleep(lasts)
        return Died()

    monkeypatch.setattr(session, "_answer", dies)
    monkeypatch.setattr("autograder.sandbox.session.IMPORT_SECONDS", 0.1)
    assert session.observe(Probe("probe", "", (), (), object, ""), (), seconds=0.2) == Died()
    assert len(answers) == asked
