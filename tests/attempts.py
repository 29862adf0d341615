"""Has a session attack from within chosen layers of the sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from autograder.records import Limits
from autograder.sandbox.confined import SandboxLauncher
from autograder.sandbox.replies import Probe, Reply, Returned
from autograder.sandbox.session import Session, Work

PROBE = Probe("probe", "def probe(attacker, x):\n    return attacker.attack(x)", ("attacker",), ("x",), object, "")
CALL = "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\n"


@contextmanager
def attacked(layers: frozenset[str], body: str, x: Any = None, seconds: float = 5.0) -> Iterator[Reply]:
    """What `attack(x)` comes to within these layers."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    launcher = SandboxLauncher(layers=layers)
    limits = Limits(seconds=0.5, memory_mb=100)
    session = Session(launcher, Work({"attacker.py": f"def attack(x):\n{lines}".encode()}, ("attacker",), (), limits))
    try:
        session.open()  # where no session works, no attack succeeds either
        assert not session.import_failed
        assert layers - {"landlock"} <= set(session.layers)
        yield session.observe(PROBE, (x,), seconds)
    finally:
        session.close()
        launcher.stop()


def succeeds(layers: frozenset[str], body: str, x: Any = None, seconds: float = 5.0) -> bool:
    with attacked(layers, body, x, seconds) as reply:
        return isinstance(reply, Returned) and bool(reply.value)
