"""As whom bubblewrap is started: a control group to enter comes in, what its process does before it leaves.

The kernel exempts root from the limit on processes. Root with all its powers becomes `nobody` inside bubblewrap; root
of a container, who may not make namespaces without a user namespace of its own, has to become `nobody` before.
"""

from __future__ import annotations

from collections.abc import Callable

from autograder.sandbox.bubblewrap import NOBODY, drops_root, outside
from autograder.sandbox.interpreter import site_packages
from autograder.sandbox.users import CAP_KILL, CAP_SETGID, CAP_SETUID, become, may_become, within_reach


def before_bwrap(enter_group: Callable[[], None] | None) -> Callable[[], None] | None:
    """What the process does that is going to be bubblewrap, or None if nothing."""
    if not _as_nobody():
        return enter_group

    def prepare() -> None:
        if enter_group:
            enter_group()
        become(NOBODY)

    return prepare


def _as_nobody() -> bool:
    if not may_become(NOBODY, CAP_KILL, CAP_SETGID, CAP_SETUID) or drops_root():
        return False
    needed = [*outside(), str(site_packages())]
    return within_reach(NOBODY, needed) == needed
