"""Makes minimal Debian roots, and runs commands in a throw-away copy of one as a user would on a new machine.

A root is entered by pivot_root in a mount namespace of its own, because a chroot forbids the user namespaces that the
sandbox needs. Linux, as root, with debootstrap.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from clean_clone import REPO, Ended, run

KEPT = REPO / "build/fresh"
# All that the README asks for.
PACKAGES = "python3,python3-venv,make,git"
# The newest that there is; where it cannot be installed today, the one below.
NEWEST = ("sid", "testing")
USERS = {"root": ("0", "/root"), "user": ("1000", "/home/zoe")}
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
PIPS_CACHE = "/var/cache/pip"

# The first process of the namespaces: an overlay over the root, or a copy of it, becomes the root.
ENTER = """
cd "$1"; shift
mount -t overlay -o lowerdir=base,upperdir=upper,workdir=work none root 2>/dev/null || {
    [ -e root/bin ] || cp -a base/. root/
    mount --bind root root
}
mount -t proc proc root/proc
mount --rbind /dev root/dev
mount --rbind /sys root/sys
mount --make-rslave root/dev
mount --make-rslave root/sys
while [ "$1" != -- ]; do
    if [ -d "$1" ]; then mkdir -p "root$2"; else mkdir -p "$(dirname "root$2")"; [ -e "root$2" ] || : >"root$2"; fi
    mount --bind "$1" "root$2"
    shift 2
done
shift
mkdir -p root/run/outside
cd root
pivot_root . run/outside
cd /
umount -l /run/outside
exec "$@"
"""
ADD_USER = "id zoe >/dev/null 2>&1 || useradd --create-home --uid 1000 --shell /bin/sh zoe; chmod 700 /root /home/zoe"


class Root(NamedTuple):
    """A throw-away copy of a Debian root, and what of this machine it sees: where it lies here, and there."""

    suite: str
    folder: Path
    shared: tuple[tuple[str, str], ...]
    environment: dict[str, str]

    def run(self, title: str, script: str, user: str, log: Path, seconds: float) -> Ended:
        """Runs a shell script in it as this user, in that one's home."""
        number, home = USERS[user]
        pairs = [part for pair in (*self.shared, (str(pip_cache(user)), PIPS_CACHE)) for part in pair]
        become = ["setpriv", f"--reuid={number}", f"--regid={number}", "--clear-groups"]
        variables = {**self.environment, "PATH": PATH, "HOME": home, "PIP_CACHE_DIR": PIPS_CACHE, "TERM": "dumb"}
        command = ["env", "-i", *(f"{name}={value}" for name, value in variables.items())]
        command += [*become, "sh", "-ec", f'cd "$HOME"\n{script}']
        namespaces = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--propagation", "private"]
        entered = [*namespaces, "sh", "-ec", ENTER, "sh", str(self.folder), *pairs, "--", *command]
        return run(title, entered, log, self.folder, os.environ, seconds)


@contextmanager
def throw_away(suite: str, base: Path, shared: tuple[tuple[str, str], ...], log: Path) -> Iterator[Root]:
    """A copy of the root `base`, with an ordinary user in it; removed at the end."""
    with tempfile.TemporaryDirectory(prefix=f"run-{suite}-", dir=KEPT) as name:
        folder = Path(name)
        for part in ("upper", "work", "root"):
            (folder / part).mkdir()
        (folder / "base").symlink_to(base)
        configuration = pip_configuration()
        root = Root(suite, folder, (*shared, *_shared(configuration)), configuration)
        prepared = root.run("an ordinary user", ADD_USER, "root", log, 60)
        if prepared.status:
            raise SystemExit(f"Cannot enter the root of {suite}:\n{prepared.tail()}")
        yield root


def base_root(suite: str) -> tuple[str, Path]:
    """The suite's name, and its root, which debootstrap makes once and `build/fresh/` keeps."""
    tried = NEWEST if suite == "newest" else (suite,)
    for name in tried:
        root = KEPT / "roots" / name
        if (root / "made").exists() or _bootstrapped(name, root):
            return name, root / "root"
    raise SystemExit(
        f"debootstrap cannot make a root of {' or '.join(tried)}; its log: {KEPT / 'roots' / tried[-1]}.log"
    )


def _bootstrapped(suite: str, root: Path) -> bool:
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    print(f"debootstrap {suite} (a minute or two, once)", flush=True)
    mirror = [found] if (found := debian_mirror()) else []
    # An older debootstrap does not know a newer suite, but they are all made like sid.
    scripts = Path("/usr/share/debootstrap/scripts")
    script = [] if (scripts / suite).exists() or not mirror else [str(scripts / "sid")]
    command = ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", suite, str(root / "root"), *mirror, *script]
    ended = run(f"debootstrap {suite}", command, root.with_suffix(".log"), root, os.environ, 1200)
    if ended.status == 0:
        (root / "made").touch()
    return ended.status == 0


def debian_mirror() -> str:
    """The mirror that this machine's apt takes Debian from, or CHAINRULE_DEBIAN_MIRROR; '' for debootstrap's own."""
    if given := os.environ.get("CHAINRULE_DEBIAN_MIRROR"):
        return given
    command = ["apt-get", "indextargets", "--format", "$(LABEL) $(REPO_URI)", "Created-By: Packages"]
    try:
        lines = subprocess.check_output(command, text=True, stderr=subprocess.DEVNULL).splitlines()
    except (OSError, subprocess.CalledProcessError):
        return ""
    return next((line.split()[1] for line in lines if line.startswith("Debian ")), "")


def pip_configuration() -> dict[str, str]:
    """How this machine's pip reaches its registry, as variables of the environment; nothing of it is kept."""
    names = ("_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")
    found = {name: value for name, value in os.environ.items() if name.upper().endswith(names)}
    said = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    for line in sorted(said.splitlines(), reverse=True):  # the environment's own last, as it counts for most
        name, _, value = line.partition("=")
        key = name.rpartition(".")[2].upper().replace("-", "_")
        found[f"PIP_{key}"] = str(ast.literal_eval(value))
    return found


def pip_cache(user: str) -> Path:
    """A folder that pip keeps its downloads in, the user's own, or it would not use it."""
    folder = KEPT / f"pip-{user}"
    folder.mkdir(parents=True, exist_ok=True)
    os.chown(folder, int(USERS[user][0]), int(USERS[user][0]))
    return folder


def _shared(configuration: dict[str, str]) -> Iterator[tuple[str, str]]:
    """This machine's files that the configuration names, and how it finds other machines."""
    words = [word for value in configuration.values() for word in value.split()]
    # An index on disk links to files beside itself.
    paths = [str(Path(word.removeprefix("file://")).parent) if word.startswith("file://") else word for word in words]
    for path in sorted({*paths, "/etc/resolv.conf", "/etc/hosts"}):
        if path.startswith("/") and path != "/" and Path(path).exists():
            yield path, path
