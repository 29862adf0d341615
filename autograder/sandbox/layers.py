"""Names the layers that confine a worker, and the environment that it starts in."""

from __future__ import annotations

from autograder.sandbox.bubblewrap import WORKPLACE
from autograder.sandbox.worker.namespaces import NAMESPACES

LAYERS = frozenset({"bwrap", "rlimits", "capabilities", "no_new_privs", "landlock", "seccomp", *NAMESPACES})
# Those that a container without namespaces still has; a user of its own takes the place of the others.
LAYERS_WITHOUT_NAMESPACES = frozenset({"own-user", "rlimits", "capabilities", "no_new_privs", "landlock", "seccomp"})
# The same for every run: results must not depend on the instructor's shell.
# There are no programs in PATH, and no tables of time zones.
PINNED = {
    "HOME": WORKPLACE,
    "LC_ALL": "C.UTF-8",
    # Freed arrays stay with the process: without, each costs page faults anew.
    "MALLOC_MMAP_THRESHOLD_": "268435456",
    "MALLOC_TRIM_THRESHOLD_": "268435456",
    "MKL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PATH": "",
    "PYTHONHASHSEED": "0",
    "PYTHONTZPATH": "",
    "TZ": "UTC",
}
