"""Runs `make demo` from a clean clone on this machine, where no system part is found that the README does not name.

    python tests/robustness/bare.py [plain] [austere]

Programs are hidden by a PATH of links to all others; needs no rights. `austere` sets PYTHONDONTWRITEBYTECODE, LANG=C
and a umask of 077. The clone is in a folder with a space and letters that are not ASCII in its name; it is thrown away.
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from clean_clone import ODD_FOLDER, Ended, bundle, is_checkout, run

# What .ci/run installs for tests, and no new user has.
HIDDEN = ("bwrap", "chromium", "chromedriver", "dot", "postgres", "initdb", "psql", "setpriv", "shellcheck")
VARIANTS = {
    "plain": (0o022, {}),
    "austere": (0o077, {"PYTHONDONTWRITEBYTECODE": "1", "LANG": "C"}),
}
OURS = ("CHAINRULE_", "COVERAGE_", "MAKE", "PYTEST_", "PYTHON", "VIRTUAL_ENV", "LC_", "LANG")
SECONDS = 600


def visible_programs(folder: Path) -> Path:
    """Fills a folder with links to every program on the PATH, except those that are to be hidden."""
    folder.mkdir()
    own_scripts = Path(sys.prefix) / "bin" if sys.prefix != sys.base_prefix else None
    for source in map(Path, os.get_exec_path()):
        if not source.is_dir() or source == own_scripts:
            continue
        for program in source.iterdir():
            link = folder / program.name
            if program.name not in HIDDEN and not link.is_symlink():
                link.symlink_to(program.absolute())
    return folder


def environment(programs: Path, more: dict[str, str]) -> dict[str, str]:
    """This process's, without what would prepare the run, and with these programs alone."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {**kept, "PATH": str(programs), **more}


def demo(variant: str, folder: Path) -> Ended:
    """Clones the repository below a folder, and runs the README's first command there."""
    umask, more = VARIANTS[variant]
    programs = visible_programs(folder / "programs")
    clone = folder / ODD_FOLDER / "chainrule"
    script = f"""
        umask {umask:03o}
        git clone --quiet {shlex.quote(str(bundle(folder / "chainrule.bundle")))} {shlex.quote(str(clone))}
        cd {shlex.quote(str(clone))}
        make demo PYTHON={shlex.quote(interpreter())}
        .venv/bin/python {shlex.quote(str(Path(__file__).with_name("honest.py")))}
    """
    log = folder / "log"
    return run(
        f"make demo on a bare machine, {variant}",
        ["sh", "-ec", script],
        log,
        folder,
        environment(programs, more),
        SECONDS,
    )


def interpreter() -> str:
    """The Python outside of any virtual environment, by its real name: a link to it would be gone with the PATH."""
    return os.path.realpath(getattr(sys, "_base_executable", sys.executable))


def main() -> int:
    """Reads the arguments, runs the variants side by side, and says how they ended."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("variants", nargs="*", choices=[[], *VARIANTS], metavar="VARIANT", help=", ".join(VARIANTS))
    chosen = parser.parse_args().variants or list(VARIANTS)
    if not is_checkout():
        print("bare: skipped, because this folder is no git checkout (or git is missing), so there is nothing to clone")
        return 1 if os.environ.get("CHAINRULE_REQUIRE_ALL") else 0
    with ThreadPoolExecutor() as beside:
        return 0 if all([*beside.map(passes, chosen)]) else 1


def passes(variant: str) -> bool:
    """Whether the demo runs well; says so, and how it ended otherwise."""
    with tempfile.TemporaryDirectory(prefix="chainrule-bare-") as folder:
        ended = demo(variant, Path(folder))
        print("\n".join([ended.line(), *([ended.tail()] if ended.status else [])]), flush=True)
    return ended.status == 0


if __name__ == "__main__":
    sys.exit(main())
