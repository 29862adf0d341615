"""Each question is answered by a fork that has what it needs and no more, and of which nothing is left."""

from __future__ import annotations

import contextlib
import gc
import inspect
import json
import os
import random
import signal
import struct
import sys
import weakref
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from helpers import PATIENCE
from worker_requests import MODULE, request

from autograder.sandbox.worker import fresh
from autograder.sandbox.worker.fresh import FreshProcesses
from autograder.sandbox.worker.importing import Importer
from autograder.sandbox.worker.rules import Rules
from autograder.sandbox.worker.running import compiled
from autograder.sandbox.worker.wire import MAX_FRAME

TIMEOUT, DIED = {"kind": "timeout"}, {"kind": "died"}
READY = {"kind": "ready"}
# However busy the machine is.
ALLOWED = {"seconds": float(PATIENCE), "left": float(PATIENCE), "clock": float(PATIENCE), "patience": float(PATIENCE)}


def nothing() -> None:
    pass


class Asked:
    """Processes that answer questions about a student's module."""

    def __init__(self, processes: FreshProcesses) -> None:
        self.processes = processes

    def imported(self, **allowed: float) -> Any:
        """What comes of importing the module."""
        return self._in_this_process(lambda: self.processes.try_import({**ALLOWED, **allowed}))

    def __call__(self, body: str = "pass", **allowed: float) -> Any:
        """What comes of a question."""
        asked = {**request(body), "allowance": {**ALLOWED, **allowed}}
        return self._in_this_process(lambda: self.processes.answer(asked))

    def _in_this_process(self, answer: Callable[[], bytes]) -> Any:
        this = os.getpid()
        try:
            return json.loads(answer())
        finally:
            if os.getpid() != this:
                os._exit(7)  # a fork that came back would go on with the tests


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Asked]:
    """Makes the processes of a module with this text."""
    monkeypatch.setattr(fresh, "REPLY_SECONDS", PATIENCE)
    # What the tests have loaded takes long to look through.
    monkeypatch.setattr(fresh, "gc", SimpleNamespace(collect=nothing, freeze=nothing))

    def make(
        text: str = "",
        channel: Iterable[int] = (),
        end_all: Callable[[], object] = nothing,
        alone: Callable[[], object] = nothing,
    ) -> Asked:
        (tmp_path / f"{MODULE}.py").write_text(text)
        rules = Rules(str(tmp_path), enforced=False, cpu_seconds=5)
        return Asked(FreshProcesses(Importer([MODULE], str(tmp_path)), rules, {*channel}, end_all, alone))

    return make


# What is made ready for the forks.


@pytest.mark.parametrize(("threads", "how"), [(1, "bare"), (2, "whole"), (3, "whole")])
def test_only_a_program_of_one_thread_is_forked_without_what_python_does_for_others(monkeypatch, made, threads, how):
    used: list[str] = []
    fork = os.fork
    frames = dict.fromkeys(range(threads))
    monkeypatch.setattr(fresh, "sys", SimpleNamespace(**{**vars(sys), "_current_frames": lambda: frames}))
    monkeypatch.setattr(fresh, "_bare_fork", lambda: used.append("bare") or fork())
    monkeypatch.setattr(os, "fork", lambda: used.append("whole") or fork())
    assert made().imported() == READY
    assert used == [how]


def test_a_bare_fork_is_a_process_of_its_own():
    child = fresh._bare_fork()
    if child == 0:
        os._exit(3)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3


@pytest.mark.parametrize("child", [0, 1, 2, 4711])
def test_a_bare_fork_says_who_is_who(monkeypatch, child):
    monkeypatch.setattr(fresh, "_c_library", lambda: SimpleNamespace(fork=lambda: child))
    assert fresh._bare_fork() == child


def test_a_bare_fork_that_fails_is_an_error(monkeypatch):
    monkeypatch.setattr(fresh, "_c_library", lambda: SimpleNamespace(fork=lambda: -1))
    with pytest.raises(OSError, match="fork"):
        fresh._bare_fork()


def test_what_forks_only_look_at_is_kept_from_the_garbage_collector_and_garbage_is_not(monkeypatch, made):
    class Knot:
        def __init__(self) -> None:
            self.itself = self

    monkeypatch.setattr(fresh, "gc", gc)
    gc.disable()
    try:
        knot = weakref.ref(Knot())
        made()
        assert knot() is None
        assert gc.get_freeze_count() > 0
    finally:
        gc.enable()


def test_what_a_fork_runs_has_run_before(monkeypatch, made):
    warmed: list[str] = []
    monkeypatch.setattr(fresh, "warm_up", lambda: warmed.append("up"))
    made()
    assert warmed == ["up"]


def test_warming_up_imports_and_answers_until_python_has_adapted_its_code(monkeypatch):
    seen: dict[str, list[Any]] = {"import_modules": [], "answer_of": []}

    def seeing(name: str) -> Callable[..., Any]:
        called = getattr(fresh, name)

        def see(*given: Any) -> Any:
            seen[name].append(called(*given))
            return seen[name][-1]

        return see

    for name in seen:
        monkeypatch.setattr(fresh, name, seeing(name))
    fresh.warm_up.__wrapped__()
    assert seen["import_modules"] == [READY] * fresh.WARM_UPS
    assert seen["answer_of"] == [b'{"kind":"returned","value":0.5}'] * fresh.WARM_UPS


def test_a_question_is_compiled_once_for_all_the_forks_that_are_asked_it(made):
    asked = made()
    compiled.cache_clear()
    asked("return 1")
    assert compiled.cache_info().currsize == 1
    asked("return 1")
    assert compiled.cache_info().hits == 1


# What a fork has.


def open_files() -> list[int]:
    """The numbers of all open files of a process."""

    def is_open(number: int) -> bool:
        try:
            os.fstat(number)
        except OSError:
            return False
        return True

    return [number for number in range(1024) if is_open(number)]


def test_a_fork_has_neither_the_channel_nor_any_file_but_for_what_it_prints_and_answers(made):
    channel = os.pipe()
    asked = made(f"import os\n{inspect.getsource(open_files)}", channel)
    before = {*open_files()}
    inside = {*asked("return quartet.open_files()")["value"]}
    assert before - inside == {*channel}
    assert len(inside - before) == 2
    assert {*open_files()} == before
    for end in channel:
        os.close(end)


@contextlib.contextmanager
def standard_input(text: str, folder: Path) -> Iterator[None]:
    """Puts this process's standard input at a file with this text."""
    (folder / "typed.txt").write_text(text)
    saved = os.dup(0)
    with (folder / "typed.txt").open() as file:
        os.dup2(file.fileno(), 0)
    try:
        yield
    finally:
        os.dup2(saved, 0)
        os.close(saved)


def test_a_forks_standard_input_is_at_its_end(made, tmp_path):
    read = "import os, select; return os.read(0, 9).decode() if select.select([0], [], [], 0)[0] else 'waits'"
    with standard_input("of the session", tmp_path):
        assert made()(read)["value"] == ""


def test_what_goes_to_standard_output_and_error_comes_with_the_answer(made):
    reply = made()("import os; os.write(1, b'out, '); os.write(2, b'error'); return 6")
    assert reply == {"kind": "returned", "value": 6, "output": "out, error"}


def test_what_an_import_prints_is_nobodys_answer(made):
    def print_as_programs_do() -> None:
        sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115

    asked = made("import os\nprint('noise')\nos.write(1, b'more')\n", alone=print_as_programs_do)
    assert asked("print('words')")["output"] == "words\n"
    assert "output" not in asked()
    assert asked.imported() == READY


def test_a_fork_leads_a_session_of_its_own(made):
    session = "import os; return [os.getpid(), os.getsid(0), os.getpgid(0)]"
    pid, *leads = made()(session)["value"]
    assert leads == [pid, pid]
    assert pid != os.getpid()


def test_only_a_fork_is_made_alone(made):
    alone: list[int] = []
    asked = made("import builtins\n", alone=lambda: alone.append(os.getpid()) or setattr(sys, "alone", len(alone)))
    assert asked("import sys; return sys.alone")["value"] == 1
    assert alone == []


def test_in_a_fork_somebody_listens_for_rules_that_are_broken(made):
    reply = made()("open('/nowhere/at/all')")
    assert (reply["type"], reply["breach"]) == ("FileNotFoundError", "read")


def test_a_module_that_cannot_be_imported_is_the_answer_to_every_question(made):
    asked = made("1 / 0\n")
    for reply in (asked.imported(), asked("return 1")):
        assert (reply["kind"], reply["type"]) == ("raised", "ZeroDivisionError")


DRAW = "[random.random(), float(np.random.rand())]"


def test_generators_start_the_same_for_each_import_and_again_for_each_question(made, monkeypatch):
    # `os.fork` starts the library's anew.
    monkeypatch.setattr(fresh, "sys", SimpleNamespace(**{**vars(sys), "_current_frames": lambda: [1, 2]}))
    random.seed(0)
    np.random.seed(0)
    first = [random.random(), float(np.random.rand())]
    asked = made(f"import random\nimport numpy as np\ndrawn = {DRAW}\n")
    for _ in range(2):
        assert asked(f"import random; return [{MODULE}.drawn, {DRAW}]")["value"] == [first, first]


# What a fork may take.


class Waits:
    """Notes what each process may take, and waits for none; each says that it computed for `computed` seconds."""

    def __init__(self) -> None:
        self.noted: list[tuple[float, float, float]] = []
        self.computed = 0.25
        self.late = False

    def wait(self, fd: int, child: int, *limits: float) -> None:
        self.noted.append(limits)  # type: ignore[arg-type]
        if self.late:
            raise TimeoutError


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> Waits:
    made_up = Waits()
    monkeypatch.setattr(fresh, "_wait", made_up.wait)
    monkeypatch.setattr(fresh, "_processor_time", lambda pid: made_up.computed)
    return made_up


@pytest.mark.parametrize(("computed", "granted"), [(0.25, 0.25), (1.0, 1.0), (3.0, 1.0)])
def test_what_the_import_computes_within_its_limit_is_granted_to_each_question(made, waits, computed, granted):
    asked = made()
    waits.computed = computed
    asked.imported(seconds=1.0, clock=2.0, patience=3.0)
    waits.computed = 0.5
    for _ in range(2):
        asked(seconds=4.0, clock=5.0, patience=6.0)
    in_all = (4.0 + granted, 5.0 + fresh.WALL_CLOCK_FACTOR * granted, 6.0)
    assert waits.noted == [(1.0, 2.0, 3.0), in_all, in_all]


@pytest.mark.parametrize(("left", "seconds"), [(4.0, 4.0), (4.25, 4.25), (5.0, 4.25)])
def test_no_question_computes_for_more_than_is_left_to_the_submission(made, waits, left, seconds):
    asked = made()
    asked.imported()
    asked(seconds=4.0, left=left)
    assert waits.noted[-1][0] == seconds


def test_an_import_that_is_late_is_told_and_grants_nothing(made, waits):
    asked = made()
    waits.late = True
    assert asked.imported() == TIMEOUT
    waits.late = False
    asked(seconds=4.0)
    assert waits.noted[-1][0] == 4.0


@pytest.mark.parametrize("error", [TimeoutError, None])
def test_an_answer_that_has_begun_has_so_long_to_end(monkeypatch, made, waits, error):
    deadlines: list[float] = []

    def receive(fd: int, deadline: float) -> bytes:
        deadlines.append(deadline)
        if error:
            raise error
        return b'"whole"'

    monkeypatch.setattr(fresh, "receive", receive)
    monkeypatch.setattr(fresh, "time", SimpleNamespace(monotonic=lambda: 1000.0))
    assert made()() == (TIMEOUT if error else "whole")
    assert deadlines == [1000.0 + fresh.REPLY_SECONDS]


# What is left of a fork.


@pytest.mark.parametrize("announced", [MAX_FRAME + 1, 5])
def test_an_answer_that_is_too_large_or_breaks_off_is_none(monkeypatch, made, announced):
    monkeypatch.setattr(fresh, "framed", lambda body: struct.pack(">I", announced) + b"four")
    assert made()() == DIED


@pytest.mark.skipif(not hasattr(os, "waitid"), reason="the system says how a process ended only once it is gone")
@pytest.mark.parametrize("fails", [False, True])
def test_a_fork_ends_by_itself_even_if_it_cannot_be_made_a_place_for_a_students_code(monkeypatch, made, fails):
    ended: list[Any] = []

    def wait(fd: int, child: int, *limits: float) -> None:
        ended.append(os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT))

    def alone() -> None:
        if fails:
            raise KeyboardInterrupt

    monkeypatch.setattr(fresh, "_wait", wait)
    assert made(alone=alone)("return 1") == (DIED if fails else {"kind": "returned", "value": 1})
    assert [(each.si_code, each.si_status) for each in ended] == [(os.CLD_EXITED, 0)]


@pytest.mark.parametrize("gone", [False, True])
def test_a_fork_that_is_late_is_killed_with_its_group_and_then_all_others_end(monkeypatch, made, waits, gone):
    """It may not have its group yet; and whatever ends all others may have seen the end of it."""
    done: list[tuple[Any, ...]] = []

    def doing(name: str, error: type[OSError]) -> Callable[..., None]:
        def do(*given: int) -> None:
            done.append((name, *given))
            if gone:
                raise error

        return do

    monkeypatch.setattr(os, "kill", doing("kill", PermissionError if gone else OSError))
    monkeypatch.setattr(os, "killpg", doing("killpg", ProcessLookupError))
    monkeypatch.setattr(os, "waitpid", doing("waitpid", ChildProcessError))
    monkeypatch.setattr(fresh, "_bare_fork", lambda: 4711)
    monkeypatch.setattr(os, "fork", lambda: 4711)
    waits.late = True
    before = open_files()
    assert made(end_all=lambda: done.append(("end all",)))() == TIMEOUT
    kills = [("kill", 4711, signal.SIGKILL), ("killpg", 4711, signal.SIGKILL)]
    assert done == [*kills[: 1 if gone else 2], ("end all",), ("waitpid", 4711, 0)]
    assert open_files() == before


def test_a_fork_that_has_answered_is_gone(made):
    child = made()("import os; return os.getpid()")["value"]
    with pytest.raises(ChildProcessError):
        os.waitpid(child, os.WNOHANG)


STARTS = f"""import os, time
def starts():
    if os.fork() == 0:
        time.sleep({PATIENCE})
        os._exit(0)
    return True
"""


def test_what_a_question_starts_ends_with_it(made):
    reading, writing = os.pipe()
    assert made(STARTS, [reading])("return quartet.starts()")["value"]
    os.close(writing)
    # The end of what nobody has open any more.
    assert os.read(reading, 1) == b""
    os.close(reading)
