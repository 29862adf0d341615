"""Root of a container becomes `nobody` before bubblewrap, where `nobody` reaches all that bubblewrap needs."""

from __future__ import annotations

import os

import pytest

from autograder.sandbox.bubblewrap import before_bwrap
from autograder.sandbox.doctor.machine import refusal
from autograder.sandbox.users import NOBODY


@pytest.fixture
def root() -> None:
    """Only as root."""
    if os.getuid():
        pytest.skip("only root can become somebody else")


@pytest.mark.usefixtures("root")
def test_root_with_a_containers_powers_becomes_nobody_before_bubblewrap(monkeypatch):
    monkeypatch.setattr("autograder.sandbox.bubblewrap.drops_root", lambda: False)
    monkeypatch.setattr("autograder.sandbox.bubblewrap.within_reach", lambda user, paths: list(paths))
    seen: list[int] = []
    prepare = before_bwrap(lambda: seen.append(os.getuid()))
    assert prepare is not None

    def prepared() -> None:
        prepare()
        raise OSError(f"{seen} {os.getresuid()} {os.getresgid()} {os.getgroups()}")

    assert refusal(prepared) == f"[0] {(NOBODY,) * 3} {(NOBODY,) * 3} []"


def test_root_stays_root_where_nobody_cannot_reach_the_interpreter(monkeypatch):
    monkeypatch.setattr("autograder.sandbox.bubblewrap.drops_root", lambda: False)
    monkeypatch.setattr("autograder.sandbox.bubblewrap.within_reach", lambda user, paths: list(paths)[1:])
    assert before_bwrap(None) is None
