"""bubblewrap is asked for a root of just what a worker needs, all of it read-only, as nobody and with no neighbours."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from autograder.errors import Problem
from autograder.sandbox import bubblewrap as module
from autograder.sandbox.bubblewrap import KIT, LIBRARIES, PACKAGES, PYTHON, before_bwrap, bwrap_arguments
from autograder.sandbox.interpreter import interpreter_inside

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has bubblewrap")
TAKES = {
    **dict.fromkeys(
        ("--uid", "--gid", "--dir", "--perms", "--size", "--tmpfs", "--proc", "--remount-ro", "--chdir"), 1
    ),
    **dict.fromkeys(("--setenv", "--dev-bind", "--ro-bind", "--bind"), 2),
}
NEIGHBOURS = {"--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"}


class Step(NamedTuple):
    """One thing that bubblewrap is told to do."""

    option: str
    values: tuple[str, ...]


def steps(arguments: list[str]) -> list[Step]:
    """What bubblewrap makes of its arguments, in order."""
    found, rest = [], iter(arguments)
    for option in rest:
        found.append(Step(option, tuple(next(rest) for _ in range(TAKES.get(option, 0)))))
    return found


@pytest.fixture
def machine(monkeypatch, tmp_path) -> Path:
    """An interpreter, its library and a package in a folder of their own, for whoever grades."""
    library, package = tmp_path / "python3.11", tmp_path / "site/wavelets"
    (library / "site-packages").mkdir(parents=True)
    package.mkdir(parents=True)
    (tmp_path / "python").touch()
    for path in (library, package):
        path.chmod(0o755)
    (tmp_path / "python").chmod(0o755)
    monkeypatch.setattr(module, "base_interpreter", lambda: str(tmp_path / "python"))
    monkeypatch.setattr(module, "_stdlib", lambda: library)
    monkeypatch.setattr(module, "_system_folders", lambda: ["/usr/lib"])
    monkeypatch.setattr(module, "_library_binds", lambda folder: [(tmp_path, str(folder))])
    monkeypatch.setattr(module, "installed_files", lambda packages: [tmp_path / "site" / each for each in packages])
    monkeypatch.setattr(module.sys, "base_prefix", str(tmp_path))
    monkeypatch.setattr(module, "drops_root", lambda: False)
    tmp_path.chmod(0o755)
    return tmp_path


def root(isolate_network: bool = True, packages: tuple[str, ...] = ("wavelets",), **environment: str) -> list[Step]:
    return steps(bwrap_arguments(packages, environment, isolate_network))


def told(found: list[Step], option: str) -> list[tuple[str, ...]]:
    return [step.values for step in found if step.option == option]


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize("drops", [False, True])
@pytest.mark.parametrize("network", [False, True])
def test_it_is_nobody_and_sees_no_neighbours(monkeypatch, drops, network):
    """Root with all its powers becomes nobody later, for which it may not be in a namespace of one user."""
    monkeypatch.setattr(module, "drops_root", lambda: drops)
    found = root(isolate_network=network)
    alone = NEIGHBOURS | ({"--unshare-net"} if network else set()) | (set() if drops else {"--unshare-user"})
    assert {step.option for step in found if step.option.startswith("--unshare")} == alone
    assert told(found, "--uid") == told(found, "--gid") == ([] if drops else [("65534",)])
    assert told(found, "--die-with-parent") == [()]


@pytest.mark.usefixtures("machine")
def test_its_environment_is_what_is_given_and_nothing_else():
    found = root(HOME="/work", TZ="UTC")
    names = [step.option for step in found if step.option in ("--clearenv", "--setenv")]
    assert names == ["--clearenv", "--setenv", "--setenv", "--setenv"]
    assert told(found, "--setenv") == [("HOME", "/work"), ("TZ", "UTC"), ("LD_LIBRARY_PATH", LIBRARIES)]


def test_only_the_interpreter_the_packages_and_the_worker_are_there_and_read_only(machine):
    found = root()
    binds = {target: source for source, target in told(found, "--ro-bind")}
    assert binds == {
        interpreter_inside(): str(machine / "python"),
        f"{LIBRARIES}/python3.11": str(machine / "python3.11"),
        "/usr/lib": str(machine),
        f"{PACKAGES}/wavelets": str(machine / "site/wavelets"),
        f"{KIT}/worker": str(Path(module.__file__).parent / "worker"),
    }
    assert told(found, "--bind") == []
    assert found[-2:] == [Step("--remount-ro", ("/",)), Step("--chdir", ("/",))]


def test_a_library_of_python_s_own_is_there_under_its_name(machine):
    (machine / sys.platlibdir).mkdir()
    (machine / sys.platlibdir / "libpython3.11.so.1.0").touch(0o644)
    (machine / sys.platlibdir / "libpython3.11.so").symlink_to("libpython3.11.so.1.0")
    (machine / sys.platlibdir / "libother.so").touch()
    real = str(machine / sys.platlibdir / "libpython3.11.so.1.0")
    of_python = [bind for bind in told(root(), "--ro-bind") if sys.platlibdir in bind[0] and "libpython" in bind[1]]
    assert of_python == [(real, f"{LIBRARIES}/libpython3.11.so"), (real, f"{LIBRARIES}/libpython3.11.so.1.0")]
    assert not [bind for bind in told(root(), "--ro-bind") if "libother" in bind[1]]


@pytest.mark.usefixtures("machine")
def test_folders_are_made_open_to_all_before_anything_is_put_into_them():
    found = root()
    made = [found[at + 1].values[0] for at, step in enumerate(found) if step == Step("--perms", ("0755",))]
    assert made == [PYTHON, f"{PYTHON}/bin", LIBRARIES, PACKAGES, KIT, "/dev", "/usr", "/usr/lib", "16777216"]
    options = [step.option for step in found]
    assert max(at for at, each in enumerate(options) if each == "--dir") < options.index("--ro-bind")


@pytest.mark.usefixtures("machine")
def test_there_are_a_workplace_in_memory_processes_and_four_devices():
    found = root()
    at = found.index(Step("--tmpfs", ("/work",)))
    assert found[at - 2 : at] == [Step("--perms", ("0755",)), Step("--size", (str(16 * 2**20),))]
    assert told(found, "--proc") == [("/proc",)]
    devices = ["/dev/null", "/dev/zero", "/dev/urandom", "/dev/random"]
    assert told(found, "--dev-bind") == [(each, each) for each in devices]


def test_packages_that_are_not_offered_are_covered_where_they_would_be_seen(machine):
    covered = f"{LIBRARIES}/python3.11/site-packages"
    found = root()
    assert (covered,) in told(found, "--tmpfs")
    assert found.index(Step("--tmpfs", (covered,))) > found.index(
        Step("--ro-bind", (str(machine / "python3.11"), f"{LIBRARIES}/python3.11"))
    )
    (machine / "python3.11/site-packages").rmdir()
    assert (covered,) not in told(root(), "--tmpfs")


def test_a_system_s_own_packages_are_covered_too(monkeypatch, machine):
    """Where all of a folder of libraries has to be there."""
    system = machine / "system"
    (system / "python3").mkdir(parents=True)
    monkeypatch.setattr(module, "SYSTEM_LIBRARIES", (str(system),))
    monkeypatch.setattr(module, "_library_binds", lambda folder: [(machine, str(system))])
    assert (str(system / "python3"),) in told(root(), "--tmpfs")
    monkeypatch.setattr(module, "_library_binds", lambda folder: [(machine, f"{system}/x86_64-linux-gnu")])
    assert (str(system / "python3"),) not in told(root(), "--tmpfs")


@pytest.mark.parametrize("processor", ["x86_64-linux-gnu", "none-here", None])
def test_of_a_system_s_libraries_only_the_processor_s_are_there_if_they_are_apart(monkeypatch, tmp_path, processor):
    (tmp_path / "x86_64-linux-gnu").mkdir()
    (tmp_path / "ld-linux.so.2").touch()
    (tmp_path / "python3").mkdir()
    monkeypatch.setattr(module.sysconfig, "get_config_var", lambda name: processor)
    apart = [tmp_path / "x86_64-linux-gnu", tmp_path / "ld-linux.so.2"]
    expected = apart if processor == "x86_64-linux-gnu" else [tmp_path]
    assert list(module._library_binds(tmp_path)) == [(path, str(path)) for path in expected]


@pytest.mark.parametrize(
    ("what", "mode", "open_to_all"),
    [
        ("site/wavelets", 0o755, True),
        ("site/wavelets", 0o754, False),
        ("site/wavelets", 0o751, False),
        ("python", 0o754, True),
        ("python", 0o751, False),
        ("python", 0o750, False),
    ],
)
def test_root_is_told_what_nobody_could_not_read(monkeypatch, machine, what, mode, open_to_all):
    (machine / what).chmod(mode)
    assert root()  # whoever is no root reads what is theirs
    monkeypatch.setattr(module, "drops_root", lambda: True)
    if open_to_all:
        assert root()
    else:
        with pytest.raises(Problem) as caught:
            root()
        assert f"chmod -R a+rX {machine / what}`" in str(caught.value)


@pytest.mark.parametrize(
    ("may", "drops", "reaches", "becomes"),
    [
        (True, False, True, True),
        (False, False, True, False),
        (True, True, True, False),
        (False, True, True, False),
        (True, False, False, False),
    ],
)
@pytest.mark.parametrize("grouped", [True, False])
def test_root_becomes_nobody_before_bubblewrap_where_it_cannot_later_and_nobody_can_go_on(
    monkeypatch, may, drops, reaches, becomes, grouped
):
    did: list[object] = []
    monkeypatch.setattr(module, "may_become", lambda user, *powers: may and (user, *powers) == (65534, 5, 6, 7))
    monkeypatch.setattr(module, "drops_root", lambda: drops)
    monkeypatch.setattr(module, "find_bwrap", lambda: "/usr/bin/bwrap")
    monkeypatch.setattr(module, "within_reach", lambda user, paths: paths if reaches else paths[1:])
    monkeypatch.setattr(module, "become", did.append)
    enter = (lambda: did.append("group")) if grouped else None
    prepare = before_bwrap(enter)
    assert (prepare is enter) is not becomes
    if prepare:
        prepare()
    # The group first: to join it takes root.
    assert did == ["group"] * grouped + [65534] * becomes


def test_what_nobody_has_to_reach_is_all_that_is_bound(monkeypatch, machine):
    asked = []
    monkeypatch.setattr(module, "may_become", lambda user, *powers: True)
    monkeypatch.setattr(module, "find_bwrap", lambda: "/usr/bin/bwrap")
    monkeypatch.setattr(module, "within_reach", lambda user, paths: asked.extend([user, *paths]) or [])
    before_bwrap(None)
    worker = str(Path(module.__file__).parent / "worker")
    interpreter = [str(machine / "python"), str(machine / "python3.11"), str(machine)]
    assert asked == [65534, "/usr/bin/bwrap", *interpreter, worker, str(module.site_packages())]
