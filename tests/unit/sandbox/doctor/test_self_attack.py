"""Every attack of the doctor's has something to go for while it is tried, and what came of it is told as it is."""

from __future__ import annotations

import os
import platform
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from autograder.errors import Problem
from autograder.sandbox import doctor
from autograder.sandbox.doctor import attacks, diagnose
from autograder.sandbox.doctor import self_attack as of_package
from autograder.sandbox.doctor.self_attack import LIMITS, Report, Trial
from autograder.sandbox.replies import Died, Raised, Reply, Returned, Timeout, Uncrossable
from autograder.sandbox.worker.call_numbers import numbers_of

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the doctor attacks Linux's sandbox")
module = sys.modules["autograder.sandbox.doctor.self_attack"]
NO = Returned(False)


class Confined:
    """A session that answers every attack as it is told to, and looks at what the attack goes for."""

    def __init__(self, **replies: Reply) -> None:
        self.replies = replies
        self.targets: dict[str, Any] = {}
        self.seconds: dict[str, float] = {}
        self.seen: dict[str, object] = {}
        self.closed = False
        self.opened = False
        self.layers = ("bwrap", "seccomp")

    def __call__(self, launcher: object, work: Any) -> Confined:
        self.launcher, self.work = launcher, work
        return self

    def open(self) -> None:
        assert not self.targets
        self.opened = True

    def observe(self, probe: Any, arguments: tuple[Any, ...], seconds: float) -> Reply:
        (target,) = arguments
        _, _, call = probe.source.partition("return hostile.")
        name = call.removesuffix("(target)")
        self.targets[name], self.seconds[name] = target, seconds
        assert callable(getattr(attacks, name))
        if name == "read_a_file":
            folder = Path(target).parent
            self.seen = {"text": Path(target).read_text(), "mode": folder.stat().st_mode & 0o777, "folder": folder.name}
        if name == "read_the_environment":
            self.seen["environment"] = os.environ[target]
        if name == "open_a_connection":
            socket.create_connection(("127.0.0.1", target), 5).close()
        if name == "signal_a_neighbour":
            os.kill(target, 0)
            self.seen["pid"] = target
            self.seen["waits for"] = os.readlink(f"/proc/{target}/fd/0")
        return self.replies.get(name, NO)

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def attacked(monkeypatch):
    """Attacks a session that replies so; the trials by attack."""

    def run(**replies: Reply) -> tuple[Confined, dict[str, Trial]]:
        session = Confined(**replies)
        monkeypatch.setattr(module, "Session", session)
        report = of_package("a launcher")
        assert report.layers == session.layers
        return session, {trial.attack: trial for trial in report.trials}

    return run


def test_what_an_attack_goes_for_is_there_while_it_is_tried_and_gone_afterwards(attacked):
    session, _ = attacked()
    assert session.opened
    assert session.closed
    assert min(len(session.seen["text"]), len(session.seen["environment"])) >= 16
    assert session.seen["text"] != session.seen["environment"]
    assert session.seen["folder"].startswith("chainrule-doctor-")
    assert session.seen["waits for"].startswith("pipe:")  # so that it is alive until it is no longer needed
    assert session.targets["open_a_connection"] >= 1024  # which takes no powers
    assert session.seen["mode"] == 0o755  # or only the user would be in the way
    assert session.targets["write_a_file"] == session.targets["read_a_file"]
    assert not Path(session.targets["read_a_file"]).exists()
    assert session.targets["read_the_environment"] not in os.environ
    with pytest.raises(ProcessLookupError):
        os.kill(session.seen["pid"], 0)
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", session.targets["open_a_connection"]), 5)


def test_it_is_the_hostile_module_that_is_confined_within_the_doctor_s_limits(attacked):
    session, _ = attacked()
    assert (session.launcher, session.work.modules, session.work.limits) == ("a launcher", ("hostile",), LIMITS)
    assert session.work.files == {"hostile.py": Path(attacks.__file__).read_bytes()}


def test_attacks_ask_for_more_than_a_session_may_have(attacked):
    session, _ = attacked()
    assert session.targets["fork_for_ever"] > 32
    assert session.targets["take_all_memory"] > LIMITS.memory_mb
    assert session.targets["wait_for_ever"] > 5 * LIMITS.seconds
    assert session.targets["share_memory"] == os.getpid()
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(session.targets["flush_the_disk"])  # or it would succeed where nothing is flushed
    private, anonymous, huge = 0x2, 0x20, 0x40000
    assert session.targets["take_huge_pages"] == private | anonymous | huge
    assert session.targets["use_the_users_keys"] == numbers_of(platform.machine())["keyctl"]


def test_time_stops_only_what_waits_for_ever_and_the_others_have_time_to_succeed(attacked):
    session, _ = attacked()
    assert session.seconds.pop("wait_for_ever") == 1.0
    assert set(session.seconds.values()) == {5.0}


@pytest.mark.parametrize(
    ("reply", "stopped", "outcome"),
    [
        (Returned(True), False, "succeeded"),
        (Returned("the text"), False, "succeeded"),
        (Returned(False), True, "came to nothing"),
        (Returned(0), True, "came to nothing"),
        (Raised("PermissionError", "[Errno 1] Operation not permitted", ()), True, "PermissionError [Errno 1] Op"),
        (Raised("OSError", "[Errno 30] Read-only: '/tmp/chainrule-doctor-x/canary'", ()), True, "OSError [Errno 30]"),
        (Raised("MemoryError", "", ()), True, "MemoryError"),
        (Died(), True, "its process was ended"),
        (Uncrossable("a set"), True, "its process was ended"),
        (Timeout(), False, "no answer"),
    ],
)
def test_an_attack_is_stopped_unless_it_says_that_it_succeeded_or_nothing(attacked, reply, stopped, outcome):
    _, trials = attacked(read_a_file=reply)
    trial = trials["read a file"]
    assert (trial.stopped, trial.layers) == (stopped, ("bwrap", "landlock"))
    assert trial.outcome.startswith(outcome)
    assert "canary" not in trial.outcome
    assert all(trial.stopped for name, trial in trials.items() if name not in ("read a file", "wait for ever"))


@pytest.mark.parametrize(
    ("reply", "stopped", "outcome"),
    [(Timeout(), True, "ended after 2 s"), (NO, False, "succeeded"), (Died(), False, "succeeded")],
)
def test_what_waits_for_ever_is_stopped_by_its_time_alone(attacked, reply, stopped, outcome):
    _, trials = attacked(wait_for_ever=reply)
    assert (trials["wait for ever"].stopped, trials["wait for ever"].outcome) == (stopped, outcome)


def test_a_session_that_cannot_be_confined_is_closed(monkeypatch):
    session = Confined()
    monkeypatch.setattr(session, "open", lambda: (_ for _ in ()).throw(Problem("no")))
    monkeypatch.setattr(module, "Session", session)
    with pytest.raises(Problem):
        of_package("a launcher")
    assert session.closed


class Launcher:
    """A launcher that is stopped."""

    def __init__(self, memory_mb: int) -> None:
        self.memory_mb, self.stopped = memory_mb, False

    def stop(self) -> None:
        self.stopped = True


@pytest.fixture
def diagnosed(monkeypatch):
    """The diagnosis of a machine whose attacks come to this."""

    def run(outcome: Report | Problem) -> Any:
        made: list[Launcher] = []

        def attack(launcher: Launcher) -> Report:
            made.append(launcher)
            if isinstance(outcome, Problem):
                raise outcome
            return outcome

        monkeypatch.setattr(doctor, "findings", lambda: ["what was found"])
        monkeypatch.setattr(doctor, "SandboxLauncher", Launcher)
        monkeypatch.setattr(doctor, "self_attack", attack)
        diagnosis = diagnose()
        assert [(each.memory_mb, each.stopped) for each in made] == [(LIMITS.memory_mb, True)]
        assert diagnosis.findings == ("what was found",)
        return diagnosis

    return run


STOPPED, MEMORY, NET = Trial("read a file", (), True, ""), Trial("memory", (), False, ""), Trial("net", (), False, "")


def test_a_machine_isolates_if_every_attack_is_stopped(diagnosed):
    diagnosis = diagnosed(Report(("bwrap",), (STOPPED,)))
    assert (diagnosis.isolates, diagnosis.reason) == (True, "")
    assert (diagnosis.layers, diagnosis.trials) == (("bwrap",), (STOPPED,))


def test_a_machine_does_not_isolate_if_one_attack_succeeds_and_it_is_named(diagnosed):
    diagnosis = diagnosed(Report(("bwrap",), (MEMORY, STOPPED, NET)))
    assert not diagnosis.isolates
    assert diagnosis.reason == "Not stopped: memory, net."


def test_a_machine_that_cannot_be_attacked_says_why_without_sending_to_the_doctor(diagnosed):
    diagnosis = diagnosed(Problem(f"The sandbox could not be set up: no bwrap. {doctor.SEE_DOCTOR}"))
    assert (diagnosis.isolates, diagnosis.trials, diagnosis.layers) == (False, (), ())
    assert diagnosis.reason == "The sandbox could not be set up: no bwrap."
