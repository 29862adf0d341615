"""A launcher starts one zygote, as strict as it is told, and asks it for sessions; failures are told and undone."""

from __future__ import annotations

import contextlib
import io
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from helpers import PATIENCE

from autograder.errors import Problem
from autograder.sandbox import confined
from autograder.sandbox.confined import SandboxLauncher
from autograder.sandbox.layers import LAYERS, PINNED
from autograder.sandbox.session import Session
from autograder.sandbox.users import NOBODY

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the sandbox is Linux's")
WARM = b"warm"


class Zygote:
    """Stands for the process of a zygote: says its first word at once, and keeps what it is told."""

    def __init__(self, word: bytes, last_words: str, command: list[str], options: dict[str, Any]) -> None:
        self.command, self.options = command, options
        self.done: list[str] = []
        self.socket = socket.socket(fileno=os.dup(options["stdin"]))
        self.socket.settimeout(PATIENCE)
        self.stderr = io.BytesIO(last_words.encode())
        if word:
            self.socket.send(word)
        else:
            self.socket.close()

    def kill(self) -> None:
        self.done.append("kill")

    def wait(self) -> None:
        self.done.append("wait")

    def parameters(self) -> dict[str, Any]:
        """What it is told on its command line."""
        found: dict[str, Any] = json.loads(self.command[-1])
        return found

    def session(self) -> socket.socket:
        """The session's end of what it is asked for."""
        message, (descriptor,), _, _ = socket.recv_fds(self.socket, 10, 1)
        assert message == b"s"
        return socket.socket(fileno=descriptor)


class Waiting(socket.socket):
    """The launcher's end, which keeps how long it was told to wait."""

    told: tuple[float | None, ...] = ()

    def settimeout(self, value: float | None) -> None:
        self.told += (value,)
        super().settimeout(value)


@pytest.fixture
def zygotes(monkeypatch) -> Iterator[Any]:
    """Starts zygotes that say these words, with what they leave on stderr; those that were started."""
    started: list[Zygote] = []
    words: list[tuple[bytes, str]] = []

    def start(command: list[str], **options: Any) -> Zygote:
        started.append(Zygote(*(words.pop(0) if words else (WARM, "")), command, options))
        return started[-1]

    monkeypatch.setattr(confined, "subprocess", SimpleNamespace(**{**vars(subprocess), "Popen": start}))
    monkeypatch.setattr(confined, "find_bwrap", lambda: "bwrap")
    monkeypatch.setattr(confined, "before_bwrap", lambda enter_group: ("before bwrap", enter_group))
    yield SimpleNamespace(started=started, words=words)
    for each in started:
        each.socket.close()


@pytest.fixture
def launcher(zygotes) -> Iterator[SandboxLauncher]:
    made = SandboxLauncher()
    yield made
    made.stop()


def test_one_zygote_answers_for_all_sessions_and_each_has_its_own(launcher, zygotes):
    channels = [launcher.start(), launcher.start()]
    (zygote,) = zygotes.started
    sessions = [zygote.session(), zygote.session()]
    for channel, session in zip(channels, sessions, strict=True):
        assert channel.reader == channel.writer
        os.write(channel.writer, b"question")
        assert session.recv(10) == b"question"
        channel.close()
        session.close()


def test_what_a_worker_does_not_read_holds_nobody_up(launcher, zygotes):
    channel = launcher.start()
    with zygotes.started[0].session():
        assert not os.get_blocking(channel.writer)
        with contextlib.suppress(BlockingIOError):
            while os.write(channel.writer, b"x" * 2**16):
                pass
    channel.close()


def test_a_session_that_is_killed_is_hung_up_on_and_killing_it_again_is_no_error(launcher, zygotes):
    channel = launcher.start()
    with zygotes.started[0].session() as session:
        channel.kill()
        assert session.recv(1) == b""
        channel.close()
    channel.kill()


def test_the_zygote_is_confined_by_bubblewrap_with_nothing_of_the_instructors(launcher, zygotes):
    launcher.start().close()
    (zygote,) = zygotes.started
    assert zygote.command[0] == "bwrap"
    assert "--unshare-net" in zygote.command
    assert zygote.options["env"] == dict(PINNED)
    assert zygote.options["start_new_session"] is True
    assert (zygote.options["stdout"], zygote.options["stderr"]) == (subprocess.DEVNULL, subprocess.PIPE)
    assert zygote.options["preexec_fn"] == ("before bwrap", None)
    told = zygote.parameters()
    assert (told["uid"], told["layers"]) == (NOBODY, sorted(LAYERS - {"bwrap"}))
    assert told["packages"] == ["numpy"]
    assert launcher.outer_layers == ("wall_clock", "bwrap")


def test_without_the_layers_of_a_test_it_is_confined_by_the_others(zygotes):
    launcher = SandboxLauncher(("msgspec",), layers={"bwrap", "seccomp"}, warm_up="msgspec.json")
    launcher.start().close()
    launcher.stop()
    assert "--unshare-net" not in zygotes.started[0].command
    told = zygotes.started[0].parameters()
    assert (told["layers"], told["packages"], told["warm_up"]) == (["seccomp"], ["numpy", "msgspec"], "msgspec.json")


def test_without_bubblewrap_it_runs_as_it_is_with_a_folder_that_is_gone_afterwards(zygotes, recwarn):
    launcher = SandboxLauncher(layers={"seccomp"})
    launcher.start().close()
    (zygote,) = zygotes.started
    workplace = zygote.parameters()["workplace"]
    assert zygote.parameters()["readable"] == ["/"]
    assert (launcher.outer_layers, zygote.command[0]) == (("wall_clock",), sys.executable)
    assert zygote.options["preexec_fn"] is None
    assert os.path.isdir(workplace)
    assert os.path.basename(workplace).startswith("chainrule-")
    launcher.stop()
    assert not os.path.exists(workplace)
    # Python would remove it too, at a time of its own choice, and complain.
    assert not [warning for warning in recwarn if "cleaning up" in str(warning.message)]


@pytest.mark.parametrize(("memory", "asked"), [({}, []), ({"memory_mb": 300}, [300])])
def test_only_a_limit_that_is_set_asks_for_a_control_group(zygotes, monkeypatch, memory, asked):
    found: list[int] = []
    removed: list[str] = []
    group = SimpleNamespace(enter=lambda: None, remove=lambda: removed.append("group"))
    monkeypatch.setattr(confined, "sandbox_group", lambda megabytes: found.append(megabytes) or group)
    launcher = SandboxLauncher(**memory)
    launcher.start().close()
    assert found == asked
    assert ("cgroup_limits" in launcher.outer_layers) is bool(asked)
    launcher.stop()
    assert removed == ["group"] * len(asked)


def test_where_no_group_can_be_had_none_is_told(zygotes, monkeypatch):
    monkeypatch.setattr(confined, "sandbox_group", lambda megabytes: None)
    launcher = SandboxLauncher(memory_mb=300)
    launcher.start().close()
    assert launcher.outer_layers == ("wall_clock", "bwrap")
    launcher.stop()


def test_what_the_zygote_says_instead_of_its_word_is_told_at_its_end(launcher, zygotes):
    zygotes.words[:] = [(b"", "x" * 600 + "no user namespaces\n")] * 2
    with pytest.raises(Problem, match=r"cannot start on this machine: x+no user namespaces\n.*doctor") as caught:
        launcher.start()
    assert f": {'x' * (500 - len('no user namespaces'))}no user" in str(caught.value)
    (zygote,) = zygotes.started
    assert zygote.done[0] == "kill"


def test_a_zygote_that_ends_without_a_word_is_tried_once_more(launcher, zygotes):
    zygotes.words[:] = [(b"", ""), (WARM, "")]
    launcher.start().close()
    first, second = zygotes.started
    assert first.done == ["kill", "kill", "wait"]
    assert first.stderr.closed
    assert second.done == []


def test_a_second_one_that_ends_so_is_told_and_nothing_of_it_is_left(launcher, zygotes):
    zygotes.words[:] = [(b"", "")] * 2
    with pytest.raises(Problem, match=r"The sandbox does not answer: .*without a word\. .*doctor"):
        launcher.start()
    assert [zygote.done[-1] for zygote in zygotes.started] == ["wait", "wait"]


def test_the_first_word_is_waited_for_ten_minutes_and_requests_for_as_long_as_they_take(launcher, monkeypatch):
    ends: list[Waiting] = []
    pair = socket.socketpair

    def socketpair() -> tuple[socket.socket, socket.socket]:
        ours, theirs = pair()
        ends.append(Waiting(fileno=ours.detach()))
        return ends[-1], theirs

    monkeypatch.setattr(confined.socket, "socketpair", socketpair)
    launcher.start().close()
    assert ends[0].told == (600, None)
    launcher.stop()
    assert ends[0].fileno() == -1


def test_a_control_of_a_zygote_that_failed_is_closed(launcher, zygotes, monkeypatch):
    ends: list[socket.socket] = []
    pair = socket.socketpair
    monkeypatch.setattr(confined.socket, "socketpair", lambda: ends.extend(pair()) or tuple(ends[-2:]))
    zygotes.words[:] = [(b"cold", "it is cold")] * 2
    with contextlib.suppress(Problem):
        launcher.start()
    assert ends[0].fileno() == -1


def test_a_user_of_its_own_owns_the_folder_reads_what_a_worker_needs_and_leaves_no_process(zygotes, monkeypatch):
    owned: list[tuple[str, int, int]] = []
    ended: list[int] = []
    monkeypatch.setattr(confined, "fresh_user", lambda: 4711)
    monkeypatch.setattr(confined, "end_processes_of", ended.append)
    monkeypatch.setattr(confined, "worker_reads", lambda packages: ["/what/it/needs"])
    monkeypatch.setattr(confined.os, "chown", lambda *given: owned.append(given))
    launcher = SandboxLauncher(layers={"own-user", "seccomp"})
    launcher.start().close()
    told = zygotes.started[0].parameters()
    assert (told["uid"], told["readable"]) == (4711, ["/what/it/needs"])
    assert [(os.path.realpath(path), user, group) for path, user, group in owned] == [(told["workplace"], 4711, 4711)]
    assert ended == []
    launcher.stop()
    assert ended == [4711]


@pytest.mark.parametrize(
    ("platform", "error", "done"),
    [
        ("linux", None, ["open", "close", "stop"]),
        ("linux", Problem("no"), ["open", "stop"]),
        ("linux", OSError("no"), ["open", "stop"]),
        ("darwin", None, []),
    ],
)
def test_the_sandbox_works_where_a_session_of_it_can_be_opened(monkeypatch, platform, error, done):
    did: list[str] = []

    def open_session(session: Session) -> None:
        did.append("open")
        if error:
            raise error

    monkeypatch.setattr(confined, "sys", SimpleNamespace(platform=platform))
    monkeypatch.setattr(Session, "open", open_session)
    monkeypatch.setattr(Session, "close", lambda session: did.append("close"))
    monkeypatch.setattr(SandboxLauncher, "stop", lambda launcher: did.append("stop"))
    assert confined.sandbox_works() is ("close" in done)
    assert did == done
