"""A worker that dies is asked again, and less often if it takes its time to die."""

from __future__ import annotations

import time

import pytest

from autograder.records import Limits
from autograder.sandbox.plain import PlainLauncher
from autograder.sandbox.replies import Died, Probe
from autograder.sandbox.session import RETRIES, Session, Work


@pytest.mark.parametrize(("lasts", "asked"), [(0.0, 1 + RETRIES), (0.2, 2)])
def test_who_takes_long_to_die_is_asked_less_often(monkeypatch, lasts, asked):
    """Dying at the last moment, again and again, would cost the judge four times what an endless loop does."""
    session = Session(PlainLauncher(), Work({}, (), (), Limits()))
    answers = []

    def dies(request: dict[str, object], seconds: float) -> Died:
        answers.append(request)
        time.sleep(lasts)
        return Died()

    monkeypatch.setattr(session, "_answer", dies)
    monkeypatch.setattr("autograder.sandbox.session.IMPORT_SECONDS", 0.1)
    assert session.observe(Probe("probe", "", (), (), object, ""), (), seconds=0.2) == Died()
    assert len(answers) == asked
