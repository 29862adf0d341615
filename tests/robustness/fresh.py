"""Runs the README's two commands in minimal Debian roots, from a clean clone, as root and as an ordinary user.

    python tests/robustness/fresh.py [SUITE ...] [--as root|user] [--command demo|test|...]

A SUITE is one of Debian's (bookworm, trixie, sid) or `newest`; without any, the lowest Python that is supported, the
stable one's, and the newest. Each has python3, python3-venv, make and git, and nothing else. The clone is below a home
of mode 700, in a folder with a space and letters that are not ASCII in its name. debootstrap makes each root once, in
build/fresh/; what runs there runs in a copy that is thrown away. Ends in one line: pass, or what failed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from clean_clone import ODD_FOLDER, Ended, bundle, is_checkout
from debian_root import KEPT, USERS, Root, base_root, throw_away

SUITES = ("bookworm", "trixie", "newest")
COMMANDS = ("demo", "test")
BUNDLE = "/run/chainrule.bundle"
CLONE = f'"{ODD_FOLDER}/chainrule"'
# What a command of make's does not itself look at.
AFTER = {"demo": ".venv/bin/python tests/robustness/honest.py"}
SECONDS = 1500


def missing() -> str:
    """What this machine lacks for it, with what to do; '' if nothing."""
    if not sys.platform.startswith("linux") or os.getuid():
        return "needs root on Linux, for debootstrap and namespaces: sudo make fresh"
    for program, package in {"debootstrap": "debootstrap", "unshare": "util-linux", "setpriv": "util-linux"}.items():
        if shutil.which(program) is None:
            return f"needs {program}: apt-get install {package}"
    return "" if is_checkout() else "needs a git checkout, to clone it"


def in_root(root: Root, user: str, commands: list[str], logs: Path) -> list[Ended]:
    """Clones, then runs each of make's commands until one fails."""
    ended: list[Ended] = []
    scripts = {"clone": f'mkdir "{ODD_FOLDER}"; git clone --quiet {BUNDLE} {CLONE}'}
    for command in commands:
        scripts[command] = f"cd {CLONE}; make {command}; {AFTER.get(command, '')}"
    for name, script in scripts.items():
        title = f"{root.suite} as {user}, {name if name == 'clone' else f'make {name}'}"
        done = root.run(title, script, user, logs / f"{root.suite}-{user}-{name.replace(' ', '-')}.log", SECONDS)
        ended.append(done)
        print(done.line() if name != "clone" or done.status else f"{title}: {python_of(root)}", flush=True)
        if done.status:
            print(done.tail(), flush=True)
            break
    return ended


def python_of(root: Root) -> str:
    """Which Python the root has."""
    return ", ".join(sorted(path.name for path in (root.folder / "base/usr/bin").glob("python3.*[0-9]")))


def run_all(suites: list[str], users: list[str], commands: list[str]) -> list[Ended]:
    """Every suite, with every user."""
    logs = KEPT / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    ended: list[Ended] = []
    with tempfile.TemporaryDirectory(prefix="chainrule-fresh-") as folder:
        shared = ((str(bundle(Path(folder) / "chainrule.bundle")), BUNDLE),)
        for suite, base in map(base_root, suites):
            for user in users:
                with throw_away(suite, base, shared, logs / f"{suite}-{user}-user.log") as root:
                    ended += in_root(root, user, commands, logs)
    return ended


def main() -> int:
    """Reads the arguments, runs, and says in one line how it ended."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"by default {' '.join(SUITES)}")
    parser.add_argument("--as", dest="users", action="append", choices=list(USERS), help="by default both")
    parser.add_argument("--command", dest="commands", action="append", help="of make's; by default demo, then test")
    options = parser.parse_args()
    if lacking := missing():
        print(f"fresh: skipped, {lacking}")
        return 1 if os.environ.get("CHAINRULE_REQUIRE_ALL") else 0
    start = time.monotonic()
    ended = run_all(options.suites or list(SUITES), options.users or list(USERS), options.commands or list(COMMANDS))
    failed = [each.title for each in ended if each.status]
    verdict = f"FAILED: {'; '.join(failed)}" if failed else f"pass, {len(ended)} steps"
    print(f"fresh: {verdict}, {time.monotonic() - start:.0f} s; what each said is in {KEPT / 'logs'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
